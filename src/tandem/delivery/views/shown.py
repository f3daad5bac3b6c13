"""What the pages of the doing share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.partnerships.access import Held, hold
from tandem.web.asking import actor_of, slug_of


def opened(request: HttpRequest, grant: UUID) -> Held:
    """The grant as the person may know it."""
    return hold(actor_of(request), grant)


def frame(request: HttpRequest, held: Held, here: str, **more: Any) -> dict[str, Any]:
    """What every page reads; `here` is the page among those of the doing."""
    args = [slug_of(request), held.grant.id]
    rooms = [
        ("activities", _("Activities")), ("visits", _("Visits")), ("results", _("Results")), ("meetings", _("Meetings"))
    ]
    if held.rulebook.participants is not None:
        rooms.insert(1, ("participants", _("Participants")))
    return {
        "held": held, "grant": held.grant,
        "rooms": [{"id": id, "label": label, "url": reverse(f"delivery:{id}", args=args)} for id, label in rooms],
        "here": here, **more,
    }


def side_name(held: Held, side: str) -> str:
    """The organisation on a side; both together when no side is meant."""
    party = held.party(side)
    return party.organisation.name if party else _("Both together")


def plan_address(request: HttpRequest, held: Held, part: str, identity: UUID) -> str:
    """Where a part stands in the plan."""
    return f"{reverse('plans:plan', args=[slug_of(request), held.grant.id])}#{part}-{identity}"


def baseline_links(
    request: HttpRequest, held: Held, lacking: tuple[planning.Indicator, ...]
) -> list[dict[str, str]]:
    """Indicators without a baseline, each with its place in the plan."""
    return [{"title": one.title, "url": plan_address(request, held, "indicator", one.identity)} for one in lacking]
