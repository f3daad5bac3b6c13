"""Days as people write them: ISO, the locale's own order, month names, or day, month and year in three fields."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from tandem.core.forms.locales import Convention, convention
from tandem.core.values import Problem

LONGEST_TEXT = 60
FIRST_YEAR, LAST_YEAR = 1, 9999
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./]([0-9]{1,2})[./]([0-9]{1,2})\Z")
_NUMBERS = re.compile(r"([0-9]{1,2}) ?([./ -]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,12})\.?\Z")
_SMALL_WORDS = frozenset({"de", "del", "den", "of", "the", "dia", "día", "r", "roku"})
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|º|o|\.)\Z")


def day(text: str, locale: str) -> date | Problem:
    """The day that the text means in the locale, or the problem. Never raises.

    Read: 2024-10-01, 2024.10.01, 1.10.2024 (with points or spaces the day comes first everywhere), 1/10/2024 and
    1-10-2024 in the locale's order, '1 de octubre de 2024',
    'Oct 1, 2024' with the month's name in the locale or in English.
    `date_ambiguous` gives ISO readings: an order that the language does not settle (03/04/2025 in en), or a year of two
    digits. `date_impossible` names the month's last day (29 February 2027), `date_month` a month beyond 12, `date_year`
    a year outside 1–9999.
    """
    plain = _plain(text)
    if plain is None:
        return Problem("date_unreadable")
    habits = convention(locale)
    if found := _ISO.match(plain) or _YEAR_FIRST.match(plain):
        return _build(int(found[3]), int(found[2]), found[1])
    if found := _NUMBERS.match(plain):
        first, sign, second, year = int(found[1]), found[2], int(found[3]), found[4]
        return _ordered(first, second, year, False if sign in ". " else habits.month_first)
    return _named(plain, habits)


def day_of_parts(parts: Mapping[str, str], locale: str) -> date | Problem:
    """The day of three fields `day`, `month` (number or name) and `year`, each as typed. Never raises."""
    texts = {name: _plain(parts.get(name, "")) or "" for name in ("day", "month", "year")}
    month = texts["month"].casefold().rstrip(".")
    number = convention(locale).months.get(month)
    if number is None and re.fullmatch("[0-9]{1,2}", month):
        number = int(month)
    if number is None or not re.fullmatch(r"[0-9]{1,2}\.?", texts["day"]) or not re.fullmatch("[0-9]+", texts["year"]):
        return Problem("date_unreadable")
    return _build(int(texts["day"].rstrip(".")), number, texts["year"])


def _plain(text: str) -> str | None:
    """One space between words, digits of any script as 0–9; None when empty or too long to be a day."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        return None
    plain = " ".join(text.split())
    if not plain.isascii():
        plain = "".join(
            str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain if unicodedata.category(c) != "Cf"
        )
        plain = plain.translate(str.maketrans("‐‑–−", "----"))
    return plain or None


def _ordered(first: int, second: int, year: str, month_first: bool | None) -> date | Problem:
    if month_first is None:
        month_first = second > 12 >= first
        if first <= 12 and second <= 12 and first != second and len(year) == 4:
            readings = [_build(first, second, year), _build(second, first, year)]
            shown = [found.isoformat() for found in readings if isinstance(found, date)]
            return Problem("date_ambiguous", values={"readings": shown}) if shown else readings[0]
    return _build(second, first, year) if month_first else _build(first, second, year)


def _named(plain: str, habits: Convention) -> date | Problem:
    """A day with the month's name: one number of one or two digits, one name, one year."""
    days: list[int] = []
    months: list[int] = []
    years: list[str] = []
    for word in plain.casefold().replace(",", " ").split():
        if found := _ORDINAL.match(word):
            days.append(int(found[1]))
        elif re.fullmatch("[0-9]{1,2}", word):
            days.append(int(word))
        elif re.fullmatch(r"[0-9]{3,12}\.?", word):
            years.append(word.rstrip("."))
        elif (number := habits.months.get(word.rstrip("."))) is not None:
            months.append(number)
        elif word not in _SMALL_WORDS:
            return Problem("date_unreadable")
    if len(days) != 1 or len(months) != 1 or len(years) != 1:
        return Problem("date_unreadable")
    return _build(days[0], months[0], years[0])


def _build(day: int, month: int, year: str) -> date | Problem:
    if len(year) <= 2:
        found = [_build(day, month, f"{century}{year:0>2}") for century in (20, 19)]
        shown = [each.isoformat() for each in found if isinstance(each, date)]
        return Problem("date_ambiguous", values={"readings": shown}) if shown else found[0]
    number = int(year) if len(year) <= 12 else LAST_YEAR + 1
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return Problem("date_year", values={"year": year[:12], "first": FIRST_YEAR, "last": LAST_YEAR})
    if not 1 <= month <= 12:
        return Problem("date_month", values={"month": month})
    last = monthrange(number, month)[1]
    if not 1 <= day <= last:
        return Problem("date_impossible", values={"day": day, "month": month, "year": number, "last": last})
    return date(number, month, day)
