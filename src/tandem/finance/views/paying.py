"""Instalments: when they are due, what is missing, authorising, paying, the payment order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.values import Money
from tandem.finance import access, conditions, operations
from tandem.finance.forms import AuthoriseForm, PayForm, RepayForm, blame
from tandem.finance.models import Instalment
from tandem.finance.operations.booking import today
from tandem.finance.queries.ledger import unspent
from tandem.finance.states import Payment
from tandem.finance.views import shown
from tandem.foundation.access import Refused
from tandem.foundation.access.offices import paying_offices
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.access import Held, hold
from tandem.partnerships.queries import names_of_many
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import CASHIER, OFFICER, SIGNED_IN, route
from tandem.web.templatetags.tandem import day, number
from tandem.web.templatetags.tandem import money as money_text

RECENT = 20


@route(SIGNED_IN)
def listing(request: HttpRequest, grant: UUID) -> HttpResponse:
    """All instalments of a grant in the order of their days."""
    return _listing(request, hold(actor_of(request), grant))


def _listing(request: HttpRequest, held: Held, form: RepayForm | None = None) -> HttpResponse:
    rows = list(Instalment.objects.filter(grant=held.grant).exclude(state=Payment.DROPPED).order_by("due_on"))
    names = shown.names(held)
    paid = sum(row.planned_minor for row in rows if row.state == Payment.PAID)
    back = unspent(held.grant)
    if form is None and back.minor > 0 and access.may_book(held) and not held.closed:
        form = RepayForm(currency=held.grant.currency, sides=_sides(held))
    errors = errors_of(form) if form is not None and form.is_bound else []
    context = shown.head(held) | {
        "rows": [shown.instalment(names, row) for row in rows], "title": _title(held, rows), "unspent": back,
        "form": form, "errors": errors,
        "paid": Money(paid, held.grant.currency),
        "left": Money(sum(row.planned_minor for row in rows) - paid, held.grant.currency),
    }
    return render(request, "finance/instalments.html", context, status=422 if errors else 200)


@route(CASHIER, methods=("POST",))
def repay(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Record that money came back."""
    held = hold(actor_of(request), grant)
    form = RepayForm(request.POST, currency=held.grant.currency, sides=_sides(held))
    if form.is_valid():
        try:
            operations.repay(actor_of(request), held.grant.id, **form.cleaned_data)
            messages.success(request, _("Recorded as paid back."))
            return redirect("finance:instalments", slug_of(request), held.grant.id)
        except Refused as refused:
            blame(form, refused, {})
    return _listing(request, held, form)


def _title(held: Held, rows: list[Instalment]) -> str:
    following = next((row for row in rows if row.state != Payment.PAID), None)
    if not rows:
        return _("No instalment is planned yet")
    if following is None:
        return _("Everything is paid")
    said = {"amount": money_text(following.planned), "day": day(following.due_on)}
    if following.due_on < today(held.grant):
        return _("%(amount)s should have been paid by %(day)s") % said
    return _("Next: %(amount)s on %(day)s") % said


def _found(held: Held, instalment: UUID) -> Instalment:
    rows = Instalment.objects.filter(grant=held.grant, id=instalment)
    row = rows.select_related("payee", "authorised_by", "paid_by").first()
    if row is None:
        raise access.missing()
    return row


@route(SIGNED_IN)
def page(request: HttpRequest, grant: UUID, instalment: UUID) -> HttpResponse:
    """One instalment: what is missing, the officer's form or the cashier's, and what was done."""
    held = hold(actor_of(request), grant)
    return _page(request, held, _found(held, instalment))


def _page(request: HttpRequest, held: Held, row: Instalment, form: Form | None = None) -> HttpResponse:
    planned, authorised = row.state == Payment.PLANNED, row.state == Payment.AUTHORISED
    missing = conditions.lacking(held, row) if planned else ()
    may_authorise, may_pay = access.may_authorise(held, row), access.may_pay(held, row)
    if form is None and planned and may_authorise and not missing and not held.closed:
        form = AuthoriseForm(sides=_sides(held), initial=_last(held))
    elif form is None and authorised and may_pay and not held.closed:
        form = PayForm(currency=row.currency, initial={"amount": number(row.planned.amount)})
    errors = errors_of(form) if form is not None and form.is_bound else []
    context = shown.head(held) | {
        "row": row, "item": shown.instalment(shown.names(held), row), "missing": missing, "form": form,
        "errors": errors, "title": _said(held, row), "planned": planned, "authorised": authorised,
        "paying": isinstance(form, PayForm), "why": _why(held, row, may_authorise, may_pay),
        "may_take_back": authorised and bool(held.acts) and not held.closed, "bank": held.reads != "donor",
    }
    return render(request, "finance/instalment.html", context, status=422 if errors else 200)


