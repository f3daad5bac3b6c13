"""Applications on the officer's page of a call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from tandem.applications.following import address, following
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.organisations.queries import profiles_of
from tandem.organisations.shown import lines
from tandem.partnerships.access import Held, HeldPartnership
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.web.asking import actor_of


def next_steps(request: HttpRequest, held: HeldPartnership) -> str:
    """On the page of a partnership: what it may apply for next, and what it has applied for. Three or four queries."""
    slug, id = request.organiser.slug, held.partnership.id  # type: ignore[attr-defined]
    rows = Application.objects.filter(partnership=id).select_related("call").order_by("-founded_at")
    if not held.belongs:
        rows = rows.exclude(submitted_at=None)
    context = {
        "next": _next(slug, id, held.grants) if held.belongs else [], "partnership": True,
        "applications": [
            {
                "title": row.title, "call": row.call.title, "step": Step(row.step).label,
                "url": reverse(f"applications:{'overview' if held.belongs else 'read-one'}", args=[slug, row.id]),
            }
            for row in rows
        ],
    }
    return render_to_string("applications/panel_next.html", context, request)


def leads_to(request: HttpRequest, held: Held) -> str:
    """On the page of a grant, for its partners: what it prepares an application for (ICLD-1, ICLD-4)."""
    if not held.component.leads_to or not held.belongs:
        return ""
    slug = request.organiser.slug  # type: ignore[attr-defined]
    context = {"next": _next(slug, held.grant.partnership_id, [held.grant]), "partnership": False}
    return render_to_string("applications/panel_next.html", context, request)


def _next(slug: str, partnership: UUID, grants: list[Grant]) -> list[dict[str, Any]]:
    rows = following(partnership, grants, clock.now())
    return [{"one": row, "url": address(slug, partnership, row)} for row in rows]


def profiles(request: HttpRequest, application: Application) -> str:
    """On the officer's page: what each party says about itself, where the rulebook looks at it. One or two queries."""
    actor = actor_of(request)
    if not application.call.rulebook.profile or not actor.has("officer"):
        return ""
    parties = list(parties_of(application.partnership_id))
    found = profiles_of([party.organisation_id for party in parties])
    context = {
        "organiser": request.organiser,  # type: ignore[attr-defined]
        "parties": [
            {"name": party.organisation.name, "about": lines(found.get(party.organisation_id))} for party in parties
        ],
    }
    return render_to_string("applications/panel_profiles.html", context, request)


def sent_in(request: HttpRequest, call: Call) -> str:
    """How many were sent and how many are being written, with the way to the list; for officers. One query."""
    actor = actor_of(request)
    if not call.is_published or not actor.has("officer"):
        return ""
    sent = ~Q(submitted_at=None)
    counted = Application.objects.filter(call=call).aggregate(
        sent=Count("id", filter=sent), drafts=Count("id", filter=~sent)
    )
    context = {**counted, "slug": call.slug, "organiser": request.organiser}  # type: ignore[attr-defined]
    return render_to_string("applications/panel_call.html", context, request)
