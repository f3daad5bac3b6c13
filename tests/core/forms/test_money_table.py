"""Amounts as people type them, with the currency before or behind (UX-14, REL-13)."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.forms.reading import read
from tests.core.forms.sample import question

MONEY = question("m", "money")

# typed, locale, currency → minor units
READ: list[tuple[str, str, str, int]] = [
    ("Q 412 500,00", "es", "GTQ", 41250000),
    ("Q 412,500.00", "es-GT", "GTQ", 41250000),
    ("Q412,500", "es-GT", "GTQ", 41250000),
    ("Q.412,500", "es-GT", "GTQ", 41250000),
    ("Q 412,500", "es", "GTQ", 41250000),  # no country: only thousands fit a currency with two decimals
    ("412.500", "es", "GTQ", 41250000),
    ("kr 1 250", "nb", "NOK", 125000),
    ("kr. 1.250", "nb", "NOK", 125000),
    ("kr 1.250", "da", "DKK", 125000),
    ("1250 kr", "sv", "SEK", 125000),
    ("1250 kr.", "da", "DKK", 125000),
    ("kr 500,-", "nb", "NOK", 50000),
    ("500:-", "sv", "SEK", 50000),
    ("500,– kr", "nb", "NOK", 50000),
    ("NOK 571 312,50", "nb", "NOK", 57131250),
    ("571312.5 nok", "nb", "NOK", 57131250),
    ("NOK 571,312.50", "en", "NOK", 57131250),
    ("1.234,5 €", "es", "EUR", 123450),
    ("€1,234.50", "en-GB", "EUR", 123450),
    ("-€5", "en", "EUR", -500),
    ("€-5", "en", "EUR", -500),
    ("− kr 5", "nb", "NOK", -500),
    ("1 234,50 zł", "pl", "PLN", 123450),
    ("$1,234", "en", "USD", 123400),
    ("US$ 10", "en", "USD", 1000),
    ("0", "nb", "NOK", 0),
    ("0,00", "nb", "NOK", 0),
    ("12,5", "nb", "NOK", 1250),
    ("12,500000", "nb", "NOK", 1250),
    ("1,234", "en", "JPY", 1234),
    ("¥ 1 234", "en", "JPY", 1234),
    ("1.234", "da", "ISK", 1234),
    ("1.234", "en", "KWD", 1234),
    ("1,234", "da", "KWD", 1234),
    ("1,234.567", "en", "TND", 1234567),
    ("９９，５０", "nb", "NOK", 9950),
    ("٩٩٫٥", "en", "NOK", 9950),
    ("9999999999999,99", "nb", "NOK", 999999999999999),
]

# typed, locale, currency → problem and its values
REFUSED: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("1,234", "nb", "NOK", "number_ambiguous", {"readings": ["1234"]}),
    ("1.234", "en", "NOK", "number_ambiguous", {"readings": ["1234"]}),
    ("12.500", "en", "NOK", "number_ambiguous", {"readings": ["12500", "12.500"]}),
    ("1.234", "en", "JPY", "number_ambiguous", {"readings": ["1234"]}),
    ("1.234", "es", "KWD", "number_ambiguous", {"readings": ["1234", "1.234"]}),
    ("1.234", "nb", "KWD", "number_ambiguous", {"readings": ["1234", "1.234"]}),
    ("1,2345", "nb", "NOK", "money_decimals", {"actual": 4, "limit": 2, "currency": "NOK"}),
    ("1,5", "nb", "JPY", "money_decimals", {"actual": 1, "limit": 0, "currency": "JPY"}),
    ("0,0001", "nb", "KWD", "money_decimals", {"actual": 4, "limit": 3, "currency": "KWD"}),
    ("1.00000000000000000000000001", "en", "NOK", "money_decimals", {"actual": 26, "limit": 2, "currency": "NOK"}),
    ("€ 5", "nb", "NOK", "currency_other", {"typed": "€", "asked": "NOK"}),
    ("GTQ 5", "nb", "NOK", "currency_other", {"typed": "GTQ", "asked": "NOK"}),
    ("kr 5 EUR", "nb", "NOK", "currency_other", {"typed": "EUR", "asked": "NOK"}),
    ("5", "nb", "", "currency_missing", {}),
    ("kr 5", "nb", "", "currency_missing", {}),
    ("5", "nb", "QQQ", "currency_unknown", {"currency": "QQQ"}),
    ("about 5 kr", "nb", "NOK", "number_unreadable", {}),
    ("5 kroner og litt", "nb", "NOK", "number_unreadable", {}),
    ("5-", "nb", "NOK", "number_unreadable", {}),
    ("kr", "nb", "NOK", "number_unreadable", {}),
    ("NaN", "nb", "NOK", "number_unreadable", {}),
    ("1e999", "nb", "NOK", "number_unreadable", {}),
    ("10000000000000,00", "nb", "NOK", "number_too_long", {"actual": 16, "limit": 15, "unit": "digits"}),
    ("9" * 29, "nb", "NOK", "number_too_long", {"actual": 29, "limit": 28, "unit": "digits"}),
    ("9" * 10_000, "nb", "NOK", "number_too_long", {"actual": 10_000, "limit": 200, "unit": "characters"}),
]


@pytest.mark.expects("UX-14")
@pytest.mark.expects("REL-13")
@pytest.mark.parametrize(("typed", "locale", "currency", "minor"), READ)
def test_an_amount_becomes_whole_minor_units(typed: str, locale: str, currency: str, minor: int) -> None:
    reading = read(MONEY, typed, locale, currency=currency)
    assert reading.problems == ()
    assert reading.value == {"minor": minor, "currency": currency}


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("typed", "locale", "currency", "code", "values"), REFUSED)
def test_an_amount_that_is_not_clear_is_kept_and_named(
    typed: str, locale: str, currency: str, code: str, values: dict[str, Any]
) -> None:
    reading = read(MONEY, typed, locale, currency=currency)
    assert [(problem.code, dict(problem.values)) for problem in reading.problems] == [(code, values)]
    assert reading.value == {"unread": typed}


def test_without_an_asked_currency_a_code_or_an_unmistakable_sign_names_it() -> None:
    assert read(MONEY, "NOK 5", "nb").value == {"minor": 500, "currency": "NOK"}
    assert read(MONEY, "5 zł", "pl").value == {"minor": 500, "currency": "PLN"}


def test_amount_and_currency_may_come_in_two_fields() -> None:
    asked = question("m", "money", currency="NOK")
    assert read(MONEY, {"amount": "1 234,5", "currency": "gtq"}, "nb").value == {"minor": 123450, "currency": "GTQ"}
    assert read(asked, {"amount": "5", "currency": ""}, "nb").value == {"minor": 500, "currency": "NOK"}
    assert read(asked, {"amount": "", "currency": "NOK"}, "nb").value is None
    other = read(asked, {"amount": "5", "currency": "GTQ"}, "nb")
    assert (other.problems[0].code, other.value) == ("currency_other", {"unread": "5 GTQ"})


def test_a_number_that_is_no_text_means_the_same_in_every_locale() -> None:
    for locale in ("en", "nb", "es", "da"):
        assert read(question("n", "number"), 1.234, locale).value == "1.234"
        assert read(MONEY, 1234, locale, currency="NOK").value == {"minor": 123400, "currency": "NOK"}
