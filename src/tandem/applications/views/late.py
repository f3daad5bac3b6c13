"""Late admission as officers decide it: one proposes, another one confirms, everybody with a draft gains alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications import access
from tandem.applications.forms_officers import LateForm
from tandem.applications.models import Application, LateAdmission
from tandem.applications.operations import confirm_late, propose_late, refuse_late
from tandem.applications.states import Step
from tandem.applications.views.listing import looked_at
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route


@route(OFFICER, methods=("GET", "POST"))
def late(request: HttpRequest, slug: str) -> HttpResponse:
    """Who asked, what is proposed and what was decided; with POST a later time is proposed."""
    actor, call = looked_at(request, slug)
    form = LateForm(request.POST if request.method == "POST" else None, call=call)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                propose_late(actor, call.id, form.late(), _id(request.POST.get("admission", "")))
            except Refused as refused:
                if refused.status == 404:
                    raise
                status = refused.status
                if refused.problems:
                    form.blame(refused.problems)
                else:
                    form.add_error(None, refused.said)
            else:
                messages.success(request, _("Proposed. It counts when a colleague has confirmed it."))
                return _back(request, call)
    return _page(request, call, form, status)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise access.missing() from error


def _back(request: HttpRequest, call: Call) -> HttpResponse:
    return redirect("applications:late", request.organiser.slug, call.slug)  # type: ignore[attr-defined]


def _page(request: HttpRequest, call: Call, form: LateForm, status: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = LateAdmission.objects.filter(call=call).select_related("application", "proposed_by", "confirmed_by")
    there = list(rows.order_by("-asked_at", "-proposed_at"))
    waiting = [row for row in there if not row.confirmed_at and not row.refused_at]
    drafts = Application.objects.filter(call=call, step=Step.DRAFT, submitted_at=None).count()
    now = clock.now()
    errors = errors_of(form)
    context: dict[str, Any] = {
        "call": call, "form": form, "errors": errors, "drafts": drafts,
        "waiting": [{"row": row, "mine": row.proposed_by_id == actor.person_id} for row in waiting],
        "decided": [row for row in there if row.confirmed_at or row.refused_at],
        "closed": not call.is_open(now) and now >= call.closes_at, "may": access.may_run(actor, call),
        "asks": [row for row in waiting if row.until_at is None],
        "title": ngettext("One late admission waits", "%(number)d late admissions wait", len(waiting))
        % {"number": len(waiting)} if waiting else _("Nobody waits to be admitted late"),
    }
    return render(request, "applications/late.html", context, status=status)


@route(OFFICER, methods=("POST",))
def decide_late(request: HttpRequest, slug: str, admission: UUID) -> HttpResponse:
    """A second officer confirms, or somebody refuses with a reason."""
    actor, call = looked_at(request, slug)
    if not LateAdmission.objects.filter(id=admission, call=call).exists():
        raise access.missing()
    try:
        if request.POST.get("act") == "confirm":
            confirm_late(actor, admission)
            messages.success(request, _("Admitted. Everybody with a draft is told, and the call's page says why."))
        else:
            refuse_late(actor, admission, request.POST.get("reason", ""))
            messages.success(request, _("Refused. Who asked is told why."))
    except Refused as refused:
        if refused.status == 404:
            raise
        form = LateForm(None, call=call)
        messages.error(request, refused.said)
        return _page(request, call, form, refused.status)
    return _back(request, call)
