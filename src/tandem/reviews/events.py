"""What happened in the judgement."""

from dataclasses import dataclass, field

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class AssessorsAssigned(Event):
    """An officer gave these applications of a call to these assessors."""

    call_id: str
    assessors: list[str]
    applications: list[str]
    pairs: list[list[str]] = field(default_factory=list)  # application, assessor


@dataclass(frozen=True)
class PanelAsked(Event):
    """An officer asked these people to say what interests they have in the applicants of a call."""

    call_id: str
    persons: list[str]


@dataclass(frozen=True)
class InterestsDeclared(Event):
    """Somebody declared: `free` are assignments whose content opened, `conflicts` applications closed to them."""

    call_id: str
    person_id: str
    free: list[str]
    conflicts: list[str]


@dataclass(frozen=True)
class AssignmentTakenBack(Event):
    """An officer took an application back from an assessor."""

    assignment_id: str


@dataclass(frozen=True)
class AssessmentLocked(Event):
    """An assessor locked their scores of one application."""

    assignment_id: str


@dataclass(frozen=True)
class AssessmentReopened(Event):
    """An officer opened locked scores again."""

    assignment_id: str


@dataclass(frozen=True)
class ApplicationScored(Event):
    """Everybody who was asked has locked; the score stands."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class ScoreRecounted(Event):
    """A score that stood has changed or fallen away: whoever relies on it looks again."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class EvidenceRequested(Event):
    """The parties are asked to show their commitment."""

    application_id: str


@dataclass(frozen=True)
class EvidenceRecorded(Event):
    """It was recorded what was seen from one party; `complete` when every kind of paper of theirs is recorded."""

    application_id: str
    side: str
    complete: bool


@dataclass(frozen=True)
class ApplicationShortlisted(Event):
    """An officer put it on the short list."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class InterviewRecorded(Event):
    """The interview's result stands."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class InterviewWritten(Event):
    """An interview was recorded and waits for a second officer."""

    application_id: str
    call_id: str


@dataclass(frozen=True)
class AssessorsReminded(Event):
    """An officer reminded assessors: by person, how many declarations and how many scores they still owe."""

    call_id: str
    left: dict[str, list[int]]
