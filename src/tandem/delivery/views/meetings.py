"""Yearly meetings, their minutes, and what was decided."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.delivery import access, operations, queries
from tandem.delivery.forms import DoneForm, MeetingForm, beginning
from tandem.delivery.models import Meeting, MeetingDecision
from tandem.delivery.views.shown import frame, opened, side_name
from tandem.foundation.access import Refused, allow
from tandem.foundation.files.serving import serve
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import localised


@route(SIGNED_IN)
def listed(request: HttpRequest, grant: UUID) -> HttpResponse:
    """The meetings, and the years of the grant that have none."""
    held = opened(request, grant)
    found = queries.meetings(grant)
    asked = held.rulebook.meeting is not None and held.grant.step == GrantStep.AGREED
    this_year = access.today(held).year
    years = range(held.grant.starts_on.year, min(held.grant.ends_on.year, this_year) + 1) if asked else ()
    there = {meeting.year for meeting in found}
    context = frame(
        request, held, "meetings", title=_title(held, found, [year for year in years if year not in there]),
        missed=[year for year in years if year not in there and year < this_year], may=access.may_write(held),
        rows=[_row(request, held, meeting) for meeting in found], word=_word(held),
    )
    return render(request, "delivery/meetings.html", context)


def _word(held: Held) -> Any:
    rules = held.rulebook.meeting
    return rules.title if rules else _("Meeting")


def _title(held: Held, found: list[Meeting], without: list[int]) -> str:
    if without:
        return _("No meeting is written down for %(year)s") % {"year": without[0]}
    return _("Every year so far has its meeting") if found else _("No meeting is written down yet")


def _row(request: HttpRequest, held: Held, meeting: Any) -> dict[str, Any]:
    open_ones = sum(1 for one in meeting.decided if one.done_on is None)
    return {
        "url": reverse("delivery:meeting", args=[slug_of(request), held.grant.id, meeting.id]),
        "year": meeting.year, "held_on": meeting.held_on, "place": meeting.place, "decided": len(meeting.decided),
        "open": open_ones, "minutes": meeting.minutes is not None,
    }


@route(SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Write down a meeting that was held."""
    held = opened(request, grant)
    access.demand_belongs(held)
    form = MeetingForm(held=held, initial=beginning(access.today(held), held))
    if request.method == "POST":
        form = MeetingForm(request.POST, request.FILES, held=held)
        if form.is_valid():
            try:
                made = operations.record_meeting(actor_of(request), grant, form.given(), request.FILES.get("minutes"))
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("The meeting is written down."))
                return redirect("delivery:meeting", slug_of(request), grant, made.id)
    context = frame(
        request, held, "meetings", form=form, errors=errors_of(form), word=_word(held), may=access.may_write(held)
    )
    return render(request, "delivery/meeting_new.html", context, status=422 if context["errors"] else 200)


@route(SIGNED_IN)
def one(request: HttpRequest, grant: UUID, meeting: UUID) -> HttpResponse:
    """One meeting: agenda, minutes, decisions."""
    held = opened(request, grant)
    return _page(request, held, _found(grant, meeting))


def _page(
    request: HttpRequest, held: Held, found: Meeting, refused: tuple[UUID, DoneForm] | None = None
) -> HttpResponse:
    may, today = access.may_write(held), access.today(held)
    decisions = []
    for row in MeetingDecision.objects.filter(meeting=found).select_related("amendment").order_by("place", "id"):
        form = DoneForm(initial={"done_on": today}, auto_id=f"id_{row.id}_%s") if may and not row.done_on else None
        if refused and refused[0] == row.id:
            form = refused[1]
        decisions.append({
            "row": row, "side": side_name(held, row.side), "form": form,
            "late": bool(row.due_on and row.due_on < today and not row.done_on),
        })
    rules = held.rulebook.meeting
    labels = {item.id: item.label for item in rules.agenda} if rules else {}
    context = frame(
        request, held, "meetings", meeting=found, decisions=decisions, may=may, word=_word(held),
        title=_("%(meeting)s of %(year)s") % {"meeting": localised(_word(held)), "year": found.year},
        agenda=[{"label": labels.get(item, _("What was said")), "text": text} for item, text in found.agenda.items()],
        errors=errors_of(refused[1]) if refused else [],
    )
    return render(request, "delivery/meeting.html", context, status=422 if refused else 200)


@route(SIGNED_IN)
def minutes(request: HttpRequest, grant: UUID, meeting: UUID) -> HttpResponse:
    """The minutes, as they were handed in."""
    opened(request, grant)
    found = _found(grant, meeting)
    if found.minutes is None:
        raise access.missing()
    return cast(HttpResponse, serve(allow("reads_grant"), found.minutes, request))


@route(SIGNED_IN, methods=("POST",))
def amend(request: HttpRequest, grant: UUID, decision: UUID) -> HttpResponse:
    """Ask for the amendment that a decision needs, and go on with it there."""
    opened(request, grant)
    if not MeetingDecision.objects.filter(id=decision, meeting__grant=grant).exists():
        raise access.missing()
    row = operations.amend(actor_of(request), decision)
    messages.success(request, _("The amendment is asked for. Change the plan, then lay it before the officers."))
    return redirect("agreements:amendment", slug_of(request), grant, row.amendment_id)


@route(SIGNED_IN, methods=("POST",))
def settle(request: HttpRequest, grant: UUID, decision: UUID) -> HttpResponse:
    """Write down that a decision was carried out."""
    held = opened(request, grant)
    row = MeetingDecision.objects.filter(id=decision, meeting__grant=grant).first()
    if row is None:
        raise access.missing()
    access.demand_write(held)
    form = DoneForm(request.POST, auto_id=f"id_{row.id}_%s")
    if form.is_valid():
        try:
            operations.settle_decision(actor_of(request), decision, form.cleaned_data["done_on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Written down."))
            return redirect("delivery:meeting", slug_of(request), grant, row.meeting_id)
    return _page(request, held, _found(grant, row.meeting_id), (row.id, form))


def _found(grant: UUID, meeting: UUID) -> Meeting:
    rows = Meeting.objects.filter(id=meeting, grant=grant).select_related("minutes", "recorded_by")
    found: Meeting | None = rows.first()
    if found is None:
        raise access.missing()
    return found
