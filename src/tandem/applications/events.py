"""What happened to applications."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class ApplicationFounded(Event):
    """A partnership began an application."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class PartySigned(Event):
    """One party signed; others still have to."""

    application_id: str
    side: str


@dataclass(frozen=True)
class ApplicationSubmitted(Event):
    """The last signature submitted it."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class EligibilityDecided(Event):
    """An officer found it eligible or not."""

    application_id: str
    eligible: bool


@dataclass(frozen=True)
class ApplicationWithdrawn(Event):
    """A signer took it back; `final`: after the deadline, for good."""

    application_id: str
    call_id: str
    submission_id: str
    final: bool


@dataclass(frozen=True)
class LateAsked(Event):
    """The people of a draft that was not sent ask for a later time."""

    admission_id: str


@dataclass(frozen=True)
class LateProposed(Event):
    """An officer proposes a later time for all drafts; another one has to confirm it."""

    admission_id: str


@dataclass(frozen=True)
class LateAdmitted(Event):
    """All drafts of the call that were not sent may be sent until a later instant."""

    admission_id: str
    call_id: str


@dataclass(frozen=True)
class LateRefused(Event):
    """There is no later time."""

    admission_id: str


@dataclass(frozen=True)
class ClarificationOpened(Event):
    """Everybody who applied to the call is asked, or told that nothing is asked of them."""

    round_id: str
    call_id: str


@dataclass(frozen=True)
class SupplementSent(Event):
    """The answers of a round were put beside what was submitted."""

    application_id: str
    supplement_id: str


@dataclass(frozen=True)
class MessageSent(Event):
    """An officer wrote to the people of an application."""

    message_id: str
