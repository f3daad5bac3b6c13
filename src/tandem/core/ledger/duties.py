"""Who may do the next thing to money: nobody approves, pays or audits what they had a hand in (SEC-9).

Roles do not matter here: whatever roles one person holds, the people of one row's steps must differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

Verb: TypeAlias = Literal["prepare", "approve", "pay", "audit"]

_APART: Final[Mapping[Verb, tuple[Verb, ...]]] = {
    "prepare": ("approve", "pay", "audit"),
    "approve": ("prepare", "pay", "audit"),
    "pay": ("prepare", "approve", "audit"),
    "audit": ("prepare", "approve", "pay"),
}
_NEEDS: Final[Mapping[Verb, Verb]] = {"approve": "prepare", "pay": "approve"}


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether a person may take a step. `code` is '' when they may, else why not; `because` is the step it hangs on.

    Codes: same_person (they took the step `because`), not_yet (`because` comes first), done (somebody has taken this
    step), changed (what is approved or paid is not what was seen).
    """

    allowed: bool
    code: Literal["", "same_person", "not_yet", "done", "changed"] = ""
    because: str = ""


def allowed(verb: Verb, person: UUID, done: Mapping[str, UUID], seen: str = "", current: str = "") -> Duty:
    """Whether `person` may take the step on a row on which `done` says who has taken which step.

    `seen` and `current` are hashes: what the person looked at, and what the row says now; with either given they must
    be equal. Steps go prepare → approve → pay; an audit may come at any time.
    """
    if verb in done:
        return Duty(False, "done", verb)
    for other in _APART[verb]:
        if done.get(other) == person:
            return Duty(False, "same_person", other)
    needed = _NEEDS.get(verb)
    if needed is not None and needed not in done:
        return Duty(False, "not_yet", needed)
    if seen != current:
        return Duty(False, "changed", verb)
    return Duty(True)


def four_eyes(steps: Mapping[str, UUID]) -> tuple[tuple[str, str], ...]:
    """Pairs of steps that one person took and must not have taken both; empty when the record is clean."""
    verbs: tuple[Verb, ...] = ("prepare", "approve", "pay", "audit")
    return tuple(
        (one, other)
        for index, one in enumerate(verbs)
        for other in verbs[index + 1 :]
        if other in _APART[one] and one in steps and steps.get(one) == steps.get(other)
    )
