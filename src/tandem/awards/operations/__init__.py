"""What is done in the choice and with donors. Pages, demo and jobs call the same."""

from tandem.awards.operations.applying import assemble, send_programme_application
from tandem.awards.operations.complaining import answer_complaint, complain
from tandem.awards.operations.deciding import decide
from tandem.awards.operations.granting import DonorDecision, Except, record_donor_grant
from tandem.awards.operations.later import decide_later, fall_away, propose_later
from tandem.awards.operations.proposing import confirm_donor, confirm_donors, propose, send_for_decision

__all__ = [
    "DonorDecision", "Except", "assemble", "confirm_donor", "confirm_donors", "decide", "propose", "record_donor_grant",
    "send_for_decision", "send_programme_application",
    "answer_complaint", "complain", "decide_later", "fall_away", "propose_later",
]
