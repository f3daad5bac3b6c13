"""The doing on the page of its grant."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.delivery import access, queries
from tandem.delivery.models import Visit
from tandem.delivery.states import ActualState, VisitState
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep
from tandem.web.templatetags.tandem import number


def grant(request: HttpRequest, held: Held) -> str:
    """Begun, reported, visited; '' before the agreement. Four queries."""
    if held.grant.step not in (GrantStep.AGREED, GrantStep.CLOSED):
        return ""
    plan = queries.doing(held.grant.id)
    if plan is None:
        return ""
    year = min(max(access.today(held).year, held.grant.starts_on.year), held.grant.ends_on.year)
    begun = queries.starts(held.grant.id)
    told = queries.actuals(held.grant.id, year)
    states = {row.state for row in told.values()}
    visits = Visit.objects.filter(grant=held.grant, state=VisitState.HELD).count()
    of = _("%(some)s of %(all)s")
    facts = [
        {"label": _("Activities begun"), "value": of % {
            "some": number(sum(1 for one in plan.plan.activities if one.identity in begun)),
            "all": number(len(plan.plan.activities))}},
        {"label": _("Reported for %(year)s") % {"year": year}, "value": of % {
            "some": number(len(told)), "all": number(len(plan.plan.indicators))}},
        {"label": _("Visits held"), "value": number(visits)},
    ]
    context = {
        "organiser": request.organiser, "LANGUAGE_CODE": get_language(),  # type: ignore[attr-defined]
        "grant": held.grant, "facts": facts, "next": _next(held, states),
    }
    return render_to_string("delivery/panel_grant.html", context, request)


def _next(held: Held, states: set[str]) -> str:
    if held.closed:
        return _("Closed: what was reached stays to be read.")
    if ActualState.RETURNED in states:
        return _("The officer asks about some of the values.")
    if ActualState.SENT in states:
        return _("Values wait for the officer.")
    return _("Begin what is planned, meet, and write down what was reached.")
