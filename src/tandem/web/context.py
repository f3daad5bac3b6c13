"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from tandem.core.values.text import pick
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Organiser
from tandem.web.navigation import entries_for


@dataclass(frozen=True)
class Here:
    """The organiser whose pages these are, with its name in the reader's language."""

    id: UUID
    slug: str
    name: str
    time_zone: str
    languages: tuple[str, ...]
    mail: str

    @classmethod
    def of(cls, organiser: Organiser) -> Here:
        """As templates use it."""
        name = pick(organiser.name, get_language() or "en", tuple(organiser.languages))
        return cls(
            organiser.id, organiser.slug, name, organiser.time_zone, tuple(organiser.languages), organiser.mail
        )


def page(request: HttpRequest) -> dict[str, Any]:
    """The organiser, who is asking, where they can go, and the demo's date when this is a demo."""
    organiser = getattr(request, "organiser", None)
    return {
        "organiser": Here.of(organiser) if organiser else None,
        "actor": getattr(request, "actor", None),
        "nav": entries_for(request),
        "demo_date": clock.now() if settings.TANDEM_DEMO else None,
        "mail_is_printed": settings.MAIL_IS_PRINTED,
    }
