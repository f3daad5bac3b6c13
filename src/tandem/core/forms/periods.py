"""Periods: two days, both inside it. Read end by end, measured in months, held against a question's window."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tandem.core.forms.answers import is_blank, is_unread, unread
from tandem.core.forms.days import day
from tandem.core.forms.definition import Limit
from tandem.core.values import Problem

ENDS = ("from", "to")
LONGEST_TEXT = 130
# What stands between two days written in one text: a dash or slash with spaces around it, or a word.
_BETWEEN = re.compile(r"\s+(?:[-–—−/]|to|til|till|until|do|hasta|al?|bis|au)\s+|\s*[–—]\s*", re.IGNORECASE)
_ISO_PAIR = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})\s*[-/]\s*([0-9]{4}-[0-9]{2}-[0-9]{2})\s*\Z")


def period(ends: Mapping[str, str], locale: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """The value of two typed days: each end an ISO day or kept unread, `where` of a problem its end. Never raises."""
    value: dict[str, Any] = {}
    problems: list[Problem] = []
    for end in ENDS:
        typed = ends.get(end, "")
        if not typed.strip():
            continue
        found = day(typed, locale)
        if isinstance(found, date):
            value[end] = found.isoformat()
        else:
            value[end] = unread(typed)
            problems.append(replace(found, where=end))
    return value or None, tuple(problems)


def split(text: str) -> dict[str, str] | None:
    """Two days written in one text ('1.3.2025 – 28.2.2026'), each as typed; None when there are not two."""
    if len(text) > LONGEST_TEXT:
        return None
    if found := _ISO_PAIR.match(text):
        return {"from": found[1], "to": found[2]}
    parts = [part.strip() for part in _BETWEEN.split(text.strip())]
    return {"from": parts[0], "to": parts[1]} if len(parts) == 2 and all(parts) else None


def days_of(value: Any) -> tuple[date, date] | None:
    """First and last day of a stored period whose ends are both there and in order; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    first, last = (_stored(value.get(end)) for end in ENDS)
    return None if first is None or last is None or last < first else (first, last)


def months_in(first: date, last: date) -> Decimal:
    """Months from the first day to the last, both counted: whole ones, and what is left over in hundredths.

    1 January to 31 December is 12, a day more 12.03. What is left over never rounds up to a whole month.
    """
    after = last + timedelta(days=1) if last < date.max else last
    whole = (after.year - first.year) * 12 + after.month - first.month
    if _later(first, whole) > after:
        whole -= 1
    begun, end = _later(first, whole), _later(first, whole + 1)
    share = Decimal((after - begun).days) / Decimal(max((end - begun).days, 1))
    return Decimal(whole) + min(share.quantize(Decimal("0.01"), ROUND_FLOOR) if share else Decimal(0), Decimal("0.99"))


def named(value: Any) -> dict[str, Any] | None:
    """A stored period as rules see it: ISO days `from` and `to` (and `first`, `last`), `months`, `days`."""
    ends = days_of(value)
    if ends is None:
        return None
    first, last = ends
    return {
        "from": first.isoformat(), "to": last.isoformat(), "first": first.isoformat(), "last": last.isoformat(),
        "months": months_in(first, last), "days": (last - first).days + 1,
    }  # fmt: skip


def check(limit: Limit, value: Any) -> tuple[Problem, ...]:
    """What is wrong with a stored period, `where` its end or ''. Ends that are unread are named, not judged."""
    if not isinstance(value, Mapping) or not set(value) <= set(ENDS):
        return (Problem("value_malformed", values={"type": "period"}),)
    problems: list[Problem] = []
    for end in ENDS:
        cell = value.get(end)
        if is_unread(cell):
            problems.append(Problem("unread", end, {"typed": cell["unread"][:200]}))
        elif is_blank(cell):
            problems.append(Problem("missing", end, {"type": "date"}))
        elif _stored(cell) is None:
            problems.append(Problem("value_malformed", end, {"type": "date"}))
    first, last = (_stored(value.get(end)) for end in ENDS)
    if first and last and last < first:
        problems.append(Problem("period_backwards", "to", {"from": first.isoformat(), "to": last.isoformat()}))
    else:
        problems += _outside(limit, first, last)
    return tuple(problems)


def _outside(limit: Limit, first: date | None, last: date | None) -> list[Problem]:
    problems: list[Problem] = []
    low, high = _stored(limit.minimum), _stored(limit.maximum)
    for end, found in (("from", first), ("to", last)):
        if found and low and found < low:
            problems.append(Problem("below_minimum", end, {"actual": found.isoformat(), "limit": low.isoformat()}))
        elif found and high and found > high:
            problems.append(Problem("above_maximum", end, {"actual": found.isoformat(), "limit": high.isoformat()}))
    if first and last and (limit.months or limit.at_least_months):
        months = months_in(first, last)
        values = {"actual": format(months.normalize(), "f")}
        if limit.months and months > limit.months:
            problems.append(Problem("period_too_long", "to", {**values, "limit": limit.months}))
        if limit.at_least_months and months < limit.at_least_months:
            problems.append(Problem("period_too_short", "to", {**values, "limit": limit.at_least_months}))
    return problems


def _stored(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last; date.max beyond the calendar."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
