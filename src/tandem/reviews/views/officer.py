"""What an officer sees: who judges what, how far they are, evidence of commitment, interviews."""

from __future__ import annotations

from math import ceil
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.access import missing, with_call
from tandem.applications.models import Application
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Refused, reads_office
from tandem.partnerships.queries import parties_of
from tandem.reviews import access, operations, shown, shown_panel
from tandem.reviews.models import Assignment, ListDecision
from tandem.reviews.queries.listing import has_short_list
from tandem.reviews.queries.lists import appraisal as appraisal_of
from tandem.reviews.queries.lists import assessors as assessors_of
from tandem.reviews.queries.lists import board
from tandem.reviews.queries.sharing import reading_languages
from tandem.reviews.views.panel import ids
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, route

A_PAGE = 60


@route(OFFICER)
def assessors(request: HttpRequest, slug: str) -> HttpResponse:
    """A call's applications with their assessors, each assessor's load, and the form that gives one to the other."""
    return _board(request, slug)


def _board(request: HttpRequest, slug: str, refused: Refused | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    call = by_slug(actor, slug)
    number = request.GET.get("page", "1")
    at = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    found = board(actor, call, now, start=(at - 1) * A_PAGE, size=A_PAGE)
    of, chosen = len(call.component.criteria), set(request.POST.getlist("application"))
    words = {step.id: step.title for step in call.component.workflow}
    rows = [_row(request, row, call, of, words, chosen) for row in found.rows]
    people = assessors_of(call.id, now)
    read = reading_languages([each.person for each in people]) if call.component.assessors.languages else {}
    lacking = sum(1 for row in rows if row["waits"] and not row["given"])
    context = {
        "call": call, "rows": rows, "title": _title(lacking, found.total), "refused": refused,
        "errors": [{"url": "", "text": refused.said}] if refused else [],
        "assessors": [
            {"id": each.person.id, "name": str(each.person), "load": _load(each.load, each.locked),
             "reads": shown_panel.language_names(read.get(each.person.id, ())),
             "chosen": str(each.person.id) in request.POST.getlist("assessor")}
            for each in people
        ],
        "pages": ceil(found.total / A_PAGE), "at": at, "earlier": at - 1,
        "later": at + 1 if at * A_PAGE < found.total else 0,
        "give": reverse("reviews:give", args=[slug_of(request), slug]),
        "declare": reverse("reviews:declare", args=[slug_of(request), slug]),
        "ask": reverse("reviews:ask-panel", args=[slug_of(request), slug]),
        "propose": reverse("reviews:propose-assessors", args=[slug_of(request), slug]),
        "judgement": reverse("reviews:judgement", args=[slug_of(request), slug]),
    }
    return render(request, "reviews/assessors.html", context, status=refused.status if refused else 200)


def _title(lacking: int, total: int) -> str:
    if not total:
        return _("No application has been sent yet")
    if not lacking:
        return _("Every application that waits has its assessors")
    return ngettext(
        "%(number)d application has no assessor yet", "%(number)d applications have no assessor yet", lacking
    ) % {"number": lacking}


def _load(load: int, locked: int) -> str:
    if not load:
        return _("nothing yet")
    said = ngettext("%(number)d application", "%(number)d applications", load) % {"number": load}
    done = ngettext("%(number)d locked", "%(number)d locked", locked) % {"number": locked}
    return f"{said}, {done}"


def _row(request: HttpRequest, row: Any, call: Any, of: int, words: Any, chosen: set[str]) -> dict[str, Any]:
    application = row.listed.application
    application.call = call
    return {
        "id": application.id, "title": application.title, "names": row.listed.names, "reference": application.reference,
        "step": words.get(application.step, {}), "waits": access.waits_for_appraisal(application) and not row.closed,
        "closed": row.closed, "given": [shown.given(each, of) for each in row.given], "score": application.score,
        "chosen": str(application.id) in chosen,
        "url": "" if row.closed else reverse("reviews:appraisal", args=[slug_of(request), application.id]),
    }


@route(OFFICER, methods=("POST",))
def giving(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the chosen applications to the chosen assessors; a refusal keeps what was chosen."""
    call = by_slug(actor_of(request), slug)
    try:
        made = operations.assign(
            actor_of(request), call, ids(request.POST.getlist("assessor")), ids(request.POST.getlist("application"))
        )
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        return _board(request, slug, refused)
    messages.success(request, ngettext(
        "%(number)d assignment was made.", "%(number)d assignments were made.", len(made)
    ) % {"number": len(made)})
    return redirect("reviews:assessors", slug_of(request), slug)


def held(request: HttpRequest, subject: UUID) -> Application:
    """A submitted application for an officer without an interest who reads its office's work; Refused otherwise."""
    actor = actor_of(request)
    rows = with_call(Application.objects.all()).select_related("evidence_request").exclude(submitted_at=None)
    application: Any = rows.annotate(closed=access.denied(actor, clock.now())).filter(id=subject).first()
    if application is None:
        raise missing()
    if not (decision := access.may_run_read(actor, application.closed)):
        raise Refused.by(decision)
    if not reads_office(actor, application.call.office_id):
        raise missing()
    found: Application = application
    return found


@route(OFFICER)
def appraisal(request: HttpRequest, subject: UUID) -> HttpResponse:
    """One application's judgement: assessors, scores with their spread, evidence seen, interview."""
    return _appraisal(request, held(request, subject))


def _appraisal(request: HttpRequest, application: Application, refused: Refused | None = None) -> HttpResponse:
    call, found, slug = application.call, appraisal_of(application), slug_of(request)
    parties = parties_of(application.partnership_id)
    context = {
        "application": application, "call": call, "names": [party.organisation.name for party in parties],
        "given": [shown.given(each, len(call.component.criteria)) for each in found.given],
        "results": shown.results(call, found), "evidence": shown.evidence(call, parties, found),
        "request_made": found.request, "interview": found.interview,
        "may_shortlist": shown.may_go_to(application, "shortlisted"),
        "may_interview": shown.may_go_to(application, "interviewed") or application.step == "interviewed",
        "each_criterion": call.component.interview.each_criterion,
        "talk": shown_panel.talk(call, found.interview), "apart": shown_panel.apart(call, found),
        "fallen": shown_panel.fallen(found), "blind": shown_panel.blindness(application, found),
        "listing": ListDecision.objects.filter(application=application, replaced_at=None).first()
        if has_short_list(call) else None,
        "interview_url": reverse("reviews:interview", args=[slug, application.id]),
        "errors": [{"url": "", "text": refused.said}] if refused else [],
        "typed": request.POST if refused else {}, "zone": call.zone,
        "back": reverse("reviews:assessors", args=[slug_of(request), call.slug]),
        "read": reverse("applications:read-one", args=[slug_of(request), application.id]),
    }
    return render(request, "reviews/appraisal.html", context, status=refused.status if refused else 200)


@route(OFFICER, methods=("POST",))
def ask_for_evidence(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Ask the parties to show what anchors the application at home (MIC-4)."""
    operations.request_evidence(actor_of(request), subject)
    messages.success(request, _("The parties have been asked, each in their own language."))
    return redirect("reviews:appraisal", slug_of(request), subject)


@route(OFFICER, methods=("POST",))
def record(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Record what was seen from one party."""
    posted = request.POST
    try:
        operations.record_evidence(
            actor_of(request), subject, posted.get("side", ""), posted.get("kind", ""), posted.get("seen") == "yes",
            posted.get("note", ""),
        )
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        return _appraisal(request, held(request, subject), refused)
    messages.success(request, _("Recorded."))
    return redirect(reverse("reviews:appraisal", args=[slug_of(request), subject]) + "#evidence")


@route(OFFICER, methods=("POST",))
def shortlisting(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Put it on the short list."""
    try:
        operations.shortlist(actor_of(request), subject, request.POST.get("reason", ""))
    except Refused as refused:
        if refused.status != 422:
            raise
        return _appraisal(request, held(request, subject), refused)
    messages.success(request, _("It is on the short list."))
    return redirect("reviews:appraisal", slug_of(request), subject)


@route(OFFICER, methods=("POST",))
def taking_back(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Take an application back from an assessor."""
    work = operations.take_back(actor_of(request), assignment)
    messages.success(request, _("The application was taken back."))
    return redirect("reviews:appraisal", slug_of(request), work.application_id)


@route(OFFICER, methods=("POST",))
def reopening(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Open locked scores again, with a reason."""
    try:
        work = operations.reopen(actor_of(request), assignment, request.POST.get("reason", ""))
    except Refused as refused:
        found = Assignment.objects.filter(id=assignment).first()
        if refused.status in {403, 404} or found is None:
            raise
        return _appraisal(request, held(request, found.application_id), refused)
    messages.success(request, _("The scores are open again."))
    return redirect("reviews:appraisal", slug_of(request), work.application_id)


@route(OFFICER, methods=("POST",))
def unblinding(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Let the panel see who applies, once everybody has locked (TAC-16)."""
    try:
        operations.unblind(actor_of(request), subject)
    except Refused as refused:
        if refused.status != 409:
            raise
        return _appraisal(request, held(request, subject), refused)
    messages.success(request, _("The panel sees who applies from now on."))
    return redirect("reviews:appraisal", slug_of(request), subject)


@route(OFFICER, methods=("POST",))
def noting(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Note what was said about scores that stand apart."""
    found = Assignment.objects.filter(id=assignment).first()
    try:
        row = operations.note(actor_of(request), assignment, request.POST.get("note", ""))
    except Refused as refused:
        if refused.status in {403, 404} or found is None:
            raise
        return _appraisal(request, held(request, found.application_id), refused)
    messages.success(request, _("The note is kept."))
    return redirect(reverse("reviews:appraisal", args=[slug_of(request), row.assignment.application_id]) + "#apart")
