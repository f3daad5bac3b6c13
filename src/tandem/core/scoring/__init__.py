"""From assessors' scores to one published figure: weights, abstentions, spread, late conflicts of interest."""

from tandem.core.scoring.check import BadScores, check
from tandem.core.scoring.model import (
    ABSTAINS,
    Assessment,
    AssessorResult,
    Criterion,
    CriterionResult,
    Limits,
    Missing,
    Recusal,
    Scale,
    Score,
    Spread,
)
from tandem.core.scoring.total import assess, recuse, score_plain, tenth

__all__ = [
    "ABSTAINS",
    "Assessment",
    "AssessorResult",
    "BadScores",
    "Criterion",
    "CriterionResult",
    "Limits",
    "Missing",
    "Recusal",
    "Scale",
    "Score",
    "Spread",
    "assess",
    "check",
    "recuse",
    "score_plain",
    "tenth",
]
