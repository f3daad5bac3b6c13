"""Typed input → value: texts, options, rows; and what nobody should ever type."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.answers import canonical, is_unread
from tandem.core.forms.definition import Part, Question
from tandem.core.forms.paths import expand
from tandem.core.forms.problems import PROBLEM_CODES
from tandem.core.forms.reading import Reading, read
from tandem.core.values import Replacement, storable
from tests.core.forms.sample import FORM, PARTIES, options, question

TEXT = question("t", "long_text")
MANY = question("m", "many", options=options("water", "schools", "trust"))
CHOICE = question("c", "choice", options=options("water", "schools"))
BUDGET = FORM.question("budget")
TEAM = FORM.question("team")
ASKED: list[Question | Part] = list({field.asked.type: field.asked for field in expand(FORM, PARTIES)}.values())
ASKED.append(FORM.question("core_task"))

NASTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202eevil\u2066",
    "=cmd()|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "x" * 2_000_000,
    "9" * 10_000,
    "1" + ",000" * 20_000,
    "." * 10_000,
    " " * 100_000,
    "\r\n" * 50_000,
    "NaN",
    "-Infinity",
    "1e999",
    "{{ 7*7 }}",
    "{% include 'x' %}",
    "%s%n",
    "'; DROP TABLE answers; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "٣" * 300,
    "a\u0301" * 10_000,
    '{"unread": "x"}',
    "\ufeff1\u200b",
    "𝟙𝟚𝟛",
    "½",
    "Ⅷ",
    "−",
]


def texts_in(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(texts_in(inner) for inner in value.values())
    return "\n".join(texts_in(inner) for inner in value) if isinstance(value, (list, tuple)) else str(value)


def shapes(asked: Question | Part, nasty: Any) -> list[Any]:
    """The nasty input as a page sends it: alone, repeated, in every column of a row, and as a column's name."""
    if isinstance(nasty, str) and len(nasty) > 15_000:
        return [nasty, {"name": nasty, "profession": nasty, "rate": nasty, "years": {"1": nasty}}]
    columns = [
        "name",
        "email",
        "party",
        "line",
        "text",
        "currency",
        "rate",
        "rate_source",
        "rate_on",
        "paid_by",
        "year_1",
    ]
    columns += [
        "file",
        "size",
        "sha256",
        "title",
        "organisation",
        "country",
        "kind",
        "task",
        "led",
        "share",
        "profession",
    ]
    columns += ["amount", "day", "month", "year", "years", "plain"]
    row = dict.fromkeys(columns, nasty)
    return [nasty, [nasty, nasty], row, {**row, "years": {"1": nasty}}, {nasty: "x"} if isinstance(nasty, str) else {}]


@pytest.mark.expects("UX-12")
@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.type)
def test_no_input_breaks_a_reader_and_all_of_it_can_be_stored(asked: Question | Part) -> None:
    for nasty in NASTY:
        for raw in shapes(asked, nasty):
            started = time.process_time()
            reading = read(asked, raw, "es-GT", currency="NOK")
            assert time.process_time() - started < 2, (asked.type, ascii(nasty[:20]))
            json.dumps(reading.value, ensure_ascii=False).encode("utf-8")
            json.dumps(reading.typed, ensure_ascii=False).encode("utf-8")
            assert "\x00" not in texts_in(reading.value) + texts_in(reading.typed)
            for problem in reading.problems:
                assert tuple(problem.values) == PROBLEM_CODES[problem.code]
                assert len(json.dumps(problem.values)) < 20_000


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.type)
def test_a_single_text_is_kept_to_the_letter_or_its_replacement_is_named(asked: Question | Part) -> None:
    for nasty in NASTY:
        reading = read(asked, nasty, "en", currency="NOK")
        plain = nasty.replace("\r\n", "\n")
        bad = {c for c in plain if c == "\x00" or "\ud800" <= c <= "\udfff"}
        expected = "".join("\ufffd" if c in bad else c for c in plain)
        assert {each.code_point for each in reading.replaced} == {f"U+{ord(c):04X}" for c in bad}
        assert reading.typed == expected
        if reading.value is None:
            assert not expected.strip()
        elif is_unread(reading.value):
            assert reading.problems
            assert reading.value["unread"] == expected
        elif asked.type in {"short_text", "long_text"}:
            assert reading.value == expected
        elif asked.type == "organisation":
            assert reading.value["name"] == expected


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=12,
)


