"""The record of an interview or a visit: who met whom, each criterion confirmed or revised, a second pair of eyes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.core.forms.days import day as day_of
from tandem.core.scoring import Revision, Score
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.partnerships.queries import parties_of
from tandem.reviews import access, operations, shown_panel
from tandem.reviews.models import Assignment
from tandem.reviews.operations import Found, Met
from tandem.reviews.queries.counting import final, plain
from tandem.reviews.queries.lists import Appraisal
from tandem.reviews.queries.lists import appraisal as appraisal_of
from tandem.reviews.states import Stand, Talk
from tandem.reviews.views.officer import held
from tandem.web.asking import actor_of
from tandem.web.routes import ASSESSOR, OFFICER, route

KEEP = "keep"


@route(OFFICER, ASSESSOR, methods=("GET", "POST"))
def interview(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Read and write the record of the interview; assessors write it where nothing is scored, on their own page."""
    actor = actor_of(request)
    if not actor.has(OFFICER):
        return _of_assessor(request, subject)
    if request.method == "GET":
        return _page(request, held(request, subject))
    try:
        row = operations.record_interview(
            actor, subject, _recommended(request), request.POST.get("reason", ""), met=_met(request),
            findings=_findings(request),
        )
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        return _page(request, held(request, subject), refused)
    if row.confirmed_at is None:
        messages.success(request, _("The interview is recorded. It counts once a second officer has confirmed it."))
    else:
        messages.success(request, _("The interview is recorded."))
    return redirect("reviews:appraisal", request.organiser.slug, subject)  # type: ignore[attr-defined]


def _of_assessor(request: HttpRequest, subject: UUID) -> HttpResponse:
    actor = actor_of(request)
    if request.method == "GET":
        work = Assignment.objects.filter(application=subject, assessor=actor.person_id, ended_at=None).first()
        if work is None:
            raise missing()
        access.own_work(actor, work.id, clock.now())
        return redirect("reviews:assess", request.organiser.slug, work.id)  # type: ignore[attr-defined]
    if _recommended(request) is None:
        raise Refused("recommendation_missing", _("Say whether you recommend it."))
    operations.record_interview(actor, subject, _recommended(request), request.POST.get("reason", ""))
    messages.success(request, _("The interview is recorded."))
    return redirect("reviews:list", request.organiser.slug)  # type: ignore[attr-defined]


@route(OFFICER, methods=("POST",))
def confirming(request: HttpRequest, subject: UUID) -> HttpResponse:
    """A second officer confirms the record exactly as they have read it."""
    application = held(request, subject)
    record = appraisal_of(application).interview
    if record is None:
        raise Refused("nothing_to_confirm", _("No interview is recorded."), _("Record it first."), status=409)
    try:
        operations.confirm_interview(actor_of(request), record.id, request.POST.get("sha256", ""))
    except Refused as refused:
        if refused.status == 404:
            raise
        return _page(request, held(request, subject), refused)
    messages.success(request, _("The interview is confirmed; it counts from now on."))
    return redirect("reviews:appraisal", request.organiser.slug, subject)  # type: ignore[attr-defined]


def _recommended(request: HttpRequest) -> bool | None:
    return {"yes": True, "no": False}.get(request.POST.get("recommended", ""))


def _day(request: HttpRequest) -> date | None:
    raw = request.POST.get("held_on", "").strip()
    try:
        return date.fromisoformat(raw)
    except ValueError:
        found = day_of(raw, actor_of(request).language) if raw else None
        return found if isinstance(found, date) else None


def _met(request: HttpRequest) -> Met | None:
    """Who met whom; None from the short form that only recommends."""
    posted = request.POST
    if "kind" not in posted and "held_on" not in posted:
        return None
    names = tuple(posted.get("interviewers", "").splitlines())
    return Met(posted.get("kind", ""), _day(request), posted.get("place", ""), names, posted.get("present", ""))


