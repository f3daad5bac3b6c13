"""What other apps may react to."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class MemberJoined(Event):
    """Somebody accepted an invitation. Ids as strings."""

    organisation: str
    person: str


@dataclass(frozen=True)
class MembershipEnded(Event):
    """Somebody no longer acts for the organisation. Ids as strings."""

    organisation: str
    person: str


@dataclass(frozen=True)
class PaperHandedIn(Event):
    """A paper that counts once per programme is there. Ids as strings."""

    organisation: str
    programme: str
    record: str


@dataclass(frozen=True)
class OrganisationRenamed(Event):
    """It bears another name now. Id as a string."""

    organisation: str
