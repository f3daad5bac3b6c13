"""Reading and writing the grant table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.foundation.access.models import Grant


def _now(rows: QuerySet[Grant], now: datetime) -> QuerySet[Grant]:
    return rows.filter(Q(until_at=None) | Q(until_at__gt=now), from_at__lte=now)


def granted(person: UUID, kind: str, object_id: UUID, purpose: str, now: datetime) -> bool | None:
    """True or False when a grant in force allows or denies (a deny wins); None when none says anything."""
    rows = _now(Grant.objects.filter(person=person, kind=kind, object_id=object_id, purpose=purpose), now)
    found = list(rows.values_list("allows", flat=True))
    return all(found) if found else None


def granted_among(
    person: UUID, asked: Iterable[tuple[str, UUID, str]], now: datetime
) -> dict[tuple[str, UUID, str], bool]:
    """What `granted` would say of each (kind, object id, purpose); absent where nothing is said. One query."""
    any_of = Q(pk__in=())
    for kind, object_id, purpose in asked:
        any_of |= Q(kind=kind, object_id=object_id, purpose=purpose)
    found: dict[tuple[str, UUID, str], bool] = {}
    rows = _now(Grant.objects.filter(any_of, person=person), now)
    for kind, object_id, purpose, allows in rows.values_list("kind", "object_id", "purpose", "allows"):
        key = (kind, object_id, purpose)
        found[key] = found.get(key, True) and allows
    return found


def with_granted(rows: QuerySet[Any], person: UUID, kind: str, purpose: str, now: datetime) -> QuerySet[Any]:
    """The objects with what `granted` would say of each, as `allowed` and `denied`: in the same query."""
    each = _now(Grant.objects.filter(person=person, kind=kind, object_id=OuterRef("id"), purpose=purpose), now)
    return rows.annotate(allowed=Exists(each.filter(allows=True)), denied=Exists(each.filter(allows=False)))


def granted_ids(person: UUID, kind: str, purpose: str, now: datetime) -> tuple[set[UUID], set[UUID]]:
    """Ids of the objects that grants in force allow and deny to this person."""
    rows = _now(Grant.objects.filter(person=person, kind=kind, purpose=purpose), now)
    allowed: set[UUID] = set()
    denied: set[UUID] = set()
    for object_id, allows in rows.values_list("object_id", "allows"):
        (allowed if allows else denied).add(object_id)
    return allowed - denied, denied


def give(
    person: UUID,
    kind: str,
    object_id: UUID,
    purpose: str,
    *,
    allows: bool,
    reason: str,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Write one grant from now on; ends the earlier ones for the same person, object and purpose."""
    withdraw(person, kind, object_id, purpose, now)
    Grant.objects.create(
        person_id=person,
        kind=kind,
        object_id=object_id,
        purpose=purpose,
        allows=allows,
        reason=reason,
        from_at=now,
        until_at=until,
    )


def withdraw(person: UUID, kind: str, object_id: UUID, purpose: str, now: datetime) -> None:
    """End what was granted to this person for this object and purpose."""
    rows = Grant.objects.filter(person=person, kind=kind, object_id=object_id, purpose=purpose)
    _now(rows, now).update(until_at=now)
