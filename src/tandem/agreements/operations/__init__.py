"""What is done with agreements. Pages, demo and jobs call the same."""

from tandem.agreements.operations.amending import ask, decide, follow, submit, withdraw
from tandem.agreements.operations.issuing import choose_language, issue
from tandem.agreements.operations.signing import sign

__all__ = ["ask", "choose_language", "decide", "follow", "issue", "sign", "submit", "withdraw"]
