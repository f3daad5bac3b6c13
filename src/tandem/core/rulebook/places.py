"""Paths by name: entries of lists that bear an id are named by it, so that a path means the same in two versions.

So it does in a rulebook as it is written and in the whole of it, with its parents and what is common flattened in.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def written_of(data: Any, whole: Any, path: Path, common: bool) -> Path:
    """Where the file with this `data` itself says what stands at `path` of the whole: the nearest written ancestor.

    `whole` is a model or a plain tree. Entries with an id are found by it, because a parent's entries come before a
    child's own. With `common`, what is common to all components is found where it is written once.
    """
    real = _aligned(data, whole, path, path)
    if common and path[:1] == ("components",) and len(real) < len(path) > 2:
        shared = _aligned(data, whole, path, ("", "common", *path[2:]))
        real = shared[1:] if len(shared) > max(2, len(real)) else real
    return real


def unwritten(path: Path, written: Path) -> Path:
    """The parts of a path of the whole that the file does not say itself, `written` being `written_of` it."""
    return path[len(written) + (written[:1] == ("common",) and path[:1] == ("components",)) :]


def _aligned(data: Any, whole: Any, path: Path, written: Path) -> Path:
    """As much of `written` as `data` says; `whole` is walked along `path` beside it and tells what entries are called.

    Both paths have the same number of parts; an empty part of `written` is a step that `data` does not make.
    """
    real: Path = ()
    for part, mine in zip(path, written, strict=True):
        whole = _inner(whole, part)
        if mine == "":
            real = ("",)
            continue
        if isinstance(data, list):
            index = _index(data, mine, _called(whole))
            if index is None:
                break
            mine = index
        elif not isinstance(data, dict) or mine not in data:
            break
        real, data = (*real, mine), data[mine]
    return real


def _called(whole: Any) -> Any:
    return name_of(whole) if isinstance(whole, dict) else getattr(whole, "id", getattr(whole, "score", None))


def _index(entries: list[Any], number: str | int, name: Any) -> int | None:
    """The entry with this number if it is called so, else the one that is; None when there is none."""
    if isinstance(number, int) and number < len(entries) and (name is None or name_of(entries[number]) == str(name)):
        return number
    return next((i for i, entry in enumerate(entries) if name is not None and name_of(entry) == str(name)), None)


def _inner(whole: Any, part: str | int) -> Any:
    if isinstance(whole, Mapping):
        return whole.get(part)
    if isinstance(whole, tuple | list):
        return whole[part] if isinstance(part, int) and part < len(whole) else None
    return getattr(whole, str(part), None)
