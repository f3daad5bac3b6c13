"""The choice on pages of earlier stages: the officer's page of a call, the applicants' status page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tandem.applications.models import Application
from tandem.awards.letters import how_to_complain, marks
from tandem.awards.models import Letter, Proposal
from tandem.awards.queries.funding import asks_of
from tandem.awards.queries.later import complaints_of, until
from tandem.awards.queries.proposals import latest
from tandem.awards.states import Stand
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Role
from tandem.programmes.models import Programme
from tandem.web.asking import actor_of


def choice(request: HttpRequest, call: Call) -> str:
    """Where the choice stands, for officers, once the call is published. One query."""
    actor = actor_of(request)
    if not call.is_published or not actor.has(Role.OFFICER):
        return ""
    proposal = _latest(call)
    context = {"slug": call.slug, "stand": proposal.stand.value if proposal else ""}
    return render_to_string("awards/panel_call.html", _with(request, context), request)


def status(request: HttpRequest, application: Application) -> str:
    """The outcome with its reasons per criterion and how to complain (UX-19); '' before the decision. One query.

    The page that shows it has let in only the application's own people.
    """
    rows = Letter.objects.filter(application=application).select_related("application__call")
    letters = list(rows.order_by("-made_at", "-id"))
    if not letters:
        return ""
    wanted = (get_language() or "en").split("-")[0]
    newest = [each for each in letters if each.later_id == letters[0].later_id]
    letter = next((each for each in newest if each.language.split("-")[0] == wanted), newest[0])
    reference = letter.application.reference
    context = {
        "letter": letter, "grounds": letter.grounds, "reference": reference, "slug": letter.application.call.slug,
        "criteria": [{**each, "marks": marks(each)} for each in letter.grounds["criteria"]],
        "complain": how_to_complain(request.organiser, application.call, reference),  # type: ignore[attr-defined]
        "complaints": complaints_of(application.id), "until": until(letter, application.call), "now": clock.now(),
        "application": application,
    }
    return render_to_string("awards/panel_status.html", _with(request, context), request)


def donors(request: HttpRequest, programme: Programme) -> str:
    """On a programme: each donor and year that awards name, and where the application stands, for officers.

    Two queries.
    """
    actor = actor_of(request)
    if not actor.has(Role.OFFICER):
        return ""
    return _donors(request, asks_of(programme.id), programme.slug, "h3")


def donors_of_call(request: HttpRequest, call: Call) -> str:
    """The same on a call's page, for its year."""
    actor = actor_of(request)
    if not call.is_published or not actor.has(Role.OFFICER):
        return ""
    proposal = _latest(call)
    if proposal is None or proposal.stand != Stand.DECIDED:  # nothing is awarded yet
        return ""
    return _donors(request, asks_of(call.programme_id, call.year), call.programme.slug, "h2")


def _latest(call: Call) -> Proposal | None:
    """The call's newest proposal, asked for once for all panels of a page."""
    if not hasattr(call, "_latest_proposal"):
        call._latest_proposal = latest(call.id)  # type: ignore[attr-defined]
    found: Proposal | None = call._latest_proposal  # type: ignore[attr-defined]
    return found


def _donors(request: HttpRequest, asks: list[Any], slug: str, heading: str) -> str:
    if not asks:
        return ""
    context = {"asks": asks, "slug": slug, "heading": heading}
    return render_to_string("awards/panel_donors.html", _with(request, context), request)


def _with(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**context, "organiser": request.organiser, "LANGUAGE_CODE": get_language()}  # type: ignore[attr-defined]
