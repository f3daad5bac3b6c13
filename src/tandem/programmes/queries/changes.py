"""Differences between two rulebooks as they are kept with a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tandem.core.rulebook.differences import Difference

MOST = 400  # kept with a version
LONGEST = 400  # characters of one value
NO_NEWS = frozenset({"version", "status", "extends", "rulebook"})


def news(found: Iterable[Difference]) -> list[Difference]:
    """Those that say something to readers: not that a version has another number."""
    return [each for each in found if not (len(each.path) == 1 and each.path[0] in NO_NEWS)]


def kept(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """As JSON: kind, path, before, after, file, language; long values cut short."""
    rows = [
        {
            "kind": each.kind, "path": [str(part) for part in each.path], "before": _short(each.before),
            "after": _short(each.after), "file": each.file, "line": each.line, "language": each.language,
        }
        for each in news(found)
    ]  # fmt: skip
    return rows[:MOST]


def as_difference(row: Mapping[str, Any]) -> Difference:
    """A kept row as the difference it was."""
    return Difference(
        row["kind"], tuple(row["path"]), row["before"], row["after"], row["file"], row.get("line", 1),
        language=row["language"],
    )


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    if isinstance(value, Mapping):
        return {str(key): _short(inner) for key, inner in list(value.items())[:40]}
    if isinstance(value, list | tuple):
        return [_short(inner) for inner in value[:40]]
    return value
