"""Who works for the organiser: officers appoint colleagues by mail address, and end their roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from tandem.core.values import pick
from tandem.foundation.access import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.operations import account_of
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Membership, Office, Organiser, Role
from tandem.foundation.tenancy.operations import appoint, dismiss, make_office
from tandem.web.countries import country_names
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import localised, own_name


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
    office = forms.ChoiceField(
        label=gettext_lazy("For which office"), required=False, widget=forms.RadioSelect,
        help_text=gettext_lazy("Who works for one office acts there, and reads what belongs to all of them."),
    )

    def __init__(self, *args: Any, offices: list[Office], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [office for office in offices if actor.offices is None or office.id in actor.offices]
        if not offices:
            del self.fields["office"]
            return
        whole = [("", _("the whole organisation"))] if actor.offices is None else []
        field: Any = self.fields["office"]
        field.choices = [*whole, *((str(office.id), localised(office.name)) for office in mine)]
        field.required = actor.offices is not None
        field.initial = "" if whole else str(mine[0].id) if mine else ""


class OfficeForm(forms.Form):
    """An office: its name in each of the organiser's languages, and its country."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields.pop("country")
        for language in languages:
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": own_name(language)}, max_length=200, required=False,
                widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"}),
            )
        self.fields["country"] = country
        country.choices = [("", "–"), *country_names(get_language() or "en").items()]  # type: ignore[attr-defined]
        self.languages = languages

    @property
    def names(self) -> dict[str, str]:
        """{language: name} as typed."""
        return {language: self.cleaned_data.get(f"name_{language}", "") for language in self.languages}


@route(OFFICER, methods=("GET", "POST"))
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and the form that appoints one more."""
    organiser: Organiser = request.organiser  # type: ignore[attr-defined]
    form = _form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _appointed(request, organiser, form)
        messages.success(request, _("%(who)s has been appointed and gets a mail.") % {"who": person})
        return redirect("people", organiser.slug)
    return _page(request, organiser, form)


def _form(request: HttpRequest, data: Any = None) -> AppointForm:
    offices = list(Office.objects.order_by("slug"))
    return AppointForm(data, initial={"role": Role.OFFICER}, offices=offices, actor=request.actor)  # type: ignore[attr-defined]


@transaction.atomic
def _appointed(request: HttpRequest, organiser: Organiser, form: AppointForm) -> Person:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    role, chosen = form.cleaned_data["role"], form.cleaned_data.get("office")
    person = account_of(form.cleaned_data["email"], organiser.languages[0] if organiser.languages else "en")
    row = appoint(actor, person, role, Office.objects.get(id=chosen) if chosen else None)
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
        return _page(request, organiser, _form(request), refused.said, refused.status)
    messages.success(request, _("The role has ended."))
    return redirect("people", organiser.slug)


@route(OFFICER, methods=("GET", "POST"))
def office(request: HttpRequest) -> HttpResponse:
    """Make an office."""
    organiser: Organiser = request.organiser  # type: ignore[attr-defined]
    form = OfficeForm(request.POST or None, languages=list(organiser.languages) or ["en"])
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = make_office(request.actor, names=form.names, country=form.cleaned_data["country"])  # type: ignore[attr-defined]
        except Refused as refused:
            if refused.status == 403:
                raise
            errors = [{"url": f"#{next(iter(form)).auto_id}", "text": refused.said}]
        else:
            messages.success(request, _("“%(office)s” is there; appoint its people.") % {
                "office": localised(made.name)})
            return redirect("people", organiser.slug)
    status = 422 if errors or form.errors else 200
    return render(request, "web/office.html", {"form": form, "errors": errors}, status=status)


def _page(
    request: HttpRequest, organiser: Organiser, form: AppointForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    rows = list(Membership.objects.filter(organiser=organiser).select_related("person", "office"))
    order = list(Role.values)
    rows.sort(key=lambda row: (order.index(row.role), str(row.person)))
    errors = [
        {"url": f"#{form[name].id_for_label}", "text": text} for name, texts in form.errors.items() for text in texts
    ]
    if refusal:
        errors.append({"url": "", "text": refusal})
    officers = sum(row.role == Role.OFFICER for row in rows)
    whole = request.actor.offices is None  # type: ignore[attr-defined]
    context = {"rows": rows, "form": form, "errors": errors, "alone": officers == 1, "whole": whole,
               "offices": any(row.office_id for row in rows) or "office" in form.fields}
    return render(request, "web/people.html", context, status=422 if errors and status == 200 else status)
