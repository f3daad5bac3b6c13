"""The plan on the page of its grant, planning tools on those of partnership and grant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core.rulebook.support import Tool
from tandem.partnerships.access import Held, HeldPartnership
from tandem.plans.access import HeldPlan
from tandem.plans.models import PlanningTool, Stage, Version
from tandem.plans.queries import offered_tools, tools_of, versions_in
from tandem.programmes.models import parsed
from tandem.web.templatetags.tandem import day, localised, number


def grant(request: HttpRequest, held: Held) -> str:
    """Where the plan stands, for everybody who may look into the grant; '' when it has none. One query."""
    versions = versions_in(held.grant)
    if not versions:
        return ""
    plan = HeldPlan(held, versions[0].plan, versions)
    version = plan.shown
    if version is None:
        return ""
    context = {
        "organiser": request.organiser, "LANGUAGE_CODE": get_language(),  # type: ignore[attr-defined]
        "grant": held.grant, "facts": _facts(plan, version), "next": _next(plan, version),
    }
    return render_to_string("plans/panel_grant.html", context, request)


def tools(request: HttpRequest, held: HeldPartnership) -> str:
    """The planning tools on the page of a partnership; '' when no programme has one. Three queries."""
    partnership, rounds = held.partnership.id, tools_of(held.partnership.id)
    supported_by = {grant.programme_id for grant in held.grants}
    offered = {key: offer.tool for key, offer in offered_tools(partnership, supported_by).items()}
    known = {key: parsed(row.rulebook_version_id).tools[key] for key, row in rounds.items()}
    return _tools(request, partnership, {**offered, **known}, rounds, during=False)


def during(request: HttpRequest, held: Held) -> str:
    """The tools that the partners use while this support runs, on the page of its grant (ICLD-1, ICLD-4). One query."""
    named = {key: held.rulebook.tools[key] for key in held.component.during.tools}
    if not named or not (held.belongs or held.officer):
        return ""
    partnership = held.grant.partnership_id
    return _tools(request, partnership, named, tools_of(partnership), during=True)


def _tools(
    request: HttpRequest, partnership: UUID, named: Mapping[str, Tool], rounds: Mapping[str, PlanningTool], *,
    during: bool,
) -> str:
    slug = request.organiser.slug  # type: ignore[attr-defined]
    rows = []
    for key, tool in named.items():
        row = rounds.get(key)
        lacking = [localised(step.label) for step in tool.steps if row is not None and step.id not in row.filled]
        rows.append({
            "title": tool.title, "row": row, "done": len(tool.steps) - len(lacking), "steps": len(tool.steps),
            "whole": row is not None and not lacking, "lacking": lacking, "during": during,
            "url": reverse("plans:tools", args=[slug, partnership, key]),
        })
    return render_to_string("plans/panel_tools.html", {"tools": rows}, request) if rows else ""


def _facts(plan: HeldPlan, version: Version) -> list[dict[str, Any]]:
    in_force = next((each for each in plan.readable if each.stage == Stage.AGREED), None)
    last = version.frozen_at or version.made_at
    return [
        {"label": _("Newest version"), "value": f"{number(version.number)}, {Stage(version.stage).label}"},
        {"label": _("In force"), "value": number(in_force.number) if in_force else _("none yet")},
        {"label": _("Frozen on") if version.frozen_at else _("Begun on"), "value": day(last)},
    ]


def _next(plan: HeldPlan, version: Version) -> str:
    if version.stage == Stage.AGREED:
        return _("Reports and payments follow it until a new version is agreed.")
    if version.stage == Stage.DRAFT:
        return _("Both sides complete it, then propose it.") if plan.may_write() else _("The partners are writing it.")
    if version.number == 1:
        return _("It holds what the application said. The partners complete it before the agreement.")
    return _("The organiser reads it and prepares the agreement.")
