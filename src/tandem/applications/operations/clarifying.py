"""Clarification rounds: the same round and deadline for everybody who applied; answers are put beside what was sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications import access
from tandem.applications.events import ClarificationOpened, SupplementSent
from tandem.applications.models import Application, Clarification, ClarificationRound, Submission, Supplement
from tandem.applications.operations.running import locked_call
from tandem.applications.operations.withdrawing import kept
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.calls.queries.sound import moment_problem
from tandem.core.timetable import deadline
from tandem.core.values import Problem
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened

MOST = 20  # questions of one kind
ANSWER = 4000  # characters
OVER = (Step.DRAFT, Step.PROPOSED, Step.DECIDED)  # steps in which nothing is asked


@transaction.atomic
def prepare_round(actor: Actor, call_id: UUID, common: Sequence[str]) -> ClarificationRound:
    """The questions to all of the round that is being prepared; begins one when there is none. Nobody is told yet.

    Refused: not an officer of the call's office (403), the call still takes applications, the round before is open, or
    decisions are being made (409), too many questions or too long ones (422).
    """
    call = _call(actor, call_id)
    questions = _questions(common)
    row = ClarificationRound.objects.filter(call=call, opened_at=None).first()
    if row is None:
        number = ClarificationRound.objects.filter(call=call).count() + 1
        row = ClarificationRound(call=call, number=number, made_by_id=actor.person_id, made_at=clock.now())
    row.common = questions
    row.save()
    audit.record(actor, "clarification.prepared", "call", call.id, {"round": row.number, "common": questions})
    return row


@transaction.atomic
def ask_one(actor: Actor, call_id: UUID, application_id: UUID, questions: Sequence[str]) -> Clarification:
    """What one application is asked beside the questions to all, in the round that is being prepared; replaces earlier.

    Refused as `prepare_round`, and: an application that was not sent, was withdrawn or is decided, or in which the
    officer declared an interest (403, 404, 409).
    """
    call = _call(actor, call_id)
    row = ClarificationRound.objects.filter(call=call, opened_at=None).first() or prepare_round(actor, call_id, ())
    application = asked_in(call_id).filter(id=application_id).first()
    if application is None:
        raise access.missing()
    if not (decision := access.may_read_content(actor, application, clock.now())):
        raise Refused.by(decision)
    found, _made = Clarification.objects.get_or_create(round=row, application=application)
    found.questions = _questions(questions)
    found.save(update_fields=["questions"])
    audit.record(
        actor, "clarification.asked", "application", application.id,
        {"round": row.number, "questions": found.questions},
    )
    return found


@transaction.atomic
def open_round(actor: Actor, round_id: UUID, closes: datetime) -> ClarificationRound:
    """Open the round to every application of the call that was sent and is not decided: one deadline for all.

    `closes` is local time of the call's zone. Who is asked nothing is told so. Refused as `prepare_round`, and: opened
    already (409), no question at all, an instant that does not exist, exists twice, is past or after the decision
    (422).
    """
    row = _round(round_id)
    call = _call(actor, row.call_id)
    if row.opened_at:
        raise Refused("open_already", _("This round has been opened already."), status=409)
    now = clock.now()
    own = {one.application_id: one for one in Clarification.objects.filter(round=row)}
    if not row.common and not any(one.questions for one in own.values()):
        raise Refused("no_question", _("The round asks nothing yet."), _("Write a question to all, or to somebody."))
    problem = moment_problem(closes, call.zone, "closes") or _too_early_or_late(call, closes, now)
    if problem is not None:
        raise Refused("deadline_wrong", _("The deadline cannot stand as it is."), problems=[problem])
    row.opened_at, row.closes_at = now, deadline(closes, call.zone)
    row.save(update_fields=["opened_at", "closes_at"])
    rest = asked_in(call.id).exclude(id__in=own)
    Clarification.objects.bulk_create(
        [Clarification(round=row, application_id=id) for id in rest.values_list("id", flat=True)], batch_size=500
    )
    audit.record(
        actor, "clarification.opened", "call", call.id,
        {"round": row.number, "closes_at": row.closes_at, "applications": len(own) + rest.count()},
    )
    happened(ClarificationOpened(str(row.id), str(call.id)))
    return row


@transaction.atomic
def keep_answers(actor: Actor, clarification_id: UUID, revision: int, texts: Sequence[str]) -> Clarification:
    """Keep what is being written; sent or not is decided later. `revision` is the one that the page showed.

    Refused: unknown (404), may not write (403), the round has closed (410), sent, or somebody saved meanwhile (409,
    `values` holds their texts), an answer too long (422).
    """
    row, held = _held(actor, clarification_id)
    _still_open(row)
    if not any(role in {"edit", "sign"} for role in held.roles.values()):
        raise Refused("read_only", _("You may read this, not answer. Ask a colleague who may write."), status=403)
    if row.revision != revision:
        raise Refused(
            "changed", _("Somebody else saved answers meanwhile; nothing of yours was overwritten or lost."),
            _("Theirs stand beside yours: take what you need and save again."), status=409,
            values={"theirs": list(row.answers), "revision": row.revision},
        )
    row.answers, row.revision = [kept(text, ANSWER) for text in texts[: len(questions_of(row))]], revision + 1
    row.save(update_fields=["answers", "revision"])
    return row


@transaction.atomic
def send_supplement(actor: Actor, clarification_id: UUID, seen_sha256: str) -> Supplement:
    """Send the answers as they were shown (`seen_sha256`), as a signer of any party; they never change afterwards.

    Sending twice gives the same receipt. Refused: unknown (404), not a signer (403), closed (410), changed since it was
    shown (409), an answer is missing (422).
    """
    row, held = _held(actor, clarification_id)
    done = Supplement.objects.filter(clarification=row).first()
    if done is not None:
        return done
    _still_open(row)
    if not any(role == "sign" for role in held.roles.values()):
        raise Refused("no_signer", _("Sending is for people who may sign for one of the parties."), status=403)
    open_ones = [q for q, a in zip(questions_of(row), _padded(row), strict=True) if not a.strip()]
    if open_ones:
        raise Refused(
            "unanswered",
            ngettext("One question has no answer yet.", "%(number)d questions have no answer yet.", len(open_ones))
            % {"number": len(open_ones)}, _("Answer each of them, if only to say that you cannot."),
        )
    submission = Submission.objects.get(application=held.application, withdrawn_at=None)
    content, sha256 = supplement_content(row, submission)
    if seen_sha256 != sha256:
        raise Refused(
            "changed", _("The answers have changed since you read them."), _("Read them again, then send."), status=409
        )
    made: Supplement = Supplement.objects.create(
        clarification=row, submission=submission, reference=f"{submission.reference}/S{row.round.number}",
        content=content, sha256=sha256, sent_by_id=actor.person_id, sent_by_name=actor.name, received_at=clock.now(),
    )
    audit.record(
        actor, "clarification.answered", "application", held.application.id,
        {"reference": made.reference, "sha256": sha256},
    )
    happened(SupplementSent(str(held.application.id), str(made.id)))
    return made


def questions_of(row: Clarification) -> list[str]:
    """The questions to all, then its own."""
    return [*row.round.common, *row.questions]


def supplement_content(row: Clarification, submission: Submission) -> tuple[str, str]:
    """Canonical JSON of the answers (keys sorted, UTF-8, no insignificant space) and its SHA-256."""
    body = {
        "application": str(row.application_id),
        "reference": submission.reference,
        "submission": submission.sha256,
        "round": row.round.number,
        "answers": [
            {"question": question, "answer": answer}
            for question, answer in zip(questions_of(row), _padded(row), strict=True)
        ],
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def asked_in(call_id: UUID) -> QuerySet[Application]:
    """Applications of the call that were sent and are not withdrawn or decided."""
    rows: QuerySet[Application] = Application.objects.filter(call=call_id, outcome=Outcome.NONE)
    sent = rows.exclude(submitted_at=None).exclude(step__in=OVER)
    return sent.order_by("id")


def running(application: Application) -> bool:
    """The same of one application."""
    return application.outcome == Outcome.NONE and application.submitted_at is not None and application.step not in OVER


def _padded(row: Clarification) -> list[str]:
    there = [str(text) for text in row.answers]
    return [*there, *[""] * (len(questions_of(row)) - len(there))][: len(questions_of(row))]


def _call(actor: Actor, call_id: UUID) -> Call:
    call, now = locked_call(actor, call_id), clock.now()
    if call.takes_drafts(now) or now < call.closes_at:
        raise Refused(
            "still_open", _("The call still takes applications."),
            _("Ask when it has closed: then everybody is asked alike. Until then, answer questions on its page."),
            status=409,
        )
    if Application.objects.filter(call=call, step=Step.PROPOSED).exists():
        raise Refused("being_decided", _("The decision is being made already."), status=409)
    if ClarificationRound.objects.filter(call=call, closes_at__gt=now).exists():
        raise Refused("round_open", _("A round is open. Wait until it has closed."), status=409)
    return call


def _round(round_id: UUID) -> ClarificationRound:
    row: ClarificationRound | None = ClarificationRound.objects.filter(id=round_id).first()
    if row is None:
        raise access.missing()
    return row


def _held(actor: Actor, clarification_id: UUID) -> tuple[Clarification, access.Held]:
    rows = Clarification.objects.select_for_update(of=("self",)).select_related("round")
    row: Clarification | None = rows.filter(id=clarification_id, round__opened_at__isnull=False).first()
    if row is None:
        raise access.missing()
    return row, access.hold(actor, row.application_id)


def _still_open(row: Clarification) -> None:
    if Supplement.objects.filter(clarification=row).exists():
        raise Refused("sent", _("The answers have been sent; they stay as they are."), status=409)
    if row.round.closes_at is None or clock.now() > row.round.closes_at:
        raise Refused(
            "closed", _("The round has closed. What was kept stays readable here, but was not sent."), status=410
        )


def _questions(texts: Sequence[str]) -> list[str]:
    found = [text for text in (kept(text, 1000) for text in texts) if text]
    if len(found) > MOST:
        raise Refused(
            "too_many", _("%(actual)d questions are too many; %(limit)d fit.") % {"actual": len(found), "limit": MOST},
            _("Ask what you need to decide, and nothing else."),
        )
    return found


def _too_early_or_late(call: Call, closes: datetime, now: datetime) -> Problem | None:
    if deadline(closes, call.zone) <= now:
        return Problem("late_past", "closes", {"after": now})
    if call.decision_on is not None and closes.date() >= call.decision_on:
        return Problem("late_after_decision", "closes", {"day": call.decision_on})
    return None
