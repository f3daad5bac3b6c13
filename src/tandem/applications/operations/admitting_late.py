"""Late admission: whoever did not send in time may, until a later instant, and so may everybody else with a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.events import LateAdmitted, LateAsked, LateProposed, LateRefused
from tandem.applications.models import Application, LateAdmission
from tandem.applications.operations.running import locked_call
from tandem.applications.operations.withdrawing import kept
from tandem.applications.states import Step
from tandem.calls import operations as calls
from tandem.calls.models import Call
from tandem.calls.queries.sound import moment_problem
from tandem.core.timetable import deadline
from tandem.core.values import Problem
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.organisations.models import Member
from tandem.partnerships.models import Party


@dataclass(frozen=True)
class Late:
    """Until when (naive local time of the call's zone), and the reason as it is published: {language: text}."""

    until: datetime
    reason: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def ask_late(actor: Actor, application_id: UUID, words: str) -> LateAdmission:
    """The people of a draft that was not sent ask for a later time; officers get the duty to answer.

    Refused: unknown (404), may not write (403), still open or sent (409), asked already (409), no reason (422).
    """
    held = access.hold(actor, application_id, lock=True)
    decision = access.may_ask_late(held, clock.now())
    if not decision:
        raise Refused.by(decision, status=403 if decision.code == "read_only" else 409)
    said = kept(words, 2000)
    if not said:
        raise Refused("reason_missing", _("Say why it could not be sent in time."))
    waiting = LateAdmission.objects.filter(application=held.application, confirmed_at=None, refused_at=None)
    if waiting.exists():
        raise Refused("asked_already", _("You have asked already; the organiser answers by mail."), status=409)
    row: LateAdmission = LateAdmission.objects.create(
        call=held.application.call, application=held.application, asked_by_id=actor.person_id, asked_at=clock.now(),
        asked_because=said,
    )
    audit.record(actor, "late.asked", "application", application_id, {"admission": str(row.id), "because": said})
    happened(LateAsked(str(row.id)))
    return row


@transaction.atomic
def propose_late(actor: Actor, call_id: UUID, late: Late, admission_id: UUID | None = None) -> LateAdmission:
    """An officer proposes that drafts which were not sent may be sent until a later instant.

    With `admission_id` it answers what the people of one draft asked; without, it is begun by the officer (an outage).
    Nothing changes for anybody until a second officer confirms it. Refused: not an officer of the call's office, or
    acting for a party that gains by it (403); not closed yet, or judged already (409); an instant that does not exist,
    exists twice, is past or after the day of decision, a language without a reason (422, each in `problems`).
    """
    call = locked_call(actor, call_id)
    now = clock.now()
    if call.is_open(now) or now < call.closes_at:
        raise Refused(
            "not_closed", _("The call has not closed."), _("Close it later instead: change its terms."), status=409
        )
    _refuse_begun(call)
    _refuse_own(actor, call)
    problems = _problems(call, late, now)
    if problems:
        raise Refused("late_wrong", _("The later time cannot stand as it is."), problems=problems)
    row = _asked(call, admission_id)
    row.until_at, row.reason = deadline(late.until, call.zone), _texts(call, late)
    row.proposed_by_id, row.proposed_at = actor.person_id, now
    row.save()
    audit.record(actor, "late.proposed", "call", call.id, {"admission": str(row.id), "until": row.until_at})
    happened(LateProposed(str(row.id)))
    return row


@transaction.atomic
def confirm_late(actor: Actor, admission_id: UUID) -> LateAdmission:
    """A second officer confirms: the call takes drafts that were not sent until then, its page says why, all are told.

    Refused: unknown (404), not an officer, the one who proposed it, or acting for a party that gains by it (403); not
    proposed, decided or judged already (409); the instant has passed (410).
    """
    row = _waiting(admission_id)
    call, now = locked_call(actor, row.call_id), clock.now()
    if row.until_at is None:
        raise Refused("not_proposed", _("Nobody has said yet until when."), _("Propose it first."), status=409)
    if row.proposed_by_id == actor.person_id:
        raise Refused(
            "same_person", _("You proposed it, so a colleague confirms it."), _("Four eyes see more than two."),
            status=403,
        )
    _refuse_begun(call)
    _refuse_own(actor, call)
    if row.until_at <= now:
        raise Refused("past", _("The later time has passed meanwhile."), _("Propose another one."), status=410)
    row.confirmed_by_id, row.confirmed_at = actor.person_id, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    calls.admit_late(call, row.until_at, row.reason)
    audit.record(
        actor, "late.admitted", "call", call.id,
        {"admission": str(row.id), "until": row.until_at, "drafts": len(drafts_of(call.id))},
    )
    happened(LateAdmitted(str(row.id), str(call.id)))
    return row


@transaction.atomic
def refuse_late(actor: Actor, admission_id: UUID, reason: str) -> LateAdmission:
    """There is no later time; who asked is told why. Refused: no reason (422), decided already (409)."""
    row = _waiting(admission_id)
    locked_call(actor, row.call_id)
    said = kept(reason, 2000)
    if not said:
        raise Refused("reason_missing", _("A refusal needs its reason."))
    row.refused_by_id, row.refused_at, row.refused_because = actor.person_id, clock.now(), said
    row.save(update_fields=["refused_by", "refused_at", "refused_because"])
    audit.record(actor, "late.refused", "call", row.call_id, {"admission": str(row.id), "reason": said})
    happened(LateRefused(str(row.id)))
    return row


def drafts_of(call: UUID) -> list[Application]:
    """Every draft of the call that was not sent."""
    return list(Application.objects.filter(call=call, step=Step.DRAFT, submitted_at=None).order_by("id"))


def _waiting(admission_id: UUID) -> LateAdmission:
    row: LateAdmission | None = LateAdmission.objects.select_for_update(of=("self",)).filter(id=admission_id).first()
    if row is None:
        raise access.missing()
    if row.confirmed_at or row.refused_at:
        raise Refused("decided_already", _("A colleague has decided this already."), status=409)
    return row


def _asked(call: Call, admission_id: UUID | None) -> LateAdmission:
    if admission_id is None:
        return LateAdmission(call=call)
    row = _waiting(admission_id)
    if row.call_id != call.id:
        raise access.missing()
    return row


def _refuse_begun(call: Call) -> None:
    """Once somebody's application is being judged, a later one would be judged against what is known (TAC-4)."""
    judged = Application.objects.filter(call=call).exclude(step__in=[Step.DRAFT, Step.SUBMITTED, Step.ELIGIBLE])
    if judged.filter(outcome="").exists():
        raise Refused(
            "judging", _("Applications of this call are being judged already, so nobody can be admitted late."),
            _("Tell the applicants about the next call."), status=409,
        )


def _refuse_own(actor: Actor, call: Call) -> None:
    drafts = Application.objects.filter(call=call, step=Step.DRAFT, submitted_at=None)
    parties = Party.objects.filter(partnership__in=drafts.values("partnership"), left_at=None)
    own = Member.objects.filter(
        person_id=actor.person_id, ended_at=None, organisation__in=parties.values("organisation_id")
    )
    if own.exists():
        raise Refused(
            "own_interest", _("You act for an organisation that would gain by this."), _("A colleague decides it."),
            status=403,
        )


def _problems(call: Call, late: Late, now: datetime) -> list[Problem]:
    found = [Problem("reason_missing", f"reason_{language}", {"language": language})
             for language in call.languages if not late.reason.get(language, "").strip()]
    wrong = moment_problem(late.until, call.zone, "until")
    if wrong is not None:
        return [wrong, *found]
    at = deadline(late.until, call.zone)
    if at <= now or at <= call.last_at:
        found.insert(0, Problem("late_past", "until", {"after": max(now, call.last_at)}))
    elif call.decision_on is not None and late.until.date() >= call.decision_on:
        found.insert(0, Problem("late_after_decision", "until", {"day": call.decision_on}))
    return found


def _texts(call: Call, late: Late) -> dict[str, str]:
    return {language: kept(late.reason[language], 2000) for language in call.languages}
