"""Proposals, their rows, decisions and letters."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tandem.awards.models import Letter, Proposal, ProposalRow
from tandem.awards.states import Stand
from tandem.calls.models import Call
from tandem.programmes.models import Donor


@dataclass(frozen=True)
class InForce:
    """The proposal in force of a call with its rows in rank order."""

    proposal: Proposal
    rows: tuple[ProposalRow, ...]

    @property
    def stand(self) -> Stand:
        """Where it is."""
        return self.proposal.stand

    @property
    def funded(self) -> tuple[ProposalRow, ...]:
        """Rows that get money."""
        return tuple(row for row in self.rows if row.funded)

    @property
    def unconfirmed(self) -> int:
        """Awards whose donor nobody has confirmed."""
        return sum(1 for row in self.funded if row.donor_confirmed_id is None)

    @property
    def hands(self) -> frozenset[UUID | None]:
        """Who made it, confirmed its donors or sent it: none of them decides."""
        own = {self.proposal.made_by_id, self.proposal.sent_by_id, *(row.confirmed_by_id for row in self.rows)}
        return frozenset(own - {None})


def in_force(call: UUID) -> InForce | None:
    """The proposal in force of a call, None before the first. One query."""
    rows = ProposalRow.objects.filter(proposal__call=call, proposal__superseded_at=None).select_related(
        "proposal__decision__decided_by", "proposal__made_by", "donor_proposed", "donor_confirmed"
    )
    found = tuple(rows.order_by("rank"))
    if not found:
        return None
    for row in found:
        row.proposal = found[0].proposal
    return InForce(found[0].proposal, found)


def donors_of(call: Call) -> list[Donor]:
    """The programme's donors, by key. One query."""
    return list(Donor.objects.filter(programmes=call.programme_id).order_by("key"))


def latest(call: UUID) -> Proposal | None:
    """The proposal in force without its rows, with its decision. One query."""
    found: Proposal | None = Proposal.objects.filter(call=call, superseded_at=None).select_related("decision").first()
    return found


def letters_sent(call: UUID) -> list[Letter]:
    """Letters of a call with their mails, by reference and language. Two queries."""
    rows = Letter.objects.filter(application__call=call).select_related("application").prefetch_related("mails")
    return list(rows.order_by("application__reference", "language"))
