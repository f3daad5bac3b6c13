"""Who works for the organiser: officers appoint colleagues by mail address, and end their roles."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tandem.core.values import pick
from tandem.foundation.access import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.operations import account_of
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Membership, Organiser, Role
from tandem.foundation.tenancy.operations import appoint, dismiss
from tandem.web.routes import OFFICER, route


class AppointForm(forms.Form):
    """A colleague's mail address and what they will do."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "w20"}),
        error_messages={
            "required": gettext_lazy("Type your colleague's mail address."),
            "invalid": gettext_lazy("This is not a whole mail address; it looks like name@example.org."),
        },
    )
    role = forms.ChoiceField(label=gettext_lazy("What they do"), choices=Role.choices, widget=forms.RadioSelect)


@route(OFFICER, methods=("GET", "POST"))
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and the form that appoints one more."""
    organiser: Organiser = request.organiser  # type: ignore[attr-defined]
    form = AppointForm(request.POST or None, initial={"role": Role.OFFICER})
    if request.method == "POST" and form.is_valid():
        person = _appointed(request, organiser, form.cleaned_data["email"], form.cleaned_data["role"])
        messages.success(request, _("%(who)s has been appointed and gets a mail.") % {"who": person})
        return redirect("people", organiser.slug)
    return _page(request, organiser, form)


@transaction.atomic
def _appointed(request: HttpRequest, organiser: Organiser, email: str, role: str) -> Person:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = account_of(email, organiser.languages[0] if organiser.languages else "en")
    row = appoint(actor, person, role)
    with override(person.language):
        texts = {
            "organiser": pick(organiser.name, person.language, tuple(organiser.languages)),
            "role": Role(role).label, "by": actor.name,
            "address": request.build_absolute_uri(reverse("desk", args=[organiser.slug])),
        }
        send_mail(
            person.email, _("You now work for %(organiser)s in Tandem") % texts,
            _(
                "%(by)s has given you the role “%(role)s” at %(organiser)s.\n\n"
                "Sign in with this address: %(address)s"
            )
            % texts,
            language=person.language, key=f"appointed-{row.id}",
        )
    return person


@route(OFFICER, methods=("POST",))
def end(request: HttpRequest, membership: UUID) -> HttpResponse:
    """End one role of one person."""
    organiser: Organiser = request.organiser  # type: ignore[attr-defined]
    try:
        dismiss(request.actor, membership)  # type: ignore[attr-defined]
    except Refused as refused:
        if refused.status == 404:
            raise
        return _page(request, organiser, AppointForm(), f"{refused.reason} {refused.remedy}", refused.status)
    messages.success(request, _("The role has ended."))
    return redirect("people", organiser.slug)


def _page(
    request: HttpRequest, organiser: Organiser, form: AppointForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    rows = list(Membership.objects.filter(organiser=organiser).select_related("person"))
    order = list(Role.values)
    rows.sort(key=lambda row: (order.index(row.role), str(row.person)))
    errors = [
        {"url": f"#{form[name].id_for_label}", "text": text} for name, texts in form.errors.items() for text in texts
    ]
    if refusal:
        errors.append({"url": "", "text": refusal})
    officers = sum(row.role == Role.OFFICER for row in rows)
    context = {"rows": rows, "form": form, "errors": errors, "alone": officers == 1}
    return render(request, "web/people.html", context, status=422 if errors and status == 200 else status)
