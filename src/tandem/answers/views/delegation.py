"""Who is asked to fill in which section by when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.answers.fields import day_field
from tandem.answers.operations.delegating import FILL, delegate, take_back
from tandem.answers.subjects import Subject, kind_named
from tandem.foundation.access import Actor, Refused
from tandem.foundation.duties.models import Duty
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import localised


class AskForm(forms.Form):
    """Which section, whom, by when, and a word with it."""

    section = forms.ChoiceField(label=gettext_lazy("Section"))
    person = forms.ChoiceField(label=gettext_lazy("Who is to fill it in?"))
    due_on = day_field(gettext_lazy("By which day?"), required=True)
    note = forms.CharField(label=gettext_lazy("A word with it"), max_length=300, required=False)

    def __init__(self, subject: Subject, writers: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(section.id, localised(section.title)) for section in subject.form.sections]
        self.fields["section"].choices = sections  # type: ignore[attr-defined]
        self.fields["person"].choices = [(str(id), name) for id, name in writers]  # type: ignore[attr-defined]


@route(SIGNED_IN, methods=("GET", "POST"))
def delegated(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Ask colleagues to fill in sections; see whom somebody has asked already, and take it back."""
    actor = actor_of(request)
    loaded = kind_named(kind).load(actor, subject)
    writers = kind_named(kind).writers(loaded)
    if "back" in request.POST:
        section, _dot, person = request.POST["back"].partition(".")
        known = next((id for id, _name in writers if str(id) == person), None)
        if known is not None:
            take_back(actor, kind, subject, section, known)
        return redirect(f"{loaded.address}delegate/")
    form = AskForm(loaded, writers, request.POST or None, initial={"section": request.GET.get("section", "")})
    refused = ""
    if request.method == "POST" and form.is_valid():
        refused = _asked(request, actor, loaded, form.cleaned_data)
        if not refused:
            return redirect(f"{loaded.address}delegate/")
    found = form.errors.items()
    errors = [{"url": f"#{form[name].id_for_label}", "text": text} for name, texts in found for text in texts]
    errors += [{"url": "#id_person", "text": refused}] if refused else []
    names, titles = dict(writers), {section.id: section.title for section in loaded.form.sections}
    rows = Duty.objects.filter(kind=FILL, subject_id=loaded.id, done_at=None).order_by("due_at")
    asked = [{"duty": row, "section": titles.get(row.part), "name": names.get(row.person_id, "")} for row in rows]
    context = {"subject": loaded, "form": form, "errors": errors, "asked": asked, "zone": _zone(request)}
    return render(request, "answers/delegate.html", context, status=422 if errors else 200)


def _asked(request: HttpRequest, actor: Actor, subject: Subject, said: dict[str, Any]) -> str:
    """Ask; '' when it was done, else why not and what to do."""
    try:
        delegate(actor, subject.kind, subject.id, said["section"], UUID(said["person"]), said["due_on"], said["note"],
                 zone=_zone(request))  # fmt: skip
    except Refused as refused:
        return refused.said
    messages.success(request, _("It stands on their desk now."))
    return ""


def _zone(request: HttpRequest) -> str:
    return request.user.time_zone or request.organiser.time_zone  # type: ignore[union-attr,attr-defined]
