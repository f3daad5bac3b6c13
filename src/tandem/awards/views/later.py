"""After the decision: the reserve list, awards that fell away, what waits for a second officer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.applications.models import Application
from tandem.applications.states import Outcome
from tandem.awards import access, operations, words
from tandem.awards.operations.later import checksum
from tandem.awards.queries.later import Reserve, reserve_of
from tandem.awards.queries.proposals import donors_of, latest
from tandem.awards.queries.running import running
from tandem.awards.states import Away, Lot, Stand
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, route


@route(OFFICER)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The reserve list of a decided call: what is free, who is next and why, what waits."""
    actor = actor_of(request)
    call = by_slug(actor, slug)
    proposal = latest(call.id)
    if proposal is None or proposal.stand != Stand.DECIDED:
        return render(request, "awards/reserve.html", {"call": call, "title": _("Nothing is decided yet")})
    state = reserve_of(call, proposal)
    runners = running(call, actor.person_id, clock.now())
    by_id = {str(runner.application.id): runner for runner in runners}
    following = by_id.get(state.next.id)
    context = {
        "call": call, "state": state, "title": _title(state, following.application if following else None),
        "following": following, "waiting": [{"row": each, "sha256": checksum(each)} for each in state.waiting],
        "why": words.why(state.next.reason, state.next.numbers, state.free.currency),
        "awarded": [each for each in runners if each.application.outcome == Outcome.AWARDED],
        "reserves": [each for each in runners if each.application.outcome == Outcome.RESERVE],
        "reopened": [each for each in runners if each.application.outcome == Outcome.NONE],
        "kinds": Away.choices, "lots": Lot.choices, "donors": donors_of(call),
        "may": access.may_propose(actor, any(each.interested for each in runners), call),
    }
    return render(request, "awards/reserve.html", context)


def _title(state: Reserve, following: Application | None) -> str:
    if state.waiting:
        return _("A later decision waits for a second officer")
    if following is not None:
        return _("“%(title)s” is next") % {"title": following.title}
    return _("Nobody on the reserve list can be funded now")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise access.missing() from None


@route(OFFICER, methods=("POST",))
def fall_away(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that an award came to nothing."""
    by_slug(actor_of(request), slug)
    operations.fall_away(
        actor_of(request), _uuid(request.POST.get("application", "")), request.POST.get("kind", ""),
        request.POST.get("words", ""),
    )
    messages.success(request, _("Recorded. The money is free for the reserve list."))
    return redirect("awards:reserve", slug_of(request), slug)


@route(OFFICER, methods=("POST",))
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay one application before a second officer."""
    by_slug(actor_of(request), slug)
    donor = request.POST.get("donor", "")
    operations.propose_later(
        actor_of(request), _uuid(request.POST.get("application", "")), request.POST.get("words", ""),
        lot=request.POST.get("lot", Lot.FUND), donor=_uuid(donor) if donor else None,
    )
    messages.success(request, _("It lies with your colleagues for decision."))
    return redirect("awards:reserve", slug_of(request), slug)


@route(OFFICER, methods=("POST",))
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Approve what was read, or send it back with a note."""
    by_slug(actor_of(request), slug)
    operations.decide_later(
        actor_of(request), _uuid(request.POST.get("later", "")), request.POST.get("sha256", ""),
        request.POST.get("outcome", ""), request.POST.get("note", ""),
    )
    messages.success(request, _("Decided."))
    return redirect("awards:reserve", slug_of(request), slug)
