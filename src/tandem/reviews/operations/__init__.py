"""What is done in the judgement: assigning, declaring, scoring, appraising. Pages, demo and jobs call the same."""

from tandem.reviews.operations.appraising import record_evidence, record_interview, request_evidence, shortlist
from tandem.reviews.operations.assigning import assign, end_access, take_back
from tandem.reviews.operations.declaring import Declared, declare
from tandem.reviews.operations.scoring import ABSTAIN, lock, reopen, score

__all__ = [
    "ABSTAIN", "Declared", "assign", "declare", "end_access", "lock", "record_evidence", "record_interview", "reopen",
    "request_evidence", "score", "shortlist", "take_back",
]
