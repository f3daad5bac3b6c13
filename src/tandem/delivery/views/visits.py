"""Visits: who goes where, who meets whom, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.delivery import access, operations, queries
from tandem.delivery.forms import AccountForm, CancelForm, VisitForm
from tandem.delivery.models import Participant, Visit
from tandem.delivery.states import VisitState
from tandem.delivery.views.shown import frame, opened, side_name
from tandem.delivery.words import said
from tandem.foundation.access import Refused
from tandem.partnerships.access import Held
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import number

KINDS = {VisitState.PLANNED: "accent", VisitState.HELD: "good", VisitState.CANCELLED: ""}


@route(SIGNED_IN)
def listed(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Every visit, and how many each side has received."""
    held = opened(request, grant)
    found = queries.visits(grant)
    counted = queries.both_ways(found, (party.side for party in held.parties))
    rows = [_row(request, held, visit) for visit in found]
    one_way = [side_name(held, side) for side, times in counted.items() if not times] if any(counted.values()) else []
    context = frame(
        request, held, "visits", rows=rows, title=_title(found), may=access.may_write(held), one_way=one_way,
        counted=[{"name": side_name(held, side), "times": times} for side, times in counted.items()],
        asks=held.rulebook.visits.counterparts,
    )
    return render(request, "delivery/visits.html", context)


def _title(found: list[Visit]) -> str:
    held = sum(1 for visit in found if visit.state == VisitState.HELD)
    if not held:
        return _("No visit has been held yet")
    return ngettext("%(n)s visit has been held", "%(n)s visits have been held", held) % {"n": number(held)}


def _row(request: HttpRequest, held: Held, visit: Any) -> dict[str, Any]:
    alone = queries.unmatched(visit.people)
    return {
        "url": reverse("delivery:visit", args=[slug_of(request), held.grant.id, visit.id]), "place": visit.place,
        "host": side_name(held, visit.host), "from_on": visit.from_on, "to_on": visit.to_on, "purpose": visit.purpose,
        "people": len(visit.people), "state": VisitState(visit.state).label, "kind": KINDS[VisitState(visit.state)],
        "alone": len(alone) if held.rulebook.visits.counterparts and visit.state != VisitState.CANCELLED else 0,
    }


