"""What anybody reads: the organiser's page, a call, its whole form, how it is judged; and asking a question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.calls import operations
from tandem.calls.forms import QuestionForm
from tandem.calls.models import Call
from tandem.calls.queries import by_slug, managed_calls, public_calls, questions_of, read_form
from tandem.calls.queries.support import support_of
from tandem.calls.reader import in_language, language
from tandem.calls.views.shown import call_facts, card, dates_table, headline, parties, purposes
from tandem.core.timetable import Window
from tandem.core.values import pick
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.tenancy.models import Role
from tandem.web import panels
from tandem.web.asking import actor_of
from tandem.web.pages import errors_of
from tandem.web.routes import ANYONE, SIGNED_IN, route


@route(ANYONE)
@in_language
def organiser(request: HttpRequest) -> HttpResponse:
    """The organiser's own page: open, coming and closed calls."""
    now = clock.now()
    found = public_calls(now)
    places = [
        ("open", _("Open now"), found.open), ("coming", _("Coming"), found.coming),
        ("closed", _("Closed"), found.closed),
    ]
    return render(request, "calls/organiser.html", {
        "title": headline(found),
        "places": [(key, label, [card(call, now) for call in calls]) for key, label, calls in places],
        "any": bool(found), "officer": request.actor.has(Role.OFFICER),  # type: ignore[attr-defined]
    })


@route(ANYONE)
@in_language
def calls(request: HttpRequest) -> HttpResponse:
    """All calls: officers see drafts too, and what waits for them."""
    if not request.actor.has(Role.OFFICER):  # type: ignore[attr-defined]
        return organiser(request)
    actor = actor_of(request)
    now = clock.now()
    return render(request, "calls/managed.html", {"cards": [card(call, now) for call in managed_calls(actor)]})


@route(ANYONE)
@in_language
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one call."""
    return call_page(request, by_slug(request.actor, slug), QuestionForm())  # type: ignore[attr-defined]


def call_page(request: HttpRequest, row: Call, form: QuestionForm, status: int = 200) -> HttpResponse:
    """The call's page with the question form as it stands (also with what was typed and refused)."""
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    errors = errors_of(form)
    context: dict[str, Any] = {
        "call": row, "component": row.component, "title": pick(row.title, language(), row.languages), "form": form,
        "read": read_form(row.rulebook, row.component_id, language()), "facts": call_facts(request, row, now),
        "papers": [line for line in pick(row.papers, language(), row.languages).splitlines() if line.strip()],
        "records": list(row.rulebook.once_per_organisation.values()), "lists": purposes(row),
        "parties": parties(row), "dates": dates_table(row), "support": support_of(row),
        "questions": questions_of(row, actor), "may_ask": row.is_published and row.window(now) is not Window.CLOSED,
        "officer": actor.has(Role.OFFICER), "errors": errors,
        "panels": panels.rendered("call-public", request, row),
    }
    return render(request, "calls/call.html", context, status=status)


@route(ANYONE)
@in_language
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole form, readable and printable before any account (UX-1)."""
    row = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    context = {"call": row, "read": read_form(row.rulebook, row.component_id, language()), "support": support_of(row)}
    return render(request, "calls/form.html", context)


@route(ANYONE)
@in_language
def criteria(request: HttpRequest, slug: str) -> HttpResponse:
    """How applications are judged: guidance, weights, what each score means, ties and the seed."""
    row = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    names = {question.id: question.label for question in row.form.questions()}
    titles = {criterion.id: criterion.title for criterion in row.component.criteria}
    judged = [
        {"criterion": criterion, "evidence": [(id, names[id]) for id in criterion.evidence if id in names]}
        for criterion in row.component.criteria
    ]
    ties = [titles[tie] for tie in row.component.selection.ties if tie in titles]
    whole = sum(criterion.weight for criterion in row.component.criteria)
    return render(request, "calls/criteria.html", {"call": row, "judged": judged, "ties": ties, "whole": whole,
                                                   "steps": row.component.workflow, "scale": row.component.scale})


@route(SIGNED_IN, methods=("POST",))
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a question about the call; a refused text stays in the form."""
    row = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    asked = QuestionForm(request.POST)
    if not asked.is_valid():
        return call_page(request, row, asked, status=422)
    try:
        operations.ask(request.actor, row, asked.cleaned_data["text"])  # type: ignore[attr-defined]
    except Refused as refused:
        if refused.status != 422:
            raise
        asked.add_error("text", " ".join(str(part) for part in (refused.reason, refused.remedy) if part))
        return call_page(request, row, asked, status=422)
    messages.success(request, _("Your question is with the organiser. The answer will stand here and come by mail."))
    address = redirect("calls:call", organiser=request.organiser.slug, slug=slug)  # type: ignore[attr-defined]
    address["Location"] += "#questions"
    return address
