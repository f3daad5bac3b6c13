"""Edits of a rulebook's files: set, remove, insert, move. Comments, order and line breaks of the rest stay.

Values are plain data: dict, list, str, int, bool, None. A path leads from the top of a file by keys and indices;
`Key("id", "budget")` picks the entry of a list whose `id` is `budget`, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tandem.core.rulebook.findings import Finding, Path
from tandem.core.rulebook.sources import MAIN, MOST_FILES, inside
from tandem.core.rulebook.splicing import CannotSplice, Page
from tandem.core.rulebook.steps import Step, after, steps
from tandem.core.rulebook.writing import Unwritable, entry_lines
from tandem.core.rulebook.yaml_tree import read_yaml


@dataclass(frozen=True)
class Key:
    """The entry of a list whose `name` has this value."""

    name: str
    value: str | int


PathPart = str | int | Key
EditPath = tuple[PathPart, ...]


@dataclass(frozen=True)
class Set:
    """Another value for a key or an entry; a key that is not there is added last. An empty path: the whole file,
    which may be new."""

    file: str
    path: EditPath
    value: Any


@dataclass(frozen=True)
class Remove:
    """Take a key or an entry away. An empty path: the file."""

    file: str
    path: EditPath


@dataclass(frozen=True)
class Insert:
    """A new entry of the list at `path`, before the one at `index`; -1 or the list's length: last. A list that is not
    there is made."""

    file: str
    path: EditPath
    index: int
    value: Any


@dataclass(frozen=True)
class Move:
    """The entry at `path` becomes the one at index `to` of its list (an index, or -1 for last)."""

    file: str
    path: EditPath
    to: int


Edit = Set | Remove | Insert | Move


@dataclass
class EditError(ValueError):
    """An edit that cannot be done; nothing has changed.

    code: no_file, file_name, too_many_files, main_needed, unreadable (`findings`), not_there, no_list, no_mapping,
    bad_value. `at` is the part of the path that leads nowhere.
    """

    code: str
    file: str
    path: EditPath
    values: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} in {self.file} at {'.'.join(map(str, self.path))}"


def edited(texts: Mapping[str, str], edits: Sequence[Edit]) -> dict[str, str]:
    """The texts with all edits done, one after the other; EditError when one cannot be, and then none is."""
    result = dict(texts)
    for edit in edits:
        _one(result, edit)
    return result


def value_at(texts: Mapping[str, str], file: str, path: EditPath) -> Any:
    """What stands at a path, as plain data of its own; EditError when nothing does."""
    data = _data(texts, Set(file, path, None))
    return deepcopy(_walk(data, _plain(data, file, path), file, path))


def inverse(texts: Mapping[str, str], edit: Edit) -> tuple[Edit, ...]:
    """Edits that undo `edit` (done to these texts): the same meaning; where nothing was taken away, the same text."""
    file, path = edit.file, edit.path
    if not path:
        return (Set(file, (), value_at(texts, file, ())),) if file in texts else (Remove(file, ()),)
    data = _data(texts, edit)
    if isinstance(edit, Insert):
        try:
            real = _plain(data, file, path)
            length = len(_walk(data, real, file, path) or ())
        except EditError:
            return (Remove(file, path),)
        return (Remove(file, (*real, length if edit.index < 0 else edit.index)),)
    if isinstance(edit, Set):
        try:
            return (Set(file, path, value_at(texts, file, path)),)
        except EditError:
            return (Remove(file, path),)
    real = _plain(data, file, path)
    if isinstance(edit, Move):
        last = len(_walk(data, real[:-1], file, path)) - 1
        return (Move(file, (*real[:-1], last if edit.to < 0 else edit.to), int(real[-1])),)
    old = value_at(texts, file, path)
    return (Insert(file, real[:-1], real[-1], old),) if isinstance(real[-1], int) else (Set(file, real, old),)


def _one(texts: dict[str, str], edit: Edit) -> None:
    if not edit.path and not isinstance(edit, Set | Remove):
        raise EditError("not_there", edit.file, edit.path)
    if isinstance(edit, Remove) and not edit.path:
        if edit.file not in texts:
            raise EditError("no_file", edit.file, ())
        if edit.file == MAIN:
            raise EditError("main_needed", edit.file, ())
        del texts[edit.file]
        return
    if isinstance(edit, Set) and not edit.path and edit.file not in texts:
        texts[edit.file] = _new_file(texts, edit)
        return
    data = _data(texts, edit)
    wanted = _wanted(data, edit)
    try:
        texts[edit.file] = _written(edit.file, texts[edit.file], data, wanted)
    except Unwritable as error:
        raise EditError("bad_value", edit.file, edit.path, {"problem": str(error)}) from error


def _new_file(texts: Mapping[str, str], edit: Set) -> str:
    if not inside(edit.file) or "/" not in edit.file:
        raise EditError("file_name", edit.file, ())
    if len(texts) >= MOST_FILES:
        raise EditError("too_many_files", edit.file, (), {"limit": MOST_FILES})
    return _whole(edit, edit.value)


def _whole(edit: Edit, value: Any) -> str:
    if not isinstance(value, dict):
        raise EditError("no_mapping", edit.file, edit.path)
    try:
        return "\n".join(line for key, entry in value.items() for line in entry_lines(key, entry, 0)) + "\n"
    except Unwritable as error:
        raise EditError("bad_value", edit.file, edit.path, {"problem": str(error)}) from error


def _data(texts: Mapping[str, str], edit: Edit) -> Any:
    if edit.file not in texts:
        raise EditError("no_file", edit.file, edit.path)
    document = read_yaml(edit.file, texts[edit.file])
    if document.findings:
        raise EditError("unreadable", edit.file, edit.path, {}, document.findings)
    if not isinstance(document.data, dict):
        raise EditError("no_mapping", edit.file, edit.path)
    return document.data


def _wanted(data: Any, edit: Edit) -> list[Step]:
    """The edit as small steps at real places."""
    file = edit.file
    if isinstance(edit, Insert):
        return [_insertion(data, edit)]
    if isinstance(edit, Set):
        parent = _plain(data, file, edit.path[:-1]) if edit.path else ()
        holder = _walk(data, parent, file, edit.path)
        if not edit.path:
            return steps(data, edit.value, ())
        last = edit.path[-1]
        if isinstance(holder, dict) and isinstance(last, str):
            if last not in holder:
                return [Step("key", (*parent, last), edit.value)]
            return steps(holder[last], edit.value, (*parent, last))
        if holder is None and isinstance(last, str):
            return [Step("put", parent, {last: edit.value})]
    real = _plain(data, file, edit.path)
    there = _walk(data, real, file, edit.path)
    if isinstance(edit, Set):
        return steps(there, edit.value, real)
    if isinstance(edit, Remove):
        return [Step("take", real)]
    holder = _walk(data, real[:-1], file, edit.path)
    if not isinstance(real[-1], int):
        raise EditError("no_list", file, edit.path)
    to = len(holder) - 1 if edit.to < 0 else edit.to
    if to >= len(holder):
        raise EditError("not_there", file, edit.path, {"index": to, "length": len(holder)})
    return [Step("move", real, to)] if to != real[-1] else []


def _insertion(data: Any, edit: Insert) -> Step:
    parent = _plain(data, edit.file, edit.path[:-1])
    holder = _walk(data, parent, edit.file, edit.path)
    last = edit.path[-1]
    if isinstance(last, str) and isinstance(holder, dict) and holder.get(last) is None:
        if edit.index not in (0, -1):
            raise EditError("not_there", edit.file, edit.path, {"index": edit.index, "length": 0})
        kind: Any = "put" if last in holder else "key"
        return Step(kind, (*parent, last), [edit.value])
    real = _plain(data, edit.file, edit.path)
    entries = _walk(data, real, edit.file, edit.path)
    if not isinstance(entries, list):
        raise EditError("no_list", edit.file, edit.path)
    index = len(entries) if edit.index < 0 else edit.index
    if index > len(entries):
        raise EditError("not_there", edit.file, edit.path, {"index": index, "length": len(entries)})
    return Step("item", (*real, index), edit.value)


def _written(file: str, text: str, data: Any, wanted: Sequence[Step]) -> str:
    """The text after each step, read again after each: a step that the layout resists is done by writing its holder
    anew, then that one's, up to the whole file."""
    for step in wanted:
        data = after(data, step)
        attempt = step
        while True:
            new = _spliced(text, attempt)
            if new is not None and _says(file, new, data):
                text = new
                break
            if not attempt.path:
                text = _whole(Set(file, (), data), data)
                break
            above = attempt.path[:-1]
            attempt = Step("put", above, _walk(data, above, file, above))
    return text


