"""From reported values to progress, roll-up and breakdown, and figures that lead back to their rows."""

from tandem.core.aggregation.crosstab import Cell, Table, check_total, crosstab
from tandem.core.aggregation.figures import (
    DuplicateFigure,
    Figure,
    Formula,
    Register,
    Source,
    figure,
    recompute,
    verify,
)
from tandem.core.aggregation.texts import placeholders, typed_numbers
from tandem.core.aggregation.values import Progress, Rolled, across, over_periods, progress, rounded

__all__ = [
    "Cell",
    "DuplicateFigure",
    "Figure",
    "Formula",
    "Progress",
    "Register",
    "Rolled",
    "Source",
    "Table",
    "across",
    "check_total",
    "crosstab",
    "figure",
    "over_periods",
    "placeholders",
    "progress",
    "recompute",
    "rounded",
    "typed_numbers",
    "verify",
]
