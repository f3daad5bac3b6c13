"""Deadlines: an instant in UTC that was typed as local time of a named zone.

The server's clock decides; a local time that a zone skips or has twice is refused where it is typed (REL-5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

REMINDERS: Final = (
    timedelta(days=14),
    timedelta(days=7),
    timedelta(days=2),
    timedelta(days=1),
    timedelta(hours=3),
)


@dataclass(frozen=True)
class Reading:
    """One way to understand a local time: the instant in UTC, and what a clock in the zone shows then."""

    at: datetime
    local: datetime
    offset: timedelta


class BadLocalTime(ValueError):
    """A local time that names no instant, or two. `code`: time_does_not_exist, time_exists_twice, zone_unknown or
    time_has_zone; `readings` are the two instants to choose from, earlier first (none for the last two codes)."""

    def __init__(self, code: str, local: datetime, zone: str, readings: tuple[Reading, ...] = ()) -> None:
        super().__init__(f"{code}: {local.isoformat()} in {zone}")
        self.code = code
        self.local = local
        self.zone = zone
        self.readings = readings


class Window(StrEnum):
    """Where a moment stands to an opening."""

    NOT_YET = "not_yet"
    OPEN = "open"
    GRACE = "grace"
    CLOSED = "closed"


@dataclass(frozen=True)
class Reminder:
    """A reminder: how long before the deadline, and the instant."""

    before: timedelta
    at: datetime


def deadline(local: datetime, zone: str) -> datetime:
    """The UTC instant of a naive local time in an IANA zone. Raises BadLocalTime.

    Seconds are kept. Where clocks go forward the skipped hour does not exist; where they go back the hour exists twice:
    both are refused with the two readings, never guessed.
    """
    if local.tzinfo is not None:
        raise BadLocalTime("time_has_zone", local, zone)
    try:
        place = ZoneInfo(zone)
    except (OSError, ValueError, LookupError) as error:  # unknown, or no name of a zone at all
        raise BadLocalTime("zone_unknown", local, zone) from error
    first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    readings = tuple(_reading(instant, place) for instant in sorted((first, second)))
    exists = any(reading.local == local for reading in readings)
    raise BadLocalTime("time_exists_twice" if exists else "time_does_not_exist", local, zone, readings)


def _reading(instant: datetime, place: ZoneInfo) -> Reading:
    shown = instant.astimezone(place)
    return Reading(instant, shown.replace(tzinfo=None, fold=0), shown.utcoffset() or timedelta(0))


def _instants(*moments: datetime) -> None:
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("an instant bears its zone")


def window(now: datetime, opens_at: datetime, closes_at: datetime, grace: timedelta = timedelta(0)) -> Window:
    """Where `now` stands. Opening and closing instants are themselves inside; grace follows the closing instant."""
    _instants(now, opens_at, closes_at)
    if now < opens_at:
        return Window.NOT_YET
    if now <= closes_at:
        return Window.OPEN
    return Window.GRACE if now <= closes_at + grace else Window.CLOSED


def is_open(now: datetime, opens_at: datetime, closes_at: datetime, grace: timedelta = timedelta(0)) -> bool:
    """Whether something received at `now` is in time, published grace included."""
    return window(now, opens_at, closes_at, grace) in (Window.OPEN, Window.GRACE)


def reminders(closes_at: datetime) -> tuple[Reminder, ...]:
    """The reminders of a deadline, first one first: 14, 7, 2 and 1 days and 3 hours before, in elapsed time."""
    _instants(closes_at)
    closing = closes_at.astimezone(UTC)
    return tuple(Reminder(before, closing - before) for before in REMINDERS)


def due_reminder(
    closes_at: datetime, now: datetime, late_at_most: timedelta = timedelta(minutes=90)
) -> Reminder | None:
    """The reminder to send now, or None.

    Only the latest whose moment has come, and only while it is at most `late_at_most` late: after an outage nobody is
    told '14 days' when 9 are left, and nothing is sent after the close (REL-10).
    """
    _instants(closes_at, now)
    if now >= closes_at:
        return None
    passed = [reminder for reminder in reminders(closes_at) if reminder.at <= now]
    return passed[-1] if passed and now - passed[-1].at <= late_at_most else None
