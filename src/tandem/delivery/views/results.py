"""What the partnership reached: every year's target and value, and how much of the way that is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core import planning
from tandem.delivery import access, queries
from tandem.delivery.models import Actual
from tandem.delivery.queries import Doing, Reached
from tandem.delivery.states import ActualState
from tandem.delivery.views.shown import frame, opened, plan_address
from tandem.foundation.access import allow
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.serving import serve
from tandem.partnerships.access import Held
from tandem.web.asking import slug_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import day, number, percent

KINDS = {ActualState.DRAFT: "", ActualState.SENT: "accent", ActualState.RETURNED: "warn", ActualState.APPROVED: "good"}
Found = Mapping[tuple[UUID, int], Actual]


@route(SIGNED_IN)
def table(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Indicator × years: target, value, share of the way from the baseline."""
    held = opened(request, grant)
    plan, found = queries.doing(grant), readable(held, queries.actuals(grant))
    years = access.period(held).years
    begun = [year for year in years if year <= access.today(held).year]
    rows = [_indicator(request, held, plan, one, found, years) for one in plan.plan.indicators] if plan else []
    context = frame(
        request, held, "results", title=_title(rows, begun), rows=rows, gone=_gone(plan, found),
        years=[_year(request, held, plan, found, year) for year in begun] if plan else [], may=access.may_write(held),
        waits=any(actual.state == ActualState.SENT for actual in found.values()) and bool(access.may_judge(held)),
    )
    return render(request, "delivery/results.html", context)


def readable(held: Held, found: dict[tuple[UUID, int], Actual]) -> dict[tuple[UUID, int], Actual]:
    """What this person may read of the values: the donor only approved ones, everybody else also those under way."""
    if held.reads != "donor":
        return found
    return {key: row for key, row in found.items() if row.state == ActualState.APPROVED}


def _title(rows: list[dict[str, Any]], begun: list[int]) -> str:
    if not rows:
        return _("The plan has no indicators yet")
    if not begun:
        return _("The first year has not begun")
    told = sum(1 for row in rows for cell in row["cells"] if cell["year"] == begun[-1] and cell["told"])
    return ngettext(
        "%(told)s of %(all)s indicator is reported for %(year)s",
        "%(told)s of %(all)s indicators are reported for %(year)s", len(rows),
    ) % {"told": number(told), "all": number(len(rows)), "year": begun[-1]}


def _year(request: HttpRequest, held: Held, plan: Doing, found: Found, year: int) -> dict[str, Any]:
    rows = [found.get((one.identity, year)) for one in plan.plan.indicators]
    states = {row.state for row in rows if row is not None}
    told = sum(1 for row in rows if row is not None)
    if ActualState.RETURNED in states:
        stand = ("warn", _("returned with questions"))
    elif told == len(rows) and states == {ActualState.APPROVED}:
        stand = ("good", _("approved"))
    elif ActualState.SENT in states:
        stand = ("accent", _("sent"))
    else:
        stand = ("", _("%(told)s of %(all)s written") % {"told": number(told), "all": number(len(rows))})
    url = reverse("delivery:year", args=[slug_of(request), held.grant.id, year])
    return {"year": year, "url": url, "kind": stand[0], "stand": stand[1]}


def _indicator(
    request: HttpRequest, held: Held, plan: Doing, one: planning.Indicator, found: Found, years: tuple[int, ...]
) -> dict[str, Any]:
    values = {year: row for (identity, year), row in found.items() if identity == one.identity}
    output = next((row.text for row in plan.plan.statements if row.identity == one.statement), "")
    this_year = access.today(held).year
    return {
        "id": one.identity, "title": one.title, "unit": unit_of(one), "statement": output, "baseline": baseline_of(one),
        "url": plan_address(request, held, "indicator", one.identity),
        "cells": [
            cell_of(one, queries.reached(one, values, year)) | {"begun": year <= this_year} for year in years
        ],
    }


def cell_of(one: planning.Indicator, at: Reached) -> dict[str, Any]:
    """One year of one indicator as it is shown; a zero is 0, and what is missing is words (REL-14)."""
    actual, way = at.actual, at.progress
    share = way.ratio * 100 if way and way.ratio is not None else None
    said = value_of(one, actual)
    together = ""
    if one.entry == "increment" and at.value is not None and actual and at.value != actual.number:
        together = _("%(value)s so far") % {"value": number(at.value)}
    return {
        "year": at.year, "target": spoken(one, at.target), "told": actual is not None, "actual": actual, "said": said,
        "together": together, "share": share, "bar": float(min(max(share or Decimal(0), Decimal(0)), Decimal(100))),
        "way": percent(share) if share is not None else _way(one, at), "reached": bool(way and way.reached),
        "kind": KINDS[ActualState(actual.state)] if actual else "",
        "state": ActualState(actual.state).label if actual else "",
    }


def _way(one: planning.Indicator, at: Reached) -> str:
    """In words, where there is no distance to measure."""
    if at.progress is not None:
        return _("as aimed at") if at.progress.reached else _("not as aimed at")
    return _("nobody knows without a baseline") if at.value is not None and one.baseline is None else ""


def value_of(one: planning.Indicator, actual: Actual | None) -> str:
    """A value as people read it; '' when none was reported."""
    if actual is None or actual.number is None:
        return ""
    text = spoken(one, actual.number)
    if actual.denominator:
        text += " " + _("(%(part)s of %(whole)s)") % {
            "part": number(actual.numerator), "whole": number(actual.denominator)}
    return text


def spoken(one: planning.Indicator, value: Decimal | None) -> str:
    """A number of this indicator: a percentage, done or not, or with the reader's separators."""
    if value is None:
        return ""
    if one.kind == "percentage":
        return percent(value, 0 if value == value.to_integral_value() else 1)
    if one.kind == "milestone":
        return _("done") if value else _("not done")
    return number(value)


def unit_of(one: planning.Indicator) -> str:
    """The unit, or what stands for it."""
    said = {"percentage": _("per cent"), "milestone": _("done or not"), "qualitative": _("in words")}
    return said.get(one.kind, one.unit)


def baseline_of(one: planning.Indicator) -> str:
    """Where it stood, with the day; '' when nobody knows."""
    said = spoken(one, one.baseline) or one.baseline_text
    if said and one.baseline_on:
        return _("%(value)s on %(day)s") % {"value": said, "day": day(one.baseline_on, "short")}
    return said


def _gone(plan: Doing | None, found: Found) -> list[dict[str, Any]]:
    """Values of indicators that an amendment took out of the plan: they stay on record."""
    known = {one.identity for one in plan.plan.indicators} if plan else set()
    rows = [row for (identity, _year), row in found.items() if identity not in known]
    told = []
    for row in sorted(rows, key=lambda row: row.year):
        was = next((one for one in queries.frozen(row.version_id).indicators if one.identity == row.indicator), None)
        if was is not None:
            told.append({"title": was.title, "year": row.year, "said": value_of(was, row) or row.text or row.reason})
    return told


@route(SIGNED_IN)
def evidence(request: HttpRequest, grant: UUID, file: UUID) -> HttpResponse:
    """A file that shows a value, for those who may read the value."""
    held = opened(request, grant)
    rows = Actual.objects.filter(grant=grant, evidence=file)
    if held.reads == "donor":
        rows = rows.filter(state=ActualState.APPROVED)
    if not rows.exists():
        raise access.missing()
    return cast(HttpResponse, serve(allow("reads_grant"), StoredFile.objects.get(id=file), request))
