"""What an assessor sees: the work list, the declaration before content, the assessment, locking."""

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

from tandem.applications.access import missing as not_found
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.accounts.models import Person
from tandem.reviews import access, operations, shown
from tandem.reviews.models import Assignment
from tandem.reviews.queries.counting import lacking
from tandem.reviews.queries.lists import (
    calls_of,
    scorings_seen_by,
    shared_out,
    unblinded_among,
    works_of,
)
from tandem.reviews.queries.overview import undeclared
from tandem.reviews.queries.sharing import reading_languages
from tandem.reviews.shown import Typed
from tandem.reviews.shown_panel import spoken
from tandem.reviews.states import Stand
from tandem.reviews.views.reading import home_of, neutral, readable
from tandem.web.asking import actor_of, slug_of, zone_of
from tandem.web.routes import ASSESSOR, OFFICER, route

A_PAGE = 60


@route(ASSESSOR)
def listed(request: HttpRequest) -> HttpResponse:
    """What was given to this assessor, call by call, in pages; what is not declared yet is counted and bears no link.

    A call with applications to declare about is named on every page.
    """
    person: UUID = request.user.pk  # type: ignore[assignment]
    now = clock.now()
    groups = calls_of(person, now)
    places = range(sum(group.total - group.undeclared for group in groups))  # known already: no query
    found = Paginator(places, A_PAGE).get_page(request.GET.get("page"))
    shared_out(groups, works_of(person, now, found.object_list.start, A_PAGE))  # type: ignore[attr-defined]
    unblinded = unblinded_among(groups)
    shown_groups: list[dict[str, Any]] = [
        {
            "call": group.call, "undeclared": group.undeclared, "locked": group.locked, "total": group.total,
            "declare": reverse("reviews:declare", args=[slug_of(request), group.call.slug]),
            "scored": bool(group.call.component.criteria),
            "tasks": [_task(request, work, group.call, unblinded) for work in group.works],
            "asked": group.asked and not group.works and undeclared(person, group.call) > 0,
        }
        for group in groups if group.works or group.undeclared or group.asked
    ]
    waiting = sum(group.total - group.locked for group in groups)
    title = ngettext(
        "%(number)d application waits for your judgement", "%(number)d applications wait for your judgement", waiting
    ) % {"number": waiting} if waiting else _("No application waits for your judgement")
    return render(request, "reviews/list.html", {
        "groups": shown_groups, "title": title, "page_obj": found,
        "scored": any(group.call.component.criteria for group in groups) or not groups,
    })


def _task(request: HttpRequest, work: Any, call: Any, unblinded: set[UUID]) -> dict[str, Any]:
    of = len(call.component.criteria)
    tag = str(work.stand.label)
    if work.stand == Stand.SCORING:
        tag = _("%(done)d of %(of)d scored") % {"done": work.answered, "of": of}
    blind = bool(call.component.blind) and work.assignment.id not in unblinded
    application = work.assignment.application
    return {
        "title": neutral(application.id) if blind else application.title, "hint": "" if blind else work.names,
        "tag": tag, "kind": shown.KINDS[work.stand],
        "url": reverse("reviews:assess", args=[slug_of(request), work.assignment.id]),
    }


