"""A grant's ledger, and the sums that are read out of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from tandem.core import ledger
from tandem.core.ledger import Posting, Transaction
from tandem.core.values import Money
from tandem.finance.models import Entry, Expense, Instalment
from tandem.finance.states import Claim, Payment
from tandem.partnerships.models import Grant


def transactions(grant: UUID) -> tuple[Transaction, ...]:
    """Everything booked for a grant, in the order in which it was booked. One query."""
    postings: dict[UUID, list[Entry]] = {}
    for row in Entry.objects.filter(grant=grant).order_by("made_at", "id"):
        postings.setdefault(row.transaction, []).append(row)
    return tuple(_transaction(rows) for rows in postings.values())


def _transaction(rows: list[Entry]) -> Transaction:
    first = rows[0]
    return Transaction(
        cast(Any, first.kind), first.booked_on, tuple(Posting(row.account, row.minor, row.currency) for row in rows),
        first.source_kind, str(first.source_id), cast(Any, first.corrects),
    )


@dataclass(frozen=True)
class Spent:
    """Accepted expenses on one line in one year of the grant, with the rows they come from (grant currency)."""

    line: UUID
    line_key: str
    side: str
    year: int
    own: bool
    minor: int
    currency: str
    rows: tuple[UUID, ...]


def spent(grant: UUID, year: int | None = None) -> tuple[Spent, ...]:
    """Accepted expenses per line, year, side and payer, by year and line. `year` is the grant's (1, 2 …). One query."""
    rows = Expense.objects.filter(grant=grant, state=Claim.ACCEPTED).order_by("year", "line_key", "side", "id")
    if year is not None:
        rows = rows.filter(year=year)
    found: defaultdict[tuple[UUID, str, str, int, bool, str], list[tuple[UUID, int]]] = defaultdict(list)
    fields = ("line", "line_key", "side", "year", "own", "grant_currency", "id", "grant_minor")
    for line, line_key, side, in_year, own, currency, id, minor in rows.values_list(*fields):
        found[line, line_key, side, in_year, own, currency].append((id, minor))
    return tuple(
        Spent(line, line_key, side, in_year, own, sum(minor for _, minor in parts), currency,
              tuple(id for id, _ in parts))
        for (line, line_key, side, in_year, own, currency), parts in found.items()
    )


@dataclass(frozen=True)
class Received:
    """Instalments paid, with the rows they come from (grant currency)."""

    minor: int
    currency: str
    rows: tuple[UUID, ...]


def received(grant: UUID, year: int | None = None) -> Received:
    """Instalments paid, all or in one year of the grant by the bank's day. Two queries."""
    of = Grant.objects.get(id=grant)
    rows = Instalment.objects.filter(grant=grant, state=Payment.PAID).order_by("paid_on", "number")
    if year is not None:
        rows = rows.filter(paid_on__year=of.first_year + year - 1)
    found = list(rows.values_list("id", "planned_minor"))
    return Received(sum(minor for _, minor in found), of.currency, tuple(id for id, _ in found))


def unspent(grant: Grant) -> Money:
    """What has been paid out (with interest) and neither spent nor paid back. One query."""
    return Money(ledger.unspent(transactions(grant.id)), grant.currency)
