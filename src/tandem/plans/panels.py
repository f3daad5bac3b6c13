"""The plan on the page of its grant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.partnerships.access import Held
from tandem.plans.access import HeldPlan
from tandem.plans.models import Stage, Version
from tandem.plans.queries import versions_in
from tandem.web.templatetags.tandem import day, number


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
