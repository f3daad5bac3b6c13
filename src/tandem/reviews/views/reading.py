"""What an assessor reads: answers and papers, with names or blind, and the way out when one recognises somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.answers import page
from tandem.answers.papers import file_of
from tandem.answers.queries import stored
from tandem.applications.access import Held, missing
from tandem.applications.models import Supplement
from tandem.applications.queries import supplements
from tandem.applications.subject import subject_of
from tandem.foundation import clock
from tandem.foundation.access import Refused, allow
from tandem.foundation.files.cleaned import cleaned
from tandem.foundation.files.kinds import KINDS
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.serving import download, download_name, serve
from tandem.foundation.files.storage import Folder
from tandem.partnerships.models import Party
from tandem.partnerships.queries import parties_of
from tandem.reviews import access, operations, shown
from tandem.reviews.models import Assignment
from tandem.reviews.queries.blind import Words, blinded, hiding, seen_form
from tandem.reviews.queries.codes import code_of
from tandem.web.asking import actor_of, zone_of
from tandem.web.routes import ASSESSOR, route


@dataclass(frozen=True)
class Readable:
    """An application as one assessor may read it: its name, who applies, and the sections with their answers."""

    title: str
    over: str
    parties: list[dict[str, Any]]
    sections: Sequence[dict[str, Any]]
    hidden: frozenset[str]
    clarified: Sequence[dict[str, Any]] = ()


def home_of(request: HttpRequest, work: Assignment) -> str:
    """The address of an assessor's page about one application; what belongs to it lies below."""
    return reverse("reviews:assess", args=[request.organiser.slug, work.id])  # type: ignore[attr-defined]


def readable(request: HttpRequest, work: Assignment, zone: str) -> Readable:
    """The application of an assignment, blind as long as the panel is. Five queries, seven for a blind panel."""
    application = work.application
    parties = tuple(parties_of(application.partnership_id))
    subject, found = subject_of(Held(application, parties, {})), stored(application.id)
    hidden = access.hidden(application)
    title, over = application.title, " · ".join([*(p.organisation.name for p in parties), application.reference])
    words = hiding(subject, found, parties, hidden) if hidden else None
    said_later = supplements(application.id) if getattr(work, "clarified", True) else []
    clarified = [_clarified(one, words) for one in said_later]
    if hidden:
        title = neutral(application.id)
        over = ""
        subject, found = blinded(subject, found, parties, hidden, title, home_of(request, work))
    sections = page.reading(subject, found, zone)
    return Readable(title, over, _parties(subject.sides, parties, hidden), sections, hidden, clarified)


def _clarified(one: Supplement, words: Words | None) -> dict[str, Any]:
    """What was answered in a round of clarification; a blind panel reads it without names and reference."""
    answers = [{part: words.masked(said) if words else said for part, said in pair.items()} for pair in one.answers]
    return {
        "number": one.clarification.round.number, "when": one.received_at, "answers": answers,
        "reference": "" if words else one.reference,
    }


def neutral(application: UUID) -> str:
    """What an application is called on a blind panel: 'Application KTD-WMB'."""
    return _("Application %(code)s") % {"code": code_of(application)}


def _parties(sides: Sequence[Any], parties: Sequence[Party], hidden: frozenset[str]) -> list[dict[str, Any]]:
    """Who applies, side by side, as far as the panel may know it."""
    by_side = {party.side: party.organisation for party in parties}
    return [
        {
            "title": side.title, "name": "" if "names" in hidden else side.name,
            "kind": "" if "size" in hidden else by_side[side.id].get_kind_display(),
            "place": "" if "place" in hidden else shown.place(by_side[side.id]),
        }
        for side in sides
    ]


@route(ASSESSOR)
def whole(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Everything that the panel may read of an application, section by section."""
    work = access.own_work(actor_of(request), assignment, clock.now())
    zone = zone_of(request)
    found = readable(request, work, zone)
    context = {"work": work, "found": found, "sections": found.sections, "back": home_of(request, work)}
    return render(request, "reviews/whole.html", context)


@route(ASSESSOR)
def paper(request: HttpRequest, assignment: UUID, file: UUID) -> HttpResponse:
    """A file of an application: for a blind panel a copy under a neutral name that tells nothing about who made it.

    Refused (404) for a file that no answer they may read names; withheld (403) where no such copy can be made for sure.
    """
    work = access.own_work(actor_of(request), assignment, clock.now())
    application, hidden = work.application, access.hidden(work.application)
    found = file_of(application.id, file)
    if found is None:
        raise missing()
    if not hidden:
        return serve(allow("reads_answer"), found, request)  # type: ignore[return-value]
    path = _path_of(application.id, file)
    if path not in {question.id for question in seen_form(application.form).questions()}:
        raise missing()
    if "files" not in hidden:
        return serve(allow("reads_answer"), found, request)  # type: ignore[return-value]
    return _copy(found)


def _path_of(application: UUID, file: UUID) -> str:
    for (path, _row), kept in stored(application).items():
        if isinstance(kept.value, dict) and kept.value.get("file") == str(file):
            return path.split("/")[0]
    return ""


def _copy(found: StoredFile) -> HttpResponse:
    try:
        with Folder(found.organiser_id).open(found.sha256) as content:
            made = cleaned(content.read(), found.kind)
    except FileNotFoundError:
        made = None
    if made is None:
        raise Refused(
            "withheld",
            _("This paper says in its properties who made it, and that could not be taken out for sure."),
            _("It is shown once the panel may see who applies. Judge by the answers."), status=403,
        )
    name = download_name(_("Paper"), found.kind)
    return download(HttpResponse(made), KINDS[found.kind].media_type, name)


@route(ASSESSOR, methods=("GET", "POST"))
def interest(request: HttpRequest, assignment: UUID) -> HttpResponse:
    """Say, while reading, that one has an interest after all: everything of it closes, given scores fall away."""
    actor = actor_of(request)
    work = access.own_work(actor, assignment, clock.now())
    application, reason = work.application, request.POST.get("reason", "")
    error, status = "", 200
    if request.method == "POST":
        try:
            operations.declare(actor, application.call, {application.id: reason})
        except Refused as refused:
            if refused.status != 422:
                raise
            error, status = shown.problem_said(refused.problems[0]), 422
        else:
            messages.info(request, _("It is closed to you now, and the officers know."))
            return redirect("reviews:list", request.organiser.slug)  # type: ignore[attr-defined]
    hidden = access.hidden(application)
    context = {
        "title": neutral(application.id) if hidden else application.title, "home": home_of(request, work),
        "reason": reason, "errors": [{"url": "#reason", "text": error}] if error else [], "error": error,
        "locked": work.locked_at is not None, "blind": bool(hidden),
    }
    return render(request, "reviews/interest.html", context, status=status)
