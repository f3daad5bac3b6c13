"""Money and audit on the page of a grant: the facts that matter now, what is next, one link."""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tandem.core.values import Money
from tandem.finance import words
from tandem.finance.models import Expense, Instalment
from tandem.finance.queries.audits import audits_missing, engagements
from tandem.finance.states import Claim, Payment, Work
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep


def money(request: HttpRequest, held: Held) -> str:
    """Paid, spent and left; the next instalment; how many expenses wait. Two queries."""
    if held.grant.step in {GrantStep.CONDITIONAL, GrantStep.FIRM, GrantStep.CANCELLED}:
        return ""
    rows = list(Instalment.objects.filter(grant=held.grant).exclude(state=Payment.DROPPED).order_by("due_on"))
    accepted, entered = Q(state=Claim.ACCEPTED, own=False), Q(state=Claim.ENTERED)
    sums = Expense.objects.filter(grant=held.grant).aggregate(
        spent=Sum("grant_minor", filter=accepted), waiting=Count("id", filter=entered)
    )
    paid = sum(row.planned_minor for row in rows if row.state == Payment.PAID)
    spent, currency = sums["spent"] or 0, held.grant.currency
    context = {
        "held": held, "grant": held.grant, "slug": held.grant.organiser.slug, "paid": Money(paid, currency),
        "spent": Money(spent, currency), "left": Money(paid - spent, currency), "waiting": sums["waiting"],
        "following": next((row for row in rows if row.state != Payment.PAID), None),
        "may_enter": bool(held.may("edit")) and held.grant.step == GrantStep.AGREED, "LANGUAGE_CODE": get_language(),
    }
    return render_to_string("finance/panel_money.html", context, request)


def audits(request: HttpRequest, held: Held) -> str:
    """Which audits are there, and what is missing. Two queries; three when something has been opened."""
    if held.rulebook.audit is None or held.grant.step not in {GrantStep.AGREED, GrantStep.CLOSED}:
        return ""
    missing = audits_missing(held.grant, held.rulebook)
    opened = [row for row in engagements(held.grant.id) if row.state == Work.OPEN]
    context = {
        "held": held, "grant": held.grant, "slug": held.grant.organiser.slug, "opened": opened,
        "missing": [(words.period(each.year), words.missing_audit(each.code)) for each in missing],
    }
    return render_to_string("finance/panel_audit.html", context, request)
