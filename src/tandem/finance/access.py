"""Who may do what with money: never two steps of one row by one person (SEC-9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tandem.core.ledger import allowed
from tandem.core.ledger.duties import Verb
from tandem.finance.models import Expense, Instalment
from tandem.foundation.access import Actor, Decision, Refused, allow, deny
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.access import Held

_SAME: Mapping[str, Any] = {
    "prepare": _("You entered this yourself, so somebody else decides."),
    "approve": _("You authorised this yourself, so somebody else pays."),
    "pay": _("You paid this yourself, so somebody else decides."),
    "audit": _("You audit this grant, so somebody else decides."),
}


def steps_of(row: Instalment | Expense) -> dict[str, UUID]:
    """Who has taken which step on a row."""
    if isinstance(row, Instalment):
        found = {"approve": row.authorised_by_id, "pay": row.paid_by_id}
    else:
        found = {"prepare": row.entered_by_id, "approve": row.decided_by_id}
    return {step: person for step, person in found.items() if person is not None}


def apart(actor: Actor, verb: Verb, row: Instalment | Expense) -> Decision:
    """Whether the person's hands are clean for this step on this row."""
    assert actor.person_id is not None  # a stranger was turned away before
    steps = {"prepare": UUID(int=0), **steps_of(row)}  # the agreement prepares an instalment
    steps.pop(verb, None)
    said = allowed(verb, actor.person_id, steps)
    return allow() if said.allowed or said.code != "same_person" else deny("same_person", _SAME[said.because])


def may_authorise(held: Held, row: Instalment) -> Decision:
    """Officers of the grant's office who act for none of the parties."""
    if not held.officer:
        return deny("officers_only", _("Only a programme officer authorises payments."))
    if not held.acts:
        return held.acts
    if held.belongs:
        return deny("own_grant", _("You act for one of the partners, so a colleague authorises."))
    return apart(held.actor, "approve", row)


def may_book(held: Held) -> Decision:
    """Cashiers of the grant's office, or of the whole organiser, who act for none of the parties."""
    if not held.actor.has(Role.CASHIER):
        return deny("cashiers_only", _("Only a cashier records payments."))
    if not held.pays:
        return deny("another_office", _("You act for another office; you may not act on this."))
    if held.belongs:
        return deny("own_grant", _("You act for one of the partners, so a colleague pays."))
    return allow("cashier")


def may_pay(held: Held, row: Instalment) -> Decision:
    """`may_book`, by somebody who did not authorise this instalment."""
    booking = may_book(held)
    return apart(held.actor, "pay", row) if booking else booking


def may_judge(held: Held, row: Expense) -> Decision:
    """Officers of the grant's office who did not enter it and act for none of the parties."""
    if not held.officer:
        return deny("officers_only", _("Only a programme officer accepts or refuses expenses."))
    if not held.acts:
        return held.acts
    if held.belongs:
        return deny("own_grant", _("You act for one of the partners, so a colleague decides."))
    return apart(held.actor, "approve", row)


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_row", _("There is nothing of this kind here."), status=404)
