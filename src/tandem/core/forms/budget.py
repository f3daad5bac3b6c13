"""Budget rows added up in the grant's currency, cell by cell, exact; what cannot be converted is listed, not lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from tandem.core.forms.amounts import known_currency
from tandem.core.forms.answers import Answers, by_path, is_blank
from tandem.core.forms.checks import decimal, whole
from tandem.core.forms.definition import Question
from tandem.core.forms.paths import fields_of
from tandem.core.forms.rows import PAID_BY
from tandem.core.forms.typed import Intake
from tandem.core.values import Money, exponent


@dataclass(frozen=True)
class BudgetCell:
    """One year of one entry: as typed, and in the grant's currency rounded half to even to its minor unit."""

    row: str
    year: int
    line: str
    party: str
    paid_by: str
    original: Money
    amount: Money


@dataclass(frozen=True)
class Unconverted:
    """One amount that no total contains. `reason`: 'rate', 'currency', 'amount', 'year' or 'paid_by'.

    `year` as stored; `amount` in main units where the currency is known, else as stored.
    """

    row: str
    year: str
    party: str
    amount: str
    currency: str
    reason: str


@dataclass(frozen=True)
class BudgetTotals:
    """A budget's cells and what they add up to. `years` is how many years the budget has."""

    currency: str
    years: int
    parties: tuple[str, ...]
    lines: tuple[str, ...]
    cells: tuple[BudgetCell, ...]
    unconverted: tuple[Unconverted, ...]

    def sum(self, *, year: int = 0, party: str = "", line: str = "", paid_by: str = "") -> Money:
        """The exact sum of the cells that fit; an empty argument fits all."""
        wanted = ((year, "year"), (party, "party"), (line, "line"), (paid_by, "paid_by"))
        tests = [(value, name) for value, name in wanted if value]
        fitting = (cell for cell in self.cells if all(getattr(cell, name) == value for value, name in tests))
        return Money(sum(cell.amount.minor for cell in fitting), self.currency)

    @property
    def total(self) -> Money:
        """All entries, whoever pays."""
        return self.sum()

    @property
    def asked(self) -> Money:
        """What the grant is asked to pay."""
        return self.sum(paid_by="grant")

    @property
    def own_contribution(self) -> Money:
        """What the parties pay themselves."""
        return self.sum(paid_by="own")

    @property
    def by_year(self) -> dict[int, Money]:
        """Every year of the grant, zero where nothing is budgeted."""
        return {year: self.sum(year=year) for year in range(1, self.years + 1)}

    @property
    def by_party(self) -> dict[str, Money]:
        """Every party; '' holds entries that name none, when there are any."""
        return self._by(lambda cell: cell.party, self.parties)

    @property
    def by_line(self) -> dict[str, Money]:
        """Every line of the budget; '' holds entries that name none, when there are any."""
        return self._by(lambda cell: cell.line, self.lines)

    def _by(self, key: Callable[[BudgetCell], str], always: Sequence[str]) -> dict[str, Money]:
        sums = dict.fromkeys(always, 0)
        for cell in self.cells:
            sums[key(cell)] = sums.get(key(cell), 0) + cell.amount.minor
        return {name: Money(minor, self.currency) for name, minor in sums.items()}

    def facts(self) -> dict[str, Any]:
        """The `budget` facts that rules look at: grant currency, main units, decimals as strings."""

        def shown(amounts: Mapping[Any, Money]) -> dict[str, str]:
            return {str(name): format(amount.amount, "f") for name, amount in amounts.items()}

        asked = {year: self.sum(year=year, paid_by="grant") for year in range(1, self.years + 1)}
        return {
            "currency": self.currency,
            "years": shown(self.by_year),
            "asked_by_year": shown(asked),
            "total": format(self.total.amount, "f"),
            "by_party": shown(self.by_party),
            "by_line": shown(self.by_line),
            "asked": format(self.asked.amount, "f"),
            "own_contribution": format(self.own_contribution.amount, "f"),
            "unconverted": [vars(each).copy() for each in self.unconverted],
        }


def totals(question: Question, parties: Sequence[str], answers: Answers, *, currency: str = "") -> BudgetTotals:
    """Adds up all entries of a budget question, of every party that is asked.

    The grant's currency is `currency`, else the question's; ValueError when neither is a known currency. An entry
    without currency is in the grant's. Entries whose rate, currency, amount, year or payer cannot be used appear in
    `unconverted` with their reason. The order of the rows makes no difference.
    """
    grant = currency or question.currency or ""
    if not known_currency(grant):
        raise ValueError(f"{grant!r} is not a currency to add up in")
    rows = by_path(answers)
    cells: list[BudgetCell] = []
    lost: list[Unconverted] = []
    for field in fields_of(question, "", parties):
        for row, value in rows.get(field.path, ()):
            if isinstance(value, Mapping) and isinstance(value.get("years"), Mapping):
                for year, cell in value["years"].items():
                    made = _cell(question, grant, field.party, row, value, str(year), cell)
                    (cells if isinstance(made, BudgetCell) else lost).append(made)  # type: ignore[arg-type]
    cells.sort(key=lambda cell: (cell.row, cell.year))
    lost.sort(key=lambda each: (each.row, each.year))
    years = question.years or max((cell.year for cell in cells), default=1)
    lines = tuple(line.id for line in question.lines)
    return BudgetTotals(grant, years, tuple(parties), lines, tuple(cells), tuple(lost))


def _cell(
    question: Question, grant: str, asked_party: str, row: str, value: Mapping[str, Any], year: str, stored: Any
) -> BudgetCell | Unconverted:
    code = value.get("currency") or grant
    party = _name(value.get("party")) or asked_party
    minor, number = whole(stored), whole(year)
    paid_by = "grant" if is_blank(value.get("paid_by")) else value["paid_by"]
    rate = Decimal(1) if code == grant else decimal(value.get("rate"))
    reason = ""
    if minor is None:
        reason = "amount"
    elif not known_currency(code):
        reason = "currency"
    elif number is None or number < 1 or number > (question.years or 99):
        reason = "year"
    elif paid_by not in PAID_BY:
        reason = "paid_by"
    elif rate is None or rate <= 0:
        reason = "rate"
    if reason or minor is None or number is None or rate is None:
        return Unconverted(row, year, party, _shown(stored, minor, code), _name(code), reason)
    original = Money(minor, code)
    return BudgetCell(row, number, _name(value.get("line")), party, paid_by, original, _convert(original, rate, grant))


def _convert(money: Money, rate: Decimal, grant: str) -> Money:
    """Half to even, with enough digits that only this one rounding happens."""
    with localcontext(prec=120):
        units = (money.amount * rate).scaleb(exponent(grant))
        return Money(int(units.to_integral_value(ROUND_HALF_EVEN)), grant)


def _shown(stored: Any, minor: int | None, code: Any) -> str:
    if minor is not None and known_currency(code):
        return format(Money(minor, code).amount, "f")
    return Intake().text(stored)[:200]


def _name(value: Any) -> str:
    return value if isinstance(value, str) else ""
