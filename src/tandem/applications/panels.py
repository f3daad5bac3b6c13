"""Applications on the officer's page of a call."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation.access import Actor


def sent_in(request: HttpRequest, call: Call) -> str:
    """How many were sent and how many are being written, with the way to the list; for officers. One query."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not call.is_published or not actor.has("officer"):
        return ""
    sent = ~Q(submitted_at=None)
    counted = Application.objects.filter(call=call).aggregate(
        sent=Count("id", filter=sent), drafts=Count("id", filter=~sent)
    )
    context = {**counted, "slug": call.slug, "organiser": request.organiser}  # type: ignore[attr-defined]
    return render_to_string("applications/panel_call.html", context, request)
