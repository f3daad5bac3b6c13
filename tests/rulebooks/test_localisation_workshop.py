"""Registration for a workshop: everybody ranks every session, and what is only hoped for advises."""

from __future__ import annotations

import copy
import random
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tandem.core.eligibility import apply_remedy, evaluate
from tandem.core.eligibility.remedies import put, valid_remedy
from tandem.core.rulebook import check, example_facts, load, try_
from tandem.core.values import Verdict
from tandem.rulebooks import shipped

FOLDER = shipped()["localisation-workshop"]
BOOK = load(FOLDER)
KIND = "workshop"
ROLES = {"L": "local_partner", "C": "country_office", "H": "headquarters", "X": "other"}
SESSIONS = {"r": "resources", "c": "capacity", "p": "partnership"}
CHOICES = ("first_choice", "second_choice", "third_choice")


def people(written: str) -> list[dict[str, Any]]:
    """Codes such as `Lrcp`: role L, C, H or X, then the sessions in order; `-` leaves a place empty."""
    return [
        {
            "name": f"Person {number}", "party": "office", "role": ROLES[code[0]],
            **{choice: SESSIONS[mark] for choice, mark in zip(CHOICES, code[1:], strict=False) if mark != "-"},
        }
        for number, code in enumerate(written.split())
    ]  # fmt: skip


def facts(delegation: str = "Lrcp Ccpr", **changes: Any) -> dict[str, Any]:
    """Facts that pass every rule, with another delegation and other values at `a__b` (for /a/b)."""
    found: dict[str, Any] = {
        "call": {"year": 2025, "closes_at": "2025-03-15T22:59:59+00:00"},
        "parties": {
            "office": {"name": "Office Kampira", "kind": "cso", "country": "UG", "records": {}},
            "partner": {"name": "Kampira Women's Network", "kind": "network", "country": "UG", "records": {}},
        },
        "answers": {
            "title": "Kampira", "objectives": ["input"], "practice": "…", "plan_input": "…",
            "balance": {"office": "…", "partner": "…"},
        },
        "team": people(delegation),
        "workflow": {"step": "draft"},
    }  # fmt: skip
    for at, value in changes.items():
        put(found, "/" + at.replace("__", "/"), copy.deepcopy(value))
    return found


def failed(given_: dict[str, Any]) -> set[str]:
    """What does not hold, as rule or rule@party."""
    verdicts, problems = try_(BOOK, KIND, given_)
    assert not problems, problems
    return {f"{v.rule}@{v.party}" if v.party else v.rule for v in verdicts if not v.passed}


# the delegation, and the rules that fail
DELEGATIONS: list[tuple[str, str]] = [
    ("Lrcp Ccpr", ""),
    ("Lprc Cprc Hcrp", ""),
    ("Lrcp Ccpr Hrcp Hcpr", ""),
    ("Lrcp Ccpr Hrcp Hcpr Hprc", "headquarters_listen"),
    ("Lrcp Lcpr Lprc Crcp Ccpr Cprc", ""),
    ("Lrcp Lcpr Lprc Crcp Ccpr Cprc Xrcp", "small_delegation"),
    ("Crcp", "partners_take_part"),
    ("Lrcp", "office_takes_part"),
    ("Xrcp", "partners_take_part office_takes_part"),
    ("Lrc- Ccpr", "all_sessions_ranked"),
    ("L-cp Ccpr", "all_sessions_ranked"),
    ("Lr-p Ccpr", "all_sessions_ranked"),
    ("L Ccpr", "all_sessions_ranked"),
    ("L C", "all_sessions_ranked"),
    ("Lrrp Ccpr", "each_session_once"),
    ("Lrcr Ccpr", "each_session_once"),
    ("Lrcc Ccpr", "each_session_once"),
    ("Lrrr Cccc", "each_session_once"),
    ("Lrr- Ccpr", "all_sessions_ranked each_session_once"),
    ("L-cc Ccpr", "all_sessions_ranked each_session_once"),
    ("L--c Ccpr", "all_sessions_ranked"),
    ("", "partners_take_part office_takes_part small_delegation"),
]
# changes of good facts, and the rules that fail
OTHERWISE: list[tuple[dict[str, Any], str]] = [
    ({"answers__practice": " "}, "practice_brought"),
    ({"answers__objectives": []}, "objectives_marked"),
    ({"answers__objectives": ["align", "input", "awareness"]}, ""),
    ({"answers__plan_input": None}, "plan_input_expected"),
    ({"answers__balance__partner": ""}, "both_answer@partner"),
    ({"answers__balance": {}}, "both_answer@office both_answer@partner"),
    ({"parties": {"office": {"name": "Office", "kind": "cso", "country": "UG", "records": {}}}}, ""),
]


def test_the_rulebook_is_sound_and_has_an_example_that_passes() -> None:
    assert check(FOLDER) == ()
    assert failed(facts()) == set()
    assert failed(example_facts(BOOK, KIND)) <= {"each_session_once"}


