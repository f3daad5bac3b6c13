"""Days and months as rules count them. A month runs from a day to the day before the same day of the next month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

LAST_YEAR = 9000  # later days are no days of a partnership


def as_day(value: Any) -> date | None:
    """A day, an ISO day, or the day of an ISO moment; None for anything else and for days that do not exist."""
    if type(value) is date:
        return value if value.year <= LAST_YEAR else None
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    whole = len(value) == 10 or value[10] in "T "
    return day if whole and day.year <= LAST_YEAR else None


def later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(first: date, months: int) -> date:
    """The last day of a period of so many whole months."""
    return later(first, months) - timedelta(days=1)


def whole_months(first: date, last: date) -> tuple[int, int]:
    """Months of a period, both days included: those that are full, and those that have begun. Reversed: (0, 0)."""
    if last < first:
        return 0, 0
    end = last + timedelta(days=1)
    full = max(0, (end.year - first.year) * 12 + end.month - first.month - 1)
    while later(first, full + 1) <= end:
        full += 1
    return full, full if later(first, full) == end else full + 1
