"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tandem.foundation import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The organiser, who is asking, and the demo's date when this is a demo."""
    return {
        "organiser": getattr(request, "organiser", None),
        "actor": getattr(request, "actor", None),
        "demo_date": clock.now() if settings.TANDEM_DEMO else None,
        "mail_is_printed": settings.MAIL_IS_PRINTED,
    }
