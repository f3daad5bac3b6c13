"""Sixty inputs in six locales: what each means, what is asked, what is refused (UX-14).

'1234' the number · '1234 | 1.234' asked, with these readings · '-' refused as unreadable.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.definition import Question
from tandem.core.forms.reading import read
from tests.core.forms.sample import question

NUMBER: Question = question("n", "number")
LOCALES = ("en", "es", "es-GT", "nb", "da", "pl")
ASK = "1234 | 1.234"

# What is typed, then its meaning in every locale, or one for each of LOCALES.
TABLE: list[tuple[str, str] | tuple[str, str, str, str, str, str, str]] = [
    ("0", "0"),
    ("007", "7"),
    ("1234", "1234"),
    ("+5", "5"),
    ("-5", "-5"),
    ("−5", "-5"),
    ("– 5", "-5"),
    ("-0", "0"),
    ("5-", "-"),
    ("--5", "-"),
    ("(5)", "-"),
    # one comma or point
    ("1,5", "1.5"),
    ("1.5", "1.5"),
    ("12,50", "12.50"),
    ("12.50", "12.50"),
    ("0,234", "0.234"),
    ("0.234", "0.234"),
    (",5", "0.5"),
    (".5", "0.5"),
    ("5,", "-"),
    ("5.", "-"),
    ("1,234", "1234", ASK, "1234", "1.234", "1.234", "1.234"),
    ("1.234", "1.234", ASK, "1.234", ASK, "1234", ASK),
    ("-1,234", "-1234", "-1234 | -1.234", "-1234", "-1.234", "-1.234", "-1.234"),
    ("-1.234", "-1.234", "-1234 | -1.234", "-1.234", "-1234 | -1.234", "-1234", "-1234 | -1.234"),
    ("412,500", "412500", "412500 | 412.500", "412500", "412.500", "412.500", "412.500"),
    ("412.500", "412.500", "412500 | 412.500", "412.500", "412500 | 412.500", "412500", "412500 | 412.500"),
    ("1234,567", "1234.567"),
    ("1234.567", "1234.567"),
    ("1,2345", "1.2345"),
    ("1.2345", "1.2345"),
    # groups
    ("1 234", "1234"),
    ("1\xa0234", "1234"),
    ("1\u202f234", "1234"),
    ("1\u2009234\u2009567", "1234567"),
    ("1  234", "1234"),
    ("1'234", "1234"),
    ("1’234.50", "1234.50"),
    ("1,234,567", "1234567"),
    ("1.234.567", "1234567"),
    ("1 234,5", "1234.5"),
    ("1 234.5", "1234.5"),
    ("1,234.50", "1234.50"),
    ("1.234,50", "1234.50"),
    ("1,234,567.8", "1234567.8"),
    ("1.234.567,8", "1234567.8"),
    ("1 234,567", "1234.567"),
    ("1.234,567", "1234.567"),
    ("1 23", "-"),
    ("12 34,5", "-"),
    ("1,23,456", "-"),
    ("1.234 567", "-"),
    ("0 123", "-"),
    ("1,,5", "-"),
    # other scripts, exponents, words
    ("１２３４，５", "1234.5"),
    ("٣٫١٤", "3.14"),
    ("\u200e1 234\u200f", "1234"),
    ("²", "-"),
    ("1e5", "-"),
    ("1e999", "-"),
    ("NaN", "-"),
    ("Infinity", "-"),
    ("about 10", "-"),
    ("10 %", "-"),
    ("1/2", "-"),
    ("0x10", "-"),
    ("1_000", "-"),
    ("kr 5", "-"),
]

CASES = [
    (typed, locale, expected)
    for typed, *meanings in TABLE
    for locale, expected in zip(LOCALES, meanings if len(meanings) > 1 else meanings * 6, strict=True)
]


def test_the_table_is_as_large_as_promised() -> None:
    assert len(TABLE) >= 60
    assert len({typed for typed, *_ in TABLE}) == len(TABLE)


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("typed", "locale", "expected"), CASES)
def test_a_number_means_what_it_means_in_its_locale(typed: str, locale: str, expected: str) -> None:
    reading = read(NUMBER, typed, locale)
    if expected == "-":
        assert [problem.code for problem in reading.problems] == ["number_unreadable"]
        assert reading.value == {"unread": typed}
    elif "|" in expected:
        assert [problem.code for problem in reading.problems] == ["number_ambiguous"]
        assert reading.problems[0].values["readings"] == expected.split(" | ")
        assert reading.value == {"unread": typed}
    else:
        assert reading.problems == ()
        assert reading.value == expected


@pytest.mark.expects("UX-14")
def test_regions_follow_their_language_where_they_write_alike() -> None:
    for typed, *_ in TABLE:
        for one, other in (("en", "en-GB"), ("nb", "sv"), ("nb", "nn"), ("en", "xx-unknown"), ("en", "")):
            assert read(NUMBER, typed, one).value == read(NUMBER, typed, other).value, (typed, one, other)


@pytest.mark.expects("UX-14")
def test_the_reading_that_somebody_picks_is_taken_without_asking_again() -> None:
    asked = [(typed, locale, expected.split(" | ")) for typed, locale, expected in CASES if "|" in expected]
    assert asked
    for typed, locale, readings in asked:
        for reading in readings:
            assert read(NUMBER, {"plain": reading}, locale).value == reading, (typed, locale)
            money = read(question("m", "money", currency="KWD"), {"plain": reading}, locale)
            assert money.value == {"minor": int(float(reading) * 1000), "currency": "KWD"}
    assert read(question("m", "money", currency="NOK"), {"plain": "12.500"}, "en").value["minor"] == 1250


@pytest.mark.expects("UX-14")
@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from([*LOCALES, "sv", "en-GB", "es-MX", "de", "fr"]))
def test_what_a_locale_writes_is_read_back(number: Decimal, locale: str) -> None:
    """Two decimals leave no doubt, whatever the grouping."""
    for grouped in (True, False):
        written = format_decimal(number, "#,##0.00", locale.replace("-", "_"), group_separator=grouped)
        assert Decimal(read(NUMBER, written, locale).value) == number, written


@given(st.text("0123456789.,' \xa0-+−kr€QNO٫٣%e", max_size=30), st.sampled_from(LOCALES))
def test_a_number_is_read_asked_or_refused_and_readings_never_repeat(typed: str, locale: str) -> None:
    reading = read(NUMBER, typed, locale)
    if reading.problems:
        assert reading.value == {"unread": typed}
        readings = reading.problems[0].values.get("readings", [])
        assert len(set(readings)) == len(readings)
    elif reading.value is not None:
        assert read(NUMBER, {"plain": reading.value}, locale).value == reading.value
        assert Decimal(reading.value).is_finite()
