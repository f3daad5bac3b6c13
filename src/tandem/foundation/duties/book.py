"""Making, settling and finding duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.access.offices import acting_offices, paying_offices
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Role


@dataclass(frozen=True)
class Kind:
    """How a kind of duty is said (a lazy sentence with {names}) and where it is done."""

    id: str
    sentence: Any
    address: Callable[[Duty], str]
    remind: bool = True
    lapses: timedelta | None = None  # how long after its day it can still be done; None: for ever


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of duty known."""
    _kinds[kind.id] = kind


def kind_of(duty: Duty) -> Kind:
    """The kind of a duty; KeyError when no app registered it."""
    return _kinds[duty.kind]


def assign(
    kind: str,
    subject: tuple[str, UUID],
    *,
    due_at: datetime | None,
    person: UUID | None = None,
    organisation: UUID | None = None,
    role: str = "",
    office: UUID | None = None,
    part: str = "",
    values: Mapping[str, Any] | None = None,
) -> Duty:
    """Give somebody a duty; the same duty again gets the new date and is open again.

    A role's duty about what belongs to an office is that office's people's alone.
    """
    duty, _ = Duty.objects.update_or_create(
        kind=kind,
        subject_id=subject[1],
        part=part,
        holder=str(person or organisation or role),
        defaults={
            "person_id": person,
            "organisation_id": organisation,
            "role": role,
            "office_id": office,
            "subject_kind": subject[0],
            "values": dict(values or {}),
            "due_at": due_at,
            "done_at": None,
            "made_at": clock.now(),
        },
    )
    return duty


def settle(kind: str | tuple[str, ...], subject_id: UUID, **which: Any) -> int:
    """Mark duties of this kind (or these kinds) about this subject as done; returns how many."""
    kinds = (kind,) if isinstance(kind, str) else kind
    return Duty.objects.filter(kind__in=kinds, subject_id=subject_id, done_at=None, **which).update(done_at=clock.now())


def open_for(actor: Actor, organisations: Iterable[UUID] = ()) -> QuerySet[Duty]:
    """Open duties of a person: their own, those of their roles in their offices, their organisations'; soonest first,
    but what lapsed."""
    mine = Q(person_id=actor.person_id) | Q(organisation_id__in=list(organisations), person=None)
    for role in sorted(actor.roles):
        where = paying_offices(actor) if role == Role.CASHIER else acting_offices(actor)
        mine |= Q(where, role=role, person=None)
    return Duty.objects.filter(mine, done_at=None).exclude(_lapsed()).order_by("due_at", "made_at")


def _lapsed() -> Q:
    now, found = clock.now(), Q(pk__in=())
    for kind in _kinds.values():
        if kind.lapses is not None:
            found |= Q(kind=kind.id, due_at__lt=now - kind.lapses)
    return found
