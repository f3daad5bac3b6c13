"""Planning tools: begun, filled in together step by step, read and printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tandem.answers import page
from tandem.answers.queries import stored
from tandem.answers.shown import side_names
from tandem.answers.subjects import Subject
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.files.serving import download
from tandem.partnerships.access import hold_partnership
from tandem.plans import operations, queries, tool_paper
from tandem.plans.access import HeldTool, hold_tool, no_tool
from tandem.plans.models import PlanningTool
from tandem.plans.tool import subject_of
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import SIGNED_IN, route

View = Callable[..., HttpResponse]


def round_id(partnership: UUID, key: str, number: int) -> UUID:
    """The id of a round; Refused (404) when there is none."""
    rows = PlanningTool.objects.filter(partnership=partnership, key=key, number=number)
    found = rows.values_list("id", flat=True).first()
    if found is None:
        raise no_tool()
    return UUID(str(found))


def of_round(view: View) -> View:
    """A page of `answers` at the address of a round."""

    @wraps(view)
    def found(request: HttpRequest, partnership: UUID, key: str, number: int, **given: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return view(request, subject=partnership, **given)  # sent to sign-in
        return view(request, subject=round_id(partnership, key, number), **given)

    return found


@route(SIGNED_IN, methods=("POST",))
def begin(request: HttpRequest, partnership: UUID, key: str) -> HttpResponse:
    """Begin a round."""
    made = operations.begin_tool(actor_of(request), partnership, key)
    return redirect("plans:tool", slug_of(request), partnership, key, made.number)


@route(SIGNED_IN)
def newest(request: HttpRequest, partnership: UUID, key: str) -> HttpResponse:
    """The newest round; before the first, and when one is full, what the tool is and a button to begin."""
    held = hold_partnership(actor_of(request), partnership)
    offer = queries.offered_tools(partnership).get(key)
    rounds = [row for row in queries.rounds_of(partnership) if row.key == key]
    if offer is None and not rounds:
        raise no_tool()
    steps = {step.id for step in offer.tool.steps} if offer else set()
    if rounds and (offer is None or set(rounds[-1].filled) != steps) or (rounds and "again" not in request.GET):
        return redirect("plans:tool", slug_of(request), partnership, key, rounds[-1].number)
    context = {"held": held, "row": held.partnership, "offer": offer, "rounds": rounds, "write": held.may_write()}
    return render(request, "plans/tool_begin.html", context)


def _opened(request: HttpRequest, partnership: UUID, key: str, number: int) -> tuple[HeldTool, Subject]:
    held = hold_tool(actor_of(request), round_id(partnership, key, number))
    return held, subject_of(held)


@route(SIGNED_IN)
def overview(request: HttpRequest, partnership: UUID, key: str, number: int) -> HttpResponse:
    """How far the round is, and which step comes next."""
    held, subject = _opened(request, partnership, key, number)
    state = page.state_of(subject)
    line = page.line(state)
    context = {
        "held": held, "subject": subject, "row": held.row, "line": line, "tasks": page.tasks(state),
        "parties": side_names(subject.sides), "done": len(held.row.filled), "steps": len(held.tool.steps),
        "next": next((step for step in line if not all(step["done"])), None),
        "rounds": [row for row in queries.rounds_of(partnership) if row.key == key and row.number != number],
    }
    return render(request, "plans/tool.html", context)


@route(SIGNED_IN)
def read(request: HttpRequest, partnership: UUID, key: str, number: int) -> HttpResponse:
    """Everything that stands in the round, on one page."""
    held, subject = _opened(request, partnership, key, number)
    zone = request.organiser.time_zone  # type: ignore[attr-defined]
    context = {
        "held": held, "subject": subject, "row": held.row, "editable": bool(subject.write),
        "sections": page.reading(subject, stored(subject.id), zone), "parties": side_names(subject.sides),
    }
    return render(request, "plans/tool_read.html", context)


@route(SIGNED_IN)
def pdf(request: HttpRequest, partnership: UUID, key: str, number: int) -> HttpResponse:
    """The round as PDF."""
    return _document(request, "pdf", *_opened(request, partnership, key, number))


@route(SIGNED_IN)
def docx(request: HttpRequest, partnership: UUID, key: str, number: int) -> HttpResponse:
    """The round as Word."""
    return _document(request, "docx", *_opened(request, partnership, key, number))


def _document(request: HttpRequest, format: Any, held: HeldTool, subject: Subject) -> HttpResponse:
    organiser = request.organiser  # type: ignore[attr-defined]
    made = tool_paper.document(held, subject, organiser, get_language() or "en")
    name = f"{held.row.key}-{held.row.number}.{format}"
    return download(HttpResponse(rendered(made, format, organiser.id)), MEDIA_TYPES[format], name)
