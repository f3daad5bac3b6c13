"""What changed in the form of a draft since it was begun, and the answers that lost their question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.answers.inputs import shown_text
from tandem.answers.models import SetAside
from tandem.answers.operations.moving import GONE
from tandem.answers.queries import set_aside
from tandem.applications import access
from tandem.applications.models import Application
from tandem.applications.subject import subject_of
from tandem.calls.models import Adoption
from tandem.core.forms.definition import Form
from tandem.core.forms.paths import Field, field_at
from tandem.programmes.models import parsed
from tandem.programmes.words import changes_said
from tandem.web.routes import SIGNED_IN, route


def adopted_since(application: Application) -> list[Adoption]:
    """Newer rulebooks that the call has taken since the application was begun, newest first. One query."""
    rows = Adoption.objects.filter(call=application.call_id, adopted=True, decided_at__gte=application.founded_at)
    return list(rows.order_by("-decided_at"))


@route(SIGNED_IN)
def form_changes(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Why the rules changed, what changed in words, and what was kept aside."""
    held = access.hold(request.actor, subject)  # type: ignore[attr-defined]
    application, loaded = held.application, subject_of(held)
    adoptions = adopted_since(application)
    component = application.call.component_id
    forms = [parsed(each.before_id).form_of(component) for each in adoptions]
    context: dict[str, Any] = {
        "subject": loaded, "application": application,
        "adoptions": [{"row": each, "said": changes_said(each.differences, parsed(each.after_id))}
                      for each in adoptions],
        "aside": [kept_answer(forms, loaded.parties, row) for row in set_aside(subject) if row.why == GONE],
    }
    return render(request, "applications/form_changes.html", context)


def kept_answer(forms: list[Form], parties: Any, row: SetAside) -> dict[str, Any]:
    """An answer as it was given, under the words in which it was asked."""
    for form in forms:
        place = field_at(form, parties, row.path)
        if isinstance(place, Field):
            text = _flat(row.value) if isinstance(row.value, dict) else shown_text(place.asked, row.value)
            return {"label": place.question.label, "text": "\n".join(text) if isinstance(text, list) else str(text)}
    return {"label": {"en": row.path}, "text": str(row.value)}


def _flat(value: dict[str, Any]) -> list[str]:
    cells: list[str] = []
    for cell in value.values():
        cells.extend(_flat(cell) if isinstance(cell, dict) else [str(cell)])
    return [cell for cell in cells if cell]
