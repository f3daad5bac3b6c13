"""The form on which a party enters an expense."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.core.values import Money
from tandem.finance import operations, people
from tandem.finance.forms import ExpenseForm, blame, line_choices
from tandem.finance.models import Expense
from tandem.finance.operations.entering import agreed_plan, purpose
from tandem.finance.queries.lines import Agreed, Line, spent_by_cell
from tandem.finance.views import shown
from tandem.finance.words import line_titles
from tandem.finance.words import stay as stay_words
from tandem.foundation.access import Refused
from tandem.foundation.files.models import StoredFile
from tandem.partnerships.access import Held, hold
from tandem.web.asking import actor_of, slug_of, uuid_or_none
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import day, localised, number

WHERE = {"on": "spent_on", "persons": "person", "sha256": "receipt", "side": "line"}


@route(SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Enter an expense; what is refused comes back with everything that was typed, and with the receipt."""
    held = hold(actor_of(request), grant)
    held.demand_open()
    if not (decision := held.may("edit")):
        raise Refused.by(decision)
    plan = agreed_plan(held)
    mine = [side for side in shown.names(held) if held.may("edit", side)]
    post = request.POST if request.method == "POST" else None
    form = _form(held, plan, mine, post, request)
    kept = _kept(request, held) if post is not None else None
    if post is not None:
        kept = _receive(request, held, form, kept)
        made = _enter(request, held, plan, mine, form, kept)
        if made is not None:
            messages.success(request, _("Entered: %(text)s. An officer looks at it next.") % {"text": made.text})
            return redirect("finance:expense", slug_of(request), held.grant.id, made.id)
    errors = errors_of(form) if post is not None else []
    context = shown.head(held) | {
        "form": form, "errors": errors, "kept": kept,
        "people": people.names(held.grant) if "person" in form.fields else (),
        "room": _room(held, plan, mine), "title": _("What was paid?"),
    }
    return render(request, "finance/enter.html", context, status=422 if errors else 200)


def _form(held: Held, plan: Agreed, mine: list[str], post: Any, request: HttpRequest) -> ExpenseForm:
    titles, names = shown.lines(held, plan), shown.names(held)
    used = list(dict.fromkeys(line.currency for line in plan.lines if line.side in mine))
    initial = None if post is not None else _offer(request, held, plan, mine)
    return ExpenseForm(
        post, request.FILES if post is not None else None, lines=line_choices(plan.lines, titles, mine, names),
        used=used, grant_currency=held.grant.currency, initial=initial, **_people(held),
    )


def _people(held: Held) -> dict[str, Any]:
    """Whom the expense may be for, where the programme approves people; which lines ask for it."""
    asked = people.asked(held)
    if asked is None:
        return {}
    words = line_titles(held.rulebook, held.grant.component)
    return {
        "people": [
            (one.person, f"{one.name}, {stay_words(one.first, one.last)}") for one in people.stays(held.grant)
        ],
        "needed": [localised(words[line]) for line in asked.lines if line in words],
    }


def _offer(request: HttpRequest, held: Held, plan: Agreed, mine: list[str]) -> dict[str, Any]:
    """What is filled in already: an earlier expense that is entered again, else the rate this party used last."""
    again = uuid_or_none(request.GET.get("again", ""))
    rows = Expense.objects.filter(grant=held.grant, side__in=mine)
    row = rows.filter(id=again).first() if again else None
    offered: dict[str, Any] = {}
    if row is not None:
        offered = {
            "line": str(row.line), "spent_on": row.spent_on, "text": row.text, "payee": row.payee,
            "amount": number(row.amount.amount), "number": row.number, "person": row.person,
            "persons": [each["person"] for each in row.persons],
        }
    last = row or rows.order_by("-entered_at").first()
    if last is not None:
        return offered | _rate(last.currency, last.rate, last.rate_source, last.rate_on, held)
    line = next((each for each in plan.lines if each.side in mine and each.currency != held.grant.currency), None)
    if line is not None:
        return _rate(line.currency, format(line.rate, "f"), line.rate_source, line.rate_on, held)
    return {"currency": held.grant.currency}


def _rate(currency: str, rate: str, source: str, on: Any, held: Held) -> dict[str, Any]:
    if currency == held.grant.currency:
        return {"currency": currency}
    return {"currency": currency, "rate": number(rate), "rate_source": source, "rate_on": on}


def _kept(request: HttpRequest, held: Held) -> StoredFile | None:
    """The receipt that an earlier attempt has put down."""
    id = uuid_or_none(request.POST.get("kept", ""))
    rows = StoredFile.objects.filter(id=id, purpose=purpose(held.grant.id), uploaded_by=actor_of(request).person_id)
    found: StoredFile | None = rows.first() if id else None
    return found


def _receive(request: HttpRequest, held: Held, form: ExpenseForm, kept: StoredFile | None) -> StoredFile | None:
    upload: UploadedFile | None = request.FILES.get("receipt")
    if upload is None:
        return kept
    try:
        return operations.keep_receipt(actor_of(request), held.grant.id, upload)
    except Refused as refused:
        form.add_error("receipt", f"{upload.name}: {refused.reason} {refused.remedy}".strip())
        return kept


def _enter(
    request: HttpRequest, held: Held, plan: Agreed, mine: list[str], form: ExpenseForm, kept: StoredFile | None
) -> Expense | None:
    if not form.is_valid():
        return None
    line = plan.by_identity.get(UUID(form.cleaned_data["line"]))
    try:
        given = form.given(line.side if line else mine[0], kept.id if kept else None)
        return operations.enter(actor_of(request), held.grant.id, given)
    except Refused as refused:
        where = {name: field for name, field in WHERE.items() if field in form.fields}
        blame(form, refused, where)
        return None


def _room(held: Held, plan: Agreed, mine: list[str]) -> list[dict[str, Any]]:
    """What is left on each of one's lines this year and the others, so that nobody has to be refused to know it."""
    spent, titles = spent_by_cell(held.grant), shown.lines(held, plan)
    return [
        {"line": titles[str(line.identity)], "year": held.grant.first_year + year - 1,
         "left": Money(budget - spent.get((line.identity, year), 0), held.grant.currency)}
        for line in _of(plan.lines, mine) for year, budget in sorted(line.years.items())
    ]


def _of(lines: Iterable[Line], sides: list[str]) -> list[Line]:
    return [line for line in lines if line.side in sides]


def converted(row: Expense) -> str:
    """How an expense came into the grant's currency, in words; '' when it was in it."""
    if row.currency == row.grant_currency or not row.rate:
        return ""
    said = {
        "one": row.currency, "rate": number(Decimal(row.rate)), "currency": row.grant_currency,
        "source": row.rate_source, "day": day(row.rate_on),
    }
    return _("1 %(one)s = %(rate)s %(currency)s, %(source)s, %(day)s") % said
