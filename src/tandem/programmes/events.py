"""What other apps may react to."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class RulebookPublished(Event):
    """A programme has a new version of its rulebook. Ids as strings."""

    programme: str
    version: str


@dataclass(frozen=True)
class RulebookSent(Event):
    """A draft waits for a second officer. Id as a string."""

    draft: str


@dataclass(frozen=True)
class DraftSettled(Event):
    """A draft was published, came back or was given up: nobody has to approve it any more. Id as a string."""

    draft: str
