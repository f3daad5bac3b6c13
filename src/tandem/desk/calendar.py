"""What stands in a person's calendar: their duties, and the dates of the donors who pay for what they work on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from tandem.calls.words import BECAUSE, kind_of_date
from tandem.core.timetable import Event, Milestone, expand
from tandem.core.timetable.deadline import REMINDERS
from tandem.core.values import pick
from tandem.desk.queries import desk_of, said
from tandem.foundation.access import Actor
from tandem.foundation.duties import book
from tandem.organisations import queries as organisations
from tandem.partnerships.access import readable
from tandem.programmes.models import parsed


@dataclass(frozen=True)
class Day:
    """One line of the calendar page. `url` leads to where something is done; a donor's date has none."""

    on: date
    sentence: str
    url: str
    hour: datetime | None  # the instant of a duty, in the reader's zone
    late: bool = False


@dataclass(frozen=True)
class Undated:
    """A date of a donor's cycle that is 'not applicable' or 'not yet set': said, never left out (MIC-15)."""

    sentence: str
    because: Any


def duties(actor: Actor, now: datetime, zone: ZoneInfo) -> list[Day]:
    """A person's open duties that have a day. Two queries."""
    return [
        Day(item.due.date(), item.sentence, item.url, item.due, item.due <= now)
        for item in desk_of(actor, now, zone) if item.due is not None
    ]


def cycles(actor: Actor, years: tuple[int, ...]) -> tuple[list[Day], list[Undated]]:
    """The dates of every donor who pays for a grant that this person may look into, in these calendar years."""
    wanted: dict[tuple[UUID, str], set[int]] = {}
    rows = readable(actor).filter(closed_at=None).exclude(donor=None).order_by()
    for version, donor, year, number in rows.values_list(
        "rulebook_version_id", "donor__key", "cycle_year", "years"
    ).distinct():
        wanted.setdefault((version, donor), set()).update(range(year, year + number))
    days: dict[tuple[date, str], Day] = {}
    undated: dict[str, Undated] = {}
    for (version, donor), spans in wanted.items():
        rulebook = parsed(version)
        title = pick(rulebook.cycle.donors[donor].title, get_language() or "en", rulebook.languages)
        for year in sorted(spans):
            for stone in expand(rulebook.cycle, year, (), {donor}):
                sentence = words(stone, title)
                if stone.on is None:
                    undated[sentence] = Undated(sentence, BECAUSE[stone.because])
                elif stone.on.year in years:
                    days[stone.on, sentence] = Day(stone.on, sentence, "", None)
    return list(days.values()), list(undated.values())


def words(stone: Milestone, donor: str) -> str:
    """A donor's date in words."""
    kind = str(kind_of_date(stone.kind, stone.number))
    return f"{kind} – {donor}" if stone.donor else kind


def events(actor: Actor, now: datetime) -> Iterator[Event]:
    """The same duties as entries for calendar programs, each with an id that stays."""
    if actor.person_id is None:
        return
    mine = [organisation.id for organisation in organisations.organisations_of(actor.person_id)]
    language = get_language() or "en"
    for duty in book.open_for(actor, mine).exclude(due_at=None).select_related("organiser"):
        try:
            kind = book.kind_of(duty)
        except KeyError:
            continue
        assert duty.due_at is not None  # asked for above
        yield Event(
            f"{duty.id}-{actor.person_id}@tandem", said(duty, language), duty.due_at,
            url=settings.TANDEM_URL + kind.address(duty), revision=int(duty.made_at.timestamp()),
            reminders=tuple(REMINDERS) if kind.remind else (),
        )
