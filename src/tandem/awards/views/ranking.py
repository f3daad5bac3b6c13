"""The ranking as the officer works with it: what fits the budget, what is missing, what if, the donors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.awards import access, operations, words
from tandem.awards.models import Proposal
from tandem.awards.queries.judged import Judged, judged
from tandem.awards.queries.proposals import InForce, donors_of, in_force
from tandem.awards.queries.ranking import Ranking, frozen, ranking
from tandem.awards.queries.running import Gap, Runner, gaps, running, without
from tandem.awards.states import Stand
from tandem.awards.views import shown
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.core.forms.amounts import money as read_money
from tandem.core.values import Money, Problem
from tandem.foundation import clock
from tandem.web.asking import actor_of, slug_of, uuid_or_none
from tandem.web.routes import OFFICER, route

A_PAGE = 60
PREPARED = (Stand.MADE, Stand.SENT, Stand.DECIDED)


@route(OFFICER)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The ranking of a call; what-if values in the address change what is shown and nothing else."""
    actor, now = actor_of(request), clock.now()
    call = by_slug(actor, slug)
    current = in_force(call.id)
    runners = running(call, actor.person_id, now)
    kept = current if current and current.stand in PREPARED else None
    listed, lacking, changed = _listed(call, runners, kept)
    budget, weights, floors, error = what_if(request, call)
    trying = bool(budget or weights or floors)
    real = listed
    if trying:
        listed = listed.what_if(budget, weights, floors)
    pages = Paginator(listed.selection.rows, A_PAGE).get_page(request.GET.get("page"))
    rows = {row.application_id: row for row in kept.rows} if kept and not trying else {}
    editing = kept is not None and kept.stand == Stand.MADE and not trying
    table = shown.ranked(
        slug_of(request), call, runners, listed, pages.object_list, rows, donors_of(call) if editing else ()
    )
    interested = any(runner.interested for runner in runners)
    stand = current.stand if current else None
    context = {
        "call": call, "rows": table, "page_obj": pages, "low": shown.scale_from(table), "listed": listed,
        "lacking": shown.lacking(slug_of(request), lacking), "trying": trying, "budget": budget, "weights": weights,
        "title": _title(call, runners, listed, lacking, current),
        "lead": shown.lead(listed) if listed.entries and not lacking else "",
        "stand": stand.value if stand else "", "proposal": current.proposal if current else None, "current": current,
        "editing": editing, "unconfirmed": kept.unconfirmed if kept else 0, "changed": changed,
        "open": now < call.closes_at, "scoring": call.component.selection.scoring,
        "may": access.may_propose(actor, interested, call), "errors": [error] if error else [],
        "floors": shown.floors(call, listed), "typed_floors": floors,
        "moved": shown.moved(runners, real, listed) if trying else None, "unmet": listed.unmet,
        "criteria": call.component.criteria, "wide": sum(1 for row in table if row.wide),
        "may_propose": not lacking and bool(listed.entries) and stand not in (Stand.SENT, Stand.DECIDED),
    }
    return render(request, "awards/ranking.html", context, status=422 if error else 200)


def _listed(call: Call, runners: list[Runner], kept: InForce | None) -> tuple[Ranking, list[Gap], bool]:
    """The list to show, what keeps it from being proposed, and whether a kept one is no longer what the scores say."""
    if kept is None:
        found: Judged = judged(call)
        lacking = gaps(call.component, runners, found)
        return ranking(call, without(runners, lacking), found), lacking, False
    listed = frozen(kept.proposal.terms)
    scores = {row.application_id: row.score for row in kept.rows}
    live = {runner.application.id: runner.application.score for runner in runners}
    if not call.component.selection.scoring:
        return listed, [], set(scores) != set(live)
    return listed, [], scores != live


def _title(call: Call, runners: list[Runner], listed: Ranking, lacking: list[Gap], current: InForce | None) -> str:
    if not runners:
        return _("No application competes yet")
    if lacking:
        return words.headline_open(len(lacking))
    funded = sum(1 for row in listed.selection.rows if row.proposal.value == "fund")
    return words.headline(funded, len(listed.selection.rows), decided=bool(current and current.stand == Stand.DECIDED))


