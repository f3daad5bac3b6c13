"""Amounts in euro as people of six locales type them: what each means, what is asked, what is refused (UX-14)."""

from __future__ import annotations

import pytest

from tandem.core.forms.reading import read
from tests.core.forms.sample import question

MONEY = question("m", "money", currency="EUR")
LOCALES = ("en", "sv", "nb", "da", "pl", "es")
ASK = "12500 | 12.500"  # the sign is the locale's own decimal sign, so three digits behind it are asked about
# typed → cents in every locale, or one meaning for each of LOCALES; '-' refused
TABLE: list[tuple[str, ...]] = [
    ("0", "0"), ("12500", "1250000"), ("12 500", "1250000"), ("12 500,50", "1250050"), ("12 500.50", "1250050"),
    ("12\xa0500,5", "1250050"), ("12,500", "1250000", ASK, ASK, ASK, ASK, "1250000"),
    ("12.500", ASK, "1250000", "1250000", "1250000", "1250000", "1250000"),
    ("12,500.50", "1250050"), ("12.500,50", "1250050"), ("1,5", "150"), ("1.5", "150"), ("12,50", "1250"),
    ("12.50", "1250"), ("0,5", "50"), (",5", "50"), ("12'500", "1250000"), ("1.234.567", "123456700"),
    ("1,234,567", "123456700"), ("-5", "-500"), ("€ 12,500", "1250000", ASK, ASK, ASK, ASK, "1250000"),
    ("12.500 €", ASK, "1250000", "1250000", "1250000", "1250000", "1250000"), ("EUR 1 234,5", "123450"),
    ("1 234,50 eur", "123450"), ("12500,-", "1250000"), ("1,2345", "-"), ("1.234,567", "-"), ("12,500,5", "-"),
    ("kr 5", "-"), ("about 10", "-"), ("5 USD", "-"),
]  # fmt: skip
CASES = [
    (typed, locale, expected)
    for typed, *meanings in TABLE
    for locale, expected in zip(LOCALES, meanings if len(meanings) > 1 else meanings * 6, strict=True)
]


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("typed", "locale", "expected"), CASES)
def test_an_amount_means_what_it_means_in_its_locale(typed: str, locale: str, expected: str) -> None:
    reading = read(MONEY, typed, locale)
    if expected == "-":
        assert reading.problems and reading.value == {"unread": typed}
    elif "|" in expected:
        assert reading.problems[0].values["readings"] == expected.split(" | ") and reading.value == {"unread": typed}
        for meant in expected.split(" | "):
            assert read(MONEY, {"plain": meant}, locale).problems == ()
    else:
        assert reading.value == {"minor": int(expected), "currency": "EUR"} and not reading.problems