@pytest.mark.clause("LOC-3")
@pytest.mark.parametrize(("delegation", "expected"), DELEGATIONS)
def test_everybody_puts_every_session_in_order(delegation: str, expected: str) -> None:
    assert failed(facts(delegation)) == set(expected.split())


@pytest.mark.clause("LOC-3")
@pytest.mark.parametrize("order", ["".join(order) for order in permutations("rcp")])
def test_every_order_of_the_three_sessions_is_welcome(order: str) -> None:
    assert failed(facts(f"L{order} C{order}")) == set()


@pytest.mark.parametrize(("changes", "expected"), OTHERWISE)
def test_what_is_brought_and_taken_home_is_advised(changes: dict[str, Any], expected: str) -> None:
    assert failed(facts(**changes)) == set(expected.split())


def test_only_the_order_of_sessions_refuses() -> None:
    """The note says that participants register for all sessions in order; of the rest it says what it hopes for."""
    rules = BOOK.components[KIND].rules
    assert {rule.id for rule in rules if rule.must is not None} == {"all_sessions_ranked", "each_session_once"}
    assert {rule.clause for rule in rules if rule.must is not None} == {"LOC-3"}
    headings = {"Methodology", "Objectives", "Intended outcomes", "Moving resources to local level", "house advice"}
    assert {rule.source for rule in rules} <= headings


def test_three_objectives_four_outcomes_three_sessions() -> None:
    """The concept note's numbers, in the words of the programme."""
    assert len(BOOK.lists["objectives"].options) == 3 and len(BOOK.goal.effects) == 4
    ranked = {part.id: part for part in BOOK.form_of(KIND).question("delegation").parts if part.id in CHOICES}
    assert [[option.id for option in ranked[choice].options] for choice in CHOICES] == [list(SESSIONS.values())] * 3
    assert all(part.required for part in ranked.values())
    assert [option.id for option in BOOK.lists["themes"].options] == ["leadership", "partnerships", "accountability"]


def test_every_rule_matters(tmp_path: Path) -> None:
    """Taken out of the rulebook, each rule changes what the tables expect."""
    cases = [facts(written) for written, _ in DELEGATIONS] + [facts(**changes) for changes, _ in OTHERWISE]
    whole = [failed(case) for case in cases]
    yaml = YAML()
    for number, rule in enumerate(BOOK.own_rules(KIND)):
        document = yaml.load(FOLDER / "rulebook.yaml")
        del document["components"][KIND]["rules"][number]
        target = tmp_path / rule.id
        (target / "forms").mkdir(parents=True)
        yaml.dump(document, target / "rulebook.yaml")
        form = "forms/registration.yaml"
        (target / form).write_bytes((FOLDER / form).read_bytes())
        lacking = load(target)
        fewer = [
            {f"{v.rule}@{v.party}" if v.party else v.rule for v in evaluate(lacking, KIND, case) if not v.passed}
            for case in cases
        ]
        assert fewer != whole, f"no case misses {rule.id}"


# ---- laws ------------------------------------------------------------------------------------------------------------

WRITTEN = st.lists(
    st.builds(lambda role, order: role + order, st.sampled_from("LCHX"), st.text("rcp-", max_size=3)), max_size=8
).map(" ".join)


def outcome(given_: dict[str, Any]) -> dict[tuple[str, str], Verdict]:
    return {(verdict.rule, verdict.party): verdict for verdict in evaluate(BOOK, KIND, given_)}


@settings(max_examples=60, deadline=None)
@given(WRITTEN, st.sampled_from([changes for changes, _ in OTHERWISE]))
def test_each_remedy_applied_removes_its_refusal(delegation: str, changes: dict[str, Any]) -> None:
    given_ = facts(delegation, **changes)
    for key, verdict in outcome(given_).items():
        assert valid_remedy(verdict.remedy)
        if not verdict.passed and verdict.remedy.verb != "none":
            assert outcome(apply_remedy(given_, verdict.remedy))[key].passed, verdict


@settings(max_examples=40, deadline=None)
@given(WRITTEN, st.integers(0, 99))
def test_the_order_of_people_does_not_matter(delegation: str, seed: int) -> None:
    before = facts(delegation)
    after = {**before, "team": random.Random(seed).sample(before["team"], len(before["team"]))}
    assert {k: (v.passed, v.actual) for k, v in outcome(before).items()} == {
        k: (v.passed, v.actual) for k, v in outcome(after).items()
    }


@settings(max_examples=40, deadline=None)
@given(WRITTEN)
def test_who_ranks_each_session_once_is_never_refused(delegation: str) -> None:
    musts = {v.rule for v in outcome(facts(delegation)).values() if v.refuses}
    rows = people(delegation)
    whole = all(sorted(str(row.get(choice)) for choice in CHOICES) == sorted(SESSIONS.values()) for row in rows)
    assert whole == (not musts)
