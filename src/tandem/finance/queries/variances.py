"""How far the accounts lie from the agreed budget, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from tandem.core.ledger import variance
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Money
from tandem.finance.models import Expense
from tandem.finance.queries.ledger import Spent, spent
from tandem.finance.queries.lines import Agreed, agreed
from tandem.partnerships.models import Grant


@dataclass(frozen=True)
class LineVariance:
    """One line in one year of the grant: agreed, accepted, left, in minor units of the grant's currency.

    `percent` is what is left (negative: over) of the budget, None without one. `explain`: far enough away that the
    report has to say why. `rows` are the accepted expenses.
    """

    line: UUID
    line_key: str
    text: str
    side: str
    year: int
    own: bool
    currency: str
    budget: int
    spent: int
    left: int
    percent: Decimal | None
    explain: bool
    rows: tuple[UUID, ...] = ()

    def money(self, minor: int) -> Money:
        """An amount of this row."""
        return Money(minor, self.currency)


def variances(grant: Grant, rulebook: Rulebook, year: int | None = None) -> tuple[LineVariance, ...]:
    """Every line × year that has a budget or accounts, in the order of the plan. Four queries, one more for lines
    that an amendment has taken out although money was spent on them."""
    plan = agreed(grant)
    accounts = spent(grant.id, year)
    years = range(1, grant.years + 1) if year is None else (year,)
    return tuple(_rows(grant, plan, accounts, years, explain_from(rulebook)))


def explain_from(rulebook: Rulebook) -> Decimal:
    """From how many percent on a variance needs words."""
    return Decimal(rulebook.money.explain_from_percent)


def _rows(
    grant: Grant, plan: Agreed | None, accounts: tuple[Spent, ...], years: Iterable[int], threshold: Decimal
) -> Iterable[LineVariance]:
    by_cell: dict[tuple[UUID, int], Spent] = {(each.line, each.year): each for each in accounts}
    for line in plan.lines if plan else ():
        for year in years:
            found = by_cell.pop((line.identity, year), None)
            budget = line.years.get(year, 0)
            if found is None and not budget:
                continue
            minor = found.minor if found else 0
            off = variance(budget, minor, threshold)
            yield LineVariance(
                line.identity, line.key, line.text, line.side, year, line.own, grant.currency, budget, minor, off.minor,
                off.percent, off.explain, found.rows if found else (),
            )
    for rest in by_cell.values():
        off = variance(0, rest.minor, threshold)
        yield LineVariance(
            rest.line, rest.line_key, _old_text(rest), rest.side, rest.year, rest.own, grant.currency, 0, rest.minor,
            off.minor, off.percent, off.explain, rest.rows,
        )


def _old_text(row: Spent) -> str:
    """What the line was called in the version against which its first expense was entered."""
    from tandem.plans.models import BudgetLine

    version = Expense.objects.filter(id=row.rows[0]).values("version")
    text = BudgetLine.objects.filter(version__in=version, identity=row.line).values_list("text", flat=True).first()
    return text or ""
