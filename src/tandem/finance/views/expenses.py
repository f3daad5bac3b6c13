"""Expenses of a grant: the list, one expense with its receipt, and what is decided about it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.values import Money
from tandem.finance import access, operations, words
from tandem.finance.models import Entry, Expense
from tandem.finance.operations.entering import findings_of
from tandem.finance.queries.lines import agreed
from tandem.finance.states import Claim
from tandem.finance.views import shown
from tandem.finance.views.entering import converted
from tandem.foundation.access import Refused, allow
from tandem.foundation.files.serving import serve
from tandem.partnerships.access import Held, hold
from tandem.partnerships.states import GrantStep
from tandem.web.asking import actor_of, slug_of, uuid_or_none
from tandem.web.routes import OFFICER, SIGNED_IN, route

A_PAGE = 50


@route(SIGNED_IN)
def listing(request: HttpRequest, grant: UUID) -> HttpResponse:
    """The expenses: filtered and paged with the state in the address, with the sums of what is shown."""
    held = hold(actor_of(request), grant)
    asked = {name: request.GET.get(name, "") for name in ("state", "side", "year", "line")}
    rows = _filtered(held, asked)
    totals = list(rows.values("state").annotate(number=Count("id"), minor=Sum("grant_minor")).order_by())
    pages = Paginator(rows.select_related("receipt"), A_PAGE).get_page(request.GET.get("page"))
    titles = shown.lines(held, agreed(held.grant))
    waiting = sum(each["number"] for each in totals if each["state"] == Claim.ENTERED)
    number = sum(each["number"] for each in totals)
    context = shown.head(held) | {
        "asked": asked, "page_obj": pages, "filtered": any(asked.values()),
        "used": sum(bool(value) for value in asked.values()),
        "rows": [shown.expense(held, titles, row) for row in pages.object_list],
        "states": Claim.choices, "sides": shown.names(held).items(), "lines": titles.items(),
        "years": range(held.grant.first_year, held.grant.first_year + held.grant.years),
        "totals": [_total(held, each) for each in totals], "title": _title(number, waiting),
        "may_enter": bool(held.may("edit")) and held.grant.step == GrantStep.AGREED,
    }
    return render(request, "finance/expenses.html", context)


def _filtered(held: Held, asked: dict[str, str]) -> QuerySet[Expense]:
    rows = Expense.objects.filter(grant=held.grant).order_by("-entered_at", "-id")
    if asked["state"] in Claim.values:
        rows = rows.filter(state=asked["state"])
    if asked["side"]:
        rows = rows.filter(side=asked["side"])
    if asked["year"].isascii() and asked["year"].isdigit() and len(asked["year"]) == 4:
        rows = rows.filter(year=max(int(asked["year"]) - held.grant.first_year + 1, 0))
    if line := uuid_or_none(asked["line"]):
        rows = rows.filter(line=line)
    return rows


def _total(held: Held, each: Any) -> dict[str, Any]:
    state = Claim(each["state"])
    return {"label": state.label, "kind": shown.CLAIM[state], "number": each["number"],
            "money": Money(each["minor"] or 0, held.grant.currency)}


def _title(number: int, waiting: int) -> str:
    if waiting:
        return ngettext("One expense waits for an officer", "%(n)s expenses wait for an officer", waiting) % {
            "n": waiting
        }
    if number:
        return ngettext("One expense, nothing waits", "%(n)s expenses, nothing waits", number) % {"n": number}
    return _("No expense yet")


def _found(held: Held, expense: UUID) -> Expense:
    rows = Expense.objects.filter(grant=held.grant, id=expense)
    row = rows.select_related("receipt", "entered_by", "decided_by", "grant").first()
    if row is None:
        raise access.missing()
    return row


@route(SIGNED_IN)
def page(request: HttpRequest, grant: UUID, expense: UUID) -> HttpResponse:
    """One expense: what was paid, how it was converted, what is against it now, who decided, where it is booked."""
    held = hold(actor_of(request), grant)
    row = _found(held, expense)
    return _page(request, held, row)


def _page(request: HttpRequest, held: Held, row: Expense, error: str = "") -> HttpResponse:
    waiting = row.state == Claim.ENTERED
    judge, plan, against = access.may_judge(held, row), agreed(held.grant), []
    if waiting and held.officer and plan is not None and not held.closed:
        against = [words.against(each) for each in findings_of(held, plan, row) if each.severity == "must"]
    context = shown.head(held) | {
        "item": shown.expense(held, shown.lines(held, plan), row), "row": row, "converted": converted(row),
        "for_whom": [each["name"] for each in row.persons] or [name for name in (row.person,) if name],
        "title": _said(row), "against": against, "judge": judge, "waiting": waiting,
        "may_withdraw": waiting and bool(held.may("edit", row.side)) and not held.closed,
        "may_disallow": row.state == Claim.ACCEPTED and bool(judge) and not held.closed,
        "again": row.state in (Claim.REFUSED, Claim.WITHDRAWN) and bool(held.may("edit", row.side)),
        "entries": Entry.objects.filter(source_kind="expense", source_id=row.id).order_by("id"),
        "errors": [{"url": "#reason", "text": error}] if error else [],
        "finding": request.GET.get("finding", ""),
    }
    return render(request, "finance/expense.html", context, status=422 if error else 200)


def _said(row: Expense) -> str:
    return {
        Claim.ENTERED: _("“%(text)s” waits for an officer"), Claim.ACCEPTED: _("“%(text)s” is accepted"),
        Claim.REFUSED: _("“%(text)s” was refused"), Claim.WITHDRAWN: _("“%(text)s” was taken back"),
        Claim.DISALLOWED: _("“%(text)s” was accepted first and then disallowed"),
    }[Claim(row.state)] % {"text": row.text}


@route(SIGNED_IN)
def receipt(request: HttpRequest, grant: UUID, expense: UUID) -> HttpResponse:
    """The receipt, to whoever may look into the grant now."""
    held = hold(actor_of(request), grant)
    row = _found(held, expense)
    if row.receipt is None:
        raise access.missing()
    return cast(HttpResponse, serve(allow(held.reads), row.receipt, request))


def _back(request: HttpRequest, held: Held, row: Expense, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("finance:expense", slug_of(request), held.grant.id, row.id)


@route(SIGNED_IN, methods=("POST",))
def withdraw(request: HttpRequest, grant: UUID, expense: UUID) -> HttpResponse:
    """The party takes it back."""
    held = hold(actor_of(request), grant)
    row = operations.withdraw(actor_of(request), _found(held, expense).id)
    return _back(request, held, row, _("Taken back. You can enter it again."))


@route(OFFICER, methods=("POST",))
def accept(request: HttpRequest, grant: UUID, expense: UUID) -> HttpResponse:
    """An officer accepts it; the list goes on with the next one."""
    held = hold(actor_of(request), grant)
    row = operations.accept(actor_of(request), _found(held, expense).id)
    messages.success(request, _("Accepted: %(text)s.") % {"text": row.text})
    following = Expense.objects.filter(grant=held.grant, state=Claim.ENTERED).order_by("entered_at", "id").first()
    if following is None:
        return redirect("finance:expenses", slug_of(request), held.grant.id)
    return redirect("finance:expense", slug_of(request), held.grant.id, following.id)


@route(OFFICER, methods=("POST",))
def refuse(request: HttpRequest, grant: UUID, expense: UUID) -> HttpResponse:
    """An officer refuses it with a reason."""
    held = hold(actor_of(request), grant)
    row = _found(held, expense)
    try:
        operations.refuse(actor_of(request), row.id, request.POST.get("reason", ""))
    except Refused as refused:
        return _say(request, held, row, refused)
    return _back(request, held, row, _("Refused. The partner reads your reason."))


@route(OFFICER, methods=("POST",))
def disallow(request: HttpRequest, grant: UUID, expense: UUID) -> HttpResponse:
    """An officer takes an accepted expense out of the accounts."""
    held = hold(actor_of(request), grant)
    row = _found(held, expense)
    try:
        finding = uuid_or_none(request.POST.get("finding", ""))
        operations.disallow(actor_of(request), row.id, request.POST.get("reason", ""), finding)
    except Refused as refused:
        return _say(request, held, row, refused)
    return _back(request, held, row, _("Disallowed. The ledger has the reverse booking."))


def _say(request: HttpRequest, held: Held, row: Expense, refused: Refused) -> HttpResponse:
    """A reason that is missing is said at its field; anything else goes on."""
    if refused.status != 422:
        raise refused
    return _page(request, held, row, refused.said)
