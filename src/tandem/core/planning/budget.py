"""The budget of a plan per line, side, payer and year, in the grant's currency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from tandem.core.planning.model import Line, PaidBy, Plan
from tandem.core.values import Money, Rate


@dataclass(frozen=True, slots=True)
class BudgetCell:
    """What one side may spend on one line in one year of the grant: minor units of the grant's currency."""

    line: str
    side: str
    paid_by: PaidBy
    year: int
    minor: int


def cells(plan: Plan, currency: str) -> tuple[BudgetCell, ...]:
    """The cells that have an amount, by line, side, payer, year; each entry is converted by itself, half to even.

    ValueError when a line in another currency has no positive rate (`find` says so as no_rate or bad_rate).
    """
    sums: defaultdict[tuple[str, str, PaidBy, int], int] = defaultdict(int)
    for line in plan.lines:
        for year, minor in line.years:
            sums[line.line, line.side, line.paid_by, year] += _converted(line, minor, currency)
    return tuple(BudgetCell(*key, minor) for key, minor in sorted(sums.items()))


def _converted(line: Line, minor: int, currency: str) -> int:
    if line.currency == currency:
        return minor
    try:
        rate = Decimal(line.rate)
    except InvalidOperation as error:
        raise ValueError(f"line {line.identity} in {line.currency} has no rate to {currency}") from error
    if not rate.is_finite() or rate <= 0:
        raise ValueError(f"line {line.identity} in {line.currency} has no rate to {currency}")
    day = line.rate_on or date.min  # the day says where the rate comes from; it does not change the amount
    return Rate(line.currency, currency, rate, line.rate_source, day).convert(Money(minor, line.currency)).minor
