"""What the pages of a plan show: plain shapes for the templates, in the reader's language."""

from tandem.plans.shown.budget import Budget, budget
from tandem.plans.shown.pictures import chain_pictures, matrix_pictures
from tandem.plans.shown.sections import Shown, shown

__all__ = ["Budget", "Shown", "budget", "chain_pictures", "matrix_pictures", "shown"]
