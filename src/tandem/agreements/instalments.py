"""What is paid when: each year's grant-paid budget, shared over the days of the donor's own cycle (MIC-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.core.ledger import split
from tandem.core.rulebook.schema import Cycle
from tandem.core.timetable import Milestone, expand
from tandem.core.values import Money


@dataclass(frozen=True)
class PlannedInstalment:
    """One payment as it was agreed: year of the grant (1, 2, …), its number in that year, its day and amount."""

    year: int
    number: int
    due_on: date
    amount: Money

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "year": self.year, "number": self.number, "due_on": self.due_on.isoformat(), "minor": self.amount.minor,
            "currency": self.amount.currency,
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> PlannedInstalment:
        """What `plain` wrote."""
        amount = Money(int(row["minor"]), str(row["currency"]))
        return cls(int(row["year"]), int(row["number"]), date.fromisoformat(row["due_on"]), amount)


def days_of(cycle: Cycle, donor: str, cycle_year: int) -> tuple[Milestone, ...]:
    """The days on which a donor's money goes out for one year, in their order; those without a day are left out."""
    if donor not in cycle.donors:
        return ()
    stones = expand(cycle, cycle_year, (), [donor])
    return tuple(stone for stone in stones if stone.kind == "instalment" and stone.on is not None)


def planned(
    cycle: Cycle, donor: str, cycle_year: int, budget: Mapping[int, int], currency: str
) -> tuple[PlannedInstalment, ...]:
    """The plan for a grant whose first year follows the cycle of `cycle_year`.

    `budget`: minor units of `currency` that the grant pays per year of the grant. A year's amount is shared equally
    over its days, to the last minor unit; a year without money or without a day has no instalment (`undated` tells).
    """
    found = []
    for year in sorted(budget):
        days = days_of(cycle, donor, cycle_year + year - 1)
        if budget[year] <= 0 or not days:
            continue
        parts = split(Money(budget[year], currency), [1] * len(days))
        for stone, part in zip(days, parts, strict=True):
            assert stone.on is not None
            found.append(PlannedInstalment(year, stone.number, stone.on, part))
    return tuple(each for each in found if each.amount.minor)


def undated(cycle: Cycle, donor: str, cycle_year: int, budget: Mapping[int, int]) -> tuple[int, ...]:
    """Years of the grant that have money and no day to pay it on."""
    paid = (year for year in sorted(budget) if budget[year] > 0)
    return tuple(year for year in paid if not days_of(cycle, donor, cycle_year + year - 1))
