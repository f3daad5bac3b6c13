"""What is done in the judgement, from asking onto the panel to the interview. Pages, demo and jobs call the same."""

from tandem.reviews.operations.appraising import record_evidence, request_evidence
from tandem.reviews.operations.asking import ask, reads, remind
from tandem.reviews.operations.assigning import assign, assign_pairs, end_access, give_access_again, take_back
from tandem.reviews.operations.blinding import note, unblind
from tandem.reviews.operations.declaring import Declared, declare
from tandem.reviews.operations.interviewing import Found, Met, confirm_interview, record_interview
from tandem.reviews.operations.listing import Placed, examine, shortlist, shortlist_all
from tandem.reviews.operations.naming import declare_about
from tandem.reviews.operations.scoring import ABSTAIN, lock, reopen, score

__all__ = [
    "ABSTAIN", "Declared", "Found", "Met", "Placed", "ask", "assign", "assign_pairs", "confirm_interview", "declare",
    "declare_about", "end_access", "examine", "give_access_again", "lock", "note", "reads", "record_evidence",
    "record_interview", "remind", "reopen", "request_evidence", "score", "shortlist", "shortlist_all", "take_back",
    "unblind",
]
