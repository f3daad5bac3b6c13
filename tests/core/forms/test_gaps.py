"""What is missing: everything at once, in reading order (UX-12)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.forms.answers import by_path, is_blank
from tandem.core.forms.missing import gaps, gaps_at
from tandem.core.forms.paths import expand, split_where
from tandem.core.forms.problems import PROBLEM_CODES
from tests.core.forms.sample import ENTRY, FILE, FORM, PARTIES, PERSON, filled
from tests.core.forms.test_conditions import evaluate


def found(answers: dict[tuple[str, str], Any]) -> list[tuple[str, str]]:
    problems = gaps(FORM, PARTIES, answers, evaluate=evaluate)
    for problem in problems:
        assert tuple(problem.values) == PROBLEM_CODES[problem.code]
    return [(problem.where, problem.code) for problem in problems]


def changed(path: str, row: str, **cells: Any) -> dict[tuple[str, str], Any]:
    """Filled answers with some cells of one row changed; None takes a cell out."""
    answers = filled()
    row_value = {**answers[(path, row)], **cells}
    answers[(path, row)] = {name: cell for name, cell in row_value.items() if cell is not None}
    return answers


def test_a_filled_form_has_no_gaps_and_a_zero_or_a_no_is_an_answer() -> None:
    assert found(filled()) == []


@pytest.mark.expects("UX-12")
def test_an_empty_form_lists_every_must_in_reading_order() -> None:
    assert found({}) == [
        (path, "missing")
        for path in (
            "name", "summary/abroad", "summary/home", "purposes", "core_task/abroad/task", "core_task/abroad/led",
            "core_task/home/task", "core_task/home/led", "partner/abroad", "team", "budget",
        )
    ]  # fmt: skip


@pytest.mark.parametrize("blank", ["", " \n ", [], {}, None])
def test_blank_is_missing(blank: Any) -> None:
    assert found({**filled(), ("name", ""): blank}) == [("name", "missing")]
    assert found({**filled(), ("starts", ""): blank}) == []


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("name", "x" * 21, "too_many_characters"),
        ("summary/home", "one two three four five six", "too_many_words"),
        ("name", 5, "value_malformed"),
        ("purposes", ["war"], "choice_unknown"),
        ("purposes", "water", "value_malformed"),
        ("form_of_work", "war", "choice_unknown"),
        ("pupils", "0", "below_minimum"),
        ("pupils", {"unread": "many"}, "unread"),
        ("pupils", "1e9999999999", "value_malformed"),
        ("pupils", "NaN", "value_malformed"),
        ("deposit", {"minor": -1, "currency": "NOK"}, "amount_negative"),
        ("deposit", {"minor": 1, "currency": "GTQ"}, "currency_other"),
        ("deposit", {"minor": 1, "currency": "QQQ"}, "currency_unknown"),
        ("deposit", {"minor": 1.5, "currency": "NOK"}, "value_malformed"),
        ("deposit", {"minor": True, "currency": "NOK"}, "value_malformed"),
        ("starts", "2023-12-31", "below_minimum"),
        ("starts", "2027-01-01", "above_maximum"),
        ("starts", "2027-02-29", "value_malformed"),
        ("core_task/home/led", "no", "value_malformed"),
        ("core_task/home/share", {"unread": "half"}, "unread"),
        ("partner/abroad", "Valle Verde", "value_malformed"),
    ],
)
def test_what_is_there_must_be_right(path: str, value: Any, code: str) -> None:
    answers = filled()
    assert found({**answers, (path, ""): value}) == [(path, code)]


def test_limits_speak_in_numbers() -> None:
    (problem,) = gaps(FORM, PARTIES, {**filled(), ("name", ""): "å" * 23})
    assert problem.values == {"actual": 23, "limit": 20, "difference": 3}


def test_a_hidden_question_is_not_asked() -> None:
    answers = {**filled(), ("pupils", ""): {"unread": "many"}, ("purposes", ""): ["water"]}
    assert found(answers) == []
    assert [problem.where for problem in gaps(FORM, PARTIES, answers)] == ["pupils"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"name": None}, [("name", "missing")]),
        ({"name": "  "}, [("name", "missing")]),
        ({"email": None}, []),
        ({"email": "bo at example"}, [("email", "email_malformed")]),
        ({"email": "a@b@c"}, [("email", "email_malformed")]),
        ({"party": None}, [("party", "missing")]),
        ({"party": "observer"}, [("party", "party_unknown")]),
        ({"profession": None}, [("profession", "missing")]),
        ({"days": "0"}, []),
        ({"days": {"unread": "two"}}, [("days", "unread")]),
        ({"name": None, "days": "x"}, [("name", "missing"), ("days", "value_malformed")]),
    ],
)
def test_people(cells: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(changed("team", PERSON, **cells)) == [(f"team#{PERSON}/{cell}", code) for cell, code in expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"rate": None}, [("rate", "rate_missing")]),
        ({"rate": {"unread": "?"}}, [("rate", "unread")]),
        ({"rate": "0"}, [("rate", "rate_not_positive")]),
        ({"rate": "-1"}, [("rate", "rate_not_positive")]),
        ({"rate": "x"}, [("rate", "value_malformed")]),
        ({"rate_source": None}, [("rate_source", "rate_source_missing")]),
        ({"rate_on": None}, [("rate_on", "rate_day_missing")]),
        ({"rate_on": "12.9.24"}, [("rate_on", "value_malformed")]),
        ({"currency": "NOK", "rate": None, "rate_source": None, "rate_on": None}, []),
        ({"currency": None, "rate": None, "rate_source": None, "rate_on": None}, []),
        ({"currency": "NOK", "rate": "1"}, []),
        ({"currency": "NOK"}, [("rate", "rate_of_same_currency")]),
        ({"currency": "QQQ"}, [("currency", "currency_unknown")]),
        ({"currency": {"unread": "quetzal"}}, [("currency", "unread")]),
        ({"currency": "USD"}, [("currency", "currency_not_allowed")]),
        ({"line": None}, [("line", "missing")]),
        ({"line": "bribes"}, [("line", "line_unknown")]),
        ({"party": None}, [("party", "missing")]),
        ({"paid_by": "own"}, []),
        ({"paid_by": "me"}, [("paid_by", "paid_by_unknown")]),
        ({"years": None}, [("years", "amount_missing")]),
        ({"years": {}}, [("years", "amount_missing")]),
        ({"years": {"1": 0}}, []),
        ({"years": {"1": -5}}, [("years/1", "amount_negative")]),
        ({"years": {"3": 5}}, [("years/3", "year_unknown")]),
        ({"years": {"2": {"unread": "lots"}}}, [("years/2", "unread")]),
        ({"years": {"2": 1.5}}, [("years/2", "value_malformed")]),
        ({"years": 5}, [("years", "value_malformed")]),
        ({"text": None}, []),
    ],
)
def test_budget_entries(cells: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(changed("budget", ENTRY, **cells)) == [(f"budget#{ENTRY}/{cell}", code) for cell, code in expected]


def test_files_and_rows_are_counted() -> None:
    one = {"file": FILE, "name": "a.pdf", "size": 0, "sha256": "ab"}
    assert found({**filled(), ("decision/home", "a"): one}) == []
    two = {**filled(), ("decision/home", "a"): one, ("decision/home", "b"): {"name": "b.pdf"}}
    assert found(two) == [("decision/home", "too_many_files"), ("decision/home#b/file", "missing")]


@pytest.mark.parametrize("cell", ["line", "party", "paid_by", "currency", "rate", "rate_source", "rate_on", "years"])
def test_no_stored_value_breaks_the_list(cell: str) -> None:
    for value in ([None], {"a": [1]}, 10**6000, "\ud800", 0.1, True):
        assert gaps(FORM, PARTIES, changed("budget", ENTRY, **{cell: value})) or cell == "rate_source"


def test_a_row_that_is_no_row_is_named() -> None:
    assert found({**filled(), ("team", PERSON): "Bo"}) == [(f"team#{PERSON}", "value_malformed")]
    assert found({**filled(), ("team", PERSON): {"unread": "Bo"}}) == [(f"team#{PERSON}", "unread")]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just({"unread": "x"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_CELLS = st.dictionaries(
    st.sampled_from(["name", "email", "party", "line", "currency", "rate", "rate_on", "years", "paid_by", "minor"]),
    _VALUES | st.dictionaries(st.sampled_from(["1", "2", "9", "x"]), _VALUES),
)
_PATHS = st.sampled_from([field.path for field in expand(FORM, PARTIES)])
_ANSWERS = st.dictionaries(st.tuples(_PATHS, st.sampled_from(["", "a", "b"])), _VALUES | _CELLS)


@settings(max_examples=60)
@given(_ANSWERS)
def test_whatever_is_stored_the_list_is_in_reading_order_and_takes_each_field_by_itself(answers: Any) -> None:
    problems = gaps(FORM, PARTIES, answers)
    fields = expand(FORM, PARTIES)
    order = [field.path for field in fields]
    places = [order.index(split_where(problem.where)[0]) for problem in problems]
    assert places == sorted(places)
    rows = by_path(answers)
    assert problems == tuple(p for field in fields for p in gaps_at(field, PARTIES, rows.get(field.path, ())))
    missing = {problem.where for problem in problems if problem.code == "missing" and "#" not in problem.where}
    for field in fields:
        blank = all(is_blank(value) for _, value in rows.get(field.path, ()))
        assert (field.path in missing) == (blank and field.required)
