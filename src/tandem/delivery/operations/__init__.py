"""Everything that changes what is known about the doing."""

from tandem.delivery.operations.judging import approve_actuals, return_actuals
from tandem.delivery.operations.meeting import DecisionInput, MeetingInput, amend, record_meeting, settle_decision
from tandem.delivery.operations.participants import (
    ReplacementInput,
    approve_replacement,
    make_first_form,
    propose_replacement,
    refuse_replacement,
    withdraw_replacement,
)
from tandem.delivery.operations.reporting import (
    ActualInput,
    Recorded,
    keep_evidence,
    record_actual,
    record_actuals,
    send_actuals,
)
from tandem.delivery.operations.starting import end_activity, start_activity
from tandem.delivery.operations.visiting import VisitInput, cancel_visit, hold_visit, pair, plan_visit

__all__ = [
    "ActualInput", "DecisionInput", "MeetingInput", "Recorded", "ReplacementInput", "VisitInput", "amend",
    "approve_actuals", "approve_replacement", "cancel_visit", "end_activity", "hold_visit", "keep_evidence",
    "make_first_form", "pair", "plan_visit", "propose_replacement", "record_actual", "record_actuals",
    "record_meeting", "refuse_replacement", "return_actuals", "send_actuals", "settle_decision", "start_activity",
    "withdraw_replacement",
]
