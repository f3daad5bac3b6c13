"""What happened in the doing. Ids as strings, years as calendar years."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class ActivityBegun(Event):
    """An activity of the plan has begun."""

    grant_id: str
    activity: str


@dataclass(frozen=True)
class ActivityEnded(Event):
    """An activity is finished."""

    grant_id: str
    activity: str


@dataclass(frozen=True)
class VisitPlanned(Event):
    """A visit is planned."""

    grant_id: str
    visit_id: str


@dataclass(frozen=True)
class VisitHeld(Event):
    """A visit was held, and it is written down what came of it."""

    grant_id: str
    visit_id: str


@dataclass(frozen=True)
class VisitCancelled(Event):
    """A visit was called off."""

    grant_id: str
    visit_id: str


@dataclass(frozen=True)
class ActualsSent(Event):
    """The partners have sent the values of a year."""

    grant_id: str
    year: int


@dataclass(frozen=True)
class ActualsReturned(Event):
    """An officer asks about some of them."""

    grant_id: str
    year: int


@dataclass(frozen=True)
class ActualsApproved(Event):
    """An officer has approved them."""

    grant_id: str
    year: int


@dataclass(frozen=True)
class MeetingHeld(Event):
    """A yearly meeting is recorded."""

    grant_id: str
    meeting_id: str
    year: int


@dataclass(frozen=True)
class DecisionSettled(Event):
    """What a meeting decided is done."""

    grant_id: str
    decision_id: str


@dataclass(frozen=True)
class ReplacementProposed(Event):
    """A partner proposes a change of the team."""

    grant_id: str
    replacement_id: str


@dataclass(frozen=True)
class ReplacementDecided(Event):
    """An officer has approved or refused it, or the partner took it back."""

    grant_id: str
    replacement_id: str
