"""What happened to plans."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class PlanRevised(Event):
    """A new draft was begun. Ids as strings; `grant_id` empty before the award."""

    plan_id: str
    version_id: str
    grant_id: str


@dataclass(frozen=True)
class PlanProposed(Event):
    """The draft was frozen and laid before the organiser."""

    plan_id: str
    version_id: str
    grant_id: str


@dataclass(frozen=True)
class PlanCommented(Event):
    """Somebody said something about the plan; `officer` says that it was the organiser."""

    plan_id: str
    grant_id: str
    officer: bool


@dataclass(frozen=True)
class RiskTolerated(Event):
    """An officer documented why a risk that stays high is borne (MIC-10)."""

    plan_id: str
    version_id: str
    risk: str
