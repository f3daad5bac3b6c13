"""Codes and numbers of the selection as sentences, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.awards.queries.running import Gap
from tandem.core.rulebook.schema import Component
from tandem.core.values import Money
from tandem.web.templatetags.tandem import localised, money, number

MONEY = ("asked", "before", "after", "remaining", "short")


def why(reason: str, numbers: Mapping[str, Any], currency: str) -> str:
    """Why an application stands where it stands; '' for a code that nobody knows."""
    said = {key: money(Money.of(Decimal(str(numbers[key])), currency)) for key in MONEY if key in numbers}
    said |= {key: str(value) for key, value in numbers.items() if key not in said}
    return {
        "fits": _("%(after)s is left after it."),
        "fits_for_floor": _("It asks for %(asked)s and serves a minimum that the call promised."),
        "fits_past_larger": _("It asks for %(asked)s, which still fitted behind a larger one, as the call announced."),
        "does_not_fit": _("It asks for %(asked)s. When its turn came %(remaining)s was left, %(short)s too little."),
        "behind_the_line": _("The money was used up by applications above it in the ranking."),
        "keeps_floor_reachable": _("It asks for %(asked)s. The rest is kept for a minimum that the call promised."),
        "not_shortlisted": _("It was not put on the short list."),
        "not_recommended": _("The interview did not come to a recommendation."),
        "below_lowest_score": _("Its score %(actual)s is below the %(limit)s that the call asks for."),
    }.get(reason, "") % said


def why_in_letter(reason: str, numbers: Mapping[str, Any], currency: str) -> str:
    """The same for those who applied: what was left for others is none of a chosen one's business."""
    if reason.startswith("fits"):
        return _("The money of this call reaches it.")
    return why(reason, numbers, currency)


def placed(by: str, component: Component) -> str:
    """What put an application below the one above it, where the score alone did not."""
    if by == "lot":
        return _("By lot: equal in everything before it.")
    if by == "preference":
        return _("The one above has more points from published preferences.")
    criterion = next((each for each in component.criteria if each.id == by), None)
    if criterion is None:
        return ""
    return _("Same score as the one above; “%(criterion)s” decided.") % {"criterion": localised(criterion.title)}


def missing(gap: Gap) -> tuple[str, str]:
    """What an application lacks before it can be ranked, and what mends it."""
    return {
        "eligibility_open": (_("Nobody has decided whether it is eligible."), _("Decide on its eligibility")),
        "not_scored": (_("Its scores are not complete."), _("See who has not locked their scores")),
        "not_interviewed": (_("No interview is recorded."), _("Record the interview")),
        "no_amount": (_("It names no amount."), _("Look at its budget")),
    }[gap.code]


def headline_open(lacking: int) -> str:
    """The page's sentence while something is missing."""
    return ngettext(
        "One application cannot be ranked yet", "%(number)s applications cannot be ranked yet", lacking
    ) % {"number": number(lacking)}


def headline(funded: int, total: int, *, decided: bool) -> str:
    """The page's sentence: how many of how many."""
    if decided:
        text = ngettext(
            "One of %(total)s applications was chosen", "%(funded)s of %(total)s applications were chosen", funded
        )
    else:
        text = ngettext(
            "One of %(total)s applications fits the budget", "%(funded)s of %(total)s applications fit the budget",
            funded,
        )
    if total == 1:
        return _single(bool(funded), decided)
    if not funded and decided:
        text = _("None of %(total)s applications was chosen")
    elif not funded:
        text = _("None of %(total)s applications fits the budget")
    return text % {"funded": number(funded), "total": number(total)}


def _single(funded: bool, decided: bool) -> str:
    """The same where only one application competes."""
    if decided:
        return _("The only application was chosen") if funded else _("The only application was not chosen")
    return _("The only application fits the budget") if funded else _("The only application does not fit the budget")
