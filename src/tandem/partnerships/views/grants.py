"""Grants: the list, and the page on which every later stage shows what matters now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook.schema import Rulebook
from tandem.partnerships.access import Held, hold, readable
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import names_of_many
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import parsed
from tandem.web import panels
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import localised

A_PAGE = 60
KINDS = {GrantStep.FIRM: "accent", GrantStep.AGREED: "good", GrantStep.CANCELLED: "bad"}


def step_words(rulebook: Rulebook, step: str) -> Any:
    """A step in the programme's own words ({language: text}), else in ours."""
    said = {str(each.id): each.title for each in rulebook.grant_steps}
    return said.get(step) or str(GrantStep(step).label)


@route(SIGNED_IN)
def grants(request: HttpRequest) -> HttpResponse:
    """The grants that this person may look into: filtered, searched and paged, with the state in the address."""
    actor = actor_of(request)
    asked = {"step": request.GET.get("step", ""), "search": request.GET.get("search", "").strip()}
    rows = readable(actor)
    if asked["step"] in GrantStep.values:
        rows = rows.filter(step=asked["step"])
    if asked["search"]:
        found = rows.filter(title__icontains=asked["search"]) | rows.filter(reference__icontains=asked["search"])
        rows = found | rows.filter(partnership__parties__organisation__name__icontains=asked["search"])
    page = Paginator(rows.distinct(), A_PAGE).get_page(request.GET.get("page"))
    listed: list[Grant] = list(page.object_list)
    names = names_of_many({grant.partnership_id for grant in listed})
    number = page.paginator.count
    title = ngettext("%(n)s grant", "%(n)s grants", number) % {"n": number} if number else _("No grant yet")
    context = {
        "title": title, "page_obj": page, "asked": asked, "steps": GrantStep.choices,
        "filtered": any(asked.values()),
        "rows": [_row(request, grant, names.get(grant.partnership_id, [])) for grant in listed],
    }
    return render(request, "partnerships/grants.html", context)


def _row(request: HttpRequest, grant: Grant, names: list[str]) -> dict[str, Any]:
    organiser = request.organiser.slug  # type: ignore[attr-defined]
    return {
        "url": reverse("partnerships:grant", args=[organiser, grant.id]), "title": grant.title or " · ".join(names),
        "names": " · ".join(names), "reference": grant.reference,
        "step": step_words(parsed(grant.rulebook_version_id), grant.step),
        "kind": KINDS.get(GrantStep(grant.step), ""), "awarded": grant.awarded,
        "years": (grant.starts_on, grant.ends_on),
        "donor": grant.donor.name if grant.donor else {},
    }


@route(SIGNED_IN)
def grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """One grant: where it is, and from every stage what matters now (panels of kind 'grant')."""
    held = hold(request.actor, grant)  # type: ignore[attr-defined]
    context = {
        "held": held, "grant": held.grant, "names": " · ".join(party.organisation.name for party in held.parties),
        "parties": [_party(held, party) for party in held.parties],
        "step": step_words(held.rulebook, held.grant.step),
        "explains": next((s.explains for s in held.rulebook.grant_steps if s.id == held.grant.step), {}),
        "steps": _steps(held), "panels": panels.rendered("grant", request, held),
    }
    return render(request, "partnerships/grant.html", context)


def _party(held: Held, party: Any) -> dict[str, Any]:
    return {"title": held.rulebook.parties[party.side].title, "name": party.organisation.name,
            "country": party.organisation.country}


def _steps(held: Held) -> list[dict[str, Any]]:
    """The life of the grant as the steps component draws it."""
    order = [GrantStep.CONDITIONAL, GrantStep.FIRM, GrantStep.AGREED, GrantStep.CLOSED]
    if held.grant.step == GrantStep.CANCELLED:
        order = [GrantStep.CONDITIONAL, GrantStep.CANCELLED]
    now = order.index(GrantStep(held.grant.step))
    return [
        {"title": localised(step_words(held.rulebook, step)), "done": place < now, "current": place == now}
        for place, step in enumerate(order)
    ]
