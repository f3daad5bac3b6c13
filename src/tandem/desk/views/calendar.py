"""The calendar: what is due when, as a page, as a file, and as an address for calendar programs."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from babel.dates import format_skeleton
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tandem.core.timetable import ics
from tandem.desk import calendar, operations
from tandem.desk.models import Feed
from tandem.desk.views.today import zone_of
from tandem.foundation import clock
from tandem.foundation.access import Actor, offices_of, tills_of
from tandem.foundation.files.serving import download
from tandem.foundation.tenancy.models import Membership
from tandem.web.routes import ANYONE, SIGNED_IN, route
from tandem.web.templatetags.tandem import active_locale

NEW_FEED = "calendar-feed"  # in the session for one page: the address is told once


@route(SIGNED_IN)
def page(request: HttpRequest) -> HttpResponse:
    """One's own duties and the donors' dates, month by month, from today; what is late comes first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, zone = clock.now(), zone_of(request)
    today = now.astimezone(zone).date()
    mine = calendar.duties(actor, now, zone)
    donors, undated = calendar.cycles(actor, (today.year, today.year + 1))
    coming = [day for day in mine if not day.late] + [day for day in donors if day.on >= today]
    coming.sort(key=lambda day: (day.on, day.hour is None, day.sentence))
    months: list[dict[str, Any]] = [
        {"title": format_skeleton("yMMMM", list_[0].on, locale=active_locale()), "days": list_}
        for list_ in (list(group) for _key, group in groupby(coming, lambda day: (day.on.year, day.on.month)))
    ]
    number = len([day for day in coming if day.url])
    context = {
        "title": ngettext("%(n)d thing has a date", "%(n)d things have a date", number) % {"n": number}
        if number else _("Nothing of yours has a date"),
        "late": [day for day in mine if day.late], "months": months, "undated": undated, "zone": zone.key,
        "feed": Feed.objects.filter(person=actor.person_id, ended_at=None).first(),
        "address": request.session.get(NEW_FEED, ""),
    }
    return render(request, "desk/calendar.html", context)


@route(SIGNED_IN)
def file(request: HttpRequest) -> HttpResponse:
    """The same duties as a file, for whoever does not want to subscribe."""
    return _answer(request, request.actor)  # type: ignore[attr-defined]


@route(SIGNED_IN, methods=("POST",))
def feed(request: HttpRequest) -> HttpResponse:
    """Make a new address, or end the one in force."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    organiser = request.organiser.slug  # type: ignore[attr-defined]
    if request.POST.get("end"):
        operations.close_feed(actor)
        request.session.pop(NEW_FEED, None)
        messages.success(request, _("The address opens nothing any more."))
    else:
        word = operations.open_feed(actor)
        request.session[NEW_FEED] = settings.TANDEM_URL + reverse("calendar-feed-read", args=[organiser, word])
        messages.success(request, _("Here is the address. Copy it into your calendar program now."))
    return redirect("calendar", organiser=organiser)


@route(ANYONE)
def read(request: HttpRequest, word: str) -> HttpResponse:
    """What a calendar program reads: the secret word says whose duties; unknown and ended ones are 404."""
    person = operations.reader_of(word)
    if person is None:
        raise Http404
    organiser = request.organiser  # type: ignore[attr-defined]
    held = list(Membership.objects.filter(organiser=organiser, person=person).values_list("role", "office"))
    roles = frozenset(role for role, _office in held)
    actor = Actor(person.id, person.name, roles, person.language, offices_of(held), tills_of(held))
    with override(person.language):
        return _answer(request, actor)


def _answer(request: HttpRequest, actor: Actor) -> HttpResponse:
    organiser = request.organiser  # type: ignore[attr-defined]
    name = _("My duties – %(organiser)s") % {"organiser": organiser}
    text = ics(calendar.events(actor, clock.now()), f"-//Tandem//{actor.language.upper()}", clock.now(), name)
    answer = download(HttpResponse(text), "text/calendar; charset=utf-8", f"tandem-{organiser.slug}.ics")
    answer["Cache-Control"] = "private, no-store"
    return answer
