"""Pages of the installation itself: start, signing in and out, who am I."""

from __future__ import annotations

from smtplib import SMTPException
from typing import cast

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.foundation.accounts import lockout
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.operations import say_who
from tandem.foundation.tenancy.models import Organiser
from tandem.web import language, places, setup, signin
from tandem.web.forms import AddressForm, CodeForm, MeForm
from tandem.web.pages import form_page, too_many, with_next
from tandem.web.routes import ANYONE, SIGNED_IN, route


@route(ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    """The start page: set-up when nobody runs this, one's own desk, else the organisers there are."""
    if setup.is_needed():
        return redirect("set-up")
    if request.user.is_authenticated:
        mine = places.organisers_of(request.user.id)
        if len(mine) == 1:
            return redirect("desk", mine[0].slug)
    else:
        mine = []
    everyone = list(Organiser.objects.order_by("slug"))
    if len(everyone) == 1:
        return HttpResponseRedirect(f"/{everyone[0].slug}/")
    return render(request, "web/home.html", {"mine": mine, "others": [o for o in everyone if o not in mine]})


@route(ANYONE, methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a mail address and send a code there, whether or not somebody has it yet."""
    next_url = places.safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or places.landing(request.user.id))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if paused := lockout.paused_until(email):
            form.add_error("email", too_many(paused))
        elif not ratelimit.consume(request, action="request_login_code", key=email):
            form.add_error("email", _("Many codes were asked for just now. Wait a minute and use the newest mail."))
        else:
            try:
                signin.CodeProcess.start(request, email)
                return HttpResponseRedirect(with_next("sign-in-code", next_url))
            except (OSError, SMTPException):
                form.add_error(None, _("The mail could not be sent just now. Try again in a few minutes."))
    return form_page(request, "web/signin/address.html", form, show_mail_notice=True)


@route(ANYONE, methods=("GET", "POST"))
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Type the code; a right one signs in, with a new session."""
    next_url = places.safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or places.landing(request.user.id))
    process = signin.pending(request)
    if process is None:
        return render(request, "web/signin/no_code.html", {"next": next_url})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if paused := lockout.paused_until(process.email):
            form.add_error("code", too_many(paused))
        elif response := signin.try_code(process, form.cleaned_data["code"], next_url):
            return welcome(request, response, next_url)
        elif process.is_fresh:
            form.add_error("code", _("This is not the code of the newest mail. Look at it once more."))
        else:
            return render(request, "web/signin/no_code.html", {"next": next_url, "used_up": True}, status=422)
    return form_page(request, "web/signin/code.html", form, email=process.email, show_mail_notice=True)


def welcome(request: HttpRequest, response: HttpResponse, next_url: str) -> HttpResponse:
    """Lead on after signing in: who has no name yet is asked once; pages speak the person's language."""
    if not request.user.is_authenticated:
        return response
    if signin.deserves_a_name(request.user):
        response = HttpResponseRedirect(with_next("me", next_url))
    return language.remember(response, request.user.language)


@route(ANYONE, methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


@route(SIGNED_IN, methods=("GET", "POST"))
def me(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone of the person who asks."""
    person = cast(Person, request.user)
    initial = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    form = MeForm(request.POST or None, initial=initial)
    next_url = places.safe_next(request)
    if request.method == "POST" and form.is_valid():
        say_who(person, **form.cleaned_data)
        response = HttpResponseRedirect(next_url or places.landing(person.id))
        return language.remember(response, form.cleaned_data["language"])
    return form_page(request, "web/signin/me.html", form, is_new=not person.name)
