"""Lists: a grant's reports, and all that one has to do with."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.foundation import clock
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.access import hold
from tandem.reports import access
from tandem.reports.models import DonorReport
from tandem.reports.operations.closing import may_close
from tandem.reports.queries import lists
from tandem.reports.states import DonorStep, Step
from tandem.reports.views.shared import today_of
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import SIGNED_IN, route

A_PAGE = 60
LOOKS = {Step.SENT: "accent", Step.RETURNED: "warn", Step.ACCEPTED: "good"}


def row_of(request: HttpRequest, each: lists.Listed) -> dict[str, Any]:
    """One report as the tables show it."""
    report = each.report
    return {
        "url": reverse("reports:report", args=[slug_of(request), report.id]),
        "title": each.title,
        "year": report.year,
        "names": each.names,
        "grant": report.grant.title,
        "due_on": report.due_on,
        "days_late": each.days_late,
        "step": Step(report.step).label,
        "kind": "bad" if each.late else LOOKS.get(Step(report.step), ""),
    }


@route(SIGNED_IN)
def every(request: HttpRequest) -> HttpResponse:
    """All reports that this person has to do with, by day, late ones told apart; and those to donors."""
    actor, today = actor_of(request), today_of(request)
    asked = {"step": request.GET.get("step", ""), "late": request.GET.get("late", "")}
    rows = lists.visible(actor)
    if not actor.has(Role.OFFICER) and access.donors_of(actor, clock.now()):
        rows = rows.filter(step=Step.ACCEPTED)
    late = rows.filter(sent_at=None, due_on__lt=today).count()
    page = Paginator(lists.open_first(rows, asked["step"], today if asked["late"] else None), A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "title": _title(page.count, late),
        "page_obj": shown,
        "asked": asked,
        "steps": Step.choices,
        "late": late,
        "rows": [row_of(request, each) for each in lists.listed(shown.object_list, today)],
        "to_donors": _to_donors(request),
        "officer": access.runs_donor_reports(actor),
        "filtered": any(asked.values()),
    }
    return render(request, "reports/list.html", context)


def _title(number: int, late: int) -> str:
    if late:
        return ngettext("%(number)s report is late", "%(number)s reports are late", late) % {"number": late}
    if not number:
        return _("No report yet")
    return ngettext("%(number)s report, none late", "%(number)s reports, none late", number) % {"number": number}


def _to_donors(request: HttpRequest) -> list[dict[str, Any]]:
    """Reports to donors: all of them for officers, those that were sent for the donor's own people."""
    actor = actor_of(request)
    rows = DonorReport.objects.select_related("donor", "programme").order_by("-year", "due_on")
    if not actor.has(Role.OFFICER):
        donors = access.donors_of(actor, clock.now())
        if not donors:
            return []
        rows = rows.filter(donor__in=donors, step=DonorStep.SENT)
    return [
        {
            "url": reverse("reports:donor-report", args=[slug_of(request), row.id]),
            "donor": row.donor.name,
            "programme": row.programme.title,
            "year": row.year,
            "due_on": row.due_on,
            "sent_at": row.sent_at,
            "step": DonorStep(row.step).label,
            "kind": "good" if row.step == DonorStep.SENT else "",
        }
        for row in rows[:200]
    ]


@route(SIGNED_IN)
def of_grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """A grant's reports by year, and whether it can be closed."""
    held = hold(actor_of(request), grant)
    if held.reads == "cashier":
        raise access.missing()
    today = today_of(request)
    rows = [row for row in lists.of_grant(held.grant.id) if row.kind in held.rulebook.reports]
    if held.reads in access.NEVER_SENT:
        rows = [row for row in rows if row.step == Step.ACCEPTED]
    accepted = sum(row.step == Step.ACCEPTED for row in rows)
    context = {
        "held": held,
        "grant": held.grant,
        "rows": [_of_grant_row(request, held, row, today) for row in rows],
        "title": ngettext(
            "%(accepted)s of %(number)s report accepted", "%(accepted)s of %(number)s reports accepted", len(rows)
        )
        % {"accepted": accepted, "number": len(rows)},
        "close": held.officer and bool(may_close(held)),
    }
    return render(request, "reports/of_grant.html", context)


def _of_grant_row(request: HttpRequest, held: Any, row: Any, today: date) -> dict[str, Any]:
    late = lists.days_late(row, today)
    return {
        "url": reverse("reports:report", args=[slug_of(request), row.id]),
        "title": held.rulebook.reports[row.kind].title,
        "year": row.year,
        "due_on": row.due_on,
        "days_late": late,
        "step": Step(row.step).label,
        "kind": "bad" if late else LOOKS.get(Step(row.step), ""),
        "sent_at": row.sent_at,
    }
