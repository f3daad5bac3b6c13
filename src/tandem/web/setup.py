"""The first page of an empty installation: who holds the console's token founds the organiser and its first officer."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.accounts import lockout
from tandem.foundation.accounts.models import Person, SetUpToken
from tandem.foundation.accounts.operations import account_of, say_who
from tandem.foundation.tenancy.models import Membership, Organiser, Role
from tandem.foundation.tenancy.operations import found_organiser
from tandem.web import language, signin
from tandem.web.forms import SetUpForm
from tandem.web.pages import form_page, too_many
from tandem.web.routes import ANYONE, route

COUNTED_AS = "the set-up token"  # wrong tokens are counted like the wrong codes of one account


def is_needed() -> bool:
    """Whether nobody runs this installation yet."""
    return not Membership.objects.filter(role=Role.OFFICER).exists()


def token() -> str | None:
    """A new one-time token for the console to print; None when somebody runs this installation already.

    Only its hash is kept. A token made earlier is dead from now on.
    """
    if not is_needed():
        return None
    plain = secrets.token_urlsafe(18)
    with transaction.atomic():
        SetUpToken.objects.all().delete()
        SetUpToken.objects.create(sha256=_hash(plain), made_at=clock.now())
    return plain


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.strip().encode()).hexdigest()


def fits(plain: str) -> bool:
    """Whether this is the living token; compared in constant time."""
    rows = SetUpToken.objects.all()
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update()
    kept = rows.values_list("sha256", flat=True).first() or ""
    return bool(kept) and secrets.compare_digest(kept, _hash(plain))


@transaction.atomic
def found(
    plain: str, *, names: Mapping[str, str], slug: str, zone: str, languages: list[str], officer: str, email: str
) -> tuple[Organiser, Person]:
    """Found the organiser and its first officer, once; the token is dead afterwards.

    Refused: token_used when somebody runs this installation already, token_wrong when it does not fit.
    """
    if not is_needed():
        raise Refused("token_used", _("This installation is set up already."), _("Sign in instead."), status=409)
    if not fits(plain):
        raise Refused("token_wrong", _("This is not the token that the console printed last."))
    SetUpToken.objects.all().delete()
    person = account_of(email)
    say_who(person, name=officer, language=get_language() or "en", time_zone=person.time_zone)
    organiser = found_organiser(person, names=names, slug=slug, zone=zone, languages=languages, mail=email)
    return organiser, person


@route(ANYONE, methods=("GET", "POST"))
def set_up(request: HttpRequest) -> HttpResponse:
    """Found the organiser; leads to the start page once that has happened."""
    if not is_needed():
        return redirect("home")
    form = SetUpForm(request.POST or None, initial={"languages": [get_language()], "zone": "Europe/Oslo"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if paused := lockout.paused_until(COUNTED_AS):
            form.add_error("token", too_many(paused))
        else:
            try:
                organiser, person = found(
                    data["token"], names=form.names(), slug=data["slug"], zone=data["zone"],
                    languages=data["languages"], officer=data["officer"], email=data["email"],
                )
            except Refused as refused:
                if refused.code != "token_wrong":
                    raise
                lockout.count_wrong(COUNTED_AS)
                form.add_error("token", str(refused.reason))
            else:
                signin.enter(request, person)
                return language.remember(redirect("desk", organiser.slug), person.language)
    return form_page(request, "web/setup/set_up.html", form)

