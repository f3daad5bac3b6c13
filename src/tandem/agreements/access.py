"""Who may issue, sign and decide; nobody decides on an amendment they had a hand in (SEC-9)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tandem.agreements.states import ORGANISER
from tandem.core.rulebook.cooperation import Agreement as Paper
from tandem.foundation.access import Decision, Refused, allow, deny
from tandem.partnerships.access import Held


def paper_of(held: Held, kind: str) -> Paper:
    """The rulebook's paper of this kind; Refused (404) when the programme has none."""
    paper = held.rulebook.agreements.get(kind)
    if paper is None:
        raise missing()
    return paper


def signers_of(held: Held, paper: Paper) -> tuple[str, ...]:
    """The sides that sign it, the organiser last."""
    sides = tuple(party.side for party in held.parties)
    return sides if paper.between == "parties" else (*sides, ORGANISER)


def may_issue(held: Held, paper: Paper) -> Decision:
    """Officers of the grant's office; an agreement between the partners alone is also theirs to issue."""
    between_parties = paper.between == "parties"
    if held.acts or held.officer and not (between_parties and held.belongs):
        return held.acts
    if between_parties:
        return held.may("edit")
    return deny("officers_only", _("Only a programme officer issues this agreement."))


def may_sign(held: Held, side: str) -> Decision:
    """For a party: its people who may sign, or an officer whom the paper reached by post. For the organiser: officers.

    Officers are those of the grant's office.
    """
    if held.acts or held.officer and (side == ORGANISER or not held.belongs):
        return held.acts
    if side == ORGANISER:
        return deny("officers_only", _("Only a programme officer brings in the organiser's copy."))
    return held.may("sign", side)


def may_decide(held: Held, hands: Collection[UUID | None]) -> Decision:
    """An officer of the grant's office who has not written, asked for or submitted the amendment."""
    if not held.officer:
        return deny("officers_only", _("Only a programme officer decides on an amendment."))
    if not held.acts:
        return held.acts
    if held.actor.person_id in hands:
        return deny("own_amendment", _("You had a hand in this amendment, so another officer decides."))
    return allow("officer")


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_agreement", _("There is no such agreement."), status=404)
