"""The officers' view of a panel: asking people onto it, sharing out the work, who is late, how they score."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.access import missing
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Refused, reads_office
from tandem.reviews import operations, shown, shown_panel
from tandem.reviews.queries import overview
from tandem.reviews.queries.listing import candidates, has_short_list
from tandem.reviews.queries.sharing import Line, proposal
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, route


def call_of(request: HttpRequest, slug: str) -> Call:
    """The call, for an officer who reads its office's work; Refused (404) otherwise."""
    call = by_slug(actor_of(request), slug)
    if not reads_office(actor_of(request), call.office_id):
        raise missing()
    return call


def ids(raw: list[str]) -> list[UUID]:
    """The ids among what was posted; anything else leads to nothing that exists."""
    found = []
    for one in raw:
        try:
            found.append(UUID(one))
        except ValueError:
            raise missing() from None
    return found


@route(OFFICER, methods=("POST",))
def asking(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the chosen assessors what interests they have, before anything is given to them."""
    call = call_of(request, slug)
    try:
        made = operations.ask(actor_of(request), call, ids(request.POST.getlist("assessor")))
    except Refused as refused:
        if refused.status != 422:
            raise
        messages.error(request, f"{refused.reason}")
    else:
        number = len(made)
        said = ngettext("%(number)d assessor has been asked.", "%(number)d assessors have been asked.", number)
        messages.success(request, said % {"number": number})
    return redirect("reviews:assessors", slug_of(request), slug)


@route(OFFICER, methods=("GET", "POST"))
def proposing(request: HttpRequest, slug: str) -> HttpResponse:
    """A proposal for sharing out what waits: even loads, no interest, languages read; the officer confirms it."""
    actor, call = actor_of(request), call_of(request, slug)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            made = operations.assign_pairs(actor, call, _pairs(request))
        except Refused as error:
            if error.status not in {409, 422}:
                raise
            refused = error
        else:
            number = len(made)
            said = ngettext("%(number)d assignment was made.", "%(number)d assignments were made.", number)
            messages.success(request, said % {"number": number})
            return redirect("reviews:assessors", slug_of(request), slug)
    found = proposal(actor, call, clock.now())
    posted = set(request.POST.getlist("pair")) if refused else None
    pairs = sum(len(line.given) for line in found.lines)
    lines = [_line(call, line, posted) for line in found.lines]
    context = {
        "call": call, "lines": [line for line in lines if line["given"] or line["short"]], "pairs": pairs,
        "short": sum(1 for line in found.lines if line.short), "spread": found.spread,
        "title": ngettext(
            "%(number)d assignment is proposed", "%(number)d assignments are proposed", pairs
        ) % {"number": pairs} if pairs else _("Nothing has to be given out"),
        "loads": [
            {"name": str(person), "before": before, "after": after, "languages": shown_panel.language_names(languages)}
            for person, before, after, languages in found.loads
        ],
        "errors": [{"url": "", "text": refused.said}] if refused else [],
        "back": reverse("reviews:assessors", args=[slug_of(request), slug]),
    }
    return render(request, "reviews/propose.html", context, status=refused.status if refused else 200)


def _pairs(request: HttpRequest) -> list[tuple[UUID, UUID]]:
    found = []
    for raw in request.POST.getlist("pair"):
        application, _colon, person = raw.partition(":")
        one, other = ids([application, person])
        found.append((one, other))
    return found


def _line(call: Call, line: Line, posted: set[str] | None) -> dict[str, Any]:
    application = line.listed.application
    return {
        "title": application.title, "names": line.listed.names, "reference": application.reference,
        "languages": shown_panel.language_names(line.languages), "there": line.there,
        "short": shown_panel.short(line.short),
        "given": [
            {
                "value": f"{application.id}:{each.person.id}", "name": str(each.person), "declared": each.declared,
                "hints": shown.hints(each.hints),
                "chosen": posted is None or f"{application.id}:{each.person.id}" in posted,
            }
            for each in line.given
        ],
    }


@route(OFFICER)
def judgement(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is late, how much each has, and what every application still lacks."""
    call, now = call_of(request, slug), clock.now()
    seats, standings = overview.seats(call, now), overview.standings(call)
    late = sum(1 for seat in seats if seat.late)
    context = {
        "call": call, "seats": [shown_panel.seat(seat, now) for seat in seats],
        "rows": [
            {
                "title": row.listed.application.title, "names": row.listed.names,
                "lacks": [shown_panel.lack(lack) for lack in row.lacks],
                "url": reverse("reviews:appraisal", args=[slug_of(request), row.listed.application.id]),
            }
            for row in standings
        ],
        "late": late, "title": _standing(late, len(standings)), "zone": call.zone,
        "scored": bool(call.component.criteria), "listed": has_short_list(call),
        "waiting": len(candidates(call)), "remind": reverse("reviews:remind", args=[slug_of(request), slug]),
        "back": reverse("reviews:assessors", args=[slug_of(request), slug]),
    }
    return render(request, "reviews/judgement.html", context)


def _standing(late: int, lacking: int) -> str:
    if late:
        return ngettext("%(number)d assessor is late", "%(number)d assessors are late", late) % {"number": late}
    if lacking:
        return ngettext(
            "%(number)d application lacks something", "%(number)d applications lack something", lacking
        ) % {"number": lacking}
    return _("Nothing is missing in the judgement")


@route(OFFICER, methods=("POST",))
def reminding(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind the chosen assessors of what they still have to do."""
    call = call_of(request, slug)
    try:
        told = operations.remind(actor_of(request), call, ids(request.POST.getlist("assessor")))
    except Refused as refused:
        if refused.status not in {409, 422}:
            raise
        messages.error(request, f"{refused.reason}")
    else:
        number = len(told)
        said = ngettext("%(number)d assessor has been reminded.", "%(number)d assessors have been reminded.", number)
        messages.success(request, said % {"number": number})
    return redirect("reviews:judgement", slug_of(request), slug)


@route(OFFICER)
def calibration(request: HttpRequest, slug: str) -> HttpResponse:
    """How each assessor scores: over everything, and beside the others on what they share."""
    call = call_of(request, slug)
    rows = overview.calibrated(call)
    context = {
        "call": call, "rows": shown_panel.calibration(rows),
        "back": reverse("reviews:judgement", args=[slug_of(request), slug]),
        "title": ngettext(
            "How %(number)d assessor scores", "How %(number)d assessors score", len(rows)
        ) % {"number": len(rows)} if rows else _("Nobody has locked anything yet"),
    }
    return render(request, "reviews/calibration.html", context)
