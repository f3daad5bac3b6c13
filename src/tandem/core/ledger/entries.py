"""Double entry for one grant: where its money is, in whole minor units of the grant's currency.

Accounts are places money can be. What comes to a place is positive, what leaves it negative; every transaction moves
money between places, so it sums to zero and so does any number of them in any order.

    grant                        the organiser's budget, from which a grant is promised (negative: promised so far)
    promised                     promised by agreement, not paid yet
    held/<side>                  paid to a side, not spent yet
    spent/<line>/<year>/<side>   accepted expenses of the grant, per line and year of the grant
    own/<side>                   what a side has put in itself (negative)
    own_spent/<line>/<year>/<side>
    returned                     paid back to the organiser
    interest, exchange           interest earned; gains (negative) and losses (positive) by exchange
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from tandem.core.values import MixedCurrency, Money

Kind: TypeAlias = Literal[
    "commitment",
    "instalment_paid",
    "expense_accepted",
    "own_contribution",
    "repayment",
    "interest",
    "exchange_difference",
    "correction",
]


class Unbalanced(ValueError):
    """Postings that do not sum to zero."""


@dataclass(frozen=True, slots=True)
class Posting:
    """So many minor units come to (positive) or leave (negative) an account."""

    account: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """Postings of one event, on its day, and the row it comes from.

    Raises Unbalanced unless the postings sum to zero, MixedCurrency unless they are in one currency, ValueError without
    any. `corrects` is the kind of the transaction that a correction takes back, else ''.
    """

    kind: Kind
    on: date
    postings: tuple[Posting, ...]
    source_kind: str = ""
    source_id: str = ""
    corrects: Kind | Literal[""] = ""

    def __post_init__(self) -> None:
        if not self.postings:
            raise ValueError("a transaction moves something")
        currencies = {posting.currency for posting in self.postings}
        if len(currencies) > 1:
            raise MixedCurrency(f"one transaction in {' and '.join(sorted(currencies))}")
        if sum(posting.minor for posting in self.postings):
            raise Unbalanced(f"{self.kind} of {self.on}: the postings do not sum to zero")

    @property
    def currency(self) -> str:
        return self.postings[0].currency

    @property
    def about(self) -> str:
        """The kind of event: a correction is about what it takes back."""
        return self.corrects or self.kind


def held(side: str) -> str:
    """The account of money paid to a side and not spent yet."""
    return f"held/{_segment(side)}"


def spent(line: str, year: int, side: str, own: bool = False) -> str:
    """The account of accepted expenses on a line in a year of the grant (1, 2, …); `own` for the side's own money."""
    return f"{'own_spent' if own else 'spent'}/{_segment(line)}/{year}/{_segment(side)}"


def _segment(text: str) -> str:
    if not text or "/" in text:
        raise ValueError(f"{text!r} cannot name a line or side of an account")
    return text


def _positive(amount: Money) -> Money:
    if amount.minor <= 0:
        raise ValueError(f"{amount} is not an amount that moves")
    return amount


def _move(kind: Kind, amount: Money, origin: str, to: str, on: date, source_kind: str, source_id: str) -> Transaction:
    """The amount leaves `origin` and comes to `to`."""
    postings = (Posting(origin, -amount.minor, amount.currency), Posting(to, amount.minor, amount.currency))
    return Transaction(kind, on, postings, source_kind, source_id)


def commitment(amount: Money, on: date, source_id: str = "", source_kind: str = "agreement") -> Transaction:
    """A grant is promised by agreement (an amendment that adds money is one more). ValueError unless positive."""
    return _move("commitment", _positive(amount), "grant", "promised", on, source_kind, source_id)


def instalment_paid(
    amount: Money, side: str, on: date, source_id: str = "", source_kind: str = "instalment"
) -> Transaction:
    """Part of what was promised is paid to a side. ValueError unless positive."""
    return _move("instalment_paid", _positive(amount), "promised", held(side), on, source_kind, source_id)


