"""Days as people write them (UX-14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.reading import read
from tests.core.forms.sample import question

DAY = question("d", "date")
LOCALES = ("en", "en-GB", "en-US", "es", "es-GT", "nb", "sv", "da", "pl")

READ = [
    ("2024-10-01", "en", "2024-10-01"),
    ("2024-1-2", "nb", "2024-01-02"),
    ("2024.10.01", "sv", "2024-10-01"),
    ("2024/10/01", "en", "2024-10-01"),
    ("1.10.2024", "en", "2024-10-01"),
    ("01.10.2024", "nb", "2024-10-01"),
    ("1. 10. 2024", "pl", "2024-10-01"),
    ("1 10 2024", "nb", "2024-10-01"),
    ("1/10/2024", "es", "2024-10-01"),
    ("1/10/2024", "en-GB", "2024-10-01"),
    ("1/10/2024", "en-US", "2024-01-10"),
    ("13/10/2024", "en", "2024-10-13"),
    ("10/13/2024", "en", "2024-10-13"),
    ("5/5/2024", "en", "2024-05-05"),
    ("1-10-2024", "da", "2024-10-01"),
    ("1. oktober 2024", "nb", "2024-10-01"),
    ("1 de octubre de 2024", "es-GT", "2024-10-01"),
    ("1 oct. 2024", "es", "2024-10-01"),
    ("1 października 2024", "pl", "2024-10-01"),
    ("October 1, 2024", "en", "2024-10-01"),
    ("1st October 2024", "nb", "2024-10-01"),
    ("１.１０.２０２４", "nb", "2024-10-01"),
    ("29 February 2024", "en", "2024-02-29"),
    ("0001-01-01", "en", "0001-01-01"),
    ("9999-12-31", "en", "9999-12-31"),
    ("  2024-10-01 ", "en", "2024-10-01"),
]

REFUSED: list[tuple[Any, str, str, dict[str, Any]]] = [
    ("29 February 2027", "en", "date_impossible", {"day": 29, "month": 2, "year": 2027, "last": 28}),
    ("2027-02-29", "en", "date_impossible", {"day": 29, "month": 2, "year": 2027, "last": 28}),
    ("1900-02-29", "en", "date_impossible", {"day": 29, "month": 2, "year": 1900, "last": 28}),
    ("31.4.2025", "nb", "date_impossible", {"day": 31, "month": 4, "year": 2025, "last": 30}),
    ("0.4.2025", "nb", "date_impossible", {"day": 0, "month": 4, "year": 2025, "last": 30}),
    ("2024-13-01", "en", "date_month", {"month": 13}),
    ("1.0.2024", "nb", "date_month", {"month": 0}),
    ("1.1.0000", "nb", "date_year", {"year": "0000", "first": 1, "last": 9999}),
    ("1.1.10000", "nb", "date_year", {"year": "10000", "first": 1, "last": 9999}),
    ("03/04/2025", "en", "date_ambiguous", {"readings": ["2025-04-03", "2025-03-04"]}),
    ("1.10.24", "nb", "date_ambiguous", {"readings": ["2024-10-01", "1924-10-01"]}),
    ("29.2.00", "nb", "date_ambiguous", {"readings": ["2000-02-29"]}),
    ("soon", "en", "date_unreadable", {}),
    ("1 October", "en", "date_unreadable", {}),
    ("2024-10", "en", "date_unreadable", {}),
    ("1.10-2024", "nb", "date_unreadable", {}),
    ("=TODAY()", "en", "date_unreadable", {}),
    ("9" * 10_000, "en", "date_unreadable", {}),
    (
        {"day": "29", "month": "2", "year": "2027"},
        "en",
        "date_impossible",
        {"day": 29, "month": 2, "year": 2027, "last": 28},
    ),
    ({"day": "1", "month": "", "year": "2027"}, "en", "date_unreadable", {}),
    ({"day": "1", "month": "10", "year": "24"}, "en", "date_ambiguous", {"readings": ["2024-10-01", "1924-10-01"]}),
]


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("typed", "locale", "expected"), READ)
def test_a_day_is_read(typed: str, locale: str, expected: str) -> None:
    reading = read(DAY, typed, locale)
    assert (reading.value, reading.problems) == (expected, ())


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("typed", "locale", "code", "values"), REFUSED)
def test_a_day_that_is_none_is_named_and_kept(typed: Any, locale: str, code: str, values: dict[str, Any]) -> None:
    reading = read(DAY, typed, locale)
    assert [(problem.code, dict(problem.values)) for problem in reading.problems] == [(code, values)]
    kept = " ".join(part or "?" for part in typed.values()) if isinstance(typed, dict) else typed
    assert reading.value == {"unread": kept}


def test_three_fields_are_a_day_and_three_empty_ones_are_none() -> None:
    assert read(DAY, {"day": "1", "month": "10", "year": "2024"}, "nb").value == "2024-10-01"
    assert read(DAY, {"day": "1", "month": "oktober", "year": "2024"}, "nb").value == "2024-10-01"
    assert read(DAY, {"day": "", "month": " ", "year": ""}, "nb").value is None


def test_what_was_kept_from_three_fields_gives_the_same_problem_again() -> None:
    kept = read(DAY, {"day": "29", "month": "2", "year": "2027"}, "nb")
    assert read(DAY, kept.value, "nb").problems == kept.problems


@given(st.dates(), st.sampled_from(LOCALES), st.sampled_from(["long", "medium"]))
def test_every_day_is_read_as_its_locale_writes_it(day: date, locale: str, width: str) -> None:
    written = format_date(day, "d MMMM yyyy" if width == "long" else "d MMM yyyy", locale=locale.replace("-", "_"))
    assert read(DAY, written, locale).value == day.isoformat()


@given(st.dates(max_value=date(9999, 12, 30)), st.sampled_from(LOCALES))
def test_iso_days_are_read_everywhere_and_follow_each_other(day: date, locale: str) -> None:
    assert read(DAY, day.isoformat(), locale).value == day.isoformat()
    assert read(DAY, (day + timedelta(1)).isoformat(), locale).value > day.isoformat()
