"""The overview of a grant's money: variances, the ledger, what has been burnt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tandem.core import ledger
from tandem.core.ledger import variance
from tandem.core.pictures.bars import Bar, bars
from tandem.core.values import Money
from tandem.finance import words
from tandem.finance.models import Entry
from tandem.finance.operations.booking import today
from tandem.finance.queries.ledger import transactions
from tandem.finance.queries.lines import agreed
from tandem.finance.queries.variances import LineVariance, explain_from, variances
from tandem.finance.views import shown
from tandem.partnerships.access import Held, hold
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import money as money_text
from tandem.web.templatetags.tandem import percent

A_PAGE = 60


@route(SIGNED_IN)
def money(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Received, spent and left; budget against accounts per line, year and party."""
    held = hold(actor_of(request), grant)
    rows = variances(held.grant, held.rulebook)
    booked = transactions(held.grant.id)
    paid, spent = ledger.received(booked), ledger.spent_by(booked)
    figures = shown.sums(held, paid, spent)
    context = shown.head(held) | {
        "figures": figures, "title": _title(figures), "years": _years(held, rows), "picture": _picture(held, rows),
        "own": Money(ledger.spent_by(booked, own=True), held.grant.currency),
        "explain": any(_to_explain(held, row) for row in rows),
        "threshold": percent(explain_from(held.rulebook)), "because": shown.because(held),
    }
    return render(request, "finance/money.html", context)


def _title(figures: dict[str, Money]) -> str:
    said = {name: money_text(amount) for name, amount in figures.items()}
    if not figures["paid"].minor and not figures["spent"].minor:
        return _("Nothing has been paid or spent yet")
    if not figures["paid"].minor:
        return _("%(spent)s is spent, nothing has been paid out yet") % said
    if figures["left"].minor < 0:
        said["ahead"] = money_text(-figures["left"])
        return _("%(spent)s is spent, %(ahead)s more than has been paid out") % said
    return _("%(spent)s of the %(paid)s paid out is spent") % said


def _years(held: Held, rows: tuple[LineVariance, ...]) -> list[dict[str, Any]]:
    """Per calendar year the lines with their sums."""
    titles, parties = words.line_titles(held.rulebook, held.grant.component), shown.names(held)
    threshold = explain_from(held.rulebook)
    found = []
    for year in sorted({row.year for row in rows}):
        own = [row for row in rows if row.year == year]
        budget, spent = (sum(getattr(row, name) for row in own if not row.own) for name in ("budget", "spent"))
        off = variance(budget, spent, threshold)
        found.append({
            "year": held.grant.first_year + year - 1,
            "rows": [_line(held, titles, parties, row) for row in own],
            "sum": {
                "budget": Money(budget, held.grant.currency), "spent": Money(spent, held.grant.currency),
                "left": Money(off.minor, held.grant.currency), "percent": off.percent,
            },
        })
    return found


def _line(held: Held, titles: Any, parties: dict[str, str], row: LineVariance) -> dict[str, Any]:
    return {
        "title": words.line_title(titles, row.line_key, row.text), "party": parties.get(row.side, row.side),
        "budget": row.money(row.budget), "spent": row.money(row.spent), "left": row.money(row.left),
        "percent": row.percent, "explain": _to_explain(held, row), "own": row.own, "line": row.line,
        "year": row.year, "rows": len(row.rows),
    }


def _to_explain(held: Held, row: LineVariance) -> bool:
    """Whether the report of a year that is over has to explain this line."""
    return row.explain and not row.own and held.grant.first_year + row.year - 1 < today(held.grant).year


def _picture(held: Held, rows: tuple[LineVariance, ...]) -> Any:
    """Spent against agreed, a bar a year."""
    made = []
    for year in sorted({row.year for row in rows}):
        budget = sum(row.budget for row in rows if row.year == year and not row.own)
        spent = sum(row.spent for row in rows if row.year == year and not row.own)
        said = _("%(spent)s of %(budget)s") % {
            "spent": money_text(Money(spent, held.grant.currency)),
            "budget": money_text(Money(budget, held.grant.currency)),
        }
        made.append(Bar(str(held.grant.first_year + year - 1), spent, said, budget))
    if not made:
        return None
    drawn = bars(
        made, name="burn", title=_("Spent of what was agreed, year by year"),
        description=_("The mark on each bar is the agreed budget of the year."), columns=(_("Year"), _("Spent")),
    )
    return {"svg": mark_safe(drawn.svg), "rows": drawn.rows}


@route(SIGNED_IN)
def book(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Every booking of a grant, newest first, and its sum over all accounts: nothing."""
    held = hold(actor_of(request), grant)
    ids = Entry.objects.filter(grant=held.grant).order_by("-made_at", "-id").values_list("transaction", flat=True)
    pages = Paginator(list(dict.fromkeys(ids)), A_PAGE).get_page(request.GET.get("page"))
    wanted = list(pages.object_list)
    rows = Entry.objects.filter(transaction__in=wanted).select_related("made_by").order_by("id")
    by_id: dict[UUID, list[Entry]] = {id: [] for id in wanted}
    for row in rows:
        by_id[row.transaction].append(row)
    balances = ledger.balance(transactions(held.grant.id))
    lines, parties = shown.lines(held, agreed(held.grant)), shown.names(held)

    def said(account: str) -> str:
        return words.account(account, lines, parties, held.grant.first_year)

    context = shown.head(held) | {
        "title": _("The accounts balance") if not sum(balances.values()) else _("The accounts do not balance"),
        "page_obj": pages, "bookings": [_booking(each, said) for each in by_id.values()],
        "balances": [(said(name), Money(minor, held.grant.currency)) for name, minor in balances.items() if minor],
        "total": Money(sum(balances.values()), held.grant.currency),
    }
    return render(request, "finance/ledger.html", context)


def _booking(rows: list[Entry], said: Any) -> dict[str, Any]:
    first = rows[0]
    return {
        "what": words.kind(first.kind, first.corrects), "on": first.booked_on, "by": first.made_by, "row": first,
        "from": [said(row.account) for row in rows if row.minor < 0],
        "to": [said(row.account) for row in rows if row.minor > 0],
        "amount": Money(sum(row.minor for row in rows if row.minor > 0), first.currency),
    }