@given(st.sampled_from(ASKED), _JSON, st.sampled_from(["en", "es", "nb", "", "\x00", "xx-XX", "../en"]))
def test_read_never_raises(asked: Question | Part, raw: Any, locale: str) -> None:
    reading = read(asked, raw, locale)
    assert isinstance(reading, Reading)
    canonical({("p", ""): reading.value, ("q", ""): reading.typed})


def test_not_even_for_what_python_itself_stumbles_over() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for asked in ASKED:
        for raw in (deep, {"a": deep}, 10**6000, Decimal("1e999999"), Decimal("sNaN"), object(), float("nan"), b"\xff"):
            assert isinstance(read(asked, raw, "en", currency="NOK"), Reading)


@given(st.text())
def test_text_is_kept_identical_but_for_line_ends(text: str) -> None:
    reading = read(TEXT, text, "en")
    if not any(c == "\x00" for c in text):
        assert (reading.value or "") == text.replace("\r\n", "\n")
        assert reading.replaced == ()


@given(st.text(st.characters() | st.sampled_from("\x00\ud800\udfff\ufffd")))
def test_what_is_replaced_is_what_cannot_be_stored(text: str) -> None:
    plain = text.replace("\r\n", "\n")
    reading = read(TEXT, text, "en")
    assert ((reading.value or ""), reading.replaced) == storable(plain)


def test_replaced_characters_are_counted() -> None:
    reading = read(TEXT, "a\x00b\x00\ud800", "en")
    assert reading.value == "a\ufffdb\ufffd\ufffd"
    assert reading.replaced == (Replacement("U+0000", 2), Replacement("U+D800", 1))


def test_nothing_typed_is_no_answer_and_zero_is_one() -> None:
    for asked in ASKED:
        for raw in ("", None, [], {}):
            assert read(asked, raw, "en").value is None, asked.type
    assert read(question("n", "number"), "0", "en").value == "0"
    assert read(question("m", "money", currency="NOK"), "0", "en").value == {"minor": 0, "currency": "NOK"}


def test_what_is_unread_can_be_read_again_once_it_is_mended() -> None:
    kept = read(question("n", "number"), "ten", "en")
    assert read(question("n", "number"), kept.value, "en").value == kept.value
    assert read(CHOICE, {"unread": "water"}, "en").value == "water"
    assert read(MANY, {"unread": "trust\nwater"}, "en").value == ["water", "trust"]


def test_options_come_in_the_forms_order_each_once() -> None:
    assert read(MANY, ["trust", "water", "trust", ""], "en").value == ["water", "trust"]
    assert read(MANY, "schools", "en").value == ["schools"]
    reading = read(MANY, ["water", "war"], "en")
    assert (reading.value, dict(reading.problems[0].values)) == ({"unread": "water\nwar"}, {"chosen": ["war"]})


def test_two_options_are_no_choice() -> None:
    assert read(CHOICE, ["water"], "en").value == "water"
    reading = read(CHOICE, ["water", "schools"], "en")
    assert (reading.value, reading.problems[0].code) == ({"unread": "water\nschools"}, "choice_unknown")


def test_options_of_a_rulebook_list_are_given_or_all_are_thinkable() -> None:
    listed = question("p", "many", options_from="purposes")
    assert read(listed, ["b", "a"], "en", options=("a", "b")).value == ["a", "b"]
    assert read(listed, ["c"], "en", options=("a", "b")).problems
    assert read(listed, ["c"], "en").value == ["c"]
    assert read(question("c", "choice"), "c", "en").problems  # no list at all offers nothing


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("on", True), ("Sí", True), ("Nei", False), (True, True)])
def test_yes_and_no(typed: Any, value: bool) -> None:
    led = Part.model_validate({"id": "led", "type": "yes_no", "label": {"en": "Led"}})
    assert read(led, typed, "en").value is value
    assert read(led, "perhaps", "en").value == {"unread": "perhaps"}


