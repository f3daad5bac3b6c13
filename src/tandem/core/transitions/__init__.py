"""States and verbs: what may be done now, by whom, and why not; and the workflow steps a programme uses."""

from tandem.core.transitions.machine import BadMachine, Guard, Machine, Verb, VerbState, available, refusal
from tandem.core.transitions.workflow import (
    OUTCOMES,
    STEPS,
    check_workflow,
    ended,
    move_refusal,
    next_step,
    progress,
    steps_left_out,
)

__all__ = [
    "OUTCOMES",
    "STEPS",
    "BadMachine",
    "Guard",
    "Machine",
    "Verb",
    "VerbState",
    "available",
    "check_workflow",
    "ended",
    "move_refusal",
    "next_step",
    "progress",
    "refusal",
    "steps_left_out",
]
