"""Activities: which have begun, and beginning and ending one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core import planning
from tandem.delivery import access, operations, queries
from tandem.delivery.forms import EndForm, StartForm
from tandem.delivery.models import ActivityStart
from tandem.delivery.operations.starting import lacking_baselines
from tandem.delivery.queries import Doing
from tandem.delivery.views.shown import baseline_links, frame, opened, plan_address, side_name
from tandem.foundation.access import Refused
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import day, localised, number


@route(SIGNED_IN)
def listed(request: HttpRequest, grant: UUID) -> HttpResponse:
    """The activities of the plan by the year in which they are planned, with how far each has come."""
    held = opened(request, grant)
    plan, begun = queries.doing(grant), queries.starts(grant)
    rows = [_row(request, held, plan, one, begun) for one in plan.plan.activities] if plan else []
    years: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["sort"]):
        years.setdefault(row["year"], []).append(row)
    context = frame(
        request, held, "activities", title=_title(rows), years=list(years.items()),
        agreed=held.grant.step != GrantStep.FIRM and held.grant.step != GrantStep.CONDITIONAL,
    )
    return render(request, "delivery/activities.html", context)


def _title(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return _("The plan has no activities yet")
    begun = sum(1 for row in rows if row["begun"])
    if not begun:
        return _("No activity has begun")
    return ngettext(
        "%(begun)s of %(all)s activity has begun", "%(begun)s of %(all)s activities have begun", len(rows)
    ) % {"begun": number(begun), "all": number(len(rows))}


def _row(
    request: HttpRequest, held: Held, plan: Doing, one: planning.Activity, begun: Mapping[UUID, ActivityStart]
) -> dict[str, Any]:
    start = begun.get(one.identity)
    lacking = () if start else lacking_baselines(held, plan, one)
    kinds = {option.id: option.label for option in held.rulebook.activities}
    return {
        "url": reverse("delivery:activity", args=[slug_of(request), held.grant.id, one.identity]),
        "title": one.title, "kind": localised(kinds.get(one.kind, "")), "side": side_name(held, one.side),
        "year": str(one.starts_on.year) if one.starts_on else "", "planned": _days(one.starts_on, one.ends_on),
        "begun": start is not None, "state": _state(held, one, start, bool(lacking)),
        "override": bool(start and start.override),
        "sort": (one.starts_on or date.max, one.place, one.title),
    }


def _days(first: date | None, last: date | None) -> str:
    return " – ".join(day(each, "short") for each in (first, last) if each)


def _state(held: Held, one: planning.Activity, start: ActivityStart | None, waits: bool) -> dict[str, str]:
    """How far it has come, as a tag."""
    if start and start.ended_on:
        return {"kind": "good", "text": _("finished"), "when": _days(start.started_on, start.ended_on)}
    if start:
        return {"kind": "accent", "text": _("begun"), "when": day(start.started_on, "short")}
    if waits:
        return {"kind": "warn", "text": _("waits for a baseline"), "when": ""}
    if one.starts_on and one.starts_on < access.today(held) and held.grant.step == GrantStep.AGREED:
        return {"kind": "warn", "text": _("late"), "when": ""}
    return {"kind": "", "text": _("not begun"), "when": ""}


@route(SIGNED_IN)
def one(request: HttpRequest, grant: UUID, activity: UUID) -> HttpResponse:
    """One activity: how far it has come, and what it waits for."""
    held = opened(request, grant)
    plan, found = _found(grant, activity)
    return _page(request, held, plan, found)


@route(SIGNED_IN, methods=("POST",))
def start(request: HttpRequest, grant: UUID, activity: UUID) -> HttpResponse:
    """Write down that it has begun."""
    held = opened(request, grant)
    plan, found = _found(grant, activity)
    officer = held.officer and not held.belongs  # whether of the grant's office, the operation says
    if not officer:
        access.demand_belongs(held)
    form = StartForm(request.POST, officer=officer)
    if not form.is_valid():
        return _page(request, held, plan, found, start_form=form)
    data = form.cleaned_data
    try:
        operations.start_activity(
            actor_of(request), grant, activity, data["started_on"], data.get("override", "")
        )
    except Refused as refused:
        if refused.status != 422 or refused.code == "nothing_in_the_way":
            raise
        if refused.code != "baseline_missing":
            form.refuse(refused)
        return _page(request, held, plan, found, start_form=form, refused=refused)
    messages.success(request, _("It has begun."))
    return redirect("delivery:activity", slug_of(request), grant, activity)


@route(SIGNED_IN, methods=("POST",))
def end(request: HttpRequest, grant: UUID, activity: UUID) -> HttpResponse:
    """Write down that it is finished."""
    held = opened(request, grant)
    plan, found = _found(grant, activity)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            operations.end_activity(actor_of(request), grant, activity, form.cleaned_data["ended_on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It is finished."))
            return redirect("delivery:activity", slug_of(request), grant, activity)
    else:
        access.demand_belongs(held)
    return _page(request, held, plan, found, end_form=form)


def _found(grant: UUID, identity: UUID) -> tuple[Doing, planning.Activity]:
    plan = queries.doing(grant)
    found = plan.activity(identity) if plan else None
    if plan is None or found is None:
        raise access.missing()
    return plan, found


def _page(
    request: HttpRequest, held: Held, plan: Doing, found: planning.Activity, start_form: StartForm | None = None,
    end_form: EndForm | None = None, refused: Refused | None = None,
) -> HttpResponse:
    start = queries.starts(held.grant.id).get(found.identity)
    lacking = () if start else lacking_baselines(held, plan, found)
    today = {"started_on": access.today(held), "ended_on": access.today(held)}
    may = access.may_write(held)
    judges = bool(access.may_judge(held)) and held.grant.step == GrantStep.AGREED and bool(lacking) and not start
    if start_form is None and not start and (judges or (may and not lacking)):
        start_form = StartForm(officer=judges, initial=today)
    if end_form is None and may and start and not start.ended_on:
        end_form = EndForm(initial=today)
    output = next((row for row in plan.plan.statements if row.identity == found.statement), None)
    context = frame(
        request, held, "activities", activity=found, start=start, title=found.title, side=side_name(held, found.side),
        planned=_days(found.starts_on, found.ends_on), state=_state(held, found, start, bool(lacking)), output=output,
        plan_url=plan_address(request, held, "activity", found.identity), judges=judges,
        lacking=baseline_links(request, held, lacking), start_form=start_form, end_form=end_form, refused=refused,
        errors=errors_of(start_form) + errors_of(end_form), may=may,
    )
    if refused is not None and refused.code == "baseline_missing":
        context["start_form"] = None
    return render(request, "delivery/activity.html", context, status=422 if refused or context["errors"] else 200)
