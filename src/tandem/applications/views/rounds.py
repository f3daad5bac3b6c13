"""Clarification rounds as officers prepare, open and read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.forms_officers import OpenForm, RoundForm
from tandem.applications.models import Application, Clarification, ClarificationRound
from tandem.applications.operations import ask_one, open_round, prepare_round
from tandem.applications.views.listing import looked_at
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import actor_of
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route


@route(OFFICER, methods=("GET", "POST"))
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """The round being prepared and those that were opened; POST keeps the questions to all, or opens the round."""
    actor, call = looked_at(request, slug)
    if request.method == "GET":
        return _page(request, actor, call)
    opening = request.POST.get("act") == "open"
    form: Any = OpenForm(request.POST) if opening else RoundForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            if opening:
                row = ClarificationRound.objects.filter(call=call, opened_at=None).first()
                if row is None:
                    raise Refused("no_round", _("Write the questions first."))
                open_round(actor, row.id, form.cleaned_data["closes"])
                messages.success(request, _("The round is open. Everybody who applied is told, asked or not."))
            else:
                prepare_round(actor, call.id, form.cleaned_data["common"].splitlines())
                messages.success(request, _("Kept. Nobody is told before you open the round."))
            return redirect("applications:rounds", request.organiser.slug, slug)  # type: ignore[attr-defined]
        except Refused as refused:
            if refused.status == 404:
                raise
            status = refused.status
            if opening and refused.problems:
                form.blame(refused.problems, call.zone)
            else:
                form.add_error(None, refused.said)
    return _page(request, actor, call, form, status)


def _page(request: HttpRequest, actor: Actor, call: Call, bound: Any = None, status: int = 200) -> HttpResponse:
    rows = list(
        ClarificationRound.objects.filter(call=call).annotate(
            asked=Count("clarifications"),
            own=Count("clarifications", filter=~Q(clarifications__questions=[])),
            answered=Count("clarifications__supplement"),
        ).order_by("-number")
    )
    prepared = next((row for row in rows if row.opened_at is None), None)
    own: list[Clarification] = []
    if prepared is not None and any(row.own for row in rows if row.opened_at is None):
        own = list(Clarification.objects.filter(round=prepared).exclude(questions=[]).select_related("application"))
    now = clock.now()
    common = "\n".join(prepared.common) if prepared else ""
    round_form = bound if isinstance(bound, RoundForm) else RoundForm(initial={"common": common})
    open_form = bound if isinstance(bound, OpenForm) else OpenForm()
    errors = errors_of(bound)
    running = any(row.closes_at and now <= row.closes_at for row in rows)
    context = {
        "call": call, "prepared": prepared, "own": own, "round_form": round_form, "open_form": open_form,
        "errors": errors, "may": access.may_run(actor, call),
        "opened": [{"row": row, "running": row.closes_at and now <= row.closes_at} for row in rows if row.opened_at],
        "ready": not call.takes_drafts(now) and now >= call.closes_at and not running, "running": running,
        "title": _("A round of clarification is open") if running else _("Ask every applicant alike"),
    }
    return render(request, "applications/rounds.html", context, status=status)


@route(OFFICER, methods=("POST",))
def ask(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Ask one application something in the round that is being prepared."""
    actor = actor_of(request)
    application = Application.objects.filter(id=subject).exclude(submitted_at=None).select_related("call").first()
    if application is None or not access.may_look(actor, application.call):
        raise access.missing()
    ask_one(actor, application.call_id, subject, request.POST.get("questions", "").splitlines())
    messages.success(request, _("Kept in the round that is being prepared. Nobody is told before you open it."))
    return redirect("applications:rounds", request.organiser.slug, application.call.slug)  # type: ignore[attr-defined]
