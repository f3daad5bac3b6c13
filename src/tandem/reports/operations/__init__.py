"""What is done in the account: writing, signing, returning, accepting, closing, and reporting to the donor."""

from tandem.reports.operations.closing import close, may_close
from tandem.reports.operations.deciding import accept, give_back
from tandem.reports.operations.making import make_for, prefill
from tandem.reports.operations.writing import Signed, explain, sign

__all__ = ["Signed", "accept", "close", "explain", "give_back", "make_for", "may_close", "prefill", "sign"]