def _says(file: str, text: str, data: Any) -> bool:
    document = read_yaml(file, text)
    if any(finding.code in ("file_too_big", "text_too_long", "too_deep", "too_many_entries")
           for finding in document.findings):
        raise EditError("unreadable", file, (), {}, document.findings)
    return not document.findings and document.data == data


def _spliced(text: str, step: Step) -> str | None:
    page = Page(text)
    try:
        match step.kind:
            case "put":
                page.put(step.path, step.value)
            case "key":
                page.add_key(step.path[:-1], str(step.path[-1]), step.value)
            case "item":
                page.add_item(step.path[:-1], int(step.path[-1]), step.value)
            case "take":
                page.take(step.path)
            case "move":
                page.move(step.path, step.value)
    except (CannotSplice, IndexError):
        return None
    return page.text


def _plain(data: Any, file: str, path: EditPath) -> Path:
    """The path with every Key as the index of its entry; EditError when it leads nowhere."""
    real: Path = ()
    for part in path:
        here = _walk(data, real, file, path)
        if isinstance(part, Key):
            entries = here if isinstance(here, list) else []
            index = next((i for i, entry in enumerate(entries) if _is(entry, part)), None)
            if index is None:
                code = "not_there" if isinstance(here, list) else "no_list"
                raise EditError(code, file, path, {"at": str(part.value)})
            part = index
        real = (*real, part)
    return real


def _is(entry: Any, key: Key) -> bool:
    return isinstance(entry, dict) and bool(entry.get(key.name) == key.value)


def _walk(data: Any, real: Path, file: str, path: EditPath) -> Any:
    for part in real:
        in_mapping = isinstance(data, dict) and isinstance(part, str) and part in data
        in_list = isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data)
        if not in_mapping and not in_list:
            raise EditError("not_there", file, path, {"at": str(part)})
        data = data[part]
    return data
