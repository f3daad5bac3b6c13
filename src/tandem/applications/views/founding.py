"""Founding a partnership and its application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tandem.applications.forms import StartForm
from tandem.applications.founding import found_together
from tandem.applications.views.own import person_of
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.organisations.models import MemberRole
from tandem.organisations.queries import organisations_of
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN, methods=("GET", "POST"))
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who you are and who your partner is; the partner gets an invitation, and both begin to write."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    call = by_slug(actor, slug)
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
        errors.append({"url": "", "text": f"{refused.reason} {refused.remedy}".strip()})
    context = {
        "call": call,
        "form": form,
        "errors": errors,
        "open": call.is_open(clock.now()),
        "partners": len(form.sides) - 1,
    }
    return render(request, "applications/start.html", context, status=422 if errors else 200)
