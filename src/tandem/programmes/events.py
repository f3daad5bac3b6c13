"""What other apps may react to."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class RulebookPublished(Event):
    """A programme has a new version of its rulebook. Ids as strings."""

    programme: str
    version: str
