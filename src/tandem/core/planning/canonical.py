"""One way to write a plan down, whatever the order of its rows, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from tandem.core.planning.model import Activity, Indicator, Line, Note, Part, Plan, Risk, Statement, Target

_ROOMS: Final[Mapping[str, type[Part]]] = {
    "statements": Statement,
    "indicators": Indicator,
    "risks": Risk,
    "activities": Activity,
    "lines": Line,
    "notes": Note,
}


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: '1.5', '100', '0'."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The plan as JSON values: rows sorted by identity, targets and years in order, decimals plain, days ISO."""
    return {
        room: sorted((_row(part) for part in getattr(plan, room)), key=lambda row: str(row["identity"]))
        for room in _ROOMS
    }


def digest(plan: Plan) -> str:
    """SHA-256 of the canonical plan in hexadecimal; two plans that read the same have the same."""
    text = json.dumps(canonical(plan), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def from_canonical(data: Mapping[str, Any]) -> Plan:
    """The plan from what `canonical` wrote, rows in canonical order.

    A field or kind of part that is absent takes its default. ValueError for an unknown field or unreadable value.
    """
    unknown = set(data) - set(_ROOMS)
    if unknown:
        raise ValueError(f"a plan has no {sorted(unknown)}")
    rooms: dict[str, Any] = {room: tuple(_part(of, row) for row in data.get(room, ())) for room, of in _ROOMS.items()}
    return Plan(**rooms)


def _row(part: Part) -> dict[str, Any]:
    return {each.name: _json(getattr(part, each.name)) for each in fields(part)}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [
            [each.year, plain(each.value)] if isinstance(each, Target) else list(each)
            for each in sorted(value, key=lambda each: (each.year, each.value) if isinstance(each, Target) else each)
        ]
    return value


def _maybe(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "UUID": UUID,
    "UUID | None": _maybe(UUID),
    "date | None": _maybe(date.fromisoformat),
    "Decimal | None": _maybe(Decimal),
    "tuple[Target, ...]": lambda rows: tuple(Target(int(year), Decimal(value)) for year, value in rows),
    "tuple[tuple[int, int], ...]": lambda rows: tuple((int(year), int(minor)) for year, minor in rows),
}


def _part(of: type[Part], row: Mapping[str, Any]) -> Part:
    types = {each.name: str(each.type) for each in fields(of)}
    unknown = set(row) - set(types)
    if unknown:
        raise ValueError(f"{of.__name__} has no {sorted(unknown)}")
    try:
        return of(**{name: _READ.get(types[name], _as_is)(value) for name, value in row.items()})
    except (TypeError, ArithmeticError) as error:
        raise ValueError(f"{of.__name__} cannot be read: {error}") from error


def _as_is(value: Any) -> Any:
    return value
