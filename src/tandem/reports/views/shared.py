"""What the pages of the account share."""

from __future__ import annotations

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import get_language

from tandem.foundation import clock
from tandem.reports import access
from tandem.web.asking import actor_of


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
