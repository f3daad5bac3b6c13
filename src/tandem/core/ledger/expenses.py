"""What speaks against accepting an expense: each a code with the numbers to say it with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from tandem.core.ledger.money import convert
from tandem.core.values import Money, Period


@dataclass(frozen=True, slots=True)
class Receipt:
    """The paper behind an expense, as another expense may have used it. `expense` is that expense's id."""

    expense: str
    number: str
    amount: Money
    on: date
    payee: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Expense:
    """One expense as entered. `year` is the year of the grant; `rate` is grant currency per one unit of the amount's.

    `persons` are the ids (or names) of people it was for; `sha256` is the receipt file's, '' without a file.
    """

    identity: str
    on: date
    line: str
    side: str
    year: int
    amount: Money
    rate: Decimal | None = None
    rate_source: str = ""
    number: str = ""
    payee: str = ""
    sha256: str = ""
    persons: tuple[str, ...] = ()

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.identity, self.number, self.amount, self.on, self.payee, self.sha256)


@dataclass(frozen=True, slots=True)
class LineBudget:
    """What a side may spend on a line in a year of the grant and has had accepted; minor units, grant currency."""

    line: str
    side: str
    year: int
    budget: int
    spent: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The programme's terms: the grant's currency, today, by how many percent a line may be exceeded, receipts."""

    currency: str
    today: date
    tolerance: Decimal = Decimal(0)
    receipt_needed: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing against the expense. `field` is where to mend it. All are musts but no_receipt_number (should)."""

    code: str
    severity: Literal["must", "should"]
    field: str
    numbers: Mapping[str, str] = dataclasses.field(default_factory=dict)


CODES: Final = frozenset(
    """
    bad_rate duplicate_receipt future_date mixed_currency_without_rate negative_or_zero no_receipt
    no_receipt_number outside_period over_line person_not_on_form rate_without_source unknown_line
    wrong_side
    """.split()
)
"""Every code that a finding can have; the shell has a sentence for each."""


def expense_findings(
    expense: Expense,
    budgets: Sequence[LineBudget],
    period: Period,
    approved: frozenset[str],
    seen: Sequence[Receipt],
    rules: Rules,
) -> tuple[Finding, ...]:
    """Everything against the expense, empty when it can be accepted.

    Codes: negative_or_zero, future_date, outside_period, unknown_line, wrong_side, over_line (numbers: budget, spent,
    left, asked, limit in minor units of `currency`, tolerance in percent), mixed_currency_without_rate, bad_rate,
    rate_without_source, person_not_on_form, no_receipt, no_receipt_number, duplicate_receipt (numbers name the other
    expense and what is the same: file or paper). `approved` are the people on the form; `seen` receipts of other
    expenses (the expense's own are passed over).
    """
    return (
        *_dated(expense, period, rules),
        *_exchanged(expense, rules),
        *_lined(expense, budgets, rules),
        *_people(expense, approved),
        *_receipts(expense, seen, rules),
    )


def grant_amount(expense: Expense, currency: str) -> Money | None:
    """The expense in the grant's currency; None without a usable rate."""
    if expense.amount.currency == currency:
        return expense.amount if expense.rate in (None, Decimal(1)) else None
    if expense.rate is None or not expense.rate.is_finite() or expense.rate <= 0:
        return None
    return convert(expense.amount, expense.rate, currency)


def _must(code: str, where: str, **numbers: object) -> Finding:
    return Finding(code, "must", where, {name: str(value) for name, value in numbers.items()})


def _dated(expense: Expense, period: Period, rules: Rules) -> Iterator[Finding]:
    if expense.amount.minor <= 0:
        yield _must("negative_or_zero", "amount", minor=expense.amount.minor, currency=expense.amount.currency)
    if expense.on > rules.today:
        yield _must("future_date", "on", actual=expense.on, today=rules.today)
    if expense.on not in period:
        yield _must("outside_period", "on", actual=expense.on, first=period.start, last=period.end)


def _exchanged(expense: Expense, rules: Rules) -> Iterator[Finding]:
    numbers = {"currency": expense.amount.currency, "grant_currency": rules.currency}
    foreign = expense.amount.currency != rules.currency
    if foreign and expense.rate is None:
        yield _must("mixed_currency_without_rate", "rate", **numbers)
    elif grant_amount(expense, rules.currency) is None:
        yield _must("bad_rate", "rate", rate=expense.rate, **numbers)
    elif foreign and not expense.rate_source.strip():
        yield _must("rate_without_source", "rate_source", rate=expense.rate, **numbers)


def _lined(expense: Expense, budgets: Sequence[LineBudget], rules: Rules) -> Iterator[Finding]:
    of_line = [each for each in budgets if each.line == expense.line]
    of_side = [each for each in of_line if each.side == expense.side]
    if not of_line:
        yield _must("unknown_line", "line", line=expense.line)
    elif not of_side:
        sides = ", ".join(sorted({each.side for each in of_line}))
        yield _must("wrong_side", "side", line=expense.line, side=expense.side, sides=sides)
    else:
        here = [each for each in of_side if each.year == expense.year]
        yield from _over(expense, sum(each.budget for each in here), sum(each.spent for each in here), rules)


def _over(expense: Expense, budget: int, spent: int, rules: Rules) -> Iterator[Finding]:
    asked = grant_amount(expense, rules.currency)
    limit = int(Fraction(budget) * (100 + Fraction(rules.tolerance)) / 100)
    if asked is not None and asked.minor > 0 and spent + asked.minor > limit:
        numbers = {"budget": budget, "spent": spent, "left": budget - spent, "asked": asked.minor, "limit": limit}
        where = {"line": expense.line, "year": expense.year, "currency": rules.currency, "tolerance": rules.tolerance}
        yield _must("over_line", "amount", **numbers, **where)


def _people(expense: Expense, approved: frozenset[str]) -> Iterator[Finding]:
    for person in expense.persons:
        if person not in approved:
            yield _must("person_not_on_form", "persons", person=person)


def _receipts(expense: Expense, seen: Sequence[Receipt], rules: Rules) -> Iterator[Finding]:
    if rules.receipt_needed and not expense.sha256:
        yield _must("no_receipt", "sha256")
    if not expense.number.strip():
        yield Finding("no_receipt_number", "should", "number")
    for other in seen:
        same = "" if other.expense == expense.identity else _same(expense.receipt, other)
        if same:
            yield _must("duplicate_receipt", "sha256" if same == "file" else "number", expense=other.expense, same=same)


def _same(one: Receipt, other: Receipt) -> Literal["", "file", "paper"]:
    """Whether two receipts are one: the same file, or the same number, amount, day and payee on paper."""
    if one.sha256 and one.sha256.lower() == other.sha256.lower():
        return "file"
    if not one.number.strip() or (one.amount, one.on) != (other.amount, other.on):
        return ""
    same = _key(one.number) == _key(other.number) and _key(one.payee) == _key(other.payee)
    return "paper" if same else ""


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
