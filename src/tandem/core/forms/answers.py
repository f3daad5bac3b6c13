"""Answers as the core sees them, the mark of what could not be read, and their canonical bytes.

An answer that was typed but cannot be read (a number 'about ten', the day '30.02.2025') is kept as
`{"unread": "<what was typed>"}` in the place of its value: in a whole answer, in one cell of a row, or in one year of a
budget row. Every consumer treats it as **present but faulty**: it is shown back as typed, never counted or summed,
named by "What is missing", left out of conditions and facts, and contained in receipts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeGuard

# (question path, row) → JSON value. `row` is '' for a single answer, else the row's UUID.
Answers = Mapping[tuple[str, str], Any]
Rows = tuple[tuple[str, Any], ...]


def unread(typed: str) -> dict[str, str]:
    """The stored form of something typed that cannot be read."""
    return {"unread": typed}


def is_unread(value: object) -> TypeGuard[Mapping[str, str]]:
    """True for the stored form of something that could not be read."""
    return isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get("unread"), str)


def is_blank(value: object) -> bool:
    """True when there is no answer: nothing, white space, empty list or mapping. Zero and no are answers."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, (list, tuple, Mapping)) and not value


def without_unread(value: Any) -> Any:
    """A row without its unread cells, years of a budget row included; anything else as it is."""
    if not isinstance(value, Mapping):
        return value
    return {key: without_unread(inner) for key, inner in value.items() if not is_unread(inner)}


def by_path(answers: Answers) -> dict[str, Rows]:
    """All rows of each path, sorted by row id (UUIDv7: in the order in which they were added). One pass."""
    gathered: dict[str, list[tuple[str, Any]]] = {}
    for (path, row), value in answers.items():
        if value is not None:
            gathered.setdefault(path, []).append((row, value))
    return {path: tuple(sorted(rows, key=lambda pair: pair[0])) for path, rows in gathered.items()}


def canonical(answers: Answers) -> bytes:
    """The bytes that a receipt's SHA-256 is taken over: the same answers give the same bytes, whatever their order.

    UTF-8 JSON `{path: {row: value}}`; keys sorted by code point, no insignificant space, nothing escaped that JSON lets
    stand, numbers as strings of plain decimals (so that no reader rounds them), true and false as they are. An answer
    None is no answer. Canonical bytes parsed with `parse_canonical` give the same bytes again.
    ValueError for what no answer may hold: binary floats, lone surrogates, keys that are not strings.
    """
    content: dict[str, dict[str, Any]] = {}
    for (path, row), value in answers.items():
        if value is not None:
            content.setdefault(path, {})[row] = _plain(value)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def parse_canonical(content: bytes) -> dict[tuple[str, str], Any]:
    """The answers in canonical bytes, numbers still as strings; ValueError when the bytes are not such content."""
    parsed = json.loads(content.decode("utf-8"))
    if not isinstance(parsed, dict) or not all(isinstance(rows, dict) for rows in parsed.values()):
        raise ValueError("not the canonical content of answers")
    return {(path, row): value for path, rows in parsed.items() for row, value in rows.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > 1000:
            raise ValueError(f"{value} is not a number that an answer may hold")
        return format(value, "f")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("the keys of an answer are strings")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    raise ValueError(f"an answer may not hold a {type(value).__name__}")
