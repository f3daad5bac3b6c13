"""Who may propose, and who may decide: never the same person, never somebody with an interest (SEC-9)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tandem.calls.models import Call
from tandem.foundation.access import Actor, Decision, Refused, acting, allow, deny
from tandem.foundation.tenancy.models import Role


def may_propose(actor: Actor, interested: bool, call: Call | None = None) -> Decision:
    """Officers of the call's office who have no interest in any application of the ranking."""
    if call is not None and actor.has(Role.OFFICER) and not (decision := acting(actor, call.office_id)):
        return decision
    if actor.person_id is None or not actor.has(Role.OFFICER):
        return deny("officers_only", _("Only officers of the organiser may do this."))
    if interested:
        return deny("conflict", _("You have an interest in one of these applications, so a colleague proposes."))
    return allow("officer")


def may_decide(
    actor: Actor, hands: Collection[UUID | None], interested: bool, assessed: bool, call: Call | None = None
) -> Decision:
    """A second officer: `hands` are those who made, completed or sent the proposal; `assessed` says that the person
    scored one of the applications."""
    officer = may_propose(actor, False, call)
    if not officer:
        return officer
    if actor.person_id in hands:
        return deny("own_proposal", _("You worked on this proposal, so another officer decides."))
    if interested:
        return deny("conflict", _("You have an interest in one of these applications, so a colleague decides."))
    if assessed:
        return deny("assessed", _("You scored one of these applications, so a colleague decides."))
    return allow("second_officer")


def may_answer(actor: Actor, hands: Collection[UUID | None], interested: bool, assessed: bool) -> Decision:
    """Somebody who had no hand in the decision or its proposal, scored nothing in the call and has no interest."""
    officer = may_propose(actor, interested=False)
    if not officer:
        return officer
    if actor.person_id in hands:
        return deny("own_decision", _("You had a hand in this decision, so somebody else answers the complaint."))
    if interested:
        return deny("conflict", _("You have an interest in one of these applications, so a colleague answers."))
    if assessed:
        return deny("assessed", _("You scored one of these applications, so a colleague answers."))
    return allow("not_involved")


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_proposal", _("There is no such proposal."), status=404)
