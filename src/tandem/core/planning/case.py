"""One plan as the checks look at it: looked up by identity, with levels, scale, period and words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from tandem.core.planning.model import Finding, Level, PartKind, Plan, Scale, Severity, Statement
from tandem.core.values import Period

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """What `find` was given; checks read it and return findings."""

    plan: Plan
    levels: Sequence[Level]
    scale: Scale
    period: Period | None = None
    advise_indicators: int | None = None
    sides: tuple[str, ...] = ()
    vague: Words = field(default_factory=dict)
    joiners: Words = field(default_factory=dict)
    currency: str = ""

    @cached_property
    def statements(self) -> dict[UUID, Statement]:
        return {statement.identity: statement for statement in self.plan.statements}

    @cached_property
    def places(self) -> dict[str, int]:
        """Level id → how far from the top."""
        return {level.id: place for place, level in enumerate(self.levels)}

    @cached_property
    def centre(self) -> str:
        """The level that counts, '' when none is marked."""
        return next((level.id for level in self.levels if level.centre), "")

    @cached_property
    def measured(self) -> frozenset[str]:
        return frozenset(level.id for level in self.levels if level.centre or level.measured)

    @cached_property
    def served(self) -> frozenset[str]:
        """Levels whose statements activities serve."""
        marked = frozenset(level.id for level in self.levels if level.served)
        if marked or not self.centre:
            return marked
        below = self.places[self.centre] + 1
        return frozenset({self.levels[min(below, len(self.levels) - 1)].id})

    def above(self, level: str) -> str:
        """The level of the parent, '' for the top and for a level that is not known."""
        place = self.places.get(level, 0)
        return self.levels[place - 1].id if place else ""


def must(code: str, part: PartKind, identity: UUID | None = None, where: str = "", **numbers: object) -> Finding:
    """A finding that refuses an agreement."""
    return _finding(code, "must", part, identity, where, numbers)


def should(code: str, part: PartKind, identity: UUID | None = None, where: str = "", **numbers: object) -> Finding:
    """A finding that advises."""
    return _finding(code, "should", part, identity, where, numbers)


def _finding(
    code: str, severity: Severity, part: PartKind, identity: UUID | None, where: str, numbers: Mapping[str, object]
) -> Finding:
    return Finding(code, severity, part, identity, where, {name: str(value) for name, value in numbers.items()})
