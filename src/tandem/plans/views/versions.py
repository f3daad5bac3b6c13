"""Versions: the list, one of them as it stands, and the difference between two in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.plans import queries
from tandem.plans.models import Stage, Version
from tandem.plans.shown import shown
from tandem.plans.views.opening import frame, opened
from tandem.plans.words.changes import part_words, said
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import number

KINDS = {Stage.DRAFT: "warn", Stage.PROPOSED: "accent", Stage.AGREED: "good"}


@route(SIGNED_IN)
def versions(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Every version that the person may read, the newest first, each with the way to what it changed."""
    held, url = opened(request, grant)
    in_force = next((version for version in held.readable if version.stage == Stage.AGREED), None)
    numbers = [version.number for version in held.readable]
    rows = [
        {
            "version": version, "kind": KINDS[Stage(version.stage)], "in_force": version is in_force,
            "before": next((number for number in numbers if number < version.number), None),
            "stage": Stage(version.stage).label,
        }
        for version in held.readable
    ]
    title = ngettext("The plan has one version", "The plan has %(number)s versions", len(rows)) % {
        "number": number(len(rows)),
    }
    return render(request, "plans/versions.html", frame(held, url, rows=rows, title=title))


@route(SIGNED_IN)
def version(request: HttpRequest, grant: UUID, number: int) -> HttpResponse:
    """One version as it stands, without a way to change it."""
    held, url = opened(request, grant)
    found = held.numbered(number)
    plan = shown(queries.content(found.id), held.terms, held.held.grant.awarded)
    context = frame(
        held, url, version=found, plan=plan, stage=Stage(found.stage).label,
        kind=KINDS[Stage(found.stage)], title=_("Version %(number)s of the plan") % {"number": found.number},
    )
    return render(request, "plans/version.html", context)


@route(SIGNED_IN)
def difference(request: HttpRequest, grant: UUID, a: int, b: int) -> HttpResponse:
    """What changed from the one to the other, in words, part by part."""
    held, url = opened(request, grant)
    before, after = held.numbered(a), held.numbered(b)
    contents = queries.contents({before.id, after.id})
    found = planning.difference(contents[before.id], contents[after.id])
    language, plans = get_language() or "en", (contents[before.id], contents[after.id])
    groups: list[dict[str, Any]] = [
        {"title": part_words(kind), "said": sentences}
        for kind in ("statement", "indicator", "risk", "activity", "line", "note")
        if (sentences := said([change for change in found if change.part == kind], held.terms, language, plans))
    ]
    context = frame(held, url, before=before, after=after, groups=groups, title=_title(groups, before, after))
    return render(request, "plans/difference.html", context)


def _title(groups: list[dict[str, Any]], before: Version, after: Version) -> str:
    count = sum(len(group["said"]) for group in groups)
    values = {"a": before.number, "b": after.number, "number": number(count)}
    if not count:
        return _("Versions %(a)s and %(b)s say the same") % values
    return ngettext(
        "One thing changed from version %(a)s to version %(b)s",
        "%(number)s things changed from version %(a)s to version %(b)s", count,
    ) % values
