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

from tandem.answers import page
from tandem.answers.queries import stored
from tandem.applications.access import Held
from tandem.applications.queries import with_parties
from tandem.applications.subject import subject_of
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.partnerships.queries import parties_of
from tandem.reviews import access, operations, shown
from tandem.reviews.models import Assignment
from tandem.reviews.queries.counting import lacking
from tandem.reviews.queries.lists import (
    calls_of,
    declarable,
    declarations_of,
    scorings_seen_by,
    shared_out,
    works_of,
)
from tandem.reviews.shown import Typed
from tandem.reviews.states import Stand
from tandem.web.routes import ASSESSOR, OFFICER, route

A_PAGE = 60


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _slug(request: HttpRequest) -> str:
    return str(request.organiser.slug)  # type: ignore[attr-defined]


def _zone(request: HttpRequest) -> str:
    return getattr(request.user, "time_zone", "") or request.organiser.time_zone  # type: ignore[attr-defined]


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
    shown_groups: list[dict[str, Any]] = [
        {
            "call": group.call, "undeclared": group.undeclared, "locked": group.locked, "total": group.total,
            "declare": reverse("reviews:declare", args=[_slug(request), group.call.slug]),
            "scored": bool(group.call.component.criteria),
            "tasks": [_task(request, work, group.call) for work in group.works],
        }
        for group in groups if group.works or group.undeclared
    ]
    waiting = sum(group.total - group.locked for group in groups)
    title = ngettext(
        "%(number)d application waits for your judgement", "%(number)d applications wait for your judgement", waiting
    ) % {"number": waiting} if waiting else _("No application waits for your judgement")
    return render(request, "reviews/list.html", {
        "groups": shown_groups, "title": title, "page_obj": found,
        "scored": any(group.call.component.criteria for group in groups) or not groups,
    })


def _task(request: HttpRequest, work: Any, call: Any) -> dict[str, Any]:
    of = len(call.component.criteria)
    tag = str(work.stand.label)
    if work.stand == Stand.SCORING:
        tag = _("%(done)d of %(of)d scored") % {"done": work.answered, "of": of}
    return {
        "title": work.assignment.application.title, "hint": work.names, "tag": tag, "kind": shown.KINDS[work.stand],
        "url": reverse("reviews:assess", args=[_slug(request), work.assignment.id]),
    }


@route(ASSESSOR, OFFICER, methods=("GET", "POST"))
def declaring(request: HttpRequest, slug: str) -> HttpResponse:
    """The applicants by name, place and title, without content or links: for each, an interest or none (UX-26)."""
    actor = _actor(request)
    call = by_slug(actor, slug)
    found = Paginator(declarable(actor, call), A_PAGE).get_page(request.GET.get("page"))
    if not found.paginator.count:
        raise Refused("nothing_given", "", status=404)
    errors: dict[str, str] = {}
    refused: Refused | None = None
    if request.method == "POST":
        try:
            done = operations.declare(actor, call, _interests(request, [str(row.id) for row in found.object_list]))
        except Refused as error:
            if error.status != 422:
                raise
            refused, errors = error, {problem.where: shown.problem_said(problem) for problem in error.problems}
        else:
            _say_declared(request, done)
            return redirect(*_next(request, actor, slug))
    known = declarations_of(actor.person_id, call.id) if actor.person_id else {}
    listed = with_parties(list(found.object_list))
    rows = [_applicant(request, each, known.get(each.application.id), errors) for each in listed]
    left = sum(1 for row in rows if not row["chosen"])
    context = {
        "call": call, "rows": rows, "page_obj": found, "left": left, "officer": not actor.has(ASSESSOR),
        "errors": [
            {"url": f"#none-{row['id']}", "text": f"{row['title']}: {row['error']}"} for row in rows if row["error"]
        ],
    }
    return render(request, "reviews/declare.html", context, status=422 if refused else 200)


def _next(request: HttpRequest, actor: Actor, slug: str) -> tuple[str, ...]:
    assessor = actor.has(ASSESSOR)
    return ("reviews:list", _slug(request)) if assessor else ("reviews:assessors", _slug(request), slug)


def _interests(request: HttpRequest, ids: list[str]) -> dict[UUID, str | None]:
    said: dict[UUID, str | None] = {}
    for id in ids:
        answer = request.POST.get(f"interest-{id}")
        if answer in {"none", "yes"}:
            said[UUID(id)] = None if answer == "none" else request.POST.get(f"reason-{id}", "")
    return said


def _say_declared(request: HttpRequest, done: operations.Declared) -> None:
    if done.conflicts:
        number = len(done.conflicts)
        messages.info(request, ngettext(
            "%(number)d application is closed to you now, and the officer knows.",
            "%(number)d applications are closed to you now, and the officer knows.", number,
        ) % {"number": number})
    if done.opened:
        number = len(done.opened)
        messages.success(request, ngettext(
            "%(number)d application is open for you to read.", "%(number)d applications are open for you to read.",
            number,
        ) % {"number": number})


