"""Paths by name: entries of lists that bear an id are named by it, so that a path means the same in two versions."""

from __future__ import annotations

from typing import Any

from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.yaml_tree import Document

NAMED = ("id", "score")


def name_of(entry: Any) -> str | None:
    """What an entry of a list is called, None when it has no name of its own."""
    if not isinstance(entry, dict):
        return None
    return next((str(entry[key]) for key in NAMED if isinstance(entry.get(key), str | int)), None)


def keyed(value: Any) -> dict[str, Any] | None:
    """A list whose entries all have names of their own, by name; None for anything else."""
    if not isinstance(value, list) or not value:
        return None
    found = {name: entry for entry in value if (name := name_of(entry)) is not None}
    return found if len(found) == len(value) else None


def written_at(document: Document, path: Path) -> tuple[Path, int, int]:
    """Where the nearest written ancestor of a path by name stands: its own path, line and column."""
    real = _walked(document, path)
    if path[:1] == ("components",) and len(real) < len(path):
        common = _walked(document, ("common", *path[2:]))
        real = common if 1 < len(common) >= len(real) else real
    line, column = document.place(real)
    return real, line, column


def _walked(document: Document, path: Path) -> Path:
    """As much of a path by name as is written, with the numbers of entries in their places."""
    data: Any = document.data
    real: Path = ()
    for part in path:
        if isinstance(data, list):
            index = next((i for i, entry in enumerate(data) if part == i or name_of(entry) == part), None)
            if index is None:
                break
            real, data = (*real, index), data[index]
        elif isinstance(data, dict) and part in data:
            real, data = (*real, part), data[part]
        else:
            break
    return real
