"""Offices inside an organiser: who acts for which, who reads what.

Somebody without an office acts for the whole organiser: reads every office's work and acts on what belongs to none.
Somebody of an office acts on what is its own, reads that and what belongs to the whole organiser. A cashier of the
whole organiser pays for every office, a cashier of an office for that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.foundation.access.decision import Actor, Decision, allow, deny


def offices_of(held: Iterable[tuple[str, UUID | None]]) -> frozenset[UUID] | None:
    """What `Actor.offices` is for somebody with these roles, each with its office or None for the whole organiser.

    An officer's offices are those in which they are officer: being an assessor for everybody widens nothing.
    """
    rows = list(held)
    counted = [row for row in rows if row[0] == "officer"] or rows
    if any(office is None for _role, office in counted):
        return None
    return frozenset(office for _role, office in counted if office is not None) if counted else None


def tills_of(held: Iterable[tuple[str, UUID | None]]) -> frozenset[UUID] | None:
    """What `Actor.tills` is for somebody with these roles: the offices in which they are cashier, None for all."""
    found = [office for role, office in held if role == "cashier"]
    return None if None in found else frozenset(office for office in found if office is not None)


def pays_for(actor: Actor, office: Any) -> bool:
    """Whether the actor, as a cashier, pays for what belongs to this office."""
    return actor.has("cashier") and (actor.tills is None or office in actor.tills)


def takes(role: str, held: Iterable[UUID | None], office: Any) -> bool:
    """Whether somebody who holds this role in these offices (None: for the whole organiser) acts with it on what
    belongs to `office`."""
    offices = frozenset(held)
    if None in offices:
        return office is None or role == "cashier"
    return office in offices


def in_office(actor: Actor, office: Any) -> bool:
    """Whether the actor may act on what belongs to this office (its id, or None for what belongs to all of them)."""
    if actor.offices is None:
        return office is None
    return office in actor.offices


def reads_office(actor: Actor, office: Any) -> bool:
    """Whether the actor may read what belongs to this office as one who works for the organiser."""
    return actor.offices is None or office is None or office in actor.offices


def acting(actor: Actor, office: Any) -> Decision:
    """`in_office` with its reason."""
    if in_office(actor, office):
        return allow("in_office", _("You act for this office."))
    if actor.offices is None:
        return deny("another_office", _("This belongs to one of the offices; only its own people act on it."))
    return deny("another_office", _("You act for another office; you may not act on this."))


def readable_offices(actor: Actor, field: str = "office") -> Q:
    """The same as `reads_office` for the rows of a query; `field` leads to the office, such as 'call__office'."""
    if actor.offices is None:
        return Q()
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": actor.offices})


def acting_offices(actor: Actor, field: str = "office") -> Q:
    """The same as `in_office` for the rows of a query."""
    if actor.offices is None:
        return Q(**{f"{field}__isnull": True})
    return Q(**{f"{field}__in": actor.offices})


def paying_offices(actor: Actor, field: str = "office") -> Q:
    """The same as `pays_for` for the rows of a query."""
    return Q() if actor.tills is None else Q(**{f"{field}__in": actor.tills})
