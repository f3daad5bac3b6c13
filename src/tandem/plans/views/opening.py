"""What every page of a plan needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from tandem.plans.access import HeldPlan, hold
from tandem.web.asking import actor_of, slug_of


def opened(request: HttpRequest, grant: UUID) -> tuple[HeldPlan, str]:
    """The plan as the person may know it, and the address of its page."""
    return hold(actor_of(request), grant), reverse("plans:plan", args=[slug_of(request), grant])


def seen(request: HttpRequest) -> tuple[int, int] | None:
    """Number and revision of the version that the form showed; nothing readable counts as one never seen."""
    number, _dot, revision = request.POST.get("seen", "").partition(".")
    if number.isascii() and number.isdigit() and revision.isascii() and revision.isdigit():
        return int(number[:9]), int(revision[:9])
    return (0, 0)


def frame(held: HeldPlan, url: str, **more: Any) -> dict[str, Any]:
    """What every template reads."""
    draft = held.draft
    return {
        "held": held, "grant": held.held.grant, "plan_url": url,
        "seen": f"{draft.number}.{draft.revision}" if draft else "", **more,
    }
