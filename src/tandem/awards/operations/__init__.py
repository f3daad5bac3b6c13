"""What is done in the choice: proposing, confirming donors, sending, deciding. Pages, demo and jobs call the same."""

from tandem.awards.operations.deciding import decide
from tandem.awards.operations.proposing import confirm_donor, confirm_donors, propose, send_for_decision

__all__ = ["confirm_donor", "confirm_donors", "decide", "propose", "send_for_decision"]
