"""What people do with applications: found, sign, send, take back, ask and answer; and what later stages do to them."""

from tandem.applications.operations.admitting_late import Late, ask_late, confirm_late, propose_late, refuse_late
from tandem.applications.operations.clarifying import (
    ask_one,
    keep_answers,
    open_round,
    prepare_round,
    send_supplement,
)
from tandem.applications.operations.moving import decide_eligibility, move
from tandem.applications.operations.signing import Signed, Standing, sign, standing
from tandem.applications.operations.starting import found
from tandem.applications.operations.telling import message
from tandem.applications.operations.viewing import drop_view, keep_view
from tandem.applications.operations.withdrawing import withdraw
from tandem.applications.subject import subject_of

__all__ = [
    "Late", "Signed", "Standing", "ask_late", "ask_one", "confirm_late", "decide_eligibility", "drop_view", "found",
    "keep_answers", "keep_view", "message", "move", "open_round", "prepare_round", "propose_late", "refuse_late",
    "send_supplement", "sign", "standing", "subject_of", "withdraw",
]
