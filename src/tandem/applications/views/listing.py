"""The officer's list of a call's applications: filtered, sorted, searched, paged; kept as views; as files (UX-24)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications import access, queries
from tandem.applications.lists import bulk, filters
from tandem.applications.lists.files import csv_lines, workbook
from tandem.applications.models import Application
from tandem.applications.operations import drop_view, keep_view
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import actor_of
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import localised

KINDS = {"awarded": "good", "refused": "", "ineligible": "bad", "reserve": "warn"}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def looked_at(request: HttpRequest, slug: str) -> tuple[Actor, Call]:
    """The actor and the call whose applications they may read; Refused otherwise."""
    actor = actor_of(request)
    call = by_slug(actor, slug)
    if not (decision := access.may_look(actor, call)):
        raise Refused.by(decision)
    return actor, call


@route(OFFICER)
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """A call's applications, with the whole state in the address."""
    actor, call = looked_at(request, slug)
    now, asked = clock.now(), filters.asked_in(request.GET)
    runs = bool(access.may_run(actor, call))
    counted = filters.counted(call, actor, asked, now, bulk.chances(call, now) if runs else None)
    found = filters.Pages(filters.rows(call, actor, asked, now), counted.fitting).get_page(request.GET.get("page"))
    title = ngettext("%(number)s application", "%(number)s applications", counted.fitting) % {"number": counted.fitting}
    shown = _filters(call, actor, asked)
    context = {
        "call": call, "page_obj": found, "asked": asked, "title": title, "counted": counted,
        "rows": _rows(request, call, found), "filters": shown, "bad": any(each["error"] for each in shown),
        "used": len(asked.values),
        "orders": [(id, label, id == asked.order) for id, (label, _columns) in filters.ORDERS.items()
                   if id != "score" or call.component.selection.scoring],
        "scored": call.component.selection.scoring, "query": _state(request.GET),
        "views": queries.views_of(call.id, actor),
        "acts": [each for each in bulk.offered(call) if counted.acts.get(each.id)],
        "idle": [each.label for each in bulk.offered(call) if runs and not counted.acts.get(each.id)],
    }
    return render(request, "applications/list.html", context)


def _state(query: QueryDict) -> str:
    """The filters of an address without its page."""
    kept = query.copy()
    for name in ("page", "view"):
        kept.pop(name, None)
    return kept.urlencode()


def _filters(call: Call, actor: Actor, asked: filters.Asked) -> list[dict[str, Any]]:
    scored = call.component.selection.scoring
    return [
        {
            "id": each.id, "label": each.label, "kind": each.kind, "value": asked.values.get(each.id, ""),
            "choices": choices, "error": _wrong(each, asked.values.get(each.id, ""), choices),
        }
        for each in filters.known() if scored or not each.id.startswith("score")
        for choices in ([(str(value), label) for value, label in each.choices(call, actor)] if each.choices else [],)
    ]


def _wrong(each: filters.Filter, value: str, choices: list[tuple[str, Any]]) -> str:
    """Why a filter leaves nothing over, where that is its own fault: an address that was typed or is old."""
    if not value:
        return ""
    if each.kind == "number":
        return "" if filters.decimal(value) is not None else _("Write a number.")
    return _("Choose one of these.") if each.kind == "choice" and value not in dict(choices) else ""


def _rows(request: HttpRequest, call: Call, found: Page[Application]) -> list[dict[str, Any]]:
    words: dict[str, Any] = {str(step.id): step.title for step in call.component.workflow}
    slug = request.organiser.slug  # type: ignore[attr-defined]
    return [
        {
            "id": row.id, "title": row.title or row.names, "names": row.names, "reference": row.reference,
            "url": reverse("applications:read-one", args=[slug, row.id]),
            "step": words.get(row.step) or Step(row.step).label,
            "outcome": Outcome(row.outcome).label if row.outcome else "", "kind": KINDS.get(row.outcome, ""),
            "asked": Money(row.asked_minor, call.currency) if row.asked_minor is not None else None,
            "closed": closed, "score": None if closed else row.score, "received": row.submitted_at,
        }
        for row in found.object_list for closed in (bool(getattr(row, "closed", False)),)
    ]


@route(OFFICER, methods=("POST",))
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the filters as a view under a name."""
    actor, call = looked_at(request, slug)
    query = _state(QueryDict(request.POST.get("query", "")[:2000]))
    row = keep_view(actor, call.id, request.POST.get("name", ""), query, shared=request.POST.get("shared") == "yes")
    messages.success(request, _("Kept as “%(name)s”.") % {"name": row.name})
    return to_list(request, call, query)


@route(OFFICER, methods=("POST",))
def drop(request: HttpRequest, slug: str, view: UUID) -> HttpResponse:
    """Drop one of one's own views."""
    actor, call = looked_at(request, slug)
    drop_view(actor, view)
    messages.success(request, _("The view is dropped. The applications are as they were."))
    return to_list(request, call, "")


def to_list(request: HttpRequest, call: Call, query: str) -> HttpResponse:
    """Back to the list as it was."""
    address = reverse("applications:list", args=[request.organiser.slug, call.slug])  # type: ignore[attr-defined]
    return redirect(f"{address}?{query}" if query else address)


@route(OFFICER)
def as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Exactly the rows that the filters leave, as CSV: with its mark, and the separator of the reader's language."""
    actor, call = looked_at(request, slug)
    found = filters.rows(call, actor, filters.asked_in(request.GET), clock.now())
    lines = b"".join(csv_lines(call, found))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-applications.csv"'
    return response


@route(OFFICER)
def as_excel(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as an Excel file."""
    actor, call = looked_at(request, slug)
    found = filters.rows(call, actor, filters.asked_in(request.GET), clock.now())
    response = HttpResponse(workbook(call, found, localised(call.title)), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-applications.xlsx"'
    return response
