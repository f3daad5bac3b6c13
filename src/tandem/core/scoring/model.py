"""What is scored, by whom, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

ABSTAINS: Final = None
"""The value of a score that was deliberately not given. It is not a zero and never counts as one."""


@dataclass(frozen=True)
class Criterion:
    """One question that the assessors score. `weight` is any positive whole number; only proportions count."""

    id: str
    weight: int


@dataclass(frozen=True)
class Scale:
    """The scores that may be given, both ends included; `abstain` says whether an assessor may decline one."""

    lowest: int = 0
    highest: int = 5
    abstain: bool = True

    def __post_init__(self) -> None:
        if self.highest <= self.lowest:
            raise ValueError(f"a scale goes upwards, not from {self.lowest} to {self.highest}")


@dataclass(frozen=True)
class Score:
    """What one assessor says about one criterion: a value of the scale or ABSTAINS, and why."""

    assessor: str
    criterion: str
    value: int | None
    reason: str = ""


@dataclass(frozen=True)
class Limits:
    """From which disagreement on assessors should talk before anybody ranks.

    Both are points of 0..100 and must be exceeded: `total` between the assessors' totals, `criterion` between the
    scores of one criterion (its scale stretched to 0..100). None never flags.
    """

    total: Decimal | None = Decimal(20)
    criterion: Decimal | None = Decimal(60)


@dataclass(frozen=True)
class Spread:
    """How far apart several figures lie."""

    lowest: Decimal
    highest: Decimal

    @property
    def range(self) -> Decimal:
        return self.highest - self.lowest


@dataclass(frozen=True)
class CriterionResult:
    """One criterion over all its assessors.

    `mean` is in points of the scale, two decimals, half to even; None when nobody scored it. `share` is the part of
    the total that the criterion really decides, in percent with one decimal: its weight among criteria with a mean.
    """

    criterion: str
    weight: int
    share: Decimal | None
    mean: Decimal | None
    spread: Spread | None
    scored: int
    abstained: int
    talk_first: bool


@dataclass(frozen=True)
class AssessorResult:
    """One assessor's own weighted total (0..100, one decimal; None when nothing was scored) and how complete it is."""

    assessor: str
    total: Decimal | None
    scored: int
    abstained: int
    missing: int


@dataclass(frozen=True)
class Missing:
    """A score that is still expected: neither a value nor an abstention was given."""

    assessor: str
    criterion: str


@dataclass(frozen=True)
class Assessment:
    """Everything that the scores of one application say.

    `score` is the published figure: 0..100, one decimal, None when nobody scored anything. `spread` is between the
    assessors' totals. `complete` when every expected assessor answered every criterion, abstentions included.
    """

    score: Decimal | None
    criteria: tuple[CriterionResult, ...]
    assessors: tuple[AssessorResult, ...]
    spread: Spread | None
    talk_first: bool
    missing: tuple[Missing, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def means(self) -> dict[str, Decimal | None]:
        """Mean per criterion id, as published."""
        return {result.criterion: result.mean for result in self.criteria}


@dataclass(frozen=True)
class Recusal:
    """The trace of a conflict of interest found late: whose scores fell away, and the figures before and after."""

    assessor: str
    dropped: tuple[Score, ...]
    before: Assessment
    after: Assessment
