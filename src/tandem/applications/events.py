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
