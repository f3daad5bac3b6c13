"""What happened in the choice."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class ProposalMade(Event):
    """An officer proposed from the ranking. Ids as strings."""

    call_id: str
    proposal_id: str


@dataclass(frozen=True)
class ProposalSent(Event):
    """The proposal lies with a second officer."""

    call_id: str
    proposal_id: str


@dataclass(frozen=True)
class ProposalReturned(Event):
    """The second officer sent it back with a note."""

    call_id: str
    proposal_id: str


@dataclass(frozen=True)
class AwardsDecided(Event):
    """The proposal is approved: grants exist, letters are under way."""

    call_id: str
    proposal_id: str


@dataclass(frozen=True)
class ProgrammeApplicationMade(Event):
    """A programme application to a donor is assembled and waits for another officer."""

    application_id: str


@dataclass(frozen=True)
class ProgrammeApplicationSent(Event):
    """It went to the donor."""

    application_id: str


@dataclass(frozen=True)
class AwardsFirm(Event):
    """Awards of a programme that asks no donor: the money is there with the decision."""

    call_id: str
    grants: tuple[str, ...]


@dataclass(frozen=True)
class DonorGrantRecorded(Event):
    """The donor's own grant is recorded; `grants` are the awards that became firm."""

    donor_grant_id: str
    donor_id: str
    grants: tuple[str, ...]


@dataclass(frozen=True)
class ComplaintMade(Event):
    """Applicants complain about a decision."""

    complaint_id: str


@dataclass(frozen=True)
class ComplaintAnswered(Event):
    """A complaint has its answer, with reasons."""

    complaint_id: str


@dataclass(frozen=True)
class AwardFellAway(Event):
    """An award came to nothing: money is free for the reserve list."""

    application_id: str


@dataclass(frozen=True)
class LaterProposed(Event):
    """One application waits for a second officer, after the call was decided."""

    later_id: str


@dataclass(frozen=True)
class LaterDecided(Event):
    """The second officer approved it or sent it back."""

    later_id: str
