"""Applications as officers see them: the list of a call, one application, its eligibility."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.answers import page
from tandem.answers.queries import stored
from tandem.applications import queries
from tandem.applications.operations import decide_eligibility
from tandem.applications.states import Outcome, Step
from tandem.applications.subject import subject_of
from tandem.applications.views.own import zone_of
from tandem.calls.queries import by_slug
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.web import panels
from tandem.web.routes import ASSESSOR, OFFICER, route

A_PAGE = 60


@route(OFFICER)
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """A call's applications: filtered, sorted, searched and paged, with the state in the address (UX-24)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    call = by_slug(actor, slug)
    asked = {
        "step": request.GET.get("step", ""),
        "search": request.GET.get("search", "").strip(),
        "order": request.GET.get("order", "received"),
    }
    if asked["step"] not in Step.values:
        asked["step"] = ""
    found = Paginator(queries.of_call(call.id, **asked), A_PAGE).get_page(request.GET.get("page"))
    words: dict[str, Any] = {str(step.id): step.title for step in call.component.workflow}
    rows = [
        {
            "title": row.title,
            "names": names,
            "reference": row.reference,
            "url": reverse("applications:read-one", args=[request.organiser.slug, row.id]),  # type: ignore[attr-defined]
            "step": words.get(row.step) or Step(row.step).label,
            "outcome": Outcome(row.outcome).label if row.outcome else "",
            "kind": {"awarded": "good", "refused": "", "ineligible": "bad"}.get(row.outcome, ""),
            "asked": Money(row.asked_minor, call.currency) if row.asked_minor is not None else None,
            "score": row.score,
            "received": row.submitted_at,
        }
        for row, names in queries.with_names(list(found.object_list))
    ]
    total = found.paginator.count
    title = ngettext("%(number)s application", "%(number)s applications", total) % {"number": total}
    context = {
        "call": call,
        "rows": rows,
        "page_obj": found,
        "asked": asked,
        "title": title,
        "steps": [(step.id, step.title) for step in call.component.workflow if step.id != Step.DRAFT],
        "orders": [
            (id, label)
            for id, label in (
                ("received", _("newest first")),
                ("score", _("highest score")),
                ("asked", _("largest amount")),
                ("title", _("name")),
            )
            if id != "score" or call.component.selection.scoring
        ],
        "drafts": queries.drafts_in(call.id),
        "scored": call.component.selection.scoring,
        "filtered": bool(asked["step"] or asked["search"]),
    }
    return render(request, "applications/list.html", context)


@route(OFFICER, ASSESSOR)
def read_one(request: HttpRequest, subject: UUID) -> HttpResponse:
    """One submitted application, with what the rules say and what later stages add as panels."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
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
        "panels": panels.rendered("application", request, held.application),
    }
    return render(request, "applications/read_one.html", context)


@route(OFFICER, methods=("POST",))
def eligibility(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Find an application eligible or not; a no needs its reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    eligible = request.POST.get("eligible") == "yes"
    made = decide_eligibility(actor, subject, eligible, request.POST.get("reason", ""))
    messages.success(request, _("The application is eligible.") if eligible else _("The application is not eligible."))
    return redirect("applications:list", request.organiser.slug, made.call.slug)  # type: ignore[attr-defined]
