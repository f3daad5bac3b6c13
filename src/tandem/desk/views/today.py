"""The desk: what waits for the person who opens it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.desk import queries
from tandem.desk.queries import Item, When
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Role
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags import tandem as show


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The reader's own zone, else the organiser's."""
    return ZoneInfo(request.user.time_zone or request.organiser.time_zone)  # type: ignore[attr-defined, union-attr]


@route(SIGNED_IN)
def desk(request: HttpRequest) -> HttpResponse:
    """Today's duties, late ones first; an officer also sees how the calls stand."""
    now, zone, actor = clock.now(), zone_of(request), request.actor  # type: ignore[attr-defined]
    items = queries.desk_of(actor, now, zone)
    context: dict[str, Any] = {
        "groups": grouped(items),
        "headline": headline(items),
        "today": now.astimezone(zone),
        "zone": zone.key,
        "calls": queries.overview(actor, now) if actor.has(Role.OFFICER) else None,
    }
    return render(request, "desk/desk.html", context)


def headline(items: list[Item]) -> str:
    """What is the case, in one sentence."""
    late = sum(item.when == When.LATE for item in items)
    today = sum(item.when == When.TODAY for item in items)
    if late:
        return ngettext("%(number)d thing is late", "%(number)d things are late", late) % {"number": late}
    if today:
        return ngettext("%(number)d thing is due today", "%(number)d things are due today", today) % {"number": today}
    if items:
        return ngettext(
            "%(number)d thing waits for you, but not today", "%(number)d things wait for you, none of them today",
            len(items),
        ) % {"number": len(items)}
    return _("Nothing waits for you")


def grouped(items: list[Item]) -> list[dict[str, Any]]:
    """The groups that are not empty, with their tasks as the component shows them."""
    titles = {
        When.LATE: _("Late"), When.TODAY: _("Today"), When.WEEK: _("In the next seven days"),
        When.LATER: _("Later"), When.UNDATED: _("Without a date"),
    }
    groups = []
    for when, title in titles.items():
        tasks = [task(item) for item in items if item.when == when]
        if tasks:
            groups.append({"id": when.value, "title": title, "tasks": tasks, "number": len(tasks)})
    return groups


def task(item: Item) -> dict[str, Any]:
    """One duty as the task component wants it: the day at the right, short; hour and holders below the sentence."""
    hour = show.clock(item.due, str(item.due.tzinfo)) if item.due and item.when != When.LATE else ""
    said = [_("by %(time)s") % {"time": hour}] if hour else []
    said += [_("for whoever of you gets to it first")] if item.shared else []
    return {"title": item.sentence, "url": item.url, "hint": " · ".join(said), "when": day_text(item)}


def day_text(item: Item) -> str:
    """The day, as short as it can be said without doubt; nothing under the heading of today."""
    if item.due is None or item.when == When.TODAY:
        return ""
    pattern = "EEE d MMM" if item.when == When.WEEK else "d MMM y"
    return str(format_date(item.due, pattern, locale=show.active_locale())).replace(" ", show.NBSP)
