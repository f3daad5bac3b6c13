"""How people of a locale write numbers and days: the few facts reading needs, from CLDR (through Babel)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_currency_symbol, get_territory_currencies

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}\Z")
# Languages whose countries disagree, when no country is named: Spain and the south of America write 1.234,5,
# Mexico and Central America 1,234.5. Both are thinkable, so neither is taken for granted.
_UNSETTLED_NUMBERS = frozenset({"es", "es_419"})
# 03/04/2025: English without a country is read on both sides of the Atlantic.
_UNSETTLED_DAYS = frozenset({"en", "en_001", "en_150"})


@dataclass(frozen=True)
class Convention:
    """One locale's habits. `group` is ' ' for every kind of space; `month_first` None where both orders are usual."""

    decimal: str
    group: str
    settled: bool
    month_first: bool | None
    months: Mapping[str, int]


PLAIN = "plain"  # stands for a locale: numbers as machines write them, the point decimal, nothing grouped by it
_PLAIN = Convention(decimal=".", group="", settled=True, month_first=False, months={})


@lru_cache(maxsize=128)
def convention(locale: str) -> Convention:
    """The habits of a locale ('es-GT' or 'es_GT'); an unknown one falls back to its language, then to English."""
    if locale == PLAIN:
        return _PLAIN
    found = _parse(locale)
    symbols: Mapping[str, Any] = found.number_symbols.get("latn", {})
    group = str(symbols.get("group", ","))
    name = str(found)
    short = found.date_formats["short"].pattern
    month_first: bool | None = short.find("M") < short.find("d") and not short.startswith("y")
    return Convention(
        decimal=str(symbols.get("decimal", ".")),
        group=" " if group.isspace() else "'" if group == "’" else group,
        settled=name not in _UNSETTLED_NUMBERS,
        month_first=None if name in _UNSETTLED_DAYS else month_first,
        months={**_months(Locale("en")), **_months(found)},
    )


@lru_cache(maxsize=256)
def currency_sign(currency: str, locale: str) -> str:
    """The sign that the locale itself writes for the currency ('Q' for GTQ in es-GT), else the code."""
    return str(get_currency_symbol(currency, _parse(locale)))


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Every three-letter currency code that CLDR knows, past ones included."""
    return frozenset(Locale("en").currencies)


@lru_cache(maxsize=8)
def currencies_in_use(on: date) -> frozenset[str]:
    """The codes of what is legal tender anywhere on that day."""
    return frozenset(
        code for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory, start_date=on, end_date=on, tender=True)
    )


def _parse(locale: str) -> Locale:
    if isinstance(locale, str) and _TAG.match(locale):
        for name in (locale.replace("-", "_"), re.split("[-_]", locale)[0]):
            try:
                return Locale.parse(name)
            except (UnknownLocaleError, ValueError, TypeError):
                continue
    return Locale("en")


def _months(locale: Locale) -> dict[str, int]:
    names: dict[str, int] = {}
    for usage in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[usage][width].items():
                names[str(name).casefold().rstrip(".")] = int(number)
    return names
