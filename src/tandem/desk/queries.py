"""What waits for somebody, and what an officer looks after. Few queries: the desk is opened more than any page."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import get_language

from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.calls.models import Call, Status
from tandem.core.values.text import pick
from tandem.foundation.access import Actor
from tandem.foundation.access.offices import acting_offices, readable_offices
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.organisations import queries as organisations
from tandem.organisations.models import Member

log = logging.getLogger("tandem.desk")
AT_MOST = 200  # duties on one desk


class When(StrEnum):
    """How near a duty is."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"  # within seven days
    LATER = "later"
    UNDATED = "undated"


@dataclass(frozen=True)
class Item:
    """One duty as its holder reads it. `due` is the instant in the reader's zone."""

    sentence: str
    url: str
    when: When
    due: datetime | None
    shared: bool  # with everybody of a role or an organisation


def organisers_of(person: UUID) -> Iterator[UUID]:
    """Organisers with which this person has to do through an organisation of theirs, or a duty."""
    yield from Member.everywhere.filter(person=person, ended_at=None).values_list("organiser_id", flat=True).distinct()
    yield from Duty.everywhere.filter(person=person, done_at=None).values_list("organiser_id", flat=True).distinct()


def nearness(due: datetime | None, now: datetime, zone: ZoneInfo) -> When:
    """Late, today, within seven days or later, by the days of `zone`."""
    if due is None:
        return When.UNDATED
    if due <= now:
        return When.LATE
    days = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    return When.TODAY if days == 0 else When.WEEK if days <= 7 else When.LATER


def said(duty: Duty, language: str) -> str:
    """The duty's sentence with its names in it, written {so} or %(so)s. Values may be plain or {language: text}."""
    values = _Names({name: _plain(value, language) for name, value in duty.values.items()})
    sentence = str(book.kind_of(duty).sentence)
    return sentence % values if "%(" in sentence else sentence.format_map(values)


def _plain(value: Any, language: str) -> str:
    return pick(value, language, ("en",)) if isinstance(value, Mapping) else str(value)


class _Names(dict[str, str]):
    """A name that a duty does not bear stays visible as a dash instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def desk_of(actor: Actor, now: datetime, zone: ZoneInfo) -> list[Item]:
    """Everything open for this person, soonest first, what has no date last. Two queries."""
    if actor.person_id is None:
        return []
    mine = [organisation.id for organisation in organisations.organisations_of(actor.person_id)]
    rows = book.open_for(actor, mine).select_related("organiser")[:AT_MOST]
    return sorted(items(rows, now, zone), key=lambda item: (item.due is None, item.due or now))


def items(duties: Iterable[Duty], now: datetime, zone: ZoneInfo) -> Iterator[Item]:
    """Duties as items; one whose kind nobody registered is left out and logged."""
    language = get_language() or "en"
    for duty in duties:
        try:
            kind = book.kind_of(duty)
        except KeyError:
            log.error("no app registered duties of kind %s", duty.kind)
            continue
        due = duty.due_at.astimezone(zone) if duty.due_at else None
        yield Item(
            said(duty, language), kind.address(duty), nearness(duty.due_at, now, zone), due, duty.person_id is None
        )


@dataclass(frozen=True)
class CallRow:
    """A call as the officer's overview shows it."""

    call: Call
    drafts: int
    sent: int
    state: str  # planned, open, closed
    next_at: datetime | date | None  # what comes next: opening, closing, decision


def overview(actor: Actor, now: datetime) -> list[CallRow]:
    """Calls that are prepared, open or not decided for long, with what has come in. Two queries.

    Those on which the officer acts come first, then the others that they read.
    """
    recent = Q(decision_on=None) | Q(decision_on__gte=(now - timedelta(days=120)).date())
    others = models.Case(models.When(acting_offices(actor), then=0), default=1)
    rows = Call.objects.filter(recent & readable_offices(actor)).order_by(others, "closes_at")
    calls = list(rows[:50])
    counted = {
        row["call"]: (row["drafts"], row["total"] - row["drafts"])
        for row in Application.objects.filter(call__in=[call.id for call in calls])
        .values("call")
        .annotate(drafts=Count("id", filter=Q(step=Step.DRAFT)), total=Count("id"))
    }
    return [_row(call, *counted.get(call.id, (0, 0)), now) for call in calls]


def _row(call: Call, drafts: int, sent: int, now: datetime) -> CallRow:
    if call.status != Status.PUBLISHED:
        return CallRow(call, drafts, sent, "draft", call.opens_at)
    if now < call.opens_at:
        return CallRow(call, drafts, sent, "planned", call.opens_at)
    if call.is_open(now):
        return CallRow(call, drafts, sent, "open", call.closes_at)
    return CallRow(call, drafts, sent, "closed", call.decision_on)
