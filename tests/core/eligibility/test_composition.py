"""Who is in a team, counted in the columns that rules look at."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.eligibility.composition import YES, columns_asked, composed
from tandem.core.rulebook import load
from tandem.rulebooks import shipped
from tests.rulebooks.teams import team

BOOK = load(shipped()["icld-partnership"])
SIDES = ("home", "abroad")
CODES = st.lists(st.sampled_from(["Pm", "Po", "P", "O", "Oc", "Oce", "Gxs", "GxaN", "OlW", "Pm!"]), max_size=8)


def lines(component: str, people: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, int]]:
    kind = BOOK.components[component]
    asked = next(question for question in BOOK.form_of(component).questions() if question.edits == "team")
    found = composed(asked.parts, columns_asked(kind), people, SIDES)
    return {(line.column, line.value): dict(line.counts) for line in found}


def test_a_preparation_counts_roles_benches_coordinators_genders_and_guests() -> None:
    counted = lines("preparation", team(home="Pm Po OcW OM", abroad="Pm PoM OcW Gxs"))
    assert counted["", ""] == {"home": 4, "abroad": 4}
    assert counted["role", "politician"] == {"home": 2, "abroad": 2}
    assert counted["role", "official"] == {"home": 2, "abroad": 1}
    assert counted["bench", "opposition"] == {"home": 1, "abroad": 1}
    assert counted["is_coordinator", YES] == {"home": 1, "abroad": 1}
    assert counted["external", YES] == {"home": 0, "abroad": 1}
    assert counted["sector", "civil_society"] == {"home": 0, "abroad": 1}
    assert {column for column, _ in counted} >= {"gender", "code_of_conduct", "fit_to_travel"}


def test_a_column_that_no_rule_asks_is_left_out() -> None:
    """The project has a leader and no coordinator, so nobody counts coordinators there."""
    columns = {column for column, _ in lines("project", team(home="Ol O O", abroad="O O O"))}
    assert "is_leader" in columns and "is_coordinator" not in columns and "bench" not in columns


@given(home=CODES, abroad=CODES, seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_order_of_people_does_not_matter_and_nobody_is_lost(home: list[str], abroad: list[str], seed: int) -> None:
    people = team(home=" ".join(home), abroad=" ".join(abroad))
    mixed = random.Random(seed).sample(people, len(people))
    counted = lines("preparation", people)
    assert counted == lines("preparation", mixed)
    assert counted["", ""] == {"home": len(home), "abroad": len(abroad)}
    for side in SIDES:
        roles = sum(counts[side] for (column, _), counts in counted.items() if column == "role")
        assert roles == counted["", ""][side]


def test_what_is_no_value_of_the_form_is_counted_nowhere() -> None:
    odd = [{"party": "home", "role": 7, "is_coordinator": "yes"}, {"party": "elsewhere", "role": "official"}, {}]
    counted = lines("preparation", odd)
    assert counted["", ""] == {"home": 1, "abroad": 0}
    assert counted["is_coordinator", YES] == {"home": 0, "abroad": 0}
    assert counted["role", "official"] == {"home": 0, "abroad": 0}
