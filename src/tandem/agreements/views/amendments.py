"""Amendments: the list, asking for one, and one with its difference in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.agreements import access, operations, queries
from tandem.agreements.forms import ReasonForm
from tandem.agreements.models import Amendment
from tandem.agreements.operations.amending import hands
from tandem.agreements.states import Course
from tandem.agreements.words import COURSES
from tandem.core import planning
from tandem.foundation.access import Refused, deny
from tandem.partnerships.access import Held, hold
from tandem.partnerships.states import GrantStep
from tandem.plans.queries import contents, draft
from tandem.plans.rules import terms_of
from tandem.plans.words import said
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN)
def listing(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Every amendment, and the form to ask for one."""
    return _listing(request, hold(actor_of(request), grant), ReasonForm())


@route(SIGNED_IN, methods=("POST",))
def ask(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Begin an amendment; what was typed stays when it is refused."""
    form = ReasonForm(request.POST)
    try:
        made = operations.ask(actor_of(request), grant, request.POST.get("reason", ""))
    except Refused as refused:
        if refused.status != 422:
            raise
        form.is_valid()
        form.add_error("reason", refused.said)
        return _listing(request, hold(actor_of(request), grant), form)
    messages.success(request, _("Change the plan now; then submit the amendment."))
    return redirect("agreements:amendment", slug_of(request), grant, made.id)


def _listing(request: HttpRequest, held: Held, form: ReasonForm) -> HttpResponse:
    errors = [{"url": "#id_reason", "text": text} for text in form.errors.get("reason", ())] if form.is_bound else []
    rows = queries.amendments_of(held.grant.id)
    waiting = any(row.decided_at is None for row in rows)
    may = bool(held.may("edit")) and held.grant.step == GrantStep.AGREED and not waiting
    context = {
        "held": held, "grant": held.grant, "form": form if may else None, "errors": errors, "may": may,
        "rows": [{"row": row, "label": row.course.label, "kind": COURSES[row.course]} for row in rows],
        "agreed": held.grant.step == GrantStep.AGREED, "waiting": waiting,
    }
    return render(request, "agreements/amendments.html", context, status=422 if errors else 200)


def _one(request: HttpRequest, grant: UUID, amendment: UUID) -> tuple[Held, Amendment]:
    held = hold(actor_of(request), grant)
    rows = Amendment.objects.select_related("asked_by", "submitted_by", "decided_by", "base", "draft")
    row = rows.filter(id=amendment, grant=held.grant).first()
    if row is None:
        raise access.missing()
    return held, row


@route(SIGNED_IN)
def page(request: HttpRequest, grant: UUID, amendment: UUID) -> HttpResponse:
    """One amendment: why, what changes, who decides."""
    return _page(request, *_one(request, grant, amendment))


def _page(request: HttpRequest, held: Held, row: Amendment, **more: Any) -> HttpResponse:
    waits = row.course == Course.SUBMITTED
    writes = bool(held.may("edit")) and row.decided_at is None and not held.closed
    context = {
        "held": held, "grant": held.grant, "row": row, "course": row.course, "tag": COURSES[row.course],
        "difference": _difference(held, row), "title": _title(row), "writes": writes and row.submitted_at is None,
        "may_withdraw": writes, "waits": waits, "errors": [],
        "may": access.may_decide(held, hands(row)) if waits and held.officer else deny("", ""),
        "findings": _hindrances(held, row) if waits and held.officer else [], **more,
    }
    return render(request, "agreements/amendment.html", context, status=422 if context["errors"] else 200)


def _hindrances(held: Held, row: Amendment) -> list[Any]:
    """What would refuse the new agreement, so that the officer sees it before deciding."""
    from tandem.agreements.queries.preparing import prepare

    kinds = [kind for kind, paper in held.rulebook.agreements.items() if paper.between != "parties"]
    return [each.shown for kind in kinds[:1] for each in prepare(held, kind, version=row.draft).findings]


def _title(row: Amendment) -> str:
    return {
        Course.WRITTEN: _("Amendment %(number)s is being written"),
        Course.SUBMITTED: _("Amendment %(number)s waits for the decision"),
        Course.APPROVED: _("Amendment %(number)s holds"),
        Course.REFUSED: _("Amendment %(number)s was refused"),
        Course.WITHDRAWN: _("Amendment %(number)s was withdrawn"),
    }[row.course] % {"number": row.number}


def _difference(held: Held, row: Amendment) -> Sequence[str]:
    """The frozen difference in the reader's language; while it is written, the difference as it is now."""
    if row.difference:
        frozen: dict[str, list[str]] = row.difference
        return frozen.get((get_language() or "en").split("-")[0]) or next(iter(frozen.values()))
    current = draft(row.base.plan_id)
    if current is None or row.decided_at is not None or not (held.officer or held.belongs):
        return ()
    found = contents([row.base_id, current.id])
    before, after = found[row.base_id], found[current.id]
    terms = terms_of(held.grant, tuple(party.side for party in held.parties))
    return said(planning.difference(before, after), terms, get_language() or "en", (before, after))


@route(SIGNED_IN, methods=("POST",))
def submit(request: HttpRequest, grant: UUID, amendment: UUID) -> HttpResponse:
    """Lay it before the officers."""
    held, row = _one(request, grant, amendment)
    try:
        operations.submit(actor_of(request), row.id)
    except Refused as refused:
        if refused.status != 422:
            raise
        row.refresh_from_db()
        return _page(request, held, row, errors=[{"url": "#difference", "text": refused.said}])
    messages.success(request, _("It lies with the organiser for decision."))
    return redirect("agreements:amendment", slug_of(request), grant, amendment)


@route(SIGNED_IN, methods=("POST",))
def decide(request: HttpRequest, grant: UUID, amendment: UUID) -> HttpResponse:
    """Approve what was read, or refuse it with a note."""
    held, row = _one(request, grant, amendment)
    note = request.POST.get("note", "")
    try:
        operations.decide(
            actor_of(request), row.id, request.POST.get("digest", ""), request.POST.get("outcome", ""), note
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        row.refresh_from_db()
        error = {"url": "#note" if refused.code == "note_missing" else "#findings",
                 "text": refused.said}
        return _page(request, held, row, errors=[error], note=note)
    messages.success(request, _("Decided. The partners hear it by mail."))
    return redirect("agreements:amendment", slug_of(request), grant, amendment)


@route(SIGNED_IN, methods=("POST",))
def withdraw(request: HttpRequest, grant: UUID, amendment: UUID) -> HttpResponse:
    """Take it back."""
    _held, row = _one(request, grant, amendment)
    operations.withdraw(actor_of(request), row.id)
    messages.success(request, _("The amendment is withdrawn. What is agreed stays as it is."))
    return redirect("agreements:amendments", slug_of(request), grant)
