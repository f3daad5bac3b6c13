"""Programmes and their rulebooks, for officers; the papers that organisations hand in once, for their members."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.core.rulebook.schema import Record
from tandem.foundation.access import Refused
from tandem.foundation.files import operations as files
from tandem.foundation.files.kinds import accept_attribute, labels
from tandem.foundation.files.serving import serve
from tandem.organisations.access import may_edit, may_read
from tandem.organisations.models import HandedIn, Organisation
from tandem.organisations.operations import hand_in
from tandem.organisations.queries import readable
from tandem.programmes import operations
from tandem.programmes.forms import PaperForm, StartProgramme
from tandem.programmes.models import Programme
from tandem.programmes.queries import latest_version, programme, programmes, versions_of_all
from tandem.rulebooks import checked, shipped
from tandem.web.pages import errors_of
from tandem.web.panels import rendered
from tandem.web.routes import OFFICER, SIGNED_IN, route
from tandem.web.templatetags.tandem import joined, localised

ACCEPT = ("pdf", "docx", "odt", "png", "jpg")
MOST_MEGABYTES = 20


@route(OFFICER, methods=("GET", "POST"))
def listing(request: HttpRequest) -> HttpResponse:
    """All programmes with their rulebook versions; start one from a rulebook that is installed."""
    rows, books = programmes(), installed()
    taken = {row.rulebook for row in rows}
    choices = [(id, localised(book["rulebook"].title))
               for id, book in books.items() if id not in taken and book["rulebook"].status == "ready"]
    form = StartProgramme(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        started = operations.create_programme(request.actor, folder=shipped()[form.cleaned_data["rulebook"]])  # type: ignore[attr-defined]
        told = _("“%(title)s” is there; prepare its first call.") % {"title": localised(started.title)}
        messages.success(request, told)
        return redirect("programmes:list", organiser=request.organiser.slug)  # type: ignore[attr-defined]
    published = versions_of_all()
    shown = [
        {"programme": row, "versions": published.get(row.id, []), "newer": newer(row, published.get(row.id, []), books),
         "panels": rendered("programme", request, row)}
        for row in rows
    ]
    errors = errors_of(form)
    context = {"shown": shown, "form": form if choices else None, "errors": errors}
    return render(request, "programmes/list.html", context, status=422 if errors else 200)


def installed() -> dict[str, dict[str, Any]]:
    """Rulebooks that are installed and can be read, by id: {'rulebook', 'sha256'}."""
    found = {id: checked(folder) for id, folder in shipped().items()}
    return {
        id: {"rulebook": each.rulebook, "sha256": each.bundle.sha256}
        for id, each in found.items() if each.rulebook is not None and each.bundle is not None
    }


def newer(row: Programme, versions: list[Any], books: dict[str, dict[str, Any]]) -> str:
    """The version of the installed rulebook when it has not been published for this programme; '' otherwise."""
    book = books.get(row.rulebook)
    if book is None or any(version.sha256 == book["sha256"] for version in versions):
        return ""
    return str(book["rulebook"].version)


@route(OFFICER, methods=("POST",))
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the installed rulebook as the programme's newest version."""
    row = programme(slug)
    if row is None or row.rulebook not in shipped():
        raise Refused("not_found", "", status=404)
    version = operations.publish_rulebook(request.actor, row, shipped()[row.rulebook])  # type: ignore[attr-defined]
    messages.success(request, _("Version %(version)s is published. Calls that are there keep theirs.") % {
        "version": version.version})
    return redirect("programmes:list", organiser=request.organiser.slug)  # type: ignore[attr-defined]


def record_of(slug: str, record: str) -> tuple[Programme, Record]:
    """The programme and the paper its rulebook asks of every organisation; a 404 refusal when there is none."""
    row = programme(slug)
    version = latest_version(row) if row else None
    if row is None or version is None or record not in version.rulebook.once_per_organisation:
        raise Refused("not_found", "", status=404)
    return row, version.rulebook.once_per_organisation[record]


@route(SIGNED_IN, methods=("GET", "POST"))
def paper(request: HttpRequest, id: UUID, slug: str, record: str) -> HttpResponse:
    """Hand in a paper that counts once for the programme, or a newer one."""
    actor = request.actor  # type: ignore[attr-defined]
    organisation = readable(actor, id)
    row, asked = record_of(slug, record)
    if not (decision := may_edit(actor, organisation)):
        raise Refused.by(decision)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    form.fields["file"].widget.attrs["accept"] = accept_attribute(ACCEPT)
    form.fields["file"].help_text = _("%(kinds)s, at most %(most)d MB. Any file name will do.") % {
        "kinds": joined(labels(ACCEPT)), "most": MOST_MEGABYTES
    }
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            take(request, organisation, row, record)
            messages.success(request, _("Handed in. Every application to this programme finds it from now on."))
            return redirect("organisations:profile", organiser=request.organiser.slug, id=organisation.id)  # type: ignore[attr-defined]
        except Refused as refused:
            if refused.status != 422:
                raise
            form.is_valid()
            form.add_error("file", refused.said)
            errors = [{"url": f"#{form['file'].auto_id}", "text": str(text)} for text in form.errors["file"]]
    earlier = HandedIn.objects.filter(organisation=organisation, programme_id=row.id, record=record, replaced_at=None)
    context = {"organisation": organisation, "programme": row, "record": asked, "form": form, "errors": errors,
               "earlier": earlier.select_related("file").first()}
    return render(request, "programmes/paper.html", context, status=422 if errors else 200)


@transaction.atomic
def take(request: HttpRequest, organisation: Organisation, row: Programme, record: str) -> HandedIn:
    """Store the upload and hand it in, both or neither."""
    actor = request.actor  # type: ignore[attr-defined]
    stored = files.receive(
        actor, request.organiser, request.FILES.get("file"), ACCEPT, MOST_MEGABYTES * 1_000_000, "paper",  # type: ignore[attr-defined]
    )
    return hand_in(actor, organisation, programme=row.id, record_id=record, file=stored)


@route(SIGNED_IN)
def paper_file(request: HttpRequest, id: UUID, paper: UUID) -> HttpResponse:
    """Download a paper that was handed in, older ones too."""
    actor = request.actor  # type: ignore[attr-defined]
    organisation = readable(actor, id)
    found = HandedIn.objects.filter(organisation=organisation, id=paper).select_related("file").first()
    if found is None:
        raise Refused("not_found", "", status=404)
    return cast(HttpResponse, serve(may_read(actor, organisation), found.file, request))
