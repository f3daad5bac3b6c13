"""The public page of criteria: how a programme decides, per office and version, and how its rules came about."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.core.rulebook.schema import Component, Rulebook
from tandem.programmes.models import RulebookVersion
from tandem.programmes.queries.criteria import Published, published
from tandem.programmes.words import changes_said, channel_said, rule_said
from tandem.rulebooks.messages import finding_text
from tandem.web.routes import ANYONE, route

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
    }
    return render(request, "programmes/criteria.html", context)


def stages(version: RulebookVersion) -> dict[str, Any]:
    """Drafted, consulted, approved, made known, reviewed: the days and by whom (TAC-17)."""
    return {
        "drafted_on": version.drafted_on, "drafted_by": version.drafted_by, "consulted_on": version.consulted_on,
        "consulted_with": version.consulted_with, "approved_at": version.approved_at or version.published_at,
        "approver": version.approver or str(version.published_by or ""),
        "channels": [{"said": channel_said(row), "on": date.fromisoformat(row["on"])} for row in version.channels],
        "reviewed_on": version.reviewed_on, "review": version.review,
    }


def component_shown(rulebook: Rulebook, id: str) -> dict[str, Any]:
    """One kind of support: criteria, rules in words, preferences, minimums, ties, steps."""
    component: Component = rulebook.components[id]
    titles = {criterion.id: criterion.title for criterion in component.criteria}
    rules = []
    for rule in component.rules:
        asks, when = rule_said(rulebook, id, rule)
        rules.append({"id": rule.id, "must": rule.must is not None, "asks": asks, "when": when, "source": rule.source,
                      "clause": rule.clause})
    return {
        "id": id, "component": component, "criteria": component.criteria, "rules": rules,
        "musts": sum(rule["must"] for rule in rules), "whole": sum(each.weight for each in component.criteria),
        "ties": [titles[tie] for tie in component.selection.ties if tie in titles], "selection": component.selection,
        "scale": component.scale, "steps": component.workflow,
    }


def loosened_said(row: Any) -> str:
    """One thing that the parent asks and this version does not."""
    from tandem.core.rulebook.findings import Finding

    return finding_text(Finding("rulebook.yaml", int(row["line"]), str(row["code"]), dict(row["values"])))[0]
