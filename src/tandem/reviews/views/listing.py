"""The short list: a line through the scores, what is placed by hand with its reason, a look before it is decided."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.models import Application
from tandem.applications.queries import with_names
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.foundation.access import Refused
from tandem.reviews import operations
from tandem.reviews.operations.listing import digest
from tandem.reviews.queries.listing import candidates, decisions, has_short_list
from tandem.reviews.views.panel import call_of, ids
from tandem.web.asking import actor_of
from tandem.web.routes import OFFICER, route


def _line(request: HttpRequest, rows: list[Application]) -> tuple[Decimal | None, str]:
    """The line that was asked for, by score or by number of places, and what is wrong with what was typed."""
    scores = {str(row.id): row.score for row in rows}
    source = request.POST if request.method == "POST" else request.GET
    number, raw = source.get("number", "").strip(), source.get("line", "").strip().replace(",", ".")
    if number:
        if not (number.isascii() and number.isdigit() and int(number[:6]) > 0 and len(number) < 6):
            return None, _("Type how many places there are, as a whole number.")
        return scoring.line_of(scores, int(number)), ""
    if not raw:
        return None, ""
    try:
        line = Decimal(raw)
    except InvalidOperation:
        line = Decimal(-1)
    if not (line.is_finite() and 0 <= line <= 100):
        return None, _("Type a score from 0 to 100.")
    return line.quantize(Decimal("0.1")), ""


@route(OFFICER, methods=("GET", "POST"))
def short_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw a line, place by hand, look at what it comes to, decide. A POST without `decide` only looks."""
    call = call_of(request, slug)
    rows = candidates(call)
    line, wrong = _line(request, rows)
    if request.method == "GET" or wrong:
        above = scoring.above({str(row.id): row.score for row in rows}, line) if line is not None else frozenset()
        chosen = {UUID(id) for id in above}
        return _page(request, call, rows, line, chosen, {}, wrong)
    chosen = set(ids(request.POST.getlist("on")))
    asked: dict[str, Any] = {
        "line": line, "reasons": {row.id: request.POST.get(f"reason-{row.id}", "") for row in rows},
        "rest": request.POST.get("rest", ""), "seen": request.POST.get("seen", ""),
    }
    actor = actor_of(request)
    try:
        if "decide" in request.POST:
            on, out = operations.shortlist_all(actor, call, chosen, **asked)
            _say(request, len(on), len(out))
            return redirect("reviews:judgement", request.organiser.slug, slug)  # type: ignore[attr-defined]
        placed = operations.examine(actor, call, rows, chosen, **asked)
    except Refused as refused:
        if refused.status not in {409, 422}:
            raise
        wrong_at = {problem.where for problem in refused.problems}
        text = refused.said
        return _page(request, call, rows, line, chosen, dict.fromkeys(wrong_at, text), text, refused.status)
    return _look(request, call, placed, line)


def _say(request: HttpRequest, on: int, out: int) -> None:
    said = ngettext("%(on)d application is on the short list", "%(on)d applications are on the short list", on)
    rest = ngettext("%(out)d is not", "%(out)d are not", out)
    messages.success(request, f"{said % {'on': on}}, {rest % {'out': out}}.")


def _page(
    request: HttpRequest, call: Call, rows: list[Application], line: Decimal | None, chosen: set[UUID],
    errors: dict[str, str], wrong: str = "", status: int = 200,
) -> HttpResponse:
    posted, before = request.POST, decisions(call.id)
    context = {
        "call": call, "line": line, "typed": request.POST if request.method == "POST" else request.GET,
        "rows": [
            {
                "id": row.id, "title": row.title, "names": names, "score": row.score, "on": row.id in chosen,
                "reason": posted.get(f"reason-{row.id}", ""), "error": errors.get(str(row.id), ""),
                "before": before.get(row.id),
            }
            for row, names in with_names(rows)
        ],
        "seen": digest(rows), "rest": posted.get("rest", ""), "rest_error": errors.get("rest", ""),
        "errors": [{"url": "", "text": wrong}] if wrong else [], "title": _title(len(rows), has_short_list(call)),
        "back": reverse("reviews:judgement", args=[request.organiser.slug, call.slug]),  # type: ignore[attr-defined]
    }
    return render(request, "reviews/short_list.html", context, status=status if not wrong or status != 200 else 422)


def _title(waiting: int, keeps: bool) -> str:
    if not keeps:
        return _("This programme keeps no short list")
    if not waiting:
        return _("No application waits for the short list")
    return ngettext(
        "%(number)d application waits for the short list", "%(number)d applications wait for the short list", waiting
    ) % {"number": waiting}


def _look(request: HttpRequest, call: Call, placed: list[operations.Placed], line: Decimal | None) -> HttpResponse:
    """What would be decided; nothing is written before it is confirmed here."""
    names = {application.id: said for application, said in with_names([each.application for each in placed])}
    shown = [
        {
            "id": each.application.id, "title": each.application.title, "names": names[each.application.id],
            "score": each.application.score, "on": each.listed, "by_hand": each.by_hand, "reason": each.reason,
            "typed": request.POST.get(f"reason-{each.application.id}", ""),
        }
        for each in placed
    ]
    on = sum(1 for each in placed if each.listed)
    context = {
        "call": call, "groups": [
            {"title": _("On the short list"), "rows": [row for row in shown if row["on"]]},
            {"title": _("Not on the short list"), "rows": [row for row in shown if not row["on"]]},
        ],
        "line": line, "typed": request.POST,
        "title": ngettext(
            "Put %(number)d application on the short list?", "Put %(number)d applications on the short list?", on
        ) % {"number": on},
        "back": reverse("reviews:short-list", args=[request.organiser.slug, call.slug]),  # type: ignore[attr-defined]
    }
    return render(request, "reviews/short_list_look.html", context)
