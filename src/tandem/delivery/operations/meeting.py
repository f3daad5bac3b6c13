"""The yearly meeting: what was said about each item of the agenda, the minutes, and what was decided (MIC-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.agreements.operations import ask
from tandem.agreements.queries import open_amendment
from tandem.core.values import Problem
from tandem.delivery import access
from tandem.delivery.events import DecisionSettled, MeetingHeld
from tandem.delivery.models import Meeting, MeetingDecision
from tandem.delivery.operations import typed
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files.operations import receive
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.access import Held, hold

MINUTES = ("pdf", "docx", "odt", "png", "jpg")
MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class DecisionInput:
    """Something the meeting decided, the side that sees to it ('' both), and by when."""

    text: str
    side: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class MeetingInput:
    """A meeting as recorded. `year` is the calendar year that it counts for; `agenda` is by item of the rulebook."""

    year: int
    held_on: date
    place: str = ""
    present: str = ""
    agenda: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    decisions: Sequence[DecisionInput] = ()


@transaction.atomic
def record_meeting(actor: Actor, grant_id: UUID, given: MeetingInput, minutes: Any = None) -> Meeting:
    """Record a meeting that was held, with its minutes as a file if there are any.

    Refused: not to be known (404), not a writer (403), not under agreement or closed (409), and with one problem per
    place (422): a day in the future or before the grant, a year that is none of the grant's, nothing said about any
    item and no minutes, a side that is none; a file that is not taken (its own code).
    """
    held = hold(actor, grant_id, lock=True)
    access.demand_write(held)
    agenda = _agenda(held, given.agenda)
    decided = [(typed.text(one.text), one) for one in given.decisions]
    decided = [(said, one) for said, one in decided if said]
    problems = [*_when(held, given), *_said(held, agenda, decided, minutes)]
    if problems:
        raise typed.refused("meeting", problems)
    file = receive(actor, current(), minutes, MINUTES, MOST_BYTES, f"minutes:{grant_id}") if minutes else None
    meeting: Meeting = Meeting.objects.create(
        grant_id=grant_id, year=given.year, held_on=given.held_on, place=typed.line(given.place)[:200],
        present=typed.text(given.present), agenda=agenda, language=typed.line(given.language)[:12], minutes=file,
        recorded_by_id=actor.person_id, recorded_at=clock.now(),
    )
    MeetingDecision.objects.bulk_create([
        MeetingDecision(meeting=meeting, text=said, side=one.side, due_on=one.due_on, place=number)
        for number, (said, one) in enumerate(decided)
    ])
    audit.record(actor, "delivery.meeting_recorded", "meeting", meeting.id, {
        "grant": str(grant_id), "year": given.year, "held_on": given.held_on.isoformat(), "agenda": agenda,
        "decisions": [said for said, _one in decided], "minutes": file.sha256 if file else "",
    })
    happened(MeetingHeld(str(grant_id), str(meeting.id), given.year))
    return meeting


@transaction.atomic
def settle_decision(actor: Actor, decision_id: UUID, done_on: date) -> MeetingDecision:
    """Write down that a decision was carried out.

    Refused: not to be known (404), not a writer (403), done already or the grant closed (409), a day in the future
    (422).
    """
    held, row = _locked(actor, decision_id)
    if row.done_on is not None:
        raise Refused("done_already", _("This decision was carried out already."), status=409)
    today = access.today(held)
    if done_on > today:
        raise typed.refused("day", [Problem("in_the_future", "done_on", {"limit": today.isoformat()})])
    row.done_on = done_on
    row.save(update_fields=["done_on"])
    audit.record(actor, "delivery.decision_settled", "meeting", row.meeting_id, {
        "decision": str(row.id), "done_on": done_on.isoformat(),
    })
    happened(DecisionSettled(str(held.grant.id), str(row.id)))
    return row


def _locked(actor: Actor, decision_id: UUID) -> tuple[Held, MeetingDecision]:
    """A decision for a writer, as it stands once its grant is locked; Refused (404, 403, 409) for everybody else."""
    row = MeetingDecision.objects.filter(id=decision_id).select_related("meeting").first()
    if row is None:
        raise access.missing()
    held = hold(actor, row.meeting.grant_id, lock=True)
    access.demand_write(held)
    row.refresh_from_db(fields=["done_on", "amendment"])
    return held, row


@transaction.atomic
def amend(actor: Actor, decision_id: UUID) -> MeetingDecision:
    """Ask for the amendment that a decision needs, with its words as the reason; one that is open already is joined.

    Refused: not to be known (404), not a writer (403), not under agreement, closed, or one was asked for before (409).
    """
    held, row = _locked(actor, decision_id)
    if row.amendment_id is not None:
        raise Refused("asked_already", _("An amendment was asked for already."), _("Go on with it."), status=409)
    row.amendment = open_amendment(held.grant.id) or ask(actor, held.grant.id, row.text)
    row.save(update_fields=["amendment"])
    audit.record(actor, "delivery.decision_amends", "meeting", row.meeting_id, {
        "decision": str(row.id), "amendment": str(row.amendment_id),
    })
    return row


def _agenda(held: Held, given: Mapping[str, str]) -> dict[str, str]:
    """What was said, by item of the programme's agenda and in its order; nothing else is kept."""
    rules = held.rulebook.meeting
    items = [option.id for option in rules.agenda] if rules else ["meeting"]
    said = {item: typed.text(given.get(item, "")) for item in items}
    return {item: kept for item, kept in said.items() if kept}


def _when(held: Held, given: MeetingInput) -> list[Problem]:
    found, today, period = [], access.today(held), access.period(held)
    if given.held_on > today:
        found.append(Problem("in_the_future", "held_on", {"limit": today.isoformat()}))
    elif given.held_on < period.start:
        found.append(Problem("before_grant", "held_on", {"limit": period.start.isoformat()}))
    if given.year not in period.years:
        values = {"first": str(period.years[0]), "last": str(period.years[-1])}
        found.append(Problem("year_outside", "year", values))
    return found


def _said(
    held: Held, agenda: Mapping[str, str], decided: Sequence[tuple[str, DecisionInput]], minutes: Any
) -> list[Problem]:
    found = [] if agenda or minutes else [Problem("agenda_empty", "agenda")]
    found += [
        Problem("side_unknown", f"decision-{number}", {"side": one.side[:60]})
        for number, (_said, one) in enumerate(decided) if one.side and held.party(one.side) is None
    ]
    return found
