"""What the money's pages share: names, tags, sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tandem.core.values import Money
from tandem.finance import words
from tandem.finance.models import Expense, Instalment
from tandem.finance.queries.lines import Agreed
from tandem.finance.states import Claim, Payment
from tandem.partnerships.access import Held
from tandem.web.templatetags.tandem import number

CLAIM = {
    Claim.ENTERED: "accent", Claim.ACCEPTED: "good", Claim.REFUSED: "bad", Claim.WITHDRAWN: "",
    Claim.DISALLOWED: "bad",
}
PAYMENT = {Payment.PLANNED: "", Payment.AUTHORISED: "accent", Payment.PAID: "good", Payment.DROPPED: ""}


def names(held: Held) -> dict[str, str]:
    """The parties' organisations by side, in the order of the rulebook."""
    found = {party.side: party.organisation.name for party in held.parties}
    order = [side for side in held.rulebook.parties if side in found]
    return {side: found[side] for side in [*order, *(side for side in found if side not in order)]}


def lines(held: Held, plan: Agreed | None) -> dict[str, str]:
    """Titles of the agreed budget lines by identity."""
    titles = words.line_titles(held.rulebook, held.grant.component)
    return {
        str(line.identity): words.line_title(titles, line.key, line.text) for line in (plan.lines if plan else ())
    }


def line_of(held: Held, titles: dict[str, str], row: Any) -> str:
    """The line of an expense or a variance, also of one that is no longer in the plan."""
    known = words.line_titles(held.rulebook, held.grant.component)
    return titles.get(str(row.line)) or words.line_title(known, row.line_key, getattr(row, "budget_text", ""))


def expense(held: Held, titles: dict[str, str], row: Expense) -> dict[str, Any]:
    """One expense as lists and pages show it."""
    return {
        "row": row, "id": row.id, "line": line_of(held, titles, row), "party": names(held).get(row.side, row.side),
        "state": Claim(row.state).label, "kind": CLAIM[Claim(row.state)], "foreign": row.currency != row.grant_currency,
        "year": held.grant.first_year + row.year - 1, "rate": number(row.rate) if row.rate else "",
    }


def instalment(held_names: dict[str, str], row: Instalment) -> dict[str, Any]:
    """One instalment as lists show it."""
    return {
        "row": row, "state": Payment(row.state).label, "kind": PAYMENT[Payment(row.state)],
        "payee": held_names.get(row.side, ""),
    }


def head(held: Held) -> dict[str, Any]:
    """What every page of a grant's money begins with."""
    return {"held": held, "grant": held.grant, "over": f"{held.grant.reference} · {held.grant.title}"}


def sums(held: Held, paid: int, spent: int) -> dict[str, Money]:
    """The three figures that matter: awarded, paid out, accepted as spent; and what is left of what was paid."""
    currency = held.grant.currency
    return {
        "awarded": held.grant.awarded, "paid": Money(paid, currency), "spent": Money(spent, currency),
        "left": Money(paid - spent, currency),
    }


def because(held: Held) -> str:
    """Why somebody who may look cannot change anything here."""
    return {
        "auditor": _("You read as this grant's auditor; nothing can be changed."),
        "donor": _("You read as the donor; nothing can be changed."),
    }.get(held.reads, "")
