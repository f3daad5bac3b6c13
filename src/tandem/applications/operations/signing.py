"""Where an application stands, signing it, sending it: once, whole, and with a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.answers.queries import values
from tandem.applications import access
from tandem.applications.content import Content, content_of
from tandem.applications.events import ApplicationSubmitted, PartySigned
from tandem.applications.listing import COLUMNS, refresh
from tandem.applications.models import ReferenceCounter, Signature, Submission
from tandem.applications.states import Step
from tandem.applications.subject import asked, counted_for, verdicts_of
from tandem.calls.models import Call
from tandem.core.expressions import evaluate
from tandem.core.forms.answers import Answers
from tandem.core.forms.missing import gaps
from tandem.core.values import Verdict
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.organisations.models import MemberRole
from tandem.plans import operations as plans


@dataclass(frozen=True)
class Standing:
    """Where an application stands before it is signed: what is missing, what the rules say, what would be signed."""

    content: Content
    verdicts: tuple[Verdict, ...]
    missing: int
    answers: Answers

    @property
    def ready(self) -> bool:
        """Whether it may be signed."""
        return not self.missing and not any(verdict.refuses for verdict in self.verdicts)


def standing(held: access.Held) -> Standing:
    """The application's standing from what is in the database now."""
    answers = values(held.application.id)
    sides = tuple(party.side for party in held.parties)
    missing = gaps(held.application.form, sides, answers, evaluate=evaluate)
    return Standing(content_of(held, answers), verdicts_of(held, answers), len(missing), answers)


@dataclass(frozen=True)
class Signed:
    """The result of signing: who still has to sign, or the submission."""

    waiting_for: tuple[str, ...]
    submission: Submission | None


def sign(actor: Actor, application_id: UUID, seen_sha256: str) -> Signed:
    """Sign for one's party exactly what was shown (`seen_sha256`); the last signature submits (FLD-3, UX-16).

    After submission the same receipt comes back, whoever asks, however often. Refused: not a signer (403), something
    missing or a must that does not hold (422), content changed since it was shown (409), after the deadline (410).
    What was taken back before the deadline is sent again with a receipt of its own, which supersedes the earlier one.
    """
    with transaction.atomic():
        held = access.hold(actor, application_id, lock=True)
        application = held.application
        sent = list(Submission.objects.filter(application=application).order_by("number"))
        done = next((one for one in sent if one.withdrawn_at is None), None)
        if done is not None:
            return Signed((), done)
        now = clock.now()
        decision = access.may_sign(held, now)
        if not decision:
            raise Refused.by(decision, status=410 if decision.code == "closed" else 403)
        where = standing(held)
        _check_ready(where, seen_sha256)
        signed = _put_signatures(actor, held, where.content.sha256, now)
        waiting = tuple(side for side in held.signing if side not in signed)
        if waiting:
            audit.record(actor, "application.signed", "application", application.id, {"sha256": where.content.sha256})
            happened(PartySigned(str(application.id), sorted(held.sides)[0]))
            return Signed(waiting, None)
        return Signed((), _submit(actor, held, where, now, sent))


def _check_ready(where: Standing, seen_sha256: str) -> None:
    if not where.ready:
        raise Refused(
            "not_ready",
            _("The application cannot be signed yet: something is missing or a rule does not hold."),
            _("“What is missing” lists everything with what mends it."),
            verdicts=[verdict for verdict in where.verdicts if verdict.refuses],
        )
    if seen_sha256 != where.content.sha256:
        raise Refused(
            "changed",
            _("The application has changed since you read it, so your signature was not given."),
            _("Read the answers again and sign what you see."),
            status=409,
        )


def _signable(held: access.Held) -> list[str]:
    return [side for side in held.signing if held.roles.get(side) == MemberRole.SIGN]


def _put_signatures(actor: Actor, held: access.Held, sha256: str, now: datetime) -> set[str]:
    """Sign for the sides one may sign for; returns the sides that have signed this content.

    A signature in force of other content is voided. The application's row is locked, so nobody signs meanwhile.
    """
    application, mine = held.application, _signable(held)
    there = {one.side: one for one in Signature.objects.filter(application=application, voided_at=None)}
    other = [one.id for side, one in there.items() if side in mine and one.content_sha256 != sha256]
    if other:
        Signature.objects.filter(id__in=other).update(voided_at=now)
    signed = {side for side, one in there.items() if one.content_sha256 == sha256}
    Signature.objects.bulk_create(
        Signature(
            application=application,
            side=side,
            person_id=actor.person_id,
            person_name=actor.name,
            content_sha256=sha256,
            signed_at=now,
        )
        for side in mine
        if side not in signed
    )
    return signed | set(mine)


def _submit(
    actor: Actor, held: access.Held, where: Standing, now: datetime, earlier: Sequence[Submission]
) -> Submission:
    application, number = held.application, len(earlier) + 1
    reference = f"{application.reference[:36]}-{number}" if earlier else _next_reference(application.call)
    Submission.objects.filter(id__in=[one.id for one in earlier], superseded_at=None).update(superseded_at=now)
    submission = Submission.objects.create(
        application=application,
        number=number,
        reference=reference,
        content=where.content.text,
        sha256=where.content.sha256,
        files=list(where.content.files),
        received_at=now,
        verdicts=[
            {"rule": v.rule, "passed": v.passed, "severity": v.severity, "party": v.party} for v in where.verdicts
        ],
        selection=counted_for(held, where.answers),
    )
    application.step, application.submitted_at, application.withdrawn_at = Step.SUBMITTED, now, None
    application.reference = application.reference or reference
    application.asked_minor = asked(held, where.answers)
    application.rulebook_version_id = application.call.rulebook_version_id
    refresh(application, held.parties)
    changed = ["step", "reference", "submitted_at", "withdrawn_at", "asked_minor", "rulebook_version", *COLUMNS]
    application.save(update_fields=changed)
    plans.propose(actor, application.plan_id)
    audit.record(
        actor,
        "application.submitted",
        "application",
        application.id,
        {"reference": reference, "sha256": where.content.sha256},
    )
    happened(ApplicationSubmitted(str(application.id), str(application.call_id)))
    return submission


def _next_reference(call: Call) -> str:
    counter = ReferenceCounter.objects.select_for_update().filter(call=call).first()
    if counter is None:
        ReferenceCounter.objects.get_or_create(call=call)
        counter = ReferenceCounter.objects.select_for_update().get(call=call)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{call.slug}-{counter.last:04d}".upper()[:40]
