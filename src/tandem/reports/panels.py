"""Reports on a grant's page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tandem.foundation import clock
from tandem.partnerships.access import Held
from tandem.reports.queries.lists import days_late, of_grant
from tandem.reports.states import Step


def of_grant_panel(request: HttpRequest, held: Held) -> str:
    """Which report is next, by when, and how many are accepted. One query."""
    if held.reads == "cashier":
        return ""
    rows = [row for row in of_grant(held.grant.id) if row.kind in held.rulebook.reports]
    if held.reads in {"auditor", "donor"}:
        rows = [row for row in rows if row.step == Step.ACCEPTED]
    if not rows:
        return ""
    today = clock.now().astimezone(ZoneInfo(held.grant.organiser.time_zone)).date()
    following = next((row for row in rows if row.step != Step.ACCEPTED), None)
    context = {
        "held": held,
        "organiser": held.grant.organiser,
        "number": len(rows),
        "LANGUAGE_CODE": get_language(),
        "accepted": sum(row.step == Step.ACCEPTED for row in rows),
        "following": following,
        "title": held.rulebook.reports[following.kind].title if following else {},
        "late": days_late(following, today) if following else 0,
        "step": Step(following.step).label if following else "",
    }
    return render_to_string("reports/panel_grant.html", context, request)
