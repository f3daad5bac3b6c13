"""An offline form brought back: a report of what it would change, and the change once somebody agrees (UX-2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.answers.offline.compared import Report, compare
from tandem.answers.offline.notes import said_notes
from tandem.answers.operations.offline import MOST_BYTES, bring_back, brought_back, take_in
from tandem.answers.queries import stored
from tandem.answers.subjects import Subject, kind_named
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route


def _loaded(request: HttpRequest, kind: str, subject: UUID) -> tuple[Actor, Subject]:
    actor = actor_of(request)
    return actor, kind_named(kind).load(actor, subject)


@route(SIGNED_IN, methods=("GET", "POST"))
def offline(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Take the form along as a file, and bring it back."""
    actor, loaded = _loaded(request, kind, subject)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            made = bring_back(actor, loaded, request.FILES.get("file"))
        except Refused as refused:
            errors = [{"url": "#f-file", "text": refused.said}]
        else:
            return redirect(f"{loaded.address}offline/{made.id}/")
    context = {"subject": loaded, "errors": errors, "megabytes": MOST_BYTES // 2**20}
    return render(request, "answers/offline.html", context, status=422 if errors else 200)


@route(SIGNED_IN, methods=("GET", "POST"))
def report(request: HttpRequest, kind: str, subject: UUID, brought: UUID) -> HttpResponse:
    """What the file would change, beside what stands there; nothing is written until it is confirmed here."""
    actor, loaded = _loaded(request, kind, subject)
    row = brought_back(loaded, brought)
    made = compare(loaded, stored(loaded.id), row)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        mine = {c.number for c in made.conflicts if request.POST.get(f"conflict:{c.number}") == "mine"}
        open_ones = [c for c in made.conflicts if request.POST.get(f"conflict:{c.number}") not in {"mine", "theirs"}]
        errors = [{"url": f"#c-{c.number}", "text": _("%(label)s: choose one of the two.") % {"label": c.label}}
                  for c in open_ones]  # fmt: skip
        if not errors:
            gone = {number for number in range(len(row.gone)) if f"gone:{number}" in request.POST}
            return _taken(request, actor, loaded, row.id, mine, gone)
    context: dict[str, Any] = {
        "subject": loaded, "brought": row, "report": made, "errors": errors, "notes": said_notes(row.notes),
        "title": _title(made), "zone": request.user.time_zone or request.organiser.time_zone,  # type: ignore[union-attr,attr-defined]
    }  # fmt: skip
    return render(request, "answers/offline_report.html", context, status=422 if errors else 200)


def _taken(
    request: HttpRequest, actor: Actor, subject: Subject, brought: UUID, mine: set[int], gone: set[int]
) -> HttpResponse:
    saved = take_in(actor, subject.kind, subject.id, brought, mine=mine, gone=gone)
    number = sum(1 for outcome in saved.outcomes if outcome.status == "saved")
    said = ngettext("%(number)s answer was brought in.", "%(number)s answers were brought in.", number)
    messages.success(request, said % {"number": number})
    if saved.conflicts or saved.refusal:
        kept = _("Some met what others saved meanwhile. They are kept aside; nothing is lost.")
        messages.warning(request, str(saved.refusal) or kept)
        return redirect(f"{subject.address}kept/")
    return redirect(f"{subject.address}missing/")


def _title(made: Report) -> str:
    number = len(made.changes) + len(made.conflicts)
    if not number:
        return _("The file changes nothing")
    said = ngettext("The file changes %(number)s answer", "The file changes %(number)s answers", number)
    return said % {"number": number}


