"""The public page of criteria: how a programme decides, per office and version, and how its rules came about."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.schema import Component, PartyRole, Rulebook
from tandem.organisations.models import OrganisationKind
from tandem.programmes.models import RulebookVersion
from tandem.programmes.queries.criteria import Published, published
from tandem.programmes.words import changes_said, channel_said, rule_said
from tandem.rulebooks.messages import finding_text
from tandem.web.routes import ANYONE, route
from tandem.web.templatetags.tandem import country, joined

MOST_CHANGES = 60


@route(ANYONE)
def criteria(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the whole organiser."""
    return page(request, published(slug))


@route(ANYONE)
def office_criteria(request: HttpRequest, slug: str, office: str) -> HttpResponse:
    """Of one office."""
    return page(request, published(slug, office=office))


@route(ANYONE)
def version_criteria(request: HttpRequest, slug: str, version: UUID) -> HttpResponse:
    """Of one version, also an older one."""
    return page(request, published(slug, version=version))


def page(request: HttpRequest, found: Published) -> HttpResponse:
    """The page of one version."""
    rulebook = found.version.rulebook
    changes = changes_said(found.version.differences, rulebook)
    context = {
        "found": found, "version": found.version, "rulebook": rulebook, "stages": stages(found.version),
        "components": [component_shown(rulebook, id) for id in rulebook.components],
        "changes": changes[:MOST_CHANGES], "more": max(0, len(changes) - MOST_CHANGES),
        "loosened": [loosened_said(row) for row in found.version.loosened],
        "parties": [party_shown(role) for role in rulebook.parties.values()],
    }
    return render(request, "programmes/criteria.html", context)


def stages(version: RulebookVersion, *, staff: bool = False) -> dict[str, Any]:
    """Drafted, consulted, approved, made known, reviewed: the days and by whom (TAC-17).

    The public reads the approver as they wished to be named; who typed what is for `staff`.
    """
    return {
        "drafted_on": version.drafted_on, "drafted_by": version.drafted_by if staff else "",
        "consulted_on": version.consulted_on,
        "consulted_with": version.consulted_with, "approved_at": version.approved_at or version.published_at,
        "approver": version.approver or (str(version.published_by or "") if staff else ""),
        "channels": [{"said": channel_said(row), "on": date.fromisoformat(row["on"])} for row in version.channels],
        "reviewed_on": version.reviewed_on, "review": version.review,
    }


def party_shown(role: PartyRole) -> dict[str, Any]:
    """Who may stand on one side: what it is called, kinds of organisation, countries by name."""
    kinds = [str(OrganisationKind(kind).label) if kind in OrganisationKind.values else kind for kind in role.kinds]
    return {"role": role, "kinds": joined(kinds), "countries": joined(sorted(country(code) for code in role.countries))}


def component_shown(rulebook: Rulebook, id: str) -> dict[str, Any]:
    """One kind of support: criteria, rules in words, preferences, minimums, ties, steps."""
    component: Component = rulebook.components[id]
    titles = {criterion.id: criterion.title for criterion in component.criteria}
    rules = []
    for rule in component.rules:
        asks, when = rule_said(rulebook, id, rule)
        rules.append({"id": rule.id, "must": rule.must is not None, "asks": asks, "when": when, "source": rule.source,
                      "clause": rule.clause})
    needs = {finding.id: finding for finding in rulebook.needs_assessment}
    criteria = [
        {"criterion": each, "needs": [needs[name] for name in each.findings if name in needs]}
        for each in component.criteria
    ]
    return {
        "id": id, "component": component, "criteria": criteria, "rules": rules,
        "musts": sum(rule["must"] for rule in rules), "whole": sum(each.weight for each in component.criteria),
        "ties": [titles[tie] for tie in component.selection.ties if tie in titles], "selection": component.selection,
        "scale": component.scale, "steps": component.workflow,
    }


def loosened_said(row: Any) -> str:
    """One thing that the parent asks and this version does not."""
    return finding_text(Finding("rulebook.yaml", int(row["line"]), str(row["code"]), dict(row["values"])))[0]
