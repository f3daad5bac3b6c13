"""What an application counts for in the choice, judged from the facts it was sent with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.core.eligibility import Case
from tandem.core.eligibility.checks_free import holds
from tandem.core.rulebook.schema import Rulebook


def marks(rulebook: Rulebook, component: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """{"floors": [ids it counts for], "preferred": [ids], "not_below": {criterion: score}}, in the rulebook's order.

    An expression that cannot be decided over these facts does not hold. KeyError for an unknown component.
    """
    kind = rulebook.components[component]
    names = Case(rulebook, component, facts).names()
    kept = [criterion for criterion in kind.criteria if criterion.not_below is not None]
    return {
        "floors": [floor.id for floor in kind.selection.floors if holds(floor.when, names, undecided=False)],
        "preferred": [one.id for one in kind.selection.prefer if holds(one.when, names, undecided=False)],
        "not_below": {
            criterion.id: criterion.not_below.score
            for criterion in kept
            if criterion.not_below and holds(criterion.not_below.when, names, undecided=False)
        },
    }


def looks_at_profile(rulebook: Rulebook) -> bool:
    """Whether anything in the rulebook asks what organisations say about themselves."""
    return bool(rulebook.profile)