Tried = tuple[Money | None, dict[str, int], dict[str, str], dict[str, str] | None]


def what_if(request: HttpRequest, call: Call) -> Tried:
    """Other money, weights and floors from the address, and what is wrong with them."""
    asked = request.GET.get("budget", "").strip()
    budget = read_money(asked, get_language() or "en", call.currency) if asked else None
    if isinstance(budget, Problem) or (budget is not None and (budget.minor <= 0 or budget.minor >= 2**62)):
        text = _("Write the budget as an amount in %(currency)s above zero.") % {"currency": call.currency}
        return None, {}, {}, {"url": "#budget", "text": text}
    weights: dict[str, int] = {}
    for criterion in call.component.criteria if call.component.selection.scoring else ():
        typed = request.GET.get(f"weight.{criterion.id}", "").strip()
        if not typed:
            continue
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 3 and 1 <= int(typed) <= 100):
            text = _("A weight is a whole number from 1 to 100.")
            return None, {}, {}, {"url": f"#weight-{criterion.id}", "text": text}
        if int(typed) != criterion.weight:
            weights[criterion.id] = int(typed)
    floors, error = _other_floors(request, call)
    if error:
        return None, {}, {}, error
    return (None if budget == call.budget else budget), weights, floors, None


def _other_floors(request: HttpRequest, call: Call) -> tuple[dict[str, str], dict[str, str] | None]:
    """Floors as they are tried: a share in per cent, a number, or an amount in main units."""
    found: dict[str, str] = {}
    for floor in call.component.selection.floors:
        typed = request.GET.get(f"floor.{floor.id}", "").strip()
        if not typed:
            continue
        most = 100 if floor.share is not None else 10**12
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 12 and int(typed) <= most):
            return {}, {"url": f"#floor-{floor.id}", "text": _("A minimum is a whole number; a share at most 100.")}
        if typed != (floor.share or floor.at_least):
            found[floor.id] = typed
    return found, None


@route(OFFICER, methods=("POST",))
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the ranking as a proposal."""
    call = by_slug(actor_of(request), slug)
    operations.propose(actor_of(request), call.id, _posted_budget(request, call), request.POST.get("why_unmet", ""))
    messages.success(request, _("The proposal is made. Confirm the donor of each award, then send it for decision."))
    return _back(request, slug)


def _posted_budget(request: HttpRequest, call: Call) -> Money | None:
    minor = request.POST.get("budget_minor", "")
    return Money(int(minor), call.currency) if minor.isascii() and minor.isdigit() and len(minor) <= 18 else None


@route(OFFICER, methods=("POST",))
def donors(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm the donors that the page shows."""
    call = by_slug(actor_of(request), slug)
    chosen: dict[UUID, UUID] = {}
    for name, value in request.POST.items():
        row, donor = uuid_or_none(name.removeprefix("donor-")), uuid_or_none(str(value))
        if name.startswith("donor-") and row and donor:
            chosen[row] = donor
    current = operations.confirm_donors(actor_of(request), posted_proposal(request), chosen)
    if current.unconfirmed:
        messages.warning(request, _("Saved. Some awards still have no donor."))
    else:
        messages.success(request, _("Every award has its donor."))
    return _back(request, call.slug)


@route(OFFICER, methods=("POST",))
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay the proposal before a second officer."""
    call = by_slug(actor_of(request), slug)
    operations.send_for_decision(actor_of(request), posted_proposal(request))
    messages.success(request, _("The proposal lies with your colleagues for decision."))
    return _back(request, call.slug)


def posted_proposal(request: HttpRequest) -> UUID:
    """The proposal that the page showed; 404 for what is none."""
    found = uuid_or_none(request.POST.get("proposal", ""))
    if found is None or not Proposal.objects.filter(id=found).exists():
        raise access.missing()
    return found


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    return redirect("awards:ranking", slug_of(request), slug)

