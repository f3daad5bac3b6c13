"""The financial report in the standard format: lines with their budget and accounts, and what came in (MIC-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.core.ledger import variance
from tandem.core.planning import Plan, cells
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Money, exponent
from tandem.finance.models import Entry, Expense, Instalment
from tandem.finance.states import Claim, Payment
from tandem.partnerships.models import Grant


@dataclass(frozen=True)
class LineRow:
    """One budget line in one year, grant money only; amounts in minor units of the grant's currency."""

    key: str
    approved: int  # in the first agreed plan
    revised: int  # in the plan that the report is made against
    spent: int  # in the period
    to_date: int  # since the beginning
    percent: Decimal | None  # of the revised budget that is left, negative: over it
    explain: bool
    reason: str

    @property
    def variance(self) -> int:
        """Revised budget less accounts of the period."""
        return self.revised - self.spent

    def plain(self) -> dict[str, Any]:
        """What is signed of it."""
        return {
            "line": self.key,
            "approved": self.approved,
            "revised": self.revised,
            "spent": self.spent,
            "to_date": self.to_date,
            "percent": "" if self.percent is None else str(self.percent),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Paid:
    """An instalment that came in during the period."""

    number: int
    on: date
    minor: int
    row: UUID


@dataclass(frozen=True)
class Income:
    """Opening balance, instalments, other movements (interest, exchange, repayment), accounts and closing balance."""

    opening: int
    instalments: tuple[Paid, ...]
    other: int
    spent: int

    @property
    def closing(self) -> int:
        """What is held at the end of the period."""
        return self.opening + sum(each.minor for each in self.instalments) + self.other - self.spent

    def plain(self) -> dict[str, Any]:
        """What is signed of it."""
        return {
            "opening": self.opening,
            "other": self.other,
            "spent": self.spent,
            "closing": self.closing,
            "instalments": [[each.number, each.on.isoformat(), each.minor, str(each.row)] for each in self.instalments],
        }


@dataclass(frozen=True)
class MoneyTable:
    """The whole financial report of one year of one grant."""

    currency: str
    lines: tuple[LineRow, ...]
    income: Income
    own: tuple[tuple[str, int, int], ...]  # line, budget and accounts of the parties' own money
    waiting: int  # expenses that no officer has judged yet: they do not count

    def money(self, minor: int) -> Money:
        """An amount of this table."""
        return Money(minor, self.currency)

    @property
    def whole(self) -> bool:
        """Whether every amount is in whole main units, so that none needs decimals."""
        part = 10 ** exponent(self.currency)
        income = [self.income.opening, self.income.other, *(each.minor for each in self.income.instalments)]
        lines = [(row.approved, row.revised, row.spent, row.to_date) for row in self.lines]
        return not any(minor % part for minor in (*income, *(each for row in lines for each in row)))

    def total(self, field: str) -> int:
        """The sum of a column."""
        return sum(getattr(row, field) for row in self.lines)

    def plain(self) -> dict[str, Any]:
        """What is signed of it."""
        return {
            "currency": self.currency,
            "lines": [row.plain() for row in self.lines],
            "income": self.income.plain(),
            "own": [list(row) for row in self.own],
        }


def financial(
    grant: Grant, rulebook: Rulebook, number: int, first: Plan | None, now: Plan, reasons: Mapping[str, str]
) -> MoneyTable:
    """The financial report of year `number` (1 …) of a grant. Three queries."""
    calendar = grant.first_year + number - 1
    rows = list(Expense.objects.filter(grant=grant).values_list("line_key", "year", "own", "grant_minor", "state"))
    accepted = [(key, year, own, minor) for key, year, own, minor, state in rows if state == Claim.ACCEPTED]
    waiting = sum(1 for _key, year, _own, _minor, state in rows if year == number and state == Claim.ENTERED)
    approved, revised = _budget(first or now, grant.currency, number), _budget(now, grant.currency, number)
    spent = _sums((key, own, minor) for key, year, own, minor in accepted if year == number)
    to_date = _sums((key, own, minor) for key, year, own, minor in accepted if year <= number)
    threshold = Decimal(rulebook.money.explain_from_percent)
    order = dict.fromkeys([line.line for line in now.lines] + [key for key, _own in (*approved, *spent)])
    lines = []
    for key in order:
        at = (key, False)
        if not (approved[at] or revised[at] or to_date[at]):
            continue
        off = variance(revised[at], spent[at], threshold)
        lines.append(
            LineRow(
                key, approved[at], revised[at], spent[at], to_date[at], off.percent, off.explain, reasons.get(key, "")
            )
        )
    own = tuple((key, revised[key, True], spent[key, True]) for key in order if revised[key, True] or spent[key, True])
    used_before = sum(minor for _key, year, mine, minor in accepted if year < number and not mine)
    used = sum(minor for (_key, mine), minor in spent.items() if not mine)
    return MoneyTable(grant.currency, tuple(lines), _income(grant, calendar, used_before, used), own, waiting)


def _sums(rows: Iterable[tuple[str, bool, int]]) -> defaultdict[tuple[str, bool], int]:
    found: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for key, own, minor in rows:
        found[key, own] += minor
    return found


def _budget(plan: Plan, currency: str, number: int) -> defaultdict[tuple[str, bool], int]:
    return _sums(
        (cell.line, cell.paid_by == "own", cell.minor) for cell in cells(plan, currency) if cell.year == number
    )


_OTHER = ("interest", "exchange_difference", "repayment")


def _income(grant: Grant, year: int, used_before: int, used: int) -> Income:
    rows = Instalment.objects.filter(grant=grant, state=Payment.PAID).order_by("paid_on", "number")
    paid = [
        Paid(number, on, minor, id)
        for number, on, minor, id in rows.values_list("number", "paid_on", "planned_minor", "id")
    ]
    entries = Entry.objects.filter(grant=grant, account__startswith="held/", kind__in=_OTHER)
    other = list(entries.values_list("booked_on", "minor"))
    before = sum(each.minor for each in paid if each.on.year < year)
    before += sum(minor for on, minor in other if on.year < year)
    return Income(
        before - used_before,
        tuple(each for each in paid if each.on.year == year),
        sum(minor for on, minor in other if on.year == year),
        used,
    )
