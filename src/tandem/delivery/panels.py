"""The doing on the page of its grant."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.delivery import access, queries
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep
from tandem.plans.queries import versions_in
from tandem.web.templatetags.tandem import number


def grant(request: HttpRequest, held: Held) -> str:
    """Begun, reported, visited; '' before the agreement. One query, beside the versions of the plan."""
    if held.grant.step not in (GrantStep.AGREED, GrantStep.CLOSED):
        return ""
    versions = [version for version in versions_in(held.grant) if version.frozen_at is not None]
    if not versions:
        return ""
    year = min(max(access.today(held).year, held.grant.starts_on.year), held.grant.ends_on.year)
    found = queries.counted(queries.carried_out(versions).id, held.grant.id, year)
    of = _("%(some)s of %(all)s")
    facts = [
        {"label": _("Activities begun"), "value": of % {
            "some": number(found.begun), "all": number(found.activities)}},
        {"label": _("Reported for %(year)s") % {"year": year}, "value": of % {
            "some": number(found.told), "all": number(found.indicators)}},
        *(_directions(held) or [{"label": _("Visits held"), "value": number(found.visits)}]),
    ]
    context = {
        "organiser": request.organiser, "LANGUAGE_CODE": get_language(),  # type: ignore[attr-defined]
        "grant": held.grant, "facts": facts, "next": _next(held, found),
    }
    return render_to_string("delivery/panel_grant.html", context, request)


def _directions(held: Held) -> list[dict[str, str]]:
    """Visits held at each side, beside how many belong to this support; empty where none do (ICLD-1, ICLD-6)."""
    wanted = held.component.during.visits_each_way
    if not wanted:
        return []
    held_at = queries.visits_by_host(held.grant.id)
    return [
        {
            "label": _("Visits to %(name)s") % {"name": party.organisation.name},
            "value": _("%(some)s of %(all)s") % {"some": number(held_at.get(party.side, 0)), "all": number(wanted)},
        }
        for party in held.parties
    ]


def participants(request: HttpRequest, held: Held) -> str:
    """Who is approved, and whether a change waits; '' where the programme approves nobody. Two queries."""
    if held.rulebook.participants is None:
        return ""
    today = access.today(held)
    people = queries.register(held.grant.id)
    context = {
        "organiser": request.organiser, "LANGUAGE_CODE": get_language(),  # type: ignore[attr-defined]
        "grant": held.grant, "now": sum(1 for one in people if one.approved_on(today)), "people": len(people),
        "waiting": queries.waiting(held.grant.id),
    }
    return render_to_string("delivery/panel_participants.html", context, request)


def _next(held: Held, found: queries.Counted) -> str:
    if held.closed:
        return _("Closed: what was reached stays to be read.")
    if found.returned:
        return _("The officer asks about some of the values.")
    if found.waiting:
        return _("Values wait for the officer.")
    return _("Begin what is planned, meet, and write down what was reached.")
