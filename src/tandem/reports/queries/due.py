"""Which reports a grant owes, and by which day: the donor's own cycle says so (MIC-12, MIC-15, MIC-19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tandem.core.rulebook.cooperation import ReportKind
from tandem.core.rulebook.schema import Rulebook
from tandem.core.timetable import NOT_APPLICABLE, Milestone, expand
from tandem.partnerships.models import Grant


@dataclass(frozen=True)
class Owed:
    """One report that a grant owes: kind, calendar year it is made for, and its day (None: not set yet)."""

    kind: str
    year: int
    due_on: date | None


def owed(rulebook: Rulebook, grant: Grant) -> Iterator[Owed]:
    """Every report of the grant, kind by kind, year by year. What the donor's cycle does not ask for is left out."""
    for key, kind in rulebook.reports.items():
        if kind.components and grant.component not in kind.components:
            continue
        for number in years_of(kind, grant.years):
            stone = milestone(rulebook, grant, kind, number)
            if stone is None or stone.because != NOT_APPLICABLE:
                yield Owed(key, grant.first_year + number - 1, stone.on if stone else None)


def years_of(kind: ReportKind, years: int) -> range:
    """The years of the grant, from 1, for which this kind is made."""
    if kind.every == "year_but_last":
        return range(1, years)
    return range(years, years + 1) if kind.every == "last_year" else range(1, years + 1)


def milestone(rulebook: Rulebook, grant: Grant, kind: ReportKind, number: int) -> Milestone | None:
    """The entry of the donor's cycle that dates it: applications for the next year follow the next year's cycle."""
    donor = grant.donor.key if grant.donor else ""
    if donor not in rulebook.cycle.donors:
        return None
    year = grant.cycle_year + number - (0 if kind.due == "application" else 1)
    found = expand(rulebook.cycle, year, (), [donor])
    return next((stone for stone in found if stone.donor and stone.kind == kind.due), None)
