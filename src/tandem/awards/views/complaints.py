"""Complaints: the applicants' page, the officers' list, the answer."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.access import hold
from tandem.awards import operations
from tandem.awards.models import Complaint
from tandem.awards.operations.complaining import ACCEPT, MOST_FILES, may_answer
from tandem.awards.queries.later import complaints_in, complaints_of, newest_letter, until
from tandem.awards.states import Found
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Refused, allow
from tandem.foundation.files.serving import serve
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, SIGNED_IN, route


@route(SIGNED_IN, methods=("GET", "POST"))
def complain(request: HttpRequest, id: UUID) -> HttpResponse:
    """Complain about the decision on one's application; what was typed stays when it is refused."""
    held = hold(actor_of(request), id)
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            operations.complain(
                actor_of(request), id, request.POST.get("grounds", ""), request.FILES.getlist("papers")
            )
            messages.success(request, _("Your complaint is here. You read the answer on this page."))
            return redirect("applications:overview", slug_of(request), id)
        except Refused as refused:
            if refused.status not in (410, 422, 409):
                raise
            errors, status = [{"url": "#grounds", "text": refused.said}], refused.status
    letter = newest_letter(id)
    context = {
        "application": held.application, "call": held.application.call, "errors": errors, "title": _("Complain"),
        "typed": request.POST.get("grounds", ""), "until": until(letter, held.application.call) if letter else None,
        "complaints": complaints_of(id), "most": MOST_FILES, "accept": ",".join(f".{kind}" for kind in ACCEPT),
        "rules": held.application.call.rulebook.complaints, "late": bool(
            letter and clock.now() > until(letter, held.application.call)
        ),
    }
    return render(request, "awards/complain.html", context, status=status)


@route(OFFICER)
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The complaints of a call, those without answer first."""
    call = by_slug(actor_of(request), slug)
    found = complaints_in(call.id)
    open_ones = sum(1 for each in found if each.answered_at is None)
    title = _("Nobody has complained")
    if found:
        title = ngettext("One complaint waits for its answer", "%(number)d complaints wait for their answer", open_ones)
        title = title % {"number": open_ones} if open_ones else _("Every complaint has its answer")
    return render(request, "awards/complaints.html", {"call": call, "complaints": found, "title": title})


@route(OFFICER)
def one(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """One complaint with its grounds and papers, and the answer."""
    row = _complaint(complaint)
    by_slug(actor_of(request), row.application.call.slug)
    return _page(request, row)


@route(OFFICER, methods=("POST",))
def answer(request: HttpRequest, complaint: UUID) -> HttpResponse:
    """Uphold it, uphold it in part, or dismiss it; what was typed stays when it is refused."""
    row = _complaint(complaint)
    call = by_slug(actor_of(request), row.application.call.slug)
    try:
        operations.answer_complaint(
            actor_of(request), row.id, request.POST.get("outcome", ""), request.POST.get("reasons", "")
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        return _page(request, row, refused.said)
    messages.success(request, _("Answered. The applicants get a letter."))
    return redirect("awards:complaints", slug_of(request), call.slug)


def _page(request: HttpRequest, row: Complaint, error: str = "") -> HttpResponse:
    call = row.application.call
    context = {
        "complaint": row, "call": call, "application": row.application, "files": row.files.all(),
        "errors": [{"url": "#reasons", "text": error}] if error else [],
        "may": may_answer(actor_of(request), call), "outcomes": Found.choices, "title": row.application.title,
        "typed": request.POST.get("reasons", ""), "chosen": request.POST.get("outcome", ""),
    }
    return render(request, "awards/complaint.html", context, status=422 if error else 200)


def _complaint(id: UUID) -> Complaint:
    rows = Complaint.objects.select_related("application__call", "about", "answered_by", "made_by")
    row: Complaint | None = rows.filter(id=id).first()
    if row is None:
        raise Refused("no_such_complaint", "", status=404)
    return row


@route(OFFICER)
def paper(request: HttpRequest, complaint: UUID, file: UUID) -> HttpResponse:
    """One paper of a complaint, for officers."""
    row = _complaint(complaint)
    by_slug(actor_of(request), row.application.call.slug)
    stored = row.files.filter(id=file).first()
    if stored is None:
        raise Refused("no_such_paper", "", status=404)
    return cast(HttpResponse, serve(allow("officer"), stored, request))

