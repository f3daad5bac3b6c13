"""Who asks, where, and in which zone: what every page takes from its request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from tandem.foundation.access import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def slug_of(request: HttpRequest) -> str:
    """The organiser's part of every address."""
    return str(request.organiser.slug)  # type: ignore[attr-defined]


def zone_of(request: HttpRequest) -> str:
    """The reader's own zone, else the organiser's."""
    return getattr(request.user, "time_zone", "") or request.organiser.time_zone  # type: ignore[attr-defined]


def uuid_or_none(text: str) -> UUID | None:
    """An id that came with a request; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
