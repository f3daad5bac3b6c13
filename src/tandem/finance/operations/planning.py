"""Making the instalments of a grant from its agreement, and making them anew after an amendment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core import ledger
from tandem.core.values import MixedCurrency, Money
from tandem.finance.events import InstalmentsPlanned
from tandem.finance.models import Instalment
from tandem.finance.operations.booking import book, today
from tandem.finance.queries.ledger import transactions
from tandem.finance.replanning import Due, replanned
from tandem.finance.states import Payment
from tandem.foundation import audit
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import with_related
from tandem.partnerships.models import Grant

BEFORE_PAYMENT = (Payment.PLANNED, Payment.AUTHORISED)


class Planned(Protocol):
    """One instalment as an agreement plans it."""

    @property
    def due_on(self) -> date: ...
    @property
    def amount(self) -> Money: ...


@transaction.atomic
def plan_instalments(
    actor: Actor, grant_id: UUID, agreed: Sequence[Planned], agreement_id: UUID | None = None
) -> list[Instalment]:
    """Make a grant's instalments as its agreement in force says; what is paid stays as it was paid.

    Doing it twice changes nothing. An instalment whose amount or day changes has to be authorised again. The promise
    is booked in the ledger. Refused (422) when the plan is in another currency than the grant.
    """
    grant = with_related(Grant.objects.all()).select_for_update(of=("self",)).get(id=grant_id)
    plan = _by_day(grant, agreed)
    rows = list(Instalment.objects.filter(grant=grant).exclude(state=Payment.DROPPED))
    paid = {row.due_on: row.planned_minor for row in rows if row.state == Payment.PAID}
    changed = _write(grant, rows, replanned(plan, paid, today(grant)))
    total = sum(due.minor for due in plan)
    changed |= _promise(actor, grant, total, agreement_id or grant.id, today(grant))
    if changed:
        audit.record(actor, "finance.instalments_planned", "grant", grant.id, {
            "total": total, "currency": grant.currency,
            "instalments": [[due.on.isoformat(), due.minor] for due in plan], "paid": sum(paid.values()),
        })
        happened(InstalmentsPlanned(str(grant.id)))
    return list(Instalment.objects.filter(grant=grant).exclude(state=Payment.DROPPED).order_by("due_on"))


def _by_day(grant: Grant, agreed: Sequence[Planned]) -> list[Due]:
    """One payment a day, numbered over the whole grant in the order of their days."""
    sums: dict[date, Money] = {}
    try:
        for each in sorted(agreed, key=lambda each: each.due_on):
            sums[each.due_on] = sums.get(each.due_on, Money(0, grant.currency)) + each.amount
    except MixedCurrency as error:
        raise Refused("other_currency", _("The instalments are in another currency than the grant.")) from error
    return [Due(number, day.year, day, money.minor) for number, (day, money) in enumerate(sums.items(), start=1)]


def _write(grant: Grant, rows: Sequence[Instalment], wanted: Sequence[Due]) -> bool:
    """Bring the rows that are not paid to what is wanted; True when anything changed."""
    left = {row.due_on: row for row in rows if row.state in BEFORE_PAYMENT}
    changed = False
    for due in wanted:
        row = left.pop(due.on, None)
        if row is None:
            Instalment.objects.create(
                grant=grant, number=due.number, year=due.year, due_on=due.on, planned_minor=due.minor,
                currency=grant.currency,
            )
        elif (row.planned_minor, row.number) != (due.minor, due.number):
            row.planned_minor, row.number = due.minor, due.number
            reset(row)
        else:
            continue
        changed = True
    for row in left.values():
        row.state = Payment.DROPPED
        row.save(update_fields=["state"])
    return changed or bool(left)


def reset(row: Instalment) -> None:
    """An authorisation does not outlive what it was bound to."""
    row.state, row.sha256, row.account, row.side, row.payee = Payment.PLANNED, "", "", "", None
    row.authorised_by, row.authorised_at, row.note = None, None, ""
    row.save()


def _promise(actor: Actor, grant: Grant, total: int, source: UUID, on: date) -> bool:
    """Book the difference between what is promised now and what the ledger says; True when there was one."""
    promised = -ledger.balance(transactions(grant.id)).get("grant", 0)
    if total == promised:
        return False
    more = ledger.commitment(Money(abs(total - promised), grant.currency), on, str(source))
    book(actor, grant.id, more if total > promised else ledger.correction(more, on, str(source), "agreement"))
    return True
