"""Which changes of a rulebook hurt people who have begun an application, and which do not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.rulebook import Rulebook, differences
from tandem.core.rulebook.editing import Edit, Insert, Key, Move, Remove, Set, edited, value_at
from tandem.core.rulebook.harming import Harm, harm_of, harms
from tandem.core.rulebook.load import draft
from tandem.core.rulebook.sources import Files, read_folder
from tandem.rulebooks import shipped

pytestmark = pytest.mark.expects("UX-23")
MAIN, FORM = "rulebook.yaml", "forms/application.yaml"
TEXTS = dict(read_folder(shipped()["ks-mic"]).texts)
PROJECT = ("components", "project")
RULE = (*PROJECT, "rules")


def book(texts: dict[str, str]) -> Rulebook:
    found = draft(Files(texts), None)
    assert found.rulebook is not None, found.findings
    return found.rulebook


OLD = book(TEXTS)


def hurt(*edits: Edit) -> list[str]:
    return [harm.code for harm in both(*edits)]


def both(*edits: Edit) -> tuple[Harm, ...]:
    return harms(OLD, book(edited(TEXTS, edits)), "project")


def where(question: str) -> tuple[Any, ...]:
    """The path of a question in the form."""
    section = next(s.id for s in OLD.form_of("project").sections if any(q.id == question for q in s.questions))
    return ("sections", Key("id", section), "questions", Key("id", question))


NEW_RULE = {"id": "more", "source": "house advice", "refusal": {"en": "x", "es": "x"}, "remedy": "none"}
MUST, SHOULD = {"must": {"answered": "summary"}}, {"should": {"answered": "summary"}}
QUESTION = {"id": "more", "type": "short_text", "label": {"en": "More?", "es": "¿Más?"}}
PURPOSES = Key("id", "one_or_two_purposes")
FIRST, SECOND = (Key("id", each.id) for each in OLD.components["project"].criteria[:2])
CRITERIA = (*PROJECT, "criteria")


@pytest.mark.parametrize(("edits", "code"), [
    ([Insert(MAIN, RULE, -1, NEW_RULE | MUST)], "new_must"),
    ([Set(MAIN, (*RULE, PURPOSES, "must"), {"choose": "purposes", "exactly": 1})], "rule_stricter"),
    ([Set(MAIN, (*PROJECT, "ceiling"), "100")], "ceiling_lower"),
    ([Set(MAIN, (*PROJECT, "own_contribution_percent"), "50")], "contribution_higher"),
    ([Set(MAIN, (*PROJECT, "years"), 1)], "years_fewer"),
    ([Remove(MAIN, ("parties", "abroad", "countries", 0))], "party_narrower"),
    ([Set(MAIN, ("cycle", "donors", next(iter(OLD.cycle.donors)), "application", "on"), "1 September")],
     "closes_earlier"),
    ([Set(MAIN, (*CRITERIA, FIRST, "weight"), 1)], "judged_otherwise"),
    ([Remove(MAIN, (*CRITERIA, FIRST))], "judged_otherwise"),
    ([Set(MAIN, (*PROJECT, "selection", "ties"), [])], "judged_otherwise"),
    ([Set(MAIN, (*PROJECT, "scale"), {"lowest": 1, "highest": 9})], "judged_otherwise"),
    ([Insert(FORM, ("sections", 0, "questions"), -1, QUESTION | {"required": True})], "question_new"),
    ([Remove(FORM, where("summary"))], "question_gone"),
    ([Set(FORM, (*where("summary"), "limit", "words"), 20)], "less_room"),
    ([Set(FORM, (*where("summary"), "limit", "at_least_words"), 20)], "less_room"),
    ([Set(FORM, (*where("summary"), "type"), "short_text")], "question_changed"),
    ([Set(FORM, (*where("mobilisation"), "required"), True)], "question_required"),
    ([Set(FORM, (*where("core_task"), "parts", 0, "type"), "short_text")], "question_changed"),
    ([Remove(FORM, (*where("core_task"), "parts", 0))], "part_gone"),
    ([Insert(FORM, (*where("core_task"), "parts"), -1,
             {"id": "extra", "type": "short_text", "label": {"en": "x", "es": "x"}})], "part_new"),
    ([Remove(MAIN, ("lists", "purposes", "options", 0))], "option_gone"),
    ([Remove(MAIN, ("components", "project")),
      Set(MAIN, ("components", "other"), value_at(TEXTS, MAIN, PROJECT))], "component_gone"),
])
def test_whatever_asks_more_gives_less_or_judges_otherwise_hurts(edits: list[Edit], code: str) -> None:
    assert code in hurt(*edits)


@pytest.mark.parametrize("edits", [
    [Insert(MAIN, RULE, -1, NEW_RULE | SHOULD)],
    [Remove(MAIN, (*RULE, PURPOSES))],
    [Set(MAIN, (*RULE, PURPOSES, "must"), {"choose": "purposes", "between": [1, 5]})],
    [Set(MAIN, (*RULE, PURPOSES, "when"), 'parties.home.country == "NO"')],
    [Set(MAIN, (*RULE, PURPOSES, "refusal", "en"), "Other words")],
    [Set(MAIN, (*PROJECT, "ceiling"), "9000000")],
    [Set(MAIN, (*PROJECT, "ceiling"), None)],
    [Set(MAIN, (*PROJECT, "years"), 5)],
    [Insert(MAIN, ("parties", "abroad", "countries"), -1, "MW")],
    [Set(MAIN, (*CRITERIA, FIRST, "guidance", "en"), "Other words")],
    [Move(MAIN, (*RULE, PURPOSES), -1)],
    [Insert(FORM, ("sections", 0, "questions"), -1, QUESTION)],
    [Move(FORM, where("summary"), 0)],
    [Set(FORM, (*where("summary"), "limit", "words"), 900)],
    [Set(FORM, (*where("summary"), "label", "en"), "In short")],
    [Set(FORM, (*where("summary"), "required"), False)],
    [Insert(MAIN, ("lists", "purposes", "options"), -1, {"id": "new_one", "label": {"en": "x", "es": "x"}})],
    [Set(MAIN, ("version",), "2030")],
    [Set(MAIN, ("letters", "award", "en"), "{reasons}")],
])
def test_other_words_more_room_and_relief_hurt_nobody(edits: list[Edit]) -> None:
    assert hurt(*edits) == []


def test_a_rulebook_does_not_hurt_itself() -> None:
    assert harms(OLD, OLD, "project") == ()
    for id in shipped():
        texts = dict(read_folder(shipped()[id]).texts)
        found = draft(Files(texts), shipped()).rulebook
        for component in found.components if found else ():
            assert harms(found, found, component) == ()  # type: ignore[arg-type]


def test_advice_that_becomes_a_must_hurts_and_the_other_way_round_does_not() -> None:
    advice = next(rule for rule in OLD.components["project"].rules if rule.should is not None)
    path = (*RULE, Key("id", advice.id))
    now = edited(TEXTS, [Set(MAIN, (*path, "must"), dict(advice.should or {})), Remove(MAIN, (*path, "should"))])
    assert [each.code for each in harms(OLD, book(now), "project")] == ["now_must"]
    assert harms(book(now), OLD, "project") == ()


CHANGES: list[Edit] = [
    Set(MAIN, (*PROJECT, "ceiling"), "100"), Set(MAIN, (*PROJECT, "years"), 1),
    Set(MAIN, (*PROJECT, "summary", "en"), "x"), Insert(MAIN, RULE, -1, NEW_RULE | MUST),
    Set(FORM, (*where("summary"), "limit", "words"), 20), Set(FORM, (*where("summary"), "label", "es"), "y"),
    Set(MAIN, (*CRITERIA, SECOND, "weight"), 1),
]


@given(st.sets(st.integers(0, len(CHANGES) - 1)))
def test_harms_add_up_and_each_is_found_at_its_difference(chosen: set[int]) -> None:
    edits = [CHANGES[index] for index in sorted(chosen)]
    found = both(*edits)
    assert sorted(each.code for each in found) == sorted(code for edit in edits for code in hurt(edit))
    differ = differences({"files": TEXTS}, {"files": edited(TEXTS, edits)})
    said = [harm for each in differ if (harm := harm_of(each, found)) is not None]
    assert {(harm.code, harm.path) for harm in said} == {(harm.code, harm.path) for harm in found}
