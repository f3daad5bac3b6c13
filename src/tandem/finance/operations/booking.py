"""Writing the ledger, and what every operation with money begins with."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from tandem.core.ledger import Transaction
from tandem.finance import access
from tandem.finance.models import Entry
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.ids import new_id
from tandem.partnerships.access import Held, hold
from tandem.partnerships.models import Grant

M = TypeVar("M", bound=models.Model)


def book(actor: Actor, grant: UUID, transaction: Transaction) -> UUID:
    """Add a transaction to the ledger, inside the caller's database transaction. Returns its id."""
    id, now = new_id(), clock.now()
    Entry.objects.bulk_create([
        Entry(
            grant_id=grant, transaction=id, kind=transaction.kind, corrects=transaction.corrects,
            account=posting.account, minor=posting.minor, currency=posting.currency, booked_on=transaction.on,
            source_kind=transaction.source_kind, source_id=UUID(transaction.source_id), made_by_id=actor.person_id,
            made_at=now,
        )
        for posting in transaction.postings
    ])
    return id


def today(grant: Grant) -> date:
    """The day at the organiser's place."""
    return clock.now().astimezone(ZoneInfo(grant.organiser.time_zone)).date()


def held_with(actor: Actor, model: type[M], id: UUID, *, grant: str = "grant_id", related: tuple[str, ...] = ()
              ) -> tuple[Held, M]:
    """A row and its grant, the grant locked: whatever else happens to this grant's money waits. Refused (404)."""
    rows: Any = model.objects  # type: ignore[attr-defined]
    owner = rows.filter(id=id).values_list(grant, flat=True).first()
    if owner is None:
        raise access.missing()
    held = hold(actor, owner, lock=True)
    row: M = rows.select_related(*related).get(id=id)
    return held, row