def _why(held: Held, row: Instalment, may_authorise: Any, may_pay: Any) -> Any:
    """Why somebody whose work it would be cannot do the next step."""
    if row.state == Payment.PLANNED and held.officer and not may_authorise:
        return may_authorise.reason
    if row.state == Payment.AUTHORISED and held.actor.has(Role.CASHIER) and not may_pay:
        return may_pay.reason
    return ""


def _said(held: Held, row: Instalment) -> str:
    said = {"amount": money_text(row.planned), "day": day(row.paid_on or row.due_on)}
    if row.state == Payment.PAID:
        return _("%(amount)s was paid on %(day)s") % said
    if row.state == Payment.AUTHORISED:
        return _("%(amount)s may be paid, due on %(day)s") % said
    if row.state == Payment.DROPPED:
        return _("This instalment is no longer planned")
    return _("%(amount)s is planned for %(day)s") % said


def _sides(held: Held) -> list[tuple[str, str]]:
    return list(shown.names(held).items())


def _last(held: Held) -> dict[str, str]:
    """Who was paid last, and where to; the first party when nobody was."""
    rows = Instalment.objects.filter(grant=held.grant, state=Payment.PAID).order_by("-paid_at")
    last = rows.first()
    return {"side": last.side, "account": last.account} if last else {"side": next(iter(shown.names(held)), "")}


def _to_page(request: HttpRequest, held: Held, row: Instalment, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("finance:instalment", slug_of(request), held.grant.id, row.id)


@route(OFFICER, methods=("POST",))
def authorise(request: HttpRequest, grant: UUID, instalment: UUID) -> HttpResponse:
    """Let it be paid."""
    held = hold(actor_of(request), grant)
    row = _found(held, instalment)
    form = AuthoriseForm(request.POST, sides=_sides(held))
    if not (decision := access.may_authorise(held, row)):
        raise Refused.by(decision)
    if form.is_valid():
        try:
            operations.authorise(actor_of(request), row.id, **form.cleaned_data)
            return _to_page(request, held, row, _("Authorised. A cashier pays exactly this."))
        except Refused as refused:
            blame(form, refused, {})
    return _page(request, held, _found(held, instalment), form)


@route(OFFICER, methods=("POST",))
def take_back(request: HttpRequest, grant: UUID, instalment: UUID) -> HttpResponse:
    """Undo an authorisation."""
    held = hold(actor_of(request), grant)
    row = _found(held, instalment)
    try:
        operations.take_back(actor_of(request), row.id, request.POST.get("reason", ""))
    except Refused as refused:
        if refused.status != 422:
            raise
        messages.error(request, str(refused.reason))
        return redirect("finance:instalment", slug_of(request), held.grant.id, row.id)
    return _to_page(request, held, row, _("Taken back. It is planned again."))


@route(CASHIER, methods=("POST",))
def pay(request: HttpRequest, grant: UUID, instalment: UUID) -> HttpResponse:
    """Record the payment."""
    held = hold(actor_of(request), grant)
    row = _found(held, instalment)
    if not (decision := access.may_pay(held, row)):
        raise Refused.by(decision)
    form = PayForm(request.POST, currency=row.currency)
    if form.is_valid():
        try:
            operations.pay(actor_of(request), row.id, seen=request.POST.get("seen", ""), **form.cleaned_data)
            return _to_page(request, held, row, _("Recorded as paid."))
        except Refused as refused:
            blame(form, refused, {})
    return _page(request, held, _found(held, instalment), form)


@route(CASHIER)
def payments(request: HttpRequest) -> HttpResponse:
    """What a cashier has to pay, soonest first, and what was paid lately."""
    rows = Instalment.objects.filter(paying_offices(actor_of(request), "grant__office"))
    rows = rows.select_related("grant", "payee", "authorised_by", "paid_by")
    due = list(rows.filter(state=Payment.AUTHORISED).order_by("due_on", "id"))
    paid = list(rows.filter(state=Payment.PAID).order_by("-paid_at", "-id")[:RECENT])
    names = names_of_many({row.grant.partnership_id for row in [*due, *paid]})
    title = ngettext("One payment waits", "%(n)s payments wait", len(due)) % {"n": len(due)}
    context = {
        "title": title if due else _("No payment waits"),
        "due": [{"row": row, "names": " · ".join(names.get(row.grant.partnership_id, []))} for row in due],
        "paid": [{"row": row, "names": " · ".join(names.get(row.grant.partnership_id, []))} for row in paid],
    }
    return render(request, "finance/payments.html", context)
