"""The appraisal on an application's page, for officers."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.queries import parties_in
from tandem.reviews import shown
from tandem.reviews.models import Assignment
from tandem.reviews.queries.lists import appraisal as appraisal_of
from tandem.web.asking import actor_of


def appraisal(request: HttpRequest, application: Application) -> str:
    """Scores with their spread, what was seen of the parties' commitment, the interview; assessors get their link."""
    actor = actor_of(request)
    slug = request.organiser.slug  # type: ignore[attr-defined]
    if not actor.has(Role.OFFICER):
        return _link(request, application)
    found, call = appraisal_of(application), application.call
    context = {
        "results": shown.results(call, found), "request_made": found.request, "interview": found.interview,
        "evidence": shown.evidence(call, parties_in(application.partnership), found),
        "given": [shown.given(each, len(call.component.criteria)) for each in found.given],
        "url": reverse("reviews:appraisal", args=[slug, application.id]), "scored": bool(call.component.criteria),
    }
    return render_to_string("reviews/parts/panel.html", context, request)


def progress(request: HttpRequest, call: Call) -> str:
    """On a call's page: how far the assessors are, and the way to who judges what."""
    slug = request.organiser.slug  # type: ignore[attr-defined]
    if not call.is_published:
        return ""
    counts = Assignment.objects.filter(application__call=call, ended_at=None).aggregate(
        given=Count("id"), declared=Count("opened_at"), locked=Count("locked_at")
    )
    context = {
        **counts, "scored": bool(call.component.criteria), "url": reverse("reviews:assessors", args=[slug, call.slug]),
    }
    return render_to_string("reviews/parts/progress.html", context, request)


def _link(request: HttpRequest, application: Application) -> str:
    actor = actor_of(request)
    work = Assignment.objects.filter(application=application, assessor=actor.person_id, ended_at=None).first()
    if work is None:
        return ""
    scored = bool(application.call.component.criteria)
    url = reverse("reviews:assess", args=[request.organiser.slug, work.id])  # type: ignore[attr-defined]
    return render_to_string("reviews/parts/link.html", {"url": url, "scored": scored}, request)
