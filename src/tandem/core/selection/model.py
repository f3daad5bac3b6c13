"""Who competes for the money, and what is proposed for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tandem.core.selection.floors import FloorResult
from tandem.core.values import Money, Problem


class BadCandidates(ValueError):
    """Candidates that cannot be ranked against each other; `problems` names each of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = problems


class Proposal(StrEnum):
    """What is proposed for one application. A person decides; this is never the decision."""

    FUND = "fund"
    RESERVE = "reserve"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Candidate:
    """One application in the ranking.

    With scoring: `score` as published (0..100, one decimal) and `tie_values` per criterion id, higher is better.
    Without scoring: `score` is None and `recommended` says what the interview record came to.
    `groups` are the groups that published floors speak of; `points` are those of published preferences, on top of
    the score. Who was left out of the short list (`shortlisted` False) is ranked and never funded.
    """

    id: str
    score: Decimal | None
    asked: Money
    tie_values: Mapping[str, Decimal | None] = field(default_factory=dict)
    recommended: bool | None = None
    groups: frozenset[str] = frozenset()
    points: int = 0
    shortlisted: bool | None = None

    @property
    def total(self) -> Decimal | None:
        """What is ranked by: the score with the points of preferences; None without scoring."""
        return None if self.score is None else self.score + self.points


@dataclass(frozen=True)
class Row:
    """One line of the ranking, best first.

    `placed_by` is what put it below the line above: 'score', 'recommendation', 'preference', a criterion's id, 'lot',
    or '' for the first. `reserve` is the place on the reserve list. `reason` is a code with its `numbers`:
    fund: fits, fits_for_floor, fits_past_larger; reserve: does_not_fit, behind_the_line, keeps_floor_reachable;
    refuse: not_recommended, not_shortlisted, below_lowest_score. Amounts are plain main-unit strings.
    """

    candidate: Candidate
    rank: int
    placed_by: str
    lot: str
    proposal: Proposal
    reason: str
    numbers: Mapping[str, Any]
    reserve: int | None = None


@dataclass(frozen=True)
class Selection:
    """The proposed list: rows in rank order, what it costs, what is left, where the line runs, which floors hold.

    `line` is the first application that was passed over although it could have been funded, '' when none was.
    """

    rows: tuple[Row, ...]
    budget: Money
    remaining: Money
    line: str
    floors: tuple[FloorResult, ...] = ()

    @property
    def given(self) -> Money:
        return self.budget - self.remaining

    def of(self, proposal: Proposal) -> tuple[str, ...]:
        """Ids with this proposal, best first."""
        return tuple(row.candidate.id for row in self.rows if row.proposal is proposal)
