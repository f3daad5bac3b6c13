"""Preparing, publishing and explaining calls; taking a newer rulebook after opening."""

from tandem.calls.operations.adoption import confirm_adoption, drop_adoption, propose_adoption
from tandem.calls.operations.calling import (
    ANSWER,
    ANSWER_WITHIN,
    LONGEST_QUESTION,
    admit_late,
    adopt,
    answer,
    ask,
    change,
    prepare,
    publish,
)

__all__ = [
    "ANSWER",
    "ANSWER_WITHIN",
    "LONGEST_QUESTION",
    "admit_late",
    "adopt",
    "answer",
    "ask",
    "change",
    "confirm_adoption",
    "drop_adoption",
    "prepare",
    "propose_adoption",
    "publish",
]
