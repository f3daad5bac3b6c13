"""Addresses of answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.paths import Field, expand, field_at, index, parse_path, place, split_where
from tandem.core.values import Problem
from tests.core.forms.sample import FORM, PARTIES


def test_every_place_in_reading_order() -> None:
    assert [field.path for field in expand(FORM, PARTIES)] == [
        "name", "summary/abroad", "summary/home", "purposes", "form_of_work", "pupils", "deposit", "starts",
        "core_task/abroad/task", "core_task/abroad/led", "core_task/abroad/share",
        "core_task/home/task", "core_task/home/led", "core_task/home/share",
        "consent/led", "decision/home", "partner/abroad", "team", "budget",
    ]  # fmt: skip


def test_a_place_knows_what_is_asked_of_whom_where() -> None:
    places = index(FORM, PARTIES)
    led = places["core_task/home/led"]
    assert (led.question.id, led.party, led.section, led.asked.type) == ("core_task", "home", "who", "yes_no")
    assert places["core_task/home/task"].required
    assert not places["core_task/home/share"].required
    assert not places["consent/led"].required  # its question is optional
    assert [path for path, field in places.items() if field.has_rows] == ["decision/home", "team", "budget"]


def test_a_question_of_a_party_that_is_not_there_has_no_place() -> None:
    assert "third/observer" in index(FORM, (*PARTIES, "observer"))
    assert "third/observer" not in index(FORM, PARTIES)


def test_every_place_is_found_by_its_path() -> None:
    for field in expand(FORM, PARTIES):
        assert field_at(FORM, PARTIES, field.path) == field
        assert parse_path(field.path) == tuple(field.path.split("/"))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("unheard_of", "path_unknown"),
        ("name/home", "path_unknown"),
        ("summary", "path_unknown"),
        ("summary/observer", "path_unknown"),
        ("core_task/home", "path_unknown"),
        ("core_task/home/nothing", "path_unknown"),
        ("third/observer", "path_unknown"),
        ("partner/home", "path_unknown"),
        ("", "path_malformed"),
        ("/", "path_malformed"),
        ("name/", "path_malformed"),
        ("name\n", "path_malformed"),
        ("Name", "path_malformed"),
        ("a/b/c/d", "path_malformed"),
        ("../name", "path_malformed"),
        ("name\x00", "path_malformed"),
        ("n" * 2_000_000, "path_malformed"),
    ],
)
def test_what_the_form_does_not_have_is_refused(path: str, code: str) -> None:
    refused = field_at(FORM, PARTIES, path)
    assert isinstance(refused, Problem)
    assert refused.code == code


@given(st.text())
def test_any_text_is_a_place_or_a_problem(path: str) -> None:
    assert isinstance(field_at(FORM, PARTIES, path), (Field, Problem))


def test_where_comes_apart_as_it_was_made() -> None:
    for where in (("budget", "", ""), ("budget", "0190", ""), ("budget", "0190", "years/1"), ("partner", "", "name")):
        assert split_where(place(*where)) == where
