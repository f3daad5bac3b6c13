"""What the pages of the account share."""

from __future__ import annotations

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import get_language

from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.reports import access


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


def today_of(request: HttpRequest) -> date:
    """The organiser's day."""
    return clock.now().astimezone(ZoneInfo(request.organiser.time_zone)).date()  # type: ignore[attr-defined]


def language_for(languages: tuple[str, ...]) -> str:
    """The reader's language when a document is written in it, else the first it is written in."""
    wanted = (get_language() or "en").split("-")[0]
    return next((language for language in languages if language.split("-")[0] == wanted), languages[0])


def held_of(request: HttpRequest, subject: UUID) -> access.Held:
    """The report as this person may know it."""
    return access.hold(actor_of(request), subject)