@route(ASSESSOR)
def assess(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """The criteria beside the answers that are their evidence, one's own scores, and after locking the others'."""
    work = access.own_work(actor_of(request), assignment, clock.now())
    return _assessment(request, work)


def _assessment(request: HttpRequest, work: Assignment, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    application, call = work.application, work.application.call
    found = readable(request, work, zone_of(request))
    own, others = scorings_seen_by(work)
    questions = {asked.id: asked for section in found.sections for asked in section["questions"]}
    of, waiting = len(call.component.criteria), {problem.where for problem in lacking(call.component, own)}
    criteria = shown.criteria(call, own, others, questions, zone_of(request), typed)
    home = home_of(request, work)
    whole = reverse("applications:read-one", args=[slug_of(request), application.id])
    context = {
        "work": work, "found": found, "call": call, "criteria": criteria, "sections": [] if of else found.sections,
        "standing": shown.standing(call, own, work.locked_at is not None), "done": of - len(waiting), "of": of,
        "scores": list(range(call.component.scale.lowest, call.component.scale.highest + 1)),
        "abstain": call.component.scale.abstain, "zone": zone_of(request), "locked": work.locked_at is not None,
        "editable": bool(access.may_score(work)), "interviews": not of and shown.may_go_to(application, "interviewed"),
        "home": home, "whole": f"{home}read/" if found.hidden else whole, "application": application,
        "errors": [{"url": f"#c-{typed.criterion}", "text": typed.error}] if typed else [],
    }
    return render(request, "reviews/assess.html", context, status=status)


@route(ASSESSOR, methods=("POST",))
def save(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Save one criterion: in the background while typing, or by its own button without JavaScript."""
    actor, criterion = actor_of(request), request.POST.get("criterion", "")
    raw, reason = request.POST.get(f"score-{criterion}", ""), request.POST.get("reason", "")
    evidence, seen = request.POST.get("evidence", ""), _number(request.POST.get("revision", ""))
    try:
        row = operations.score(actor, assignment, criterion, _value(raw), reason, evidence, seen=seen)
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        if request.headers.get("HX-Request"):
            marks = {"criterion": criterion, "revision": seen, "error": refused.said}
            return render(request, "reviews/parts/saved.html", marks)
        typed = Typed(criterion, raw, reason, evidence, seen, str(refused.reason))
        return _assessment(request, access.own_work(actor, assignment, clock.now()), typed, refused.status)
    work = access.own_work(actor, assignment, clock.now())
    call, own = work.application.call, scorings_seen_by(work)[0]
    if request.headers.get("HX-Request"):
        context = {
            "criterion": criterion, "revision": row.revision, "saved": shown.saved(row, zone_of(request)),
            "standing": shown.standing(call, own, False),
        }
        return render(request, "reviews/parts/saved.html", context)
    waiting = [problem.where for problem in lacking(call.component, own)]
    follow = f"#c-{waiting[0]}" if waiting else ""
    return redirect(reverse("reviews:assess", args=[slug_of(request), assignment]) + follow)


def _value(raw: str) -> Any:
    if raw == operations.ABSTAIN:
        return raw
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else None


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


@route(ASSESSOR, methods=("GET", "POST"))
def locking(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Confirm, then lock; what is missing is listed with a link to each place."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            operations.lock(actor, assignment)
        except Refused as refused:
            if refused.code != "not_complete":
                raise
        else:
            messages.success(
                request, _("Your scores are locked. You now see those of the others who have locked theirs.")
            )
            return redirect("reviews:assess", slug_of(request), assignment)
    work = access.own_work(actor, assignment, clock.now())
    home = reverse("reviews:assess", args=[slug_of(request), assignment])
    if work.locked_at is not None:
        return redirect(home)
    component = work.application.call.component
    titles = {asked.id: asked.title for asked in component.criteria}
    missing = [
        {"url": f"{home}#c-{problem.where}", "title": titles[problem.where], "text": shown.problem_said(problem)}
        for problem in lacking(component, scorings_seen_by(work)[0])
    ]
    context = {
        "work": work, "missing": missing, "home": home, "of": len(titles),
        "title": neutral(work.application_id) if access.hidden(work.application) else work.application.title,
        "action": reverse("reviews:lock", args=[slug_of(request), assignment]),
    }
    return render(request, "reviews/lock.html", context, status=422 if request.method == "POST" else 200)


@route(ASSESSOR, OFFICER, methods=("GET", "POST"))
def languages(request: HttpRequest) -> HttpResponse:
    """The languages in which one reads applications; an officer says it for an assessor named in `person`."""
    actor = actor_of(request)
    person = _person(request)
    error, chosen = "", request.POST.getlist("language")
    if request.method == "POST":
        try:
            operations.reads(actor, person, chosen)
        except Refused as refused:
            if refused.status != 422:
                raise
            error = refused.said
        else:
            messages.success(request, _("The languages are kept."))
            return redirect("reviews:list" if actor.has(ASSESSOR) else "desk", slug_of(request))
    else:
        chosen = [code for codes in reading_languages(Person.objects.filter(id=person)).values() for code in codes]
    context = {
        "errors": [{"url": "", "text": error}] if error else [], "person": person,
        "options": [{"code": code, "name": name, "chosen": code in chosen} for code, name in spoken()],
    }
    return render(request, "reviews/languages.html", context, status=422 if error else 200)


def _person(request: HttpRequest) -> UUID:
    """Whose languages: one's own, or for an officer those of the assessor who is named."""
    asked = request.POST.get("person") or request.GET.get("person")
    own: UUID = request.user.pk  # type: ignore[assignment]
    if not actor_of(request).has(OFFICER) or (not asked and actor_of(request).has(ASSESSOR)):
        return own
    if not asked:
        raise Refused("nobody_chosen", _("Say whose languages these are."), _("Go by the list of assessors of a call."))
    try:
        return UUID(asked)
    except ValueError:
        raise not_found() from None
