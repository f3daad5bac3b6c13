"""A grant's money in five numbers: what its page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet, Subquery

from tandem.core.values import Money
from tandem.finance.models import Expense, Instalment
from tandem.finance.states import Claim, Payment
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.models import Grant


@dataclass(frozen=True)
class Following:
    """The next instalment that is not paid yet."""

    due_on: date
    planned: Money


@dataclass(frozen=True)
class InShort:
    """Paid to the parties, accepted as spent of the grant, both in its currency; expenses that wait; what is next."""

    paid: Money
    spent: Money
    waiting: int
    following: Following | None


def _sum(rows: QuerySet[Any], field: str) -> Subquery:
    total = Func(F(field), function="SUM", output_field=BigIntegerField())
    return Subquery(rows.order_by().annotate(total=total).values("total"))


def _in_short(grant: UUID) -> QuerySet[Grant]:
    instalments, expenses = Instalment.objects.filter(grant=grant), Expense.objects.filter(grant=grant)
    following = instalments.exclude(state__in=[Payment.DROPPED, Payment.PAID]).order_by("due_on", "id")
    count = Func(F("id"), function="COUNT", output_field=IntegerField())
    waiting = expenses.filter(state=Claim.ENTERED).order_by().annotate(counted_rows=count)
    rows: QuerySet[Grant] = Grant.objects.filter(id=grant).only("id", "currency")
    return rows.annotate(
        paid=_sum(instalments.filter(state=Payment.PAID), "planned_minor"),
        spent=_sum(expenses.filter(state=Claim.ACCEPTED, own=False), "grant_minor"),
        waiting=Subquery(waiting.values("counted_rows")),
        next_on=Subquery(following.values("due_on")[:1]), next_minor=Subquery(following.values("planned_minor")[:1]),
    )


_found: Prepared[Grant] = Prepared(_in_short, grant=UUID)


def in_short(grant: Grant) -> InShort:
    """The numbers of one grant. One query."""
    row: Any = _found.first(grant=grant.id)
    currency = grant.currency
    following = Following(row.next_on, Money(row.next_minor, currency)) if row.next_on else None
    return InShort(Money(row.paid or 0, currency), Money(row.spent or 0, currency), row.waiting or 0, following)
