"""What an interview or a visit makes of the assessors' scores: each criterion is confirmed or revised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tandem.core.scoring.model import Criterion, Scale, Score
from tandem.core.scoring.total import score_plain

INTERVIEW: Final = "interview"
"""Whose score a revised one is: the panel's that talked with the parties, not one assessor's."""


@dataclass(frozen=True)
class Changed:
    """One criterion that was revised: the assessors' mean before, the score that counts from now on."""

    criterion: str
    before: Decimal | None
    after: int


@dataclass(frozen=True)
class Revision:
    """The trace of an interview: the scores that count, what changed, and the published figure before and after."""

    scores: tuple[Score, ...]
    changed: tuple[Changed, ...]
    before: Decimal | None
    after: Decimal | None
    means: Mapping[str, Decimal | None]


def revise(
    criteria: Sequence[Criterion], scale: Scale, scores: Sequence[Score], revised: Mapping[str, int]
) -> Revision:
    """Let `revised` criteria count as the interview found them; the others keep the assessors' scores.

    A revised criterion has one score only, INTERVIEW's, also where every assessor abstained. Raises BadScores for an
    unknown criterion or a score outside the scale.
    """
    kept = tuple(score for score in scores if score.criterion not in revised)
    counted = (*kept, *(Score(INTERVIEW, criterion, value) for criterion, value in sorted(revised.items())))
    weights = [(criterion.id, criterion.weight) for criterion in criteria]

    def figures(chosen: Sequence[Score]) -> tuple[Decimal | None, dict[str, Decimal | None]]:
        plain = [(score.assessor, score.criterion, score.value) for score in chosen]
        return score_plain(weights, scale.lowest, scale.highest, plain)

    (before, means), (after, published) = figures(scores), figures(counted)
    changed = tuple(Changed(c.id, means[c.id], revised[c.id]) for c in criteria if c.id in revised)
    return Revision(counted, changed, before, after, published)
