"""Closed state machines: the states and verbs of one kind of object, and what of them is open to somebody now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tandem.core.values import Problem

Guard = Callable[[Mapping[str, Any]], Problem | None]
"""Looks at the facts and returns why the verb must wait, or None."""


class BadMachine(ValueError):
    """A machine whose verbs name states that it does not have, or that names something twice."""


@dataclass(frozen=True)
class Verb:
    """Something that can be done: from which states, to which, by which roles.

    `to` is '' when the verb leaves the state as it is. `step` is the workflow step that the verb serves: a programme
    that leaves the step out does not have the verb.
    """

    id: str
    from_: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    guard: Guard | None = None
    step: str = ""


@dataclass(frozen=True)
class Machine:
    """All states and verbs of one kind of object; closed: a rulebook can leave out, never add. Raises BadMachine."""

    states: tuple[str, ...]
    verbs: tuple[Verb, ...]
    _by_id: Mapping[str, Verb] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(set(self.states)) != len(self.states) or not self.states:
            raise BadMachine("states are named once each, and there is at least one")
        by_id = {verb.id: verb for verb in self.verbs}
        if len(by_id) != len(self.verbs):
            raise BadMachine("two verbs bear the same id")
        for verb in self.verbs:
            unknown = {*verb.from_, *([verb.to] if verb.to else [])} - set(self.states)
            if unknown or not verb.from_ or not verb.who:
                raise BadMachine(
                    f"{verb.id}: unknown states {sorted(unknown)}, or nowhere to start, or nobody to do it"
                )
        object.__setattr__(self, "_by_id", by_id)

    @property
    def initial(self) -> str:
        """The first state named is where an object begins."""
        return self.states[0]

    def verb(self, name: str) -> Verb:
        """The verb with this id; KeyError for one the machine does not have."""
        return self._by_id[name]

    def final(self) -> frozenset[str]:
        """States that no verb leaves."""
        left = {state for verb in self.verbs if verb.to for state in verb.from_ if state != verb.to}
        return frozenset(self.states) - left


@dataclass(frozen=True)
class VerbState:
    """One verb as a button shows it: open, or closed with the reason."""

    verb: str
    allowed: bool
    reason: Problem | None = None


def refusal(
    machine: Machine,
    verb: str,
    state: str,
    roles: Collection[str],
    facts: Mapping[str, Any],
    steps: Collection[str] | None = None,
) -> Problem | None:
    """Why `verb` cannot be done now, or None when it can.

    `steps` are the workflow steps in use; None means all. Codes, first that holds: unknown_verb, unknown_state,
    step_left_out, not_your_role (so that a stranger learns nothing of the state), wrong_state, then the guard's own.
    """
    if verb not in machine._by_id:
        return Problem("unknown_verb", verb)
    if state not in machine.states:
        return Problem("unknown_state", verb, {"actual": state})
    found = machine.verb(verb)
    if steps is not None and found.step and found.step not in steps:
        return Problem("step_left_out", verb, {"step": found.step})
    if not set(found.who) & set(roles):
        return Problem("not_your_role", verb, {"limit": list(found.who)})
    if state not in found.from_:
        return Problem("wrong_state", verb, {"actual": state, "limit": list(found.from_)})
    return found.guard(facts) if found.guard else None


def available(
    machine: Machine,
    state: str,
    roles: Collection[str],
    facts: Mapping[str, Any],
    steps: Collection[str] | None = None,
) -> list[VerbState]:
    """Every verb that the workflow knows, in the machine's order, open or closed with its reason.

    Verbs of steps that are left out do not appear at all. Operations ask `refusal`, so that page and operation agree.
    """
    answers = ((verb.id, refusal(machine, verb.id, state, roles, facts, steps)) for verb in machine.verbs)
    return [
        VerbState(verb, reason is None, reason)
        for verb, reason in answers
        if reason is None or reason.code != "step_left_out"
    ]
