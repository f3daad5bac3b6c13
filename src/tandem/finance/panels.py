"""Money and audit on the page of a grant: the facts that matter now, what is next, one link."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tandem.finance import words
from tandem.finance.queries.audits import audits_missing, engagements
from tandem.finance.queries.short import in_short
from tandem.finance.states import Work
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep


def money(request: HttpRequest, held: Held) -> str:
    """Paid, spent and left; the next instalment; how many expenses wait. One query."""
    if held.grant.step in {GrantStep.CONDITIONAL, GrantStep.FIRM, GrantStep.CANCELLED}:
        return ""
    found = in_short(held.grant)
    context = {
        "held": held, "grant": held.grant, "slug": held.grant.organiser.slug, "paid": found.paid,
        "spent": found.spent, "left": found.paid - found.spent, "waiting": found.waiting,
        "following": found.following,
        "may_enter": bool(held.may("edit")) and held.grant.step == GrantStep.AGREED, "LANGUAGE_CODE": get_language(),
    }
    return render_to_string("finance/panel_money.html", context, request)


def audits(request: HttpRequest, held: Held) -> str:
    """Which audits are there, and what is missing. One query."""
    if held.rulebook.audit is None or held.grant.step not in {GrantStep.AGREED, GrantStep.CLOSED}:
        return ""
    there = engagements(held.grant.id)
    missing = audits_missing(held.grant, held.rulebook, there)
    opened = [row for row in there if row.state == Work.OPEN]
    context = {
        "held": held, "grant": held.grant, "slug": held.grant.organiser.slug, "opened": opened,
        "missing": [(words.period(each.year), words.missing_audit(each.code)) for each in missing],
    }
    return render_to_string("finance/panel_audit.html", context, request)
