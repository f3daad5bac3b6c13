"""What is done in the account: writing, signing, returning, accepting, closing, and reporting to the donor."""

from tandem.reports.operations.closing import close, may_close
from tandem.reports.operations.deciding import accept, give_back
from tandem.reports.operations.donor import approve, freeze, look_for_corrections, start, write
from tandem.reports.operations.donor import give_back as give_back_donor
from tandem.reports.operations.making import make_for, prefill
from tandem.reports.operations.readers import invite_donor, withdraw_donor
from tandem.reports.operations.writing import Signed, explain, sign

__all__ = [
    "Signed",
    "accept",
    "approve",
    "close",
    "explain",
    "freeze",
    "give_back",
    "give_back_donor",
    "invite_donor",
    "look_for_corrections",
    "make_for",
    "may_close",
    "prefill",
    "sign",
    "start",
    "withdraw_donor",
    "write",
]
