"""Decisions with reasons, the actor, and the exception that an operation raises when it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tandem.core.values import Problem, Verdict


@dataclass(frozen=True)
class Actor:
    """Who does it: a person with their roles for the organiser in scope; no person when the system acts.

    `offices` is None for those who act for the whole organiser, else the offices they act for. `tills` are the offices
    for which a cashier pays, None for all of them.
    """

    person_id: UUID | None
    name: str = ""
    roles: frozenset[str] = frozenset()
    language: str = "en"
    offices: frozenset[UUID] | None = None
    tills: frozenset[UUID] | None = None

    def has(self, *roles: str) -> bool:
        """True when the person has one of the roles."""
        return bool(self.roles.intersection(roles))


SYSTEM = Actor(None, "Tandem")


@dataclass(frozen=True)
class Decision:
    """Allowed or not, and why. `reason` is a sentence for the reader (lazy translation), `code` is for machines."""

    allowed: bool
    code: str = ""
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


def allow(code: str = "", reason: Any = "") -> Decision:
    """Yes, and by which ground."""
    return Decision(True, code, reason)


def deny(code: str, reason: Any) -> Decision:
    """No, and why."""
    return Decision(False, code, reason)


@dataclass
class Refused(Exception):
    """An operation says no. Nothing was changed.

    `code` is for machines; `reason` says what and why, `remedy` how to mend it (both lazy translations).
    `problems` and `verdicts` list places in a form. `status` is the HTTP answer: 403 not yours to do,
    404 not to be known, 409 somebody was faster, 410 too late, 422 what was sent does not hold.
    """

    code: str
    reason: Any
    remedy: Any = ""
    status: int = 422
    problems: Sequence[Problem] = ()
    verdicts: Sequence[Verdict] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"

    @property
    def said(self) -> str:
        """The reason and how to mend it, for one line on a page."""
        return f"{self.reason} {self.remedy}".strip()

    @classmethod
    def by(cls, decision: Decision, status: int = 403) -> Refused:
        """The refusal that a negative decision leads to."""
        return cls(decision.code, decision.reason, status=status)
