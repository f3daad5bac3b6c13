"""The budget as agreed: lines with their amounts in the grant's currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from tandem.core.ledger import LineBudget, convert
from tandem.core.values import Money
from tandem.finance.models import Expense
from tandem.finance.states import Claim
from tandem.partnerships.models import Grant
from tandem.plans.models import BudgetLine, Stage, Version


@dataclass(frozen=True)
class Line:
    """One line of the agreed budget: `years` maps years of the grant to minor units of the grant's currency."""

    identity: UUID
    key: str
    text: str
    side: str
    own: bool
    currency: str
    rate: Decimal
    rate_source: str
    rate_on: date | None
    years: Mapping[int, int]


@dataclass(frozen=True)
class Agreed:
    """The agreed version of a plan and its budget, in the order of the plan."""

    version: Version
    lines: tuple[Line, ...]

    @property
    def by_identity(self) -> dict[UUID, Line]:
        """Lines by identity."""
        return {line.identity: line for line in self.lines}


def agreed(grant: Grant) -> Agreed | None:
    """The budget of the newest agreed version; None before an agreement. Three queries."""
    rows = Version.objects.filter(plan__grant=grant, stage=Stage.AGREED)
    version = rows.order_by("-number").first()
    if version is None:
        return None
    found = BudgetLine.objects.filter(version=version).prefetch_related("years").order_by("place", "id")
    return Agreed(version, tuple(_line(row, grant.currency) for row in found))


def _line(row: BudgetLine, currency: str) -> Line:
    rate = _rate(row, currency)
    years = {
        year.year: convert(Money(year.minor, row.currency), rate, currency).minor for year in row.years.all()
    }
    return Line(
        row.identity, row.line, row.text, row.side, row.paid_by == "own", row.currency, rate, row.rate_source,
        row.rate_on, years,
    )


def _rate(row: BudgetLine, currency: str) -> Decimal:
    """The line's rate; an agreed plan has one for every other currency."""
    if row.currency == currency:
        return Decimal(1)
    try:
        return Decimal(row.rate)
    except InvalidOperation as error:
        raise ValueError(f"line {row.identity} in {row.currency} was agreed without a rate") from error


def spent_by_cell(grant: Grant) -> dict[tuple[UUID, int], int]:
    """Accepted so far per line and year of the grant, in minor units. One query."""
    found: dict[tuple[UUID, int], int] = {}
    rows = Expense.objects.filter(grant=grant, state=Claim.ACCEPTED)
    for line, year, minor in rows.values_list("line", "year", "grant_minor"):
        found[line, year] = found.get((line, year), 0) + minor
    return found


def line_budgets(lines: Sequence[Line], spent: Mapping[tuple[UUID, int], int], years: int) -> tuple[LineBudget, ...]:
    """Every line × year of the grant as core.ledger reads it; a year without an amount has a budget of nothing."""
    return tuple(
        LineBudget(str(line.identity), line.side, year, line.years.get(year, 0), spent.get((line.identity, year), 0))
        for line in lines
        for year in range(1, years + 1)
    )
