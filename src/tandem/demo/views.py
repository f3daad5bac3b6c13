"""The demo's entrance: pick somebody of the cast, and sign in as them with a button."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tandem.demo.models import CastMember
from tandem.web import language, signin
from tandem.web.routes import ANYONE, route


@route(ANYONE, demo=True)
def entrance(request: HttpRequest) -> HttpResponse:
    """The cast, and what each would do today."""
    return render(request, "demo/entrance.html", {"cast": list(CastMember.objects.select_related("person"))})


@route(ANYONE, methods=("GET", "POST"), demo=True)
def enter_as(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows who it is and a button; POST signs in as them."""
    member = CastMember.objects.select_related("person").filter(key=key).first()
    if member is None:
        raise Http404
    if request.method == "POST":
        signin.enter(request, member.person)
        return language.remember(HttpResponseRedirect(member.address), member.person.language)
    return render(request, "demo/as.html", {"member": member})
