"""From assessors' scores to one published figure: sharing out, interests, weights, abstentions, spread, interviews."""

from tandem.core.scoring.check import BadScores, check
from tandem.core.scoring.interests import Applicant, Hint, Judge, domain, hints
from tandem.core.scoring.listing import above, by_hand, line_of
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
from tandem.core.scoring.panel import Calibration, Outlier, calibration, outliers
from tandem.core.scoring.revising import INTERVIEW, Changed, Revision, revise
from tandem.core.scoring.sharing import Reader, Sharing, Short, Task, share
from tandem.core.scoring.total import assess, recuse, score_plain, tenth

__all__ = [
    "ABSTAINS",
    "INTERVIEW",
    "Applicant",
    "Assessment",
    "AssessorResult",
    "BadScores",
    "Calibration",
    "Changed",
    "Criterion",
    "CriterionResult",
    "Hint",
    "Judge",
    "Limits",
    "Missing",
    "Outlier",
    "Reader",
    "Recusal",
    "Revision",
    "Scale",
    "Score",
    "Sharing",
    "Short",
    "Spread",
    "Task",
    "above",
    "assess",
    "by_hand",
    "calibration",
    "check",
    "domain",
    "hints",
    "line_of",
    "outliers",
    "recuse",
    "revise",
    "score_plain",
    "share",
    "tenth",
]
