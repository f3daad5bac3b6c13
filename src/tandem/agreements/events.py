"""What happened to agreements."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class AgreementIssued(Event):
    """A paper is ready to be signed."""

    agreement_id: str
    grant_id: str
    kind: str


@dataclass(frozen=True)
class CopySigned(Event):
    """One side's signed copy is here."""

    agreement_id: str
    grant_id: str
    side: str


@dataclass(frozen=True)
class PartnersAgreed(Event):
    """Every copy of an agreement between the partners alone is here."""

    agreement_id: str
    grant_id: str


@dataclass(frozen=True)
class AgreementSigned(Event):
    """Every copy of the agreement with the organiser is here: the grant is agreed, and its plan in force.

    `amended`: a decided amendment put a new agreement, with new instalments, in the place of the one that was signed.
    """

    grant_id: str
    agreement_id: str
    kind: str
    amended: bool = False


@dataclass(frozen=True)
class AmendmentAsked(Event):
    """A partner wants to change what was agreed; the draft is being written."""

    amendment_id: str
    grant_id: str


@dataclass(frozen=True)
class AmendmentSubmitted(Event):
    """It lies with the officers, or has changed there because a risk is borne now."""

    amendment_id: str
    grant_id: str


@dataclass(frozen=True)
class AmendmentDecided(Event):
    """Approved, refused or withdrawn."""

    amendment_id: str
    grant_id: str
    approved: bool
