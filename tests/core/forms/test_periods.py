"""Periods: two days, read end by end, measured in months, held against their window."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.answers import canonical, parse_canonical
from tandem.core.forms.conditions import named_values
from tandem.core.forms.definition import Form, Limit
from tandem.core.forms.missing import gaps
from tandem.core.forms.periods import days_of, months_in, split
from tandem.core.forms.reading import read
from tests.core.forms.sample import question

PERIOD = question("when", "period")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def form_of(**limit: Any) -> Form:
    asked = question("when", "period", required=True, limit=Limit(**limit))
    return Form(id="f", title={"en": "F"}, sections=[{"id": "s", "title": {"en": "S"}, "questions": [asked]}])


def codes(value: Any, **limit: Any) -> list[tuple[str, str]]:
    found = gaps(form_of(**limit), [], {("when", ""): value})
    return [(problem.code, problem.where) for problem in found]


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ({"from": "2025-03-01", "to": "2026-02-28"}, "en"),
        ({"from": "1 March 2025", "to": "28.2.2026"}, "en"),
        ({"from": {"day": "1", "month": "3", "year": "2025"}, "to": "28 de febrero de 2026"}, "es"),
        ("1.3.2025 – 28.2.2026", "nb"),
        ("2025-03-01/2026-02-28", "en"),
        ("1 mars 2025 till 28 februari 2026", "sv"),
        ("1.3.2025 do 28.2.2026", "pl"),
    ],
)
def test_a_period_is_read_as_people_write_it(typed: Any, locale: str) -> None:
    reading = read(PERIOD, typed, locale)
    assert reading.problems == () and reading.value == {"from": "2025-03-01", "to": "2026-02-28"}


def test_an_end_that_cannot_be_read_is_kept_and_the_other_end_is_read() -> None:
    reading = read(PERIOD, {"from": "1 March 2026", "to": "29.02.2027"}, "en")
    assert reading.value == {"from": "2026-03-01", "to": {"unread": "29.02.2027"}}
    assert [(p.code, p.where, p.values["last"]) for p in reading.problems] == [("date_impossible", "to", 28)]
    assert ("unread", "when#/to") in codes(reading.value)
    assert read(PERIOD, "next spring", "en").value == {"unread": "next spring"}
    assert read(PERIOD, {"from": "", "to": " "}, "en").value is None
    assert read(PERIOD, {"from": "2025-01-01"}, "en").value == {"from": "2025-01-01"}
    assert codes({"from": "2025-01-01"}) == [("missing", "when#/to")]


def test_a_period_that_ends_before_it_starts_or_leaves_its_window_is_named() -> None:
    assert codes({"from": "2026-02-28", "to": "2025-03-01"}) == [("period_backwards", "when#/to")]
    window = {"minimum": "2025-01-01", "maximum": "2025-12-31"}
    assert codes({"from": "2024-12-31", "to": "2026-01-01"}, **window) == [
        ("below_minimum", "when#/from"), ("above_maximum", "when#/to"),
    ]  # fmt: skip
    assert codes({"from": "2025-01-01", "to": "2025-12-31"}, **window) == []
    year = {"months": 12, "at_least_months": 12}
    assert codes({"from": "2025-01-01", "to": "2025-12-31"}, **year) == []
    assert codes({"from": "2025-01-01", "to": "2026-01-01"}, **year) == [("period_too_long", "when#/to")]
    assert codes({"from": "2025-01-01", "to": "2025-12-30"}, **year) == [("period_too_short", "when#/to")]
    assert codes("2025-01-01", **year) == [("value_malformed", "when")]
    damaged = codes({"from": 5, "to": "2025-02-30"})
    assert damaged == [("value_malformed", "when#/from"), ("value_malformed", "when#/to")]


def test_rules_see_its_days_and_its_length() -> None:
    value = {"from": "2025-01-01", "to": "2025-12-31"}
    found = named_values(form_of(), [], {("when", ""): value})["when"]
    assert found == {**value, "first": "2025-01-01", "last": "2025-12-31", "months": Decimal(12), "days": 365}
    assert named_values(form_of(), [], {("when", ""): {"from": "2025-01-01"}}) == {}
    assert parse_canonical(canonical({("when", ""): value})) == {("when", ""): value}


@given(DAYS, st.integers(1, 240))
def test_whole_months_are_whole_and_a_day_more_or_less_is_not(first: date, months: int) -> None:
    number = first.year * 12 + first.month - 1 + months
    after = date(number // 12, number % 12 + 1, min(first.day, 28))
    if first.day <= 28:
        last = after - timedelta(days=1)
        assert months_in(first, last) == months
        assert months < months_in(first, after) < months + 1
        if last > first:
            assert months - 1 <= months_in(first, last - timedelta(days=1)) < months


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_nothing_typed_is_lost(typed: str) -> None:
    reading = read(PERIOD, typed, "en")
    assert reading.value is None or reading.problems or days_of(reading.value) or set(reading.value) == {"from", "to"}
    if typed.strip() and reading.value is None:
        raise AssertionError(typed)
    assert split(typed) is None or set(split(typed) or ()) == {"from", "to"}
