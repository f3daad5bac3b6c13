"""The money of many grants at once, as rows: for reports about a whole programme. One query each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from tandem.finance.models import Expense, Instalment
from tandem.finance.states import Claim, Payment


class SpentRow(NamedTuple):
    """One expense in its grant's currency; `year` is the calendar year, `decided_by` who accepted or refused it."""

    grant: UUID
    expense: UUID
    line: UUID
    line_key: str
    side: str
    year: int
    own: bool
    minor: int
    currency: str
    decided_by: UUID | None


class PaidRow(NamedTuple):
    """One instalment that was paid; `year` is the calendar year of the bank's day."""

    grant: UUID
    instalment: UUID
    year: int
    minor: int
    currency: str
    authorised_by: UUID | None
    paid_by: UUID | None


def spent_of_many(grants: Iterable[UUID], year: int | None = None) -> list[SpentRow]:
    """Accepted expenses of these grants, all or those of one calendar year, in the order of entering."""
    return _expenses(grants, year, Claim.ACCEPTED)


def refused_of_many(grants: Iterable[UUID], year: int | None = None) -> list[SpentRow]:
    """The same for expenses that were refused or disallowed afterwards."""
    return _expenses(grants, year, Claim.REFUSED, Claim.DISALLOWED)


def _expenses(grants: Iterable[UUID], year: int | None, *states: str) -> list[SpentRow]:
    rows = Expense.objects.filter(grant__in=list(grants), state__in=states)
    if year is not None:
        rows = rows.filter(spent_on__year=year)
    fields = (
        "grant_id", "id", "line", "line_key", "side", "spent_on", "own", "grant_minor", "grant_currency",
        "decided_by_id",
    )
    found = rows.order_by("id").values_list(*fields)
    return [SpentRow._make((*row[:5], row[5].year, *row[6:])) for row in found]


def received_of_many(grants: Iterable[UUID], year: int | None = None) -> list[PaidRow]:
    """Instalments paid to these grants, all or those of one calendar year, by the bank's day."""
    rows = Instalment.objects.filter(grant__in=list(grants), state=Payment.PAID)
    if year is not None:
        rows = rows.filter(paid_on__year=year)
    fields = ("grant_id", "id", "paid_on", "planned_minor", "currency", "authorised_by_id", "paid_by_id")
    found = rows.order_by("paid_on", "id").values_list(*fields)
    return [PaidRow._make((*row[:2], row[2].year, *row[3:])) for row in found]
