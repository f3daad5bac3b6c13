"""Founding a partnership and its application."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tandem.applications.forms import StartForm
from tandem.applications.founding import found_together
from tandem.applications.operations import found
from tandem.applications.views.own import person_of
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.organisations.models import MemberRole
from tandem.organisations.queries import organisations_of
from tandem.partnerships.queries import reusable
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route


def _known(request: HttpRequest, call: Call) -> list[dict[str, Any]]:
    """Partnerships of the person's organisations whose sides fit this call."""
    roles = call.rulebook.parties
    sides = list(call.component.parties)
    needed = [side for side in sides if not roles[side].optional]
    return [
        {
            "id": row.id, "title": row.title, "names": [party.organisation.name for party in parties],
            "parties": [(roles[party.side].title, party.organisation) for party in parties],
        }
        for row, parties in reusable(person_of(request), sides, needed)
    ]


def _go_on(request: HttpRequest, actor: Actor, call: Call, chosen: dict[str, Any]) -> HttpResponse:
    """A partnership that is there applies again: only the project's name is asked."""
    errors: list[dict[str, str]] = []
    title = request.POST.get("title", chosen["title"])
    if request.method == "POST":
        try:
            made = found(actor, call.id, title, {}, chosen["id"])
            return redirect("applications:overview", request.organiser.slug, made.id)  # type: ignore[attr-defined]
        except Refused as refusal:
            errors.append({"url": "", "text": refusal.said})
    context = {"call": call, "chosen": chosen, "errors": errors, "open": call.is_open(clock.now()), "typed": title}
    return render(request, "applications/start_again.html", context, status=422 if errors else 200)


@route(SIGNED_IN, methods=("GET", "POST"))
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who you are and who your partner is; the partner gets an invitation, and both begin to write."""
    actor = actor_of(request)
    call = by_slug(actor, slug)
    known = _known(request, call)
    if chosen := next((row for row in known if str(row["id"]) == request.GET.get("partnership")), None):
        return _go_on(request, actor, call, chosen)
    mine = organisations_of(person_of(request), at_least=MemberRole.EDIT)
    form = StartForm(call.rulebook, call.component_id, mine, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = found_together(
                actor, call.id, form.cleaned_data["title"], form.named_sides(), form.cleaned_data["side"]
            )
            return redirect("applications:overview", request.organiser.slug, made.id)  # type: ignore[attr-defined]
        except Refused as refusal:
            refused = refusal
    errors = [
        {"url": f"#{form[name].id_for_label}", "text": text} for name, texts in form.errors.items() for text in texts
    ]
    if refused:
        errors.append({"url": "", "text": refused.said})
    context = {
        "call": call,
        "form": form,
        "errors": errors,
        "open": call.is_open(clock.now()),
        "partners": len(form.sides) - 1,
        "known": known,
    }
    return render(request, "applications/start.html", context, status=422 if errors else 200)
