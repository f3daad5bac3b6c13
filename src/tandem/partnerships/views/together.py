"""Partnerships: the list, and the page that outlives every grant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.core.forms import days
from tandem.core.values import Problem
from tandem.foundation.access import Refused
from tandem.partnerships import operations, queries
from tandem.partnerships.access import HeldPartnership, hold_partnership, known_partnerships
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.partnerships.views.grants import KINDS, step_words
from tandem.programmes.models import Programme, parsed
from tandem.programmes.queries import latest_version, programmes
from tandem.web import panels
from tandem.web.asking import actor_of
from tandem.web.routes import OFFICER, SIGNED_IN, route

A_PAGE = 60


@route(SIGNED_IN)
def partnerships(request: HttpRequest) -> HttpResponse:
    """The partnerships that this person may look into; officers search all of them."""
    actor = actor_of(request)
    search = request.GET.get("search", "").strip()
    rows = known_partnerships(actor)
    if search:
        found = rows.filter(title__icontains=search)
        rows = (found | rows.filter(parties__organisation__name__icontains=search)).distinct()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of_many([row.id for row in page.object_list])
    number = page.paginator.count
    title = ngettext("%(n)s partnership", "%(n)s partnerships", number) % {"n": number} if number else ""
    context = {
        "title": title or _("No partnership yet"), "page_obj": page, "search": search,
        "rows": [{"row": row, "names": " – ".join(names.get(row.id, ()))} for row in page.object_list],
    }
    return render(request, "partnerships/partnerships.html", context)


@route(SIGNED_IN)
def partnership(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """One partnership: who belongs, what it was awarded, and from every later stage what comes next."""
    held = hold_partnership(request.actor, partnership)  # type: ignore[attr-defined]
    slug = request.organiser.slug  # type: ignore[attr-defined]
    context = {
        "held": held, "row": held.partnership, "names": held.names,
        "grants": [_grant(slug, grant) for grant in held.grants],
        "asked": _asked(held, slug), "panels": panels.rendered("partnership", request, held),
    }
    return render(request, "partnerships/partnership.html", context)


def _grant(slug: str, grant: Grant) -> dict[str, Any]:
    rulebook = parsed(grant.rulebook_version_id)
    return {
        "url": reverse("partnerships:grant", args=[slug, grant.id]), "title": grant.title,
        "reference": grant.reference, "component": rulebook.components[grant.component].title,
        "step": step_words(rulebook, grant.step), "kind": KINDS.get(GrantStep(grant.step), ""),
        "starts_on": grant.starts_on, "ends_on": grant.ends_on, "awarded": grant.awarded,
    }


def _asked(held: HeldPartnership, slug: str) -> list[dict[str, Any]]:
    """What the organiser's programmes want recorded, with the day that counts and those before. Two queries."""
    said = queries.recorded(held.partnership.id)
    shown = []
    for programme in programmes():
        version = programme.latest_version_id  # type: ignore[attr-defined]
        for what, asked in (parsed(version).recorded if version else {}).items():
            rows = [row for row in said if (row.programme_id, row.what) == (programme.id, what)]
            address = reverse("partnerships:record", args=[slug, held.partnership.id, programme.slug, what])
            shown.append({
                "title": asked.title, "help": asked.help, "programme": programme.title, "rows": rows,
                "day": rows[0].happened_on if rows else None, "url": address if held.officer else "",
            })
    return shown


@route(OFFICER, methods=("GET", "POST"))
def record(request: HttpRequest, partnership: UUID, programme: str, what: str) -> HttpResponse:
    """An officer says on which day it happened."""
    held = hold_partnership(request.actor, partnership)  # type: ignore[attr-defined]
    row = get_object_or_404(Programme.objects, slug=programme)
    version = latest_version(row)
    asked = version.rulebook.recorded.get(what) if version else None
    if asked is None:
        raise Refused("not_asked_for", _("The programme does not ask for this."), status=404)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _recorded(request, held, row, what)
        except Refused as refused:
            if refused.status != 422:
                raise
            errors = [{"url": "#on", "text": refused.said}]
        else:
            messages.success(request, _("The day is recorded. It counts in applications from now on."))
            return redirect("partnerships:partnership", request.organiser.slug, partnership)  # type: ignore[attr-defined]
    context = {
        "held": held, "row": held.partnership, "asked": asked, "errors": errors, "programme": row,
        "on": request.POST.get("on", ""), "note": request.POST.get("note", ""),
        "said": [each for each in queries.recorded(partnership) if (each.programme_id, each.what) == (row.id, what)],
    }
    return render(request, "partnerships/record.html", context, status=422 if errors else 200)


def _recorded(request: HttpRequest, held: HeldPartnership, programme: Programme, what: str) -> None:
    typed = request.POST.get("on", "").strip()
    day = days.day(typed, get_language() or "en") if typed else None
    if isinstance(day, Problem):
        raise Refused("day_unread", _("This is no day: “%(typed)s”.") % {"typed": typed[:40]},
                      _("Write it like 3 February 2025 or 2025-02-03."))
    actor = actor_of(request)
    operations.record_day(actor, held.partnership.id, programme, what, day, request.POST.get("note", ""))
