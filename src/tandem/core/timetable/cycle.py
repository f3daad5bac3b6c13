"""The yearly cycle of each donor, expanded from the rulebook's words into dated milestones.

'not applicable' and 'not yet set' are values of their own: neither is a missing date, and each shows on the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol

from tandem.core.values import Problem

NOT_APPLICABLE: Final = "not applicable"
NOT_YET_SET: Final = "not yet set"
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
_DAY: Final = re.compile(r"([1-9]|[12][0-9]|3[01]) ([A-Z][a-z]+)", re.ASCII)

Because = Literal["not applicable", "not yet set", ""]


class BadDay(ValueError):
    """A cycle entry that is neither a day of every year nor one of the two words; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.values.get('actual')!r}")
        self.problem = problem


class EntryLike(Protocol):
    """One date as a rulebook writes it."""

    @property
    def on(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def when(self) -> str: ...
    @property
    def source(self) -> str: ...


class DonorCycleLike(Protocol):
    """One donor's year."""

    @property
    def application(self) -> EntryLike: ...
    @property
    def programme_application(self) -> EntryLike: ...
    @property
    def instalments(self) -> Sequence[EntryLike]: ...
    @property
    def report(self) -> EntryLike: ...
    @property
    def donor_report(self) -> EntryLike: ...


class CycleLike(Protocol):
    """All donors' years and the organiser's own meetings."""

    @property
    def donors(self) -> Mapping[str, DonorCycleLike]: ...
    @property
    def network_meetings(self) -> EntryLike: ...


@dataclass(frozen=True, order=True)
class DayOfYear:
    """A day that every year has."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class Milestone:
    """One date of one donor's cycle ('' is the organiser's own), or why there is none.

    `kind`: application, programme_application, instalment, report, donor_report or network_meetings. `number` counts
    instalments from 1, else 0. `because` is '' exactly when `on` is a day. `source` is the rulebook's.
    """

    donor: str
    kind: str
    on: date | None
    because: Because = ""
    number: int = 0
    source: str = ""


def parse_day(text: str) -> DayOfYear | Because:
    """Read '1 October', 'not applicable' or 'not yet set'. Raises BadDay.

    Codes: day_unreadable, month_unknown (values list the twelve), day_not_in_month, day_not_every_year (29 February).
    """
    if text == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if text == NOT_YET_SET:
        return NOT_YET_SET
    match = _DAY.fullmatch(text)
    if match is None:
        raise BadDay(
            Problem("day_unreadable", "", {"actual": text, "limit": ["1 October", NOT_APPLICABLE, NOT_YET_SET]})
        )
    day, name = int(match[1]), match[2]
    if name not in _MONTHS:
        raise BadDay(Problem("month_unknown", "", {"actual": name, "limit": list(_MONTHS)}))
    month = _MONTHS.index(name) + 1
    if (month, day) == (2, 29):
        raise BadDay(Problem("day_not_every_year", "", {"actual": text}))
    try:
        date(2023, month, day)
    except ValueError as error:
        raise BadDay(Problem("day_not_in_month", "", {"actual": text})) from error
    return DayOfYear(month, day)


def expand(
    cycle: CycleLike, call_year: int, conditions: Collection[str] = (), donors: Collection[str] | None = None
) -> tuple[Milestone, ...]:
    """The milestones that follow from a call of `call_year`, donors in rulebook order, the organiser's own last.

    `conditions` are the words that hold this year (such as 'programme_application_year'): an entry with another `when`
    is not applicable. `donors` limits the donors. Raises BadDay; `problem.where` is 'donor.kind'.
    """
    milestones: list[Milestone] = []
    for donor, year in cycle.donors.items():
        if donors is not None and donor not in donors:
            continue
        entries = [
            ("application", 0, year.application),
            ("programme_application", 0, year.programme_application),
            *(("instalment", number, entry) for number, entry in enumerate(year.instalments, start=1)),
            ("report", 0, year.report),
            ("donor_report", 0, year.donor_report),
        ]
        milestones += [_milestone(donor, kind, n, entry, call_year, conditions) for kind, n, entry in entries]
    milestones.append(_milestone("", "network_meetings", 0, cycle.network_meetings, call_year, conditions))
    return tuple(milestones)


def _milestone(
    donor: str, kind: str, number: int, entry: EntryLike, call_year: int, conditions: Collection[str]
) -> Milestone:
    try:
        day = parse_day(entry.on)
    except BadDay as error:
        where = f"{donor}.{kind}" if donor else kind
        raise BadDay(Problem(error.problem.code, where, error.problem.values)) from error
    if entry.when and entry.when not in conditions:
        day = "not applicable"
    if isinstance(day, DayOfYear):
        return Milestone(donor, kind, day.in_year(call_year + entry.year), "", number, entry.source)
    return Milestone(donor, kind, None, day, number, entry.source)
