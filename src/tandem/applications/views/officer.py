"""Applications as officers see them: the list of a call, one application, its eligibility."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.answers import page
from tandem.answers.queries import stored
from tandem.applications import access, queries
from tandem.applications.models import Application
from tandem.applications.operations import decide_eligibility
from tandem.applications.operations.clarifying import running
from tandem.applications.states import Step
from tandem.applications.subject import subject_of
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.web import panels
from tandem.web.asking import actor_of, zone_of
from tandem.web.routes import ASSESSOR, OFFICER, route


@route(OFFICER, ASSESSOR)
def read_one(request: HttpRequest, subject: UUID) -> HttpResponse:
    """One submitted application, with what the rules say and what later stages add as panels."""
    actor = actor_of(request)
    held = queries.read_by(actor, subject, clock.now())
    loaded = subject_of(held)
    found = stored(subject)
    state = page.state_of(loaded, found)
    context: dict[str, Any] = {
        "subject": loaded,
        "application": held.application,
        "call": held.application.call,
        "sections": page.reading(loaded, found, zone_of(request)),
        "state": state,
        "parties": [side.name for side in loaded.sides],
        "officer": actor.has("officer"),
        "verdicts": page.shown_verdicts(state, to_read=True),
        "may_decide": actor.has("officer") and held.application.step in {Step.SUBMITTED, Step.ELIGIBLE},
        "supplements": queries.supplements(subject) if getattr(held.application, "clarified", True) else [],
        "may_ask": may_ask(actor, held.application),
        "panels": panels.rendered("application", request, held.application),
    }
    return render(request, "applications/read_one.html", context)


def may_ask(actor: Actor, application: Application) -> bool:
    """Whether the officer may ask for clarification now: the call has closed and the application is not decided."""
    call, now = application.call, clock.now()
    closed = now >= call.closes_at and not call.takes_drafts(now)
    return closed and bool(access.may_run(actor, call)) and running(application)


@route(OFFICER, methods=("POST",))
def eligibility(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Find an application eligible or not; a no needs its reason."""
    actor = actor_of(request)
    eligible = request.POST.get("eligible") == "yes"
    made = decide_eligibility(actor, subject, eligible, request.POST.get("reason", ""))
    messages.success(request, _("The application is eligible.") if eligible else _("The application is not eligible."))
    return redirect("applications:list", request.organiser.slug, made.call.slug)  # type: ignore[attr-defined]
