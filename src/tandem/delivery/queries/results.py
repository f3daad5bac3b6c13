"""Reported values, and how far they lead from baseline to target. Not reported is not zero (REL-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from tandem.core import planning
from tandem.core.aggregation import Progress, over_periods, progress
from tandem.delivery.models import Actual
from tandem.delivery.states import ActualState


@dataclass(frozen=True)
class Reached:
    """One indicator in one calendar year.

    `value` stands on the footing of baseline and target: what was typed, or with increments what they come to so far;
    None as long as this year is not reported. `progress` has the way from baseline to target, uncapped.
    """

    year: int
    target: Decimal | None
    actual: Actual | None
    value: Decimal | None
    progress: Progress | None


def actuals(grant: UUID, year: int | None = None) -> dict[tuple[UUID, int], Actual]:
    """The values of a grant, in every state, by indicator and year. One query."""
    rows = Actual.objects.filter(grant=grant, **({} if year is None else {"year": year}))
    return {(row.indicator, row.year): row for row in rows.select_related("evidence", "recorded_by", "approved_by")}


def actuals_of_many(grants: Iterable[UUID], year: int | None = None) -> list[Actual]:
    """The approved values of many grants, ordered by grant, indicator and year: what may leave the house. One query."""
    rows = Actual.objects.filter(grant__in=list(grants), state=ActualState.APPROVED)
    if year is not None:
        rows = rows.filter(year=year)
    return list(rows.order_by("grant_id", "indicator", "year"))


def reached(indicator: planning.Indicator, found: Mapping[int, Actual], year: int) -> Reached:
    """How far an indicator has come in a year; `found` are its values by year."""
    target = next((each.value for each in indicator.targets if each.year == year), None)
    actual = found.get(year)
    if actual is None or actual.number is None:
        return Reached(year, target, actual, None, None)
    until = range(min(found), year + 1)
    values = [found[each].number if each in found else None for each in until]
    value = actual.number
    if indicator.entry == "increment":
        value = over_periods(values, indicator.entry, indicator.over_periods).value or Decimal(0)
    return Reached(year, target, actual, value, progress(indicator.baseline, target, value, indicator.direction))