def test_a_person_is_read_cell_by_cell() -> None:
    typed = {"name": "Bo Å", "email": "", "party": "home", "profession": "engineer", "days": "2,5", "shoe_size": "44"}
    reading = read(TEAM, typed, "nb")
    assert reading.value == {"name": "Bo Å", "party": "home", "profession": "engineer", "days": "2.5"}
    assert [(each.code, dict(each.values)) for each in reading.problems] == [
        ("column_unknown", {"columns": ["shoe_size"]})
    ]
    assert reading.typed == typed
    broken = read(TEAM, {"name": "Bo", "days": "two"}, "nb")
    assert broken.value == {"name": "Bo", "days": {"unread": "two"}}
    assert [(each.code, each.where) for each in broken.problems] == [("number_unreadable", "days")]


@pytest.mark.expects("REL-13")
def test_a_budget_entry_is_read_in_its_own_currency_and_the_persons_locale() -> None:
    typed = {"line": "travel", "text": "Vuelos", "party": "abroad", "currency": "gtq", "rate": "1.3850",
             "rate_source": "Banco", "rate_on": "12/9/2024", "year_1": "Q 412,500.00", "years/2": "0"}  # fmt: skip
    reading = read(BUDGET, typed, "es-GT")
    assert reading.problems == ()
    assert reading.value == {
        "line": "travel", "text": "Vuelos", "party": "abroad", "currency": "GTQ", "rate": "1.3850",
        "rate_source": "Banco", "rate_on": "2024-09-12", "years": {"1": 41250000, "2": 0},
    }  # fmt: skip


def test_a_budget_entry_keeps_what_it_cannot_read_in_its_place() -> None:
    typed = {"line": "bribes", "currency": "QQQ", "rate": "about 2", "rate_on": "30.2.2025", "paid_by": "me",
             "years": {"1": "5", "x": "6", "0": ""}}  # fmt: skip
    reading = read(BUDGET, typed, "nb")
    assert reading.value == {
        "line": {"unread": "bribes"}, "currency": {"unread": "QQQ"}, "rate": {"unread": "about 2"},
        "rate_on": {"unread": "30.2.2025"}, "paid_by": {"unread": "me"}, "years": {"1": {"unread": "5"}},
    }  # fmt: skip
    assert {(each.code, each.where) for each in reading.problems} == {
        ("choice_unknown", "line"), ("choice_unknown", "paid_by"), ("currency_unknown", "currency"),
        ("number_unreadable", "rate"), ("date_impossible", "rate_on"), ("currency_unknown", "years/1"),
        ("column_unknown", ""),
    }  # fmt: skip


def test_an_entry_without_currency_is_in_the_grants_and_an_empty_one_is_none() -> None:
    assert read(BUDGET, {"years": {"1": "1 250,50"}}, "nb").value == {"currency": "NOK", "years": {"1": 125050}}
    assert read(BUDGET, {"line": "", "years": {"1": ""}, "currency": ""}, "nb").value is None
    free = question("b", "budget")
    assert read(free, {"years": {"1": "5 zł", "2": "6"}}, "pl").value == {
        "currency": "PLN",
        "years": {"1": 500, "2": 600},
    }


def test_an_organisation_may_be_only_a_name() -> None:
    asked = FORM.question("partner")
    assert read(asked, "Valle Verde", "es").value == {"organisation": "", "name": "Valle Verde"}
    assert read(asked, {"name": "Valle", "country": "GT"}, "es").value == {
        "organisation": "", "name": "Valle", "country": "GT"
    }  # fmt: skip


def test_a_whole_declaration_is_read_part_by_part() -> None:
    reading = read(FORM.question("core_task"), {"task": "Water", "led": "no", "share": "x"}, "en")
    assert reading.value == {"task": "Water", "led": False, "share": {"unread": "x"}}
    assert [(each.code, each.where) for each in reading.problems] == [("number_unreadable", "share")]


def test_a_file_keeps_its_name_whatever_it_is() -> None:
    typed = {"file": "0190", "name": "Vedtak «å» \u202e.pdf", "size": "123", "sha256": "ab", "title": ""}
    assert read(FORM.question("decision"), typed, "nb").value == {
        "file": "0190", "name": "Vedtak «å» \u202e.pdf", "sha256": "ab", "size": 123
    }  # fmt: skip