def _findings(request: HttpRequest) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for name in request.POST:
        if name.startswith("finding-"):
            raw = request.POST.get(name, "")
            id = name.removeprefix("finding-")
            value = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else None
            if raw == KEEP or value is not None:
                found[id] = Found(value, request.POST.get(f"why-{id}", ""))
    return found


def _page(request: HttpRequest, application: Application, refused: Refused | None = None) -> HttpResponse:
    call, found = application.call, appraisal_of(application)
    rules, posted = call.component.interview, request.POST
    wrong = {problem.where: shown_panel.interview_problem(problem) for problem in (refused.problems if refused else ())}
    errors = [{"url": f"#{where}", "text": text} for where, text in wrong.items()]
    if refused and not errors:
        errors = [{"url": "", "text": refused.said}]
    talk, scores = shown_panel.talk(call, found.interview), _locked(found)
    waits = talk is not None and talk["confirmed_at"] is None
    context = {
        "application": application, "call": call, "talk": talk, "waits": waits, "each": rules.each_criterion,
        "names": [party.organisation.name for party in parties_of(application.partnership_id)],
        "own": waits and talk is not None and found.interview is not None
        and found.interview.recorded_by_id == actor_of(request).person_id,
        "kinds": [
            {"id": kind, "label": Talk(kind).label, "chosen": _kind(request, found) == kind} for kind in rules.kinds
        ],
        "criteria": _criteria(request, application, found, scores, wrong) if rules.each_criterion else [],
        "scores": list(range(call.component.scale.lowest, call.component.scale.highest + 1)), "typed": posted,
        "wrong": wrong, "errors": errors, "zone": call.zone, "at_least": rules.at_least,
        "interviewers": posted.get("interviewers", "") or "\n".join(talk["interviewers"] if talk else ()),
        "figures": _figures(application, found, scores) if rules.each_criterion and talk else None,
        "back": reverse("reviews:appraisal", args=[request.organiser.slug, application.id]),  # type: ignore[attr-defined]
    }
    return render(request, "reviews/interview.html", context, status=refused.status if refused else 200)


def _kind(request: HttpRequest, found: Appraisal) -> str:
    return request.POST.get("kind", "") or (found.interview.kind if found.interview else "")


def _locked(found: Appraisal) -> tuple[Score, ...]:
    works = {g.assignment.id: str(g.assignment.assessor_id) for g in found.given if g.stand == Stand.LOCKED}
    return plain([row for row in found.scorings if row.assignment_id in works], works)


def _figures(application: Application, found: Appraisal, scores: tuple[Score, ...]) -> Revision | None:
    """The score as the assessors gave it and as the record makes it."""
    if found.interview is None or not scores:
        return None
    revised = {row.criterion: row.value for row in found.interview.findings.all() if row.value is not None}
    return final(application.call.component, scores, revised)


def _criteria(
    request: HttpRequest, application: Application, found: Appraisal, scores: tuple[Score, ...], wrong: dict[str, str]
) -> list[dict[str, Any]]:
    """Each criterion with what the assessors gave, and what is recorded or typed about it."""
    component, posted = application.call.component, request.POST
    means = final(component, scores, {}).means
    before = {row.criterion: row for row in found.interview.findings.all()} if found.interview else {}
    rows = []
    for asked in component.criteria:
        known = before.get(asked.id)
        stored = "" if known is None else KEEP if known.value is None else str(known.value)
        given = [score.value for score in scores if score.criterion == asked.id]
        rows.append({
            "id": asked.id, "title": asked.title, "guidance": asked.guidance, "anchors": asked.anchors,
            "mean": means.get(asked.id), "values": [value for value in given if value is not None],
            "abstained": sum(1 for value in given if value is None),
            "chosen": posted.get(f"finding-{asked.id}", stored),
            "why": posted.get(f"why-{asked.id}", known.reason if known else ""), "error": wrong.get(asked.id, ""),
        })
    return rows