@route(SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Plan a visit."""
    held = opened(request, grant)
    access.demand_belongs(held)
    plan = queries.doing(grant)
    people = queries.team(held.grant)
    kwargs: dict[str, Any] = {"held": held, "people": people, "activities": plan.plan.activities if plan else ()}
    form = VisitForm(request.POST or None, **kwargs)
    if request.method == "POST":
        form = VisitForm(request.POST, **kwargs)
        if form.is_valid():
            try:
                visit = operations.plan_visit(actor_of(request), grant, form.given())
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("The visit is planned. Look who meets whom."))
                return redirect("delivery:visit", slug_of(request), grant, visit.id)
    context = frame(request, held, "visits", form=form, errors=errors_of(form), team=people, may=access.may_write(held))
    return render(request, "delivery/visit_new.html", context, status=422 if context["errors"] else 200)


@route(SIGNED_IN)
def one(request: HttpRequest, grant: UUID, visit: UUID) -> HttpResponse:
    """One visit with its people."""
    held = opened(request, grant)
    return _page(request, held, _found(grant, visit))


@route(SIGNED_IN, methods=("POST",))
def pair(request: HttpRequest, grant: UUID, visit: UUID) -> HttpResponse:
    """Say who meets whom."""
    held = opened(request, grant)
    found = _found(grant, visit)
    try:
        operations.pair(actor_of(request), found.id, _pairs(request.POST))
    except Refused as refused:
        if refused.status != 422:
            raise
        return _page(request, held, found, refused=refused)
    messages.success(request, _("Saved who meets whom."))
    return redirect(reverse("delivery:visit", args=[slug_of(request), grant, visit]) + "#people")


def _pairs(posted: Mapping[str, str]) -> dict[UUID, UUID | None]:
    """Participant → counterpart, as the page's lists were set; what is no id is nobody of this visit."""
    found: dict[UUID, UUID | None] = {}
    for name, value in posted.items():
        if name.startswith("meets-"):
            try:
                found[UUID(name.removeprefix("meets-"))] = UUID(value) if value else None
            except ValueError:
                raise access.missing() from None
    return found


@route(SIGNED_IN, methods=("POST",))
def held_now(request: HttpRequest, grant: UUID, visit: UUID) -> HttpResponse:
    """Write down what came of it."""
    held = opened(request, grant)
    found = _found(grant, visit)
    form = AccountForm(request.POST)
    form.is_valid()
    try:
        operations.hold_visit(actor_of(request), found.id, form.cleaned_data.get("account", ""))
    except Refused as refused:
        form.refuse(refused)
        return _page(request, held, found, account=form)
    messages.success(request, _("The visit counts as held."))
    return redirect("delivery:visit", slug_of(request), grant, visit)


@route(SIGNED_IN, methods=("POST",))
def cancel(request: HttpRequest, grant: UUID, visit: UUID) -> HttpResponse:
    """Call it off."""
    held = opened(request, grant)
    found = _found(grant, visit)
    form = CancelForm(request.POST)
    form.is_valid()
    try:
        operations.cancel_visit(actor_of(request), found.id, form.cleaned_data.get("reason", ""))
    except Refused as refused:
        form.refuse(refused)
        return _page(request, held, found, off=form)
    messages.success(request, _("The visit is called off."))
    return redirect("delivery:visits", slug_of(request), grant)


def _found(grant: UUID, visit: UUID) -> Visit:
    found: Visit | None = Visit.objects.filter(id=visit, grant=grant).select_related("recorded_by").first()
    if found is None:
        raise access.missing()
    return found


def _page(
    request: HttpRequest, held: Held, visit: Visit, *, account: AccountForm | None = None,
    off: CancelForm | None = None, refused: Refused | None = None,
) -> HttpResponse:
    rows = Participant.objects.filter(visit=visit).select_related("counterpart").order_by("place", "id")
    people = list(rows)
    asks, may = held.rulebook.visits.counterparts, access.may_write(held)
    planned = visit.state == VisitState.PLANNED
    alone = queries.unmatched(people) if asks and visit.state != VisitState.CANCELLED else []
    plan = queries.doing(held.grant.id) if visit.activity else None
    activity = plan.activity(visit.activity) if plan and visit.activity else None
    errors = [{"url": "#people", "text": said(one)} for one in refused.problems] if refused else []
    absent = queries.not_approved(held.grant, visit, people) if planned else []
    context = frame(
        request, held, "visits", visit=visit, host=side_name(held, visit.host), may=may, planned=planned,
        title=_("Visit to %(place)s") % {"place": visit.place}, state=VisitState(visit.state),
        kind=KINDS[VisitState(visit.state)], activity=activity, asks=asks, alone=[one.name for one in alone],
        absent=absent,
        people=[_person(held, one, people, visit) for one in people],
        may_pair=may and asks and visit.state != VisitState.CANCELLED,
        account_form=account or (AccountForm() if may and planned else None),
        cancel_form=off or (CancelForm() if may and planned else None),
        has_begun=visit.from_on <= access.today(held),
        errors=errors + errors_of(account) + errors_of(off),
    )
    return render(request, "delivery/visit.html", context, status=422 if context["errors"] else 200)


def _person(held: Held, one: Participant, people: list[Participant], visit: Visit) -> dict[str, Any]:
    """A participant: travels or receives, and whom they meet or could meet, the same profession first."""
    word = one.profession.casefold()
    others = sorted(
        (other for other in people if other.side != one.side), key=lambda other: other.profession.casefold() != word
    )
    return {
        "one": one, "side": side_name(held, one.side), "travels": one.side != visit.host,
        "meets": one.counterpart, "others": others,
        "differ": bool(one.counterpart and word != one.counterpart.profession.casefold()),
    }
