"""What other apps may react to."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class CallPublished(Event):
    """A call can be read by everybody from now on; whether it is open is said by the clock. Id as a string."""

    call: str


@dataclass(frozen=True)
class CallChanged(Event):
    """A published call has changed: a later close, more money, another text. Id as a string."""

    call: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class QuestionAsked(Event):
    """Somebody asked about a call. Ids as strings."""

    call: str
    question: str


@dataclass(frozen=True)
class QuestionAnswered(Event):
    """An officer answered; question and answer are public now. Ids as strings."""

    call: str
    question: str


@dataclass(frozen=True)
class AdoptionProposed(Event):
    """A published call shall take a newer rulebook. `hurts`: a second officer decides; `judged`: what was sent would be
    judged otherwise. Ids as strings."""

    adoption: str
    call: str
    hurts: bool
    judged: bool


@dataclass(frozen=True)
class AdoptionDecided(Event):
    """Nobody has to decide on this adoption any more. Ids as strings."""

    adoption: str
    call: str


@dataclass(frozen=True)
class RulebookAdopted(Event):
    """A published call has taken a newer rulebook: drafts go on under it. Ids as strings."""

    adoption: str
    call: str
    before: str
    after: str
