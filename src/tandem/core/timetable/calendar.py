"""Calendar files (RFC 5545) that any calendar program opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

_OCTETS: Final = 75


@dataclass(frozen=True)
class Event:
    """One entry. `starts` is an instant with its zone, or a day.

    `ends` is the instant it ends or the *last* day, included; None is a moment, or that one day. `uid` must stay the
    same for ever for the same entry, and `revision` must grow when it changes, so that calendars update it.
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date | None = None
    description: str = ""
    url: str = ""
    location: str = ""
    revision: int = 0
    reminders: tuple[timedelta, ...] = ()


def ics(events: Iterable[Event], prodid: str, now: datetime, name: str = "") -> str:
    """The calendar as text with CRLF ends, lines of at most 75 octets, instants in UTC, days as days.

    `now` is the stamp of every entry. Control characters that the format cannot carry are left out. Raises ValueError
    for an instant without zone and for an entry that ends before it starts. Source: RFC 5545, 3.1, 3.3.11, 3.6.1.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_text(prodid)}", "CALSCALE:GREGORIAN"]
    if name:
        lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in events:
        lines += _event(event, _instant(now))
    lines.append("END:VCALENDAR")
    return "".join(piece + "\r\n" for line in lines for piece in _folded(line))


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"SEQUENCE:{event.revision}"
    yield from _when(event)
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.location:
        yield f"LOCATION:{_text(event.location)}"
    if event.url:
        yield f"URL:{''.join(character for character in event.url if character.isprintable() and character != ' ')}"
    for before in event.reminders:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-{_duration(before)}")
        yield from (f"DESCRIPTION:{_text(event.summary)}", "END:VALARM")
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    starts, ends = event.starts, event.ends
    if isinstance(starts, datetime):
        if ends is not None and not isinstance(ends, datetime):
            raise ValueError("an instant ends at an instant")
        if ends is not None and _aware(ends) < _aware(starts):
            raise ValueError("the entry ends before it starts")
        yield f"DTSTART:{_instant(starts)}"
        if ends is not None:
            yield f"DTEND:{_instant(ends)}"
        return
    last = starts if ends is None else ends
    if isinstance(last, datetime) or last < starts:
        raise ValueError("a day ends on a day, and not before it starts")
    yield f"DTSTART;VALUE=DATE:{starts:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"  # the format's end is the day after
    yield "TRANSP:TRANSPARENT"


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant bears its zone")
    return moment.astimezone(UTC)


def _instant(moment: datetime) -> str:
    return f"{_aware(moment):%Y%m%dT%H%M%SZ}"


def _duration(before: timedelta) -> str:
    """A positive span as RFC 5545 writes it: 'P14D', 'PT3H', 'PT90M'."""
    seconds = int(before.total_seconds())
    for unit, size in (("D", 86400), ("H", 3600), ("M", 60)):
        if seconds % size == 0:
            return f"P{'' if unit == 'D' else 'T'}{seconds // size}{unit}"
    return f"PT{seconds}S"


def _text(value: str) -> str:
    """Escaped as TEXT: backslash, semicolon, comma, line ends; other control characters are left out."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(character for character in plain if character in "\n\t" or _carried(character))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _carried(character: str) -> bool:
    return character >= " " and character != "\x7f" and not "\ud800" <= character <= "\udfff"


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never inside a character; continuations start with a space."""
    piece, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > _OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += character
        octets += size
    yield piece
