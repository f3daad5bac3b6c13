"""The content of a plan: its parts, what can be said about it, its difference from another version, its hash."""

from tandem.core.planning.budget import BudgetCell, cells
from tandem.core.planning.canonical import canonical, digest, from_canonical, plain
from tandem.core.planning.check_chain import double_objective, vague_words
from tandem.core.planning.check_indicators import baseline_missing, has_baseline, upwards
from tandem.core.planning.difference import Change, apply, difference, mirrored
from tandem.core.planning.findings import CODES, blocks_agreement, find
from tandem.core.planning.model import (
    Activity,
    Finding,
    Indicator,
    Level,
    Line,
    Note,
    Part,
    PartKind,
    Plan,
    Risk,
    Scale,
    Statement,
    Target,
    label,
)
from tandem.core.planning.risks import Band, Rating, by_weight, original, rating, residual

__all__ = [
    "CODES",
    "Activity",
    "Band",
    "BudgetCell",
    "Change",
    "Finding",
    "Indicator",
    "Level",
    "Line",
    "Note",
    "Part",
    "PartKind",
    "Plan",
    "Rating",
    "Risk",
    "Scale",
    "Statement",
    "Target",
    "apply",
    "baseline_missing",
    "blocks_agreement",
    "by_weight",
    "canonical",
    "cells",
    "difference",
    "digest",
    "double_objective",
    "find",
    "from_canonical",
    "has_baseline",
    "label",
    "mirrored",
    "original",
    "plain",
    "rating",
    "residual",
    "upwards",
    "vague_words",
]
