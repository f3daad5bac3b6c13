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
