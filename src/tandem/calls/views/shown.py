"""What the pages of calls show, made ready for templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.calls.models import Call
from tandem.calls.queries import Calls
from tandem.calls.queries.reading import choice_rules
from tandem.calls.reader import elsewhere, time_left
from tandem.calls.words import BECAUSE, kind_of_date
from tandem.core.timetable import Milestone, Window
from tandem.organisations.models import OrganisationKind
from tandem.programmes.queries import cycle_table
from tandem.web.templatetags.tandem import NBSP, active_locale, country, day, joined, moment, number


def headline(calls: Calls) -> str:
    """What is the case on the organiser's page, as a sentence."""
    if calls.open:
        return ngettext("One call is open", "%(n)d calls are open", len(calls.open)) % {"n": len(calls.open)}
    if calls.coming:
        return _("The next call opens on %(day)s") % {"day": day(calls.coming[0].opens_at)}
    return _("No call is open now")


def state(call: Call, now: datetime) -> tuple[str, str]:
    """The word and the kind of its tag: 'Open' and 'good'."""
    if not call.is_published:
        return _("Draft"), "warn"
    return {
        Window.NOT_YET: (_("Opens soon"), "accent"),
        Window.OPEN: (_("Open"), "good"),
        Window.GRACE: (_("Closing: minutes of grace"), "warn"),
        Window.CLOSED: (_("Closed"), ""),
    }[call.window(now)]


def card(call: Call, now: datetime) -> dict[str, Any]:
    """One call in a list."""
    word, kind = state(call, now)
    opened = call.window(now) is not Window.NOT_YET
    return {
        "call": call, "state": word, "kind": kind, "left": time_left(now, call.closes_at) if opened else "",
        "closes": moment(call.closes_at, call.zone), "opens": moment(call.opens_at, call.zone), "opened": opened,
        "waiting": getattr(call, "waiting", 0),
    }


def call_facts(request: HttpRequest, call: Call, now: datetime) -> dict[str, Any]:
    """What stands beside the call: state, both zones, time left by the server's clock, hours of work."""
    word, kind = state(call, now)
    place = call.window(now)
    abroad = [
        code for party in call.component.parties for code in call.rulebook.parties[party].countries
    ]
    own = getattr(request.user, "time_zone", "") if request.user.is_authenticated else ""
    return {
        "state": word, "kind": kind, "place": str(place), "open": call.is_open(now),
        "left": time_left(now, call.closes_at) if place is Window.OPEN else "",
        "opens_in": time_left(now, call.opens_at) if place is Window.NOT_YET else "",
        "elsewhere": elsewhere(call.closes_at, dict.fromkeys(abroad), call.zone), "own": own,
        "needed": needed(call.minutes or 0), "today": day(now.astimezone(ZoneInfo(call.zone))),
    }


def needed(minutes: int) -> str:
    """'about 4 hours', 'about 40 minutes'; '' for nothing said."""
    if not minutes:
        return ""
    if minutes < 90:
        return ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 30) / 2
    return ngettext("about %(n)s hour", "about %(n)s hours", 2) % {"n": number(hours)}


LEADS: dict[str, Any] = {
    "prioritisation": gettext_lazy("sets the priorities"),
    "planning": gettext_lazy("leads the planning"),
    "implementation": gettext_lazy("leads the work"),
}


def parties(call: Call) -> list[dict[str, Any]]:
    """Who may stand on each side: title, kinds of organisation, countries by name, what it leads (MIC-2, MIC-6)."""
    shown = []
    for id in call.component.parties:
        role = call.rulebook.parties[id]
        kinds = [str(OrganisationKind(kind).label) if kind in OrganisationKind.values else kind for kind in role.kinds]
        shown.append({
            "title": role.title, "optional": role.optional,
            "kinds": format_list(kinds, style="or", locale=active_locale()),
            "countries": joined(sorted(country(code) for code in role.countries)),
            "leads": joined([LEADS[what] for what in role.leads]),
        })
    return shown


def purposes(call: Call) -> list[dict[str, Any]]:
    """The programme's lists that people choose from under a rule, with the rule as a sentence (MIC-1)."""
    shown: list[dict[str, Any]] = []
    goal = call.rulebook.goal
    for question in call.form.questions():
        rules = list(choice_rules(call.rulebook, call.component_id, question.id))
        if not rules or not question.options_from:
            continue
        named = call.rulebook.lists.get(question.options_from)
        options = named.options if named else goal.effects
        title = named.title if named else question.label
        if question.options_from == "effects":
            title = goal.title
        shown.append({"id": question.options_from, "title": title, "options": options, "rules": rules})
    if not any(item["id"] == "effects" for item in shown):
        shown.insert(0, {"id": "effects", "title": goal.title, "options": goal.effects, "rules": []})
    return shown


def dates_table(call: Call) -> dict[str, Any]:
    """The yearly cycle per donor: each cell a day, or the words that say why there is none (MIC-15)."""
    table = cycle_table(call.rulebook.cycle, call.year, call.conditions)
    heads = list(table.donors.values())
    rows = []
    for row in table.rows:
        counted = max((cell.number for other in table.rows for cell in other.cells if cell.kind == row.kind), default=0)
        rows.append({
            "label": kind_of_date(row.kind, row.number if counted > 1 else 0),
            "cells": [{"text": said(cell), "none": cell.on is None, "donor": title}
                      for cell, title in zip(row.cells, heads, strict=True)],
        })
    return {"donors": heads, "rows": rows, "meetings": said(table.meetings), "sources": sources(call)}


def said(stone: Milestone) -> str:
    """The day, or 'not applicable' or 'not yet set' in the reader's language; it may break in a narrow column."""
    return day(stone.on).replace(NBSP, " ") if stone.on else str(BECAUSE.get(stone.because, ""))


def sources(call: Call) -> list[str]:
    """Where the dates come from, each heading once."""
    cycle = call.rulebook.cycle
    entries = [
        entry for year in cycle.donors.values()
        for entry in (year.application, year.programme_application, *year.instalments, year.report, year.donor_report)
    ]
    return list(dict.fromkeys(entry.source for entry in entries if entry.source))
