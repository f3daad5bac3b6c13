"""The budget per line and side over the years, in the grant's currency, and the entries behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.core import planning
from tandem.core.values import Money
from tandem.plans.fields import Setting, budget_lines, payers
from tandem.plans.rules import Terms
from tandem.plans.words.findings import side_words


@dataclass(frozen=True)
class Row:
    """One line of one side: an amount per year of the grant and their sum; None where nothing is planned."""

    title: str
    side: str
    paid_by: str
    years: tuple[Money | None, ...]
    total: Money


@dataclass(frozen=True)
class Entry:
    """One entry as it was typed: amounts in its own currency, with the rate."""

    identity: UUID
    title: str
    text: str
    side: str
    paid_by: str
    total: Money
    rate: str
    rate_source: str
    rate_on: Any
    foreign: bool
    counted: bool


@dataclass(frozen=True)
class Budget:
    """The whole budget. `sums` has a row per side and one for all of what the grant pays, and one for own money."""

    years: tuple[int, ...]
    currency: str
    rows: tuple[Row, ...]
    sums: tuple[Row, ...]
    entries: tuple[Entry, ...]
    granted: Money
    own: Money
    left: Money

    @property
    def style(self) -> str:
        """'whole' when no amount has a fraction, so that none is shown."""
        sums = [cell for row in (*self.rows, *self.sums) for cell in (*row.years, row.total) if cell is not None]
        return "whole" if all(money.amount % 1 == 0 for money in sums) else ""

    @property
    def over(self) -> bool:
        """Whether more is planned than was awarded."""
        return self.left.minor < 0

    @property
    def uncounted(self) -> int:
        """Entries without a usable rate: they are in no sum."""
        return sum(1 for entry in self.entries if not entry.counted)


def budget(plan: planning.Plan, terms: Terms, awarded: Money) -> Budget:
    """The budget of a plan under the grant's terms."""
    counted = [line for line in plan.lines if _counts(line, terms.currency)]
    cells = planning.cells(planning.Plan(lines=tuple(counted)), terms.currency)
    setting = Setting(terms, plan)
    titles, paid = dict(budget_lines(setting)), dict(payers(setting))
    order = {id: place for place, id in enumerate(titles)}
    keys = sorted(
        {(cell.paid_by, cell.line, cell.side) for cell in cells},
        key=lambda key: (key[0] != "grant", order.get(key[1], 99), (*terms.sides, key[2]).index(key[2])),
    )
    rows = tuple(
        _row([cell for cell in cells if (cell.paid_by, cell.line, cell.side) == key], titles.get(key[1], key[1]),
             side_words(key[2], terms), key[0], terms)
        for key in keys
    )
    granted = [cell for cell in cells if cell.paid_by == "grant"]
    own = [cell for cell in cells if cell.paid_by == "own"]
    given = Money(sum(cell.minor for cell in granted), terms.currency)
    return Budget(
        terms.years, terms.currency, rows, _sums(granted, own, paid, terms),
        _entries(plan, counted, titles, terms), given,
        Money(sum(cell.minor for cell in own), terms.currency), awarded - given,
    )


def _counts(line: planning.Line, currency: str) -> bool:
    try:
        planning.cells(planning.Plan(lines=(line,)), currency)
    except ValueError:
        return False
    return True


def _row(cells: Sequence[planning.BudgetCell], title: str, side: str, paid_by: str, terms: Terms) -> Row:
    years: list[Money | None] = []
    for year in range(1, len(terms.years) + 1):
        here = [cell.minor for cell in cells if cell.year == year]
        years.append(Money(sum(here), terms.currency) if here else None)
    return Row(title, side, paid_by, tuple(years), Money(sum(cell.minor for cell in cells), terms.currency))


def _sums(
    granted: Sequence[planning.BudgetCell], own: Sequence[planning.BudgetCell], paid: dict[str, str], terms: Terms
) -> tuple[Row, ...]:
    found = []
    for side in dict.fromkeys(cell.side for cell in granted):
        if len({cell.side for cell in granted}) > 1:
            here = [cell for cell in granted if cell.side == side]
            found.append(_row(here, paid["grant"], side_words(side, terms), "grant", terms))
    if granted:
        found.append(_row(granted, paid["grant"], "", "grant", terms))
    if own:
        found.append(_row(own, paid["own"], "", "own", terms))
    return tuple(found)


def _entries(
    plan: planning.Plan, counted: Sequence[planning.Line], titles: dict[str, str], terms: Terms
) -> tuple[Entry, ...]:
    known = {line.identity for line in counted}
    return tuple(
        Entry(
            line.identity, titles.get(line.line, line.line), line.text, side_words(line.side, terms), line.paid_by,
            Money(sum(minor for _year, minor in line.years), line.currency or terms.currency), _plain(line.rate),
            line.rate_source, line.rate_on, line.currency != terms.currency, line.identity in known,
        )
        for line in plan.lines
    )


def _plain(rate: str) -> str:
    try:
        return planning.plain(Decimal(rate)) if rate else ""
    except ArithmeticError:
        return rate
