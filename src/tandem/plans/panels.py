"""The plan on the page of its grant."""

from __future__ import annotations

from django.http import HttpRequest

from tandem.partnerships.access import Held


def grant(request: HttpRequest, held: Held) -> str:
    """Where the plan stands; '' when the grant has none."""
    return ""
