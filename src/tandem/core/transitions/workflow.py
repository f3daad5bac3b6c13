"""The steps of an application: the closed list, and what a programme's workflow makes of it.

A workflow leaves steps out, renames them, puts those between submission and proposal into its own order, and guards
them. It never adds one. Steps go forward one at a time; an application ends at 'decided', 'withdrawn' or 'ineligible'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tandem.core.transitions.machine import Guard
from tandem.core.values import Problem

STEPS: Final = ("draft", "submitted", "eligible", "scored", "shortlisted", "interviewed", "proposed", "decided")
OUTCOMES: Final = ("withdrawn", "ineligible")

_ALWAYS: Final = ("draft", "submitted", "decided")  # no programme does without them
_FIRST: Final = ("draft", "submitted")
_LAST: Final = ("proposed", "decided")
_UNSENT: Final = ("draft",)


def check_workflow(steps: Sequence[str]) -> tuple[Problem, ...]:
    """What is wrong with a programme's steps; empty when they can be used.

    Codes: step_unknown, step_twice, step_needed, step_order (draft, submitted come first, proposed, decided last).
    `where` is the step.
    """
    problems = [Problem("step_unknown", step, {"limit": list(STEPS)}) for step in steps if step not in STEPS]
    problems += [Problem("step_twice", step) for index, step in enumerate(steps) if step in steps[:index]]
    problems += [Problem("step_needed", step) for step in _ALWAYS if step not in steps]
    if problems:
        return tuple(problems)
    last = [step for step in _LAST if step in steps]
    wanted = [*_FIRST, *(step for step in steps if step not in (*_FIRST, *_LAST)), *last]
    return tuple(
        Problem("step_order", step, {"actual": steps.index(step) + 1, "limit": place})
        for place, step in enumerate(wanted, start=1)
        if steps[place - 1] != step and step in (*_FIRST, *_LAST)
    )


def steps_left_out(steps: Sequence[str]) -> tuple[str, ...]:
    """The engine's steps that this workflow does not use, in the engine's order."""
    return tuple(step for step in STEPS if step not in steps)


def ended(steps: Sequence[str], step: str) -> bool:
    """Whether nothing follows: an outcome was reached, or the workflow's last step."""
    return step in OUTCOMES or step == steps[-1]


def next_step(steps: Sequence[str], step: str) -> str | None:
    """The step after `step` in this workflow; None after the last one or after an outcome.

    ValueError for a step that the workflow does not have.
    """
    if step in OUTCOMES:
        return None
    place = list(steps).index(step) + 1
    return steps[place] if place < len(steps) else None


def progress(steps: Sequence[str], step: str, reached: str = "") -> tuple[tuple[str, str], ...]:
    """Each step with 'done', 'now', 'ahead' or 'never', for a status page.

    After an outcome nothing is ahead any more: steps up to `reached`, the last one before the outcome, are done (only
    the first when it is not known), the others will never be.
    """
    over = step in OUTCOMES
    place = list(steps).index((reached or steps[0]) if over else step)
    here, later = ("done", "never") if over else ("now", "ahead")
    return tuple(
        (name, "done" if index < place else here if index == place else later) for index, name in enumerate(steps)
    )


def move_refusal(
    steps: Sequence[str],
    step: str,
    to: str,
    facts: Mapping[str, Any] | None = None,
    guards: Mapping[str, Guard] | None = None,
) -> Problem | None:
    """Why an application at `step` cannot go to `to`, or None when it can.

    Codes, first that holds: ended, step_unknown, step_left_out, step_same, step_behind, step_not_next (values name the
    next one), not_submitted (ineligible is found only after sending), then what the guard of `to` says about `facts`.
    """
    if ended(steps, step):
        return Problem("ended", to, {"actual": step})
    if to not in (*STEPS, *OUTCOMES):
        return Problem("step_unknown", to)
    refused = _outcome_refusal(step, to) if to in OUTCOMES else _step_refusal(steps, step, to)
    if refused is not None:
        return refused
    guard = (guards or {}).get(to)
    return guard(facts or {}) if guard else None


def _outcome_refusal(step: str, to: str) -> Problem | None:
    if to == "ineligible" and step in _UNSENT:
        return Problem("not_submitted", to, {"actual": step})
    return None


def _step_refusal(steps: Sequence[str], step: str, to: str) -> Problem | None:
    if step not in steps or to not in steps:
        return Problem("step_left_out", to if to not in steps else step)
    if to == step:
        return Problem("step_same", to)
    following = next_step(steps, step)
    if list(steps).index(to) < list(steps).index(step):
        return Problem("step_behind", to, {"actual": step})
    return None if to == following else Problem("step_not_next", to, {"actual": step, "limit": following})