def expense_accepted(
    amount: Money, side: str, line: str, year: int, on: date, source_id: str = "", source_kind: str = "expense"
) -> Transaction:
    """A side has spent grant money on a line and the expense was accepted. ValueError unless positive."""
    return _move("expense_accepted", _positive(amount), held(side), spent(line, year, side), on, source_kind, source_id)


def own_contribution(
    amount: Money, side: str, line: str, year: int, on: date, source_id: str = "", source_kind: str = "expense"
) -> Transaction:
    """A side has paid for something itself, in money or in kind. ValueError unless positive."""
    to = spent(line, year, side, own=True)
    return _move("own_contribution", _positive(amount), f"own/{_segment(side)}", to, on, source_kind, source_id)


def repayment(amount: Money, side: str, on: date, source_id: str = "", source_kind: str = "repayment") -> Transaction:
    """A side pays unspent or refused money back to the organiser. ValueError unless positive."""
    return _move("repayment", _positive(amount), held(side), "returned", on, source_kind, source_id)


def interest(amount: Money, side: str, on: date, source_id: str = "", source_kind: str = "interest") -> Transaction:
    """Interest earned on money held; it goes back with what is unspent. ValueError unless positive."""
    return _move("interest", _positive(amount), "interest", held(side), on, source_kind, source_id)


def exchange_difference(
    amount: Money, side: str, on: date, source_id: str = "", source_kind: str = "exchange"
) -> Transaction:
    """Money held became worth more (positive) or less (negative) by exchange. ValueError for zero."""
    if not amount.minor:
        raise ValueError("no difference")
    return _move("exchange_difference", amount, "exchange", held(side), on, source_kind, source_id)


def correction(of: Transaction, on: date, source_id: str = "", source_kind: str = "correction") -> Transaction:
    """Takes a transaction back, whole, by its reverse. ValueError for a correction: book the event again instead."""
    if of.kind == "correction":
        raise ValueError("a correction is not corrected; book the event again")
    postings = tuple(Posting(each.account, -each.minor, each.currency) for each in of.postings)
    return Transaction("correction", on, postings, source_kind, source_id, of.kind)


def balance(transactions: Iterable[Transaction]) -> dict[str, int]:
    """Minor units per account, accounts in alphabetical order. MixedCurrency when the ledger is in two currencies."""
    sums: defaultdict[str, int] = defaultdict(int)
    currency = ""
    for transaction in transactions:
        if currency and transaction.currency != currency:
            raise MixedCurrency(f"one ledger in {currency} and {transaction.currency}")
        currency = transaction.currency
        for posting in transaction.postings:
            sums[posting.account] += posting.minor
    return dict(sorted(sums.items()))


def trial(transactions: Iterable[Transaction]) -> int:
    """The sum over all accounts in minor units: zero, always."""
    return sum(balance(transactions).values())


def unspent(transactions: Iterable[Transaction], side: str | None = None) -> int:
    """Minor units paid out (with interest and exchange) and neither spent nor returned; negative: a side is ahead."""
    wanted = None if side is None else held(side)
    return sum(
        minor
        for account, minor in balance(transactions).items()
        if (account == wanted if wanted else account.startswith("held/"))
    )


def received(transactions: Iterable[Transaction], side: str | None = None) -> int:
    """Minor units of instalments paid, less those taken back by correction."""
    return unspent((each for each in transactions if each.about == "instalment_paid"), side)


def spent_by(
    transactions: Iterable[Transaction],
    line: str | None = None,
    year: int | None = None,
    side: str | None = None,
    own: bool = False,
) -> int:
    """Minor units of accepted expenses, of everything or of one line, year, side; `own` for the sides' own money."""
    wanted = ("own_spent" if own else "spent", line, None if year is None else str(year), side)
    total = 0
    for account, minor in balance(transactions).items():
        segments = account.split("/")
        if len(segments) == len(wanted):
            total += minor * all(want in (None, have) for want, have in zip(wanted, segments, strict=True))
    return total
