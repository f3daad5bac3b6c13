"""From a ranking and a budget to funded, reserve and refused, with reasons; and the same again by an outsider."""

from tandem.core.selection.export import BadExport, Difference, Entry, Scorer, Terms, compare, export, rank, recompute
from tandem.core.selection.floors import Floor, FloorResult, share_of
from tandem.core.selection.model import BadCandidates, Candidate, Proposal, Row, Selection
from tandem.core.selection.order import lot, ranked
from tandem.core.selection.reserve import Next, next_in_reserve
from tandem.core.selection.walk import select

__all__ = [
    "BadCandidates",
    "BadExport",
    "Candidate",
    "Difference",
    "Entry",
    "Floor",
    "FloorResult",
    "Next",
    "Proposal",
    "Row",
    "Scorer",
    "Selection",
    "Terms",
    "compare",
    "export",
    "lot",
    "next_in_reserve",
    "rank",
    "ranked",
    "recompute",
    "select",
    "share_of",
]
