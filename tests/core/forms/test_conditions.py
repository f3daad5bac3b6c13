"""Conditions: what is shown depends on what is answered before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.core.forms.conditions import named_values, visible
from tandem.core.forms.definition import Form
from tests.core.forms.sample import ENTRY, FORM, PARTIES, filled, options, question, text


def evaluate(source: str, names: Mapping[str, Any]) -> bool:
    """The three shapes of condition these tests use: 'x', 'not x', "'option' in x"."""
    if " in " in source:
        option, _, name = source.partition(" in ")
        return option.strip("'") in names.get(name, ())
    return not names.get(source[4:]) if source.startswith("not ") else bool(names.get(source))


def test_a_question_is_shown_when_its_condition_holds() -> None:
    answers = filled()
    assert "pupils" in visible(FORM, PARTIES, answers, evaluate)
    answers[("purposes", "")] = ["water"]
    assert "pupils" not in visible(FORM, PARTIES, answers, evaluate)
    del answers[("purposes", "")]
    assert "pupils" not in visible(FORM, PARTIES, answers, evaluate)
    assert "name" in visible(FORM, PARTIES, {}, evaluate)


def test_the_answer_of_a_hidden_question_counts_as_absent() -> None:
    questions = [
        question("one", "choice", options=options("yes", "no")),
        question("two", "short_text", when="one"),
        question("three", "short_text", when="two"),
        question("four", "short_text", when="not two"),
    ]
    form = Form(id="f", title=text("f"), sections=({"id": "s", "title": text("s"), "questions": questions},))
    answers = {("two", ""): "here", ("one", ""): "yes"}
    assert visible(form, (), answers, evaluate) == {"one", "two", "three"}
    del answers[("one", "")]
    assert visible(form, (), answers, evaluate) == {"one", "four"}


def test_an_unread_answer_is_no_value() -> None:
    answers = {**filled(), ("purposes", ""): {"unread": "schools\nwar"}}
    assert "pupils" not in visible(FORM, PARTIES, answers, evaluate)
    answers[("budget", ENTRY)]["rate"] = {"unread": "much"}
    assert "rate" not in named_values(FORM, PARTIES, answers)["budget"][0]


def test_values_under_their_names() -> None:
    names = named_values(FORM, PARTIES, {**filled(), ("decision/home", "f1"): {"file": "x"}})
    assert names["pupils"] == Decimal(12)
    assert names["deposit"] == Decimal(0)
    assert names["starts"] == date(2024, 10, 1)
    assert names["summary"] == {"abroad": "Agua para todas", "home": "Vann til alle"}
    assert names["core_task"]["home"] == {"task": "Water supply", "led": False}
    assert names["partner"]["country"] == "GT"
    assert names["decision"] == 1
    assert [person["name"] for person in names["team"]] == ["Bo"]
    assert "form_of_work" not in names
    assert "consent" not in names


def test_a_value_of_the_wrong_shape_is_no_value() -> None:
    broken = {("pupils", ""): "many", ("deposit", ""): {"minor": "x", "currency": "NOK"}, ("starts", ""): 5}
    assert named_values(FORM, PARTIES, broken) == {}
