"""Taking answers over: from an earlier application, and from what is known of the organisation (UX-10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.answers.operations import take_over
from tandem.answers.operations.taking import takeable
from tandem.answers.queries import values
from tandem.answers.subjects import Subject, kind_named
from tandem.applications import access, prefill, queries
from tandem.applications.models import Application
from tandem.applications.subject import KIND, subject_of
from tandem.applications.views.own import person_of
from tandem.core.forms.paths import index
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import day, localised

KNOWN = "known"


@route(SIGNED_IN, methods=("GET", "POST"))
def take(request: HttpRequest, subject: UUID) -> HttpResponse:
    """What can be taken, section by section, and where it comes from; only what is unanswered is filled."""
    actor = actor_of(request)
    held = access.hold(actor, subject)
    loaded, sources = subject_of(held), queries.earlier(person_of(request), subject)
    if request.method == "POST":
        number = _taken(actor, subject, sources, request)
        said = ngettext("%(number)s answer was taken over.", "%(number)s answers were taken over.", number)
        messages.success(request, said % {"number": number})
        return redirect("applications:overview", request.organiser.slug, subject)  # type: ignore[attr-defined]
    chosen = request.GET.get("from", "")
    source = next((one for one in sources if str(one.id) == chosen), sources[0] if sources else None)
    there = values(subject)
    answered = {path for path, _row in there}
    known = {key: each for key, each in prefill.known(held, loaded).items() if key[0] not in answered}
    context = {
        "subject": loaded,
        "sources": sources,
        "source": source,
        "sections": _sections(loaded, _of_source(actor, loaded, there, source)) if source else [],
        "known": _sections(loaded, known),
        "known_from": sorted({each.taken_from for each in known.values()}),
    }
    return render(request, "applications/take.html", context)


def _taken(actor: Actor, subject: UUID, sources: list[Application], request: HttpRequest) -> int:
    """Take what the form says: what is known, or an earlier application's answers; in the sections that are ticked."""
    if request.POST.get("from") == KNOWN:
        if not (may := access.may_write(access.hold(actor, subject), clock.now())):
            raise Refused(may.code, may.reason, status=410)
        return prefill.begin(actor, subject)
    source = next((one for one in sources if str(one.id) == request.POST.get("from")), None)
    if source is None or source.submitted_at is None:
        raise access.missing()
    named = f"{source.reference}, {day(source.submitted_at)}"
    sections = request.POST.getlist("section") if "some" in request.POST else None
    return take_over(actor, KIND, subject, source.id, named, locale=actor.language, sections=sections)


def _of_source(actor: Actor, loaded: Subject, there: dict[Any, Any], source: Application) -> dict[Any, Any]:
    return takeable(loaded, there, kind_named(KIND).load(actor, source.id), values(source.id))


def _sections(loaded: Subject, found: dict[Any, Any]) -> list[dict[str, Any]]:
    """The sections that something can be taken into, each with its questions and how many rows or files."""
    places = index(loaded.form, loaded.parties)
    made = []
    for section in loaded.form.sections:
        labels: dict[str, int] = {}
        for path, row in found:
            if places[path].section == section.id:
                label = localised(places[path].question.label)
                labels[label] = labels.get(label, 0) + (1 if row else 0)
        if labels:
            items = [_("%(label)s (%(number)s)") % {"label": label, "number": n} if n else label
                     for label, n in labels.items()]  # fmt: skip
            made.append({"id": section.id, "title": section.title, "labels": items})
    return made
