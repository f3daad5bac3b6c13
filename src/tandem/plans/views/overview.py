"""The plan on one page, and the acts that take it from version to version."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.planning import Finding
from tandem.foundation.access import Refused
from tandem.plans import operations, queries
from tandem.plans.access import HeldPlan, missing
from tandem.plans.models import Stage, Version
from tandem.plans.rules import OFFICERS_MEND
from tandem.plans.shown import Shown, shown
from tandem.plans.views.opening import frame, opened, seen
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import number


@route(SIGNED_IN)
def page(request: HttpRequest, grant: UUID) -> HttpResponse:
    """The newest version that the person may read: what it says, what it lacks, what to do next."""
    held, url = opened(request, grant)
    version = held.shown
    if version is None:
        raise missing()
    content = queries.content(version.id)
    findings = held.terms.findings(content)
    writing = version.frozen_at is None and bool(held.may_write())
    plan = shown(content, held.terms, held.held.grant.awarded, edit=url if writing else "", findings=findings)
    mine = [finding for finding in findings if finding.severity == "must" and finding.code not in OFFICERS_MEND]
    context = frame(
        held, url, version=version, plan=plan, title=title(version, mine, held), act=_act(held, version, mine, plan),
        may_write=held.may_write(), may_tolerate=bool(held.may_tolerate()) and version.stage != Stage.AGREED,
        writing=writing,
    )
    return render(request, "plans/plan.html", context)


def title(version: Version, mine: list[Finding], held: HeldPlan) -> str:
    """What is the case with this plan, in one sentence."""
    if version.stage == Stage.AGREED:
        return _("Version %(number)s of the plan is in force") % {"number": version.number}
    if version.number == 1 and version.frozen_at is not None:
        return _("The plan still says what the application said")
    if version.stage == Stage.PROPOSED:
        return _("Version %(number)s of the plan lies before the organiser") % {"number": version.number}
    if not mine:
        return _("Nothing stands between this plan and proposing it")
    return ngettext(
        "One thing stands between this plan and proposing it",
        "%(number)s things stand between this plan and proposing it", len(mine),
    ) % {"number": number(len(mine))}


def _act(held: HeldPlan, version: Version, mine: list[Finding], plan: Shown) -> str:
    """The one thing to do next: mend, propose, revise, tolerate or nothing."""
    if held.may_write() and version.frozen_at is None:
        return "mend" if mine else "propose"
    if held.may_tolerate() and version.stage == Stage.PROPOSED and any(risk["bear"] for risk in plan.risks):
        return "tolerate"
    return "revise" if held.may_write() and version.frozen_at is not None else ""


@route(SIGNED_IN, methods=("GET", "POST"))
def comment(request: HttpRequest, grant: UUID) -> HttpResponse:
    """What officers and partners say to each other about the plan."""
    held, url = opened(request, grant)
    held.demand_talk()
    errors: list[dict[str, str]] = []
    words = request.POST.get("words", "")
    if request.method == "POST":
        try:
            operations.comment(actor_of(request), held.plan.id, words)
        except Refused as refused:
            if refused.status != 422:
                raise
            errors = [{"url": "#words", "text": refused.said}]
        else:
            messages.success(request, _("Your words stand beside the plan."))
            return redirect("plans:comment", request.organiser.slug, grant)  # type: ignore[attr-defined]
    context = frame(held, url, comments=queries.comments(held.plan.id), errors=errors, words=words)
    return render(request, "plans/talk.html", context, status=422 if errors else 200)


@route(SIGNED_IN, methods=("GET", "POST"))
def revise(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Begin a new version; the reason is asked once something is agreed."""
    held, url = opened(request, grant)
    held.demand_write()
    errors: list[dict[str, str]] = []
    asked = any(version.stage == Stage.AGREED for version in held.versions)
    if request.method == "POST":
        try:
            made = operations.revise(actor_of(request), held.plan.id, request.POST.get("reason", ""))
        except Refused as refused:
            if refused.status != 422:
                raise
            errors = [{"url": "#reason", "text": refused.said}]
        else:
            messages.success(request, _("Version %(number)s is begun. It says what the last one said.") % {
                "number": made.number,
            })
            return redirect(url)
    elif held.draft is not None:
        return redirect(url)
    context = frame(held, url, errors=errors, asked=asked, typed=request.POST.get("reason", ""), last=held.shown)
    return render(request, "plans/revise.html", context, status=422 if errors else 200)


@route(SIGNED_IN, methods=("GET", "POST"))
def propose(request: HttpRequest, grant: UUID) -> HttpResponse:
    """A last look, then the draft is frozen and lies before the organiser."""
    held, url = opened(request, grant)
    held.demand_write()
    draft = held.draft
    if request.method == "POST":
        version = operations.propose(actor_of(request), held.plan.id, seen(request))
        messages.success(request, _("Version %(number)s lies before the organiser.") % {"number": version.number})
        return redirect(url)
    if draft is None:
        return redirect(url)
    content = queries.content(draft.id)
    findings = held.terms.findings(content)
    plan = shown(content, held.terms, held.held.grant.awarded, edit=url, findings=findings)
    context: dict[str, Any] = frame(held, url, plan=plan, draft=draft, blocked=plan.musts, facts=_facts(plan))
    return render(request, "plans/propose.html", context)


def _facts(plan: Shown) -> list[dict[str, Any]]:
    """What the version holds, counted."""
    statements = sum(len(level["statements"]) for level in plan.levels)
    return [
        {"label": _("Statements"), "value": number(statements)},
        {"label": _("Indicators"), "value": number(len(plan.indicators))},
        {"label": _("Risks"), "value": number(len(plan.risks))},
        {"label": _("Activities"), "value": number(sum(len(year["rows"]) for year in plan.activities))},
    ]


@route(SIGNED_IN, methods=("GET", "POST"))
def tolerate(request: HttpRequest, grant: UUID, identity: UUID) -> HttpResponse:
    """An officer writes why a risk that stays high is borne."""
    held, url = opened(request, grant)
    decision = held.may_tolerate()
    if not decision:
        raise Refused.by(decision, status=409 if decision.code == "grant_closed" else 403)
    version = held.versions[0]
    plan = shown(queries.content(version.id), held.terms, held.held.grant.awarded)
    risk = next((each for each in plan.risks if each["identity"] == identity), None)
    if risk is None:
        raise Refused("no_such_risk", _("There is no such risk in this plan."), status=404)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.tolerate(actor_of(request), held.plan.id, identity, request.POST.get("words", ""))
        except Refused as refused:
            if refused.status != 422:
                raise
            errors = [{"url": "#words", "text": refused.said}]
        else:
            messages.success(request, _("It is written down why this risk is borne."))
            return redirect(f"{url}#risks")
    words = request.POST.get("words", risk["tolerance"])
    context = frame(held, url, risk=risk, errors=errors, words=words, frozen=version.frozen_at is not None)
    return render(request, "plans/tolerate.html", context, status=422 if errors else 200)