def _applicant(request: HttpRequest, each: Any, known: Any, errors: dict[str, str]) -> dict[str, Any]:
    id = str(each.application.id)
    chosen = "" if known is None else "yes" if known.has_interest else "none"
    reason = known.reason if known else ""
    if request.method == "POST":
        chosen, reason = request.POST.get(f"interest-{id}", chosen), request.POST.get(f"reason-{id}", reason)
    return {
        "id": id, "title": each.application.title, "places": shown.places(each.parties), "chosen": chosen,
        "reason": reason, "error": errors.get(id, ""), "stands": bool(known and known.has_interest),
    }


@route(ASSESSOR)
def assess(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """The criteria beside the answers that are their evidence, one's own scores, and after locking the others'."""
    work = access.own_work(_actor(request), assignment, clock.now())
    return _assessment(request, work)


def _assessment(request: HttpRequest, work: Assignment, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    application, call = work.application, work.application.call
    parties = tuple(parties_of(application.partnership_id))
    subject = subject_of(Held(application, parties, {}))
    sections = page.reading(subject, stored(application.id), _zone(request))
    own, others = scorings_seen_by(work)
    questions = {asked.id: asked for section in sections for asked in section["questions"]}
    of, waiting = len(call.component.criteria), {problem.where for problem in lacking(call.component, own)}
    criteria = shown.criteria(call, own, others, questions, _zone(request), typed)
    context = {
        "work": work, "application": application, "call": call, "criteria": criteria,
        "sections": [] if of else sections, "names": [party.organisation.name for party in parties],
        "standing": shown.standing(call, own, work.locked_at is not None), "done": of - len(waiting), "of": of,
        "scores": list(range(call.component.scale.lowest, call.component.scale.highest + 1)),
        "abstain": call.component.scale.abstain, "zone": _zone(request), "locked": work.locked_at is not None,
        "editable": bool(access.may_score(work)), "interviews": not of and shown.may_go_to(application, "interviewed"),
        "home": reverse("reviews:assess", args=[_slug(request), work.id]),
        "whole": reverse("applications:read-one", args=[_slug(request), application.id]),
        "errors": [{"url": f"#c-{typed.criterion}", "text": typed.error}] if typed else [],
    }
    return render(request, "reviews/assess.html", context, status=status)


@route(ASSESSOR, methods=("POST",))
def save(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Save one criterion: in the background while typing, or by its own button without JavaScript."""
    actor, criterion = _actor(request), request.POST.get("criterion", "")
    raw, reason = request.POST.get(f"score-{criterion}", ""), request.POST.get("reason", "")
    evidence, seen = request.POST.get("evidence", ""), _number(request.POST.get("revision", ""))
    try:
        row = operations.score(actor, assignment, criterion, _value(raw), reason, evidence, seen=seen)
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        if request.headers.get("HX-Request"):
            marks = {"criterion": criterion, "revision": seen, "error": f"{refused.reason} {refused.remedy}".strip()}
            return render(request, "reviews/parts/saved.html", marks)
        typed = Typed(criterion, raw, reason, evidence, seen, str(refused.reason))
        return _assessment(request, access.own_work(actor, assignment, clock.now()), typed, refused.status)
    work = access.own_work(actor, assignment, clock.now())
    call, own = work.application.call, scorings_seen_by(work)[0]
    if request.headers.get("HX-Request"):
        context = {
            "criterion": criterion, "revision": row.revision, "saved": shown.saved(row, _zone(request)),
            "standing": shown.standing(call, own, False),
        }
        return render(request, "reviews/parts/saved.html", context)
    waiting = [problem.where for problem in lacking(call.component, own)]
    follow = f"#c-{waiting[0]}" if waiting else ""
    return redirect(reverse("reviews:assess", args=[_slug(request), assignment]) + follow)


def _value(raw: str) -> Any:
    if raw == operations.ABSTAIN:
        return raw
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else None


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


@route(ASSESSOR, methods=("GET", "POST"))
def locking(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Confirm, then lock; what is missing is listed with a link to each place."""
    actor = _actor(request)
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
            return redirect("reviews:assess", _slug(request), assignment)
    work = access.own_work(actor, assignment, clock.now())
    home = reverse("reviews:assess", args=[_slug(request), assignment])
    if work.locked_at is not None:
        return redirect(home)
    component = work.application.call.component
    titles = {asked.id: asked.title for asked in component.criteria}
    missing = [
        {"url": f"{home}#c-{problem.where}", "title": titles[problem.where], "text": shown.problem_said(problem)}
        for problem in lacking(component, scorings_seen_by(work)[0])
    ]
    context = {
        "work": work, "missing": missing, "home": home, "title": work.application.title, "of": len(titles),
        "action": reverse("reviews:lock", args=[_slug(request), assignment]),
    }
    return render(request, "reviews/lock.html", context, status=422 if request.method == "POST" else 200)
