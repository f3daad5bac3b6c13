"""The call's dates for calendars."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.calls.reader import in_language, language
from tandem.calls.words import kind_of_date
from tandem.core.timetable import Event, ics
from tandem.core.timetable.deadline import REMINDERS
from tandem.core.values import pick
from tandem.foundation import clock
from tandem.foundation.files.serving import download
from tandem.programmes.queries import cycle_table
from tandem.web.routes import ANYONE, route


@route(ANYONE)
@in_language
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Opening, deadline with reminders, decision, start, and the dates of every donor's cycle, as iCalendar."""
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    organiser = request.organiser.slug  # type: ignore[attr-defined]
    url = settings.TANDEM_URL + reverse("calls:call", kwargs={"organiser": organiser, "slug": call.slug})
    name = pick(call.title, language(), call.languages)
    text = ics(events(call, url), f"-//Tandem//{language().upper()}", call.published_at or clock.now(), name)
    return download(HttpResponse(text), "text/calendar; charset=utf-8", f"{call.slug}.ics")


def events(call: Call, url: str) -> list[Event]:
    """Entries with ids that stay the same, so that a second download updates the first."""
    title = pick(call.title, language(), call.languages)
    found = [
        Event(f"{call.id}-opens@tandem", _("Opens: %(call)s") % {"call": title}, call.opens_at, url=url),
        Event(f"{call.id}-closes@tandem", _("Closes: %(call)s") % {"call": title},
              call.closes_at - timedelta(minutes=30), call.closes_at, url=url, reminders=tuple(REMINDERS)),
    ]
    for what, summary, day in (
        ("decision", _("Decided by now: %(call)s"), call.decision_on),
        ("starts", _("Support starts: %(call)s"), call.starts_on),
    ):
        if day:
            found.append(Event(f"{call.id}-{what}@tandem", summary % {"call": title}, day, url=url))
    table = cycle_table(call.rulebook.cycle, call.year, call.conditions)
    for stone in table.dated:
        donor = pick(table.donors.get(stone.donor, {}), language(), call.languages)
        summary = f"{kind_of_date(stone.kind, stone.number)} – {donor}" if donor else kind_of_date(stone.kind)
        if stone.on:
            uid = f"{call.id}-{stone.donor}-{stone.kind}-{stone.number}@tandem"
            found.append(Event(uid, summary, stone.on, url=url, description=stone.source))
    return found
