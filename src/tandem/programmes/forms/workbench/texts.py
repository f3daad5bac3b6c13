"""Every text of a rulebook with its languages beside each other, wherever it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from tandem.core.rulebook.editing import Edit, Key, Remove, Set
from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.findings import place_of
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.tree import Path

LONG = frozenset({"summary", "hint", "why", "help", "intro", "refusal", "mend", "guidance", "explains", "toolkit"})


@dataclass(frozen=True)
class Written:
    """One text: where it stands, what it says in which language, what the officer calls the place."""

    key: str
    file: str
    path: Path
    text: dict[str, str]
    label: str
    place: str
    lacks: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether a line is too short for it."""
        name = str(self.path[-1]) if isinstance(self.path[-1], str) else ""
        return name in LONG or self.path[0] == "letters" or any(len(text) > 90 for text in self.text.values())

    def edits(self, found: Sequence[Edit]) -> Iterator[Edit]:
        """The edits of a page of texts that are about this one, at its own place."""
        for edit in found:
            if edit.path and edit.path[0] == self.key and isinstance(edit, Set | Remove):
                yield replace(edit, file=self.file, path=(*self.path, *edit.path[1:]))


def all_texts(desk: Desk) -> list[Written]:
    """Every text of the draft's own files, in the order in which they are written."""
    found: list[Written] = []
    for file in sorted(desk.tree.texts, key=lambda name: (name != MAIN, name)):
        data = desk.tree.file(file)
        for path, real, text in _walk(data, (), (), set(desk.tree.languages)):
            lacks = tuple(code for code in desk.tree.languages if not str(text.get(code) or "").strip())
            page, _pieces, label = place_of(desk, Finding(file, 1, "", path=real))
            first = next((str(each) for each in text.values() if each), "")
            key = f"{len(found)}-{crc32(repr((file, path)).encode())}"
            found.append(
                Written(key, file, path, {k: str(v) for k, v in text.items() if v}, first[:120] or page, label, lacks)
            )
    return found


def _walk(value: Any, path: Path, real: Path, languages: set[str]) -> Iterator[tuple[Path, Path, dict[str, Any]]]:
    """(path by names, path by indices, text) of every text below a value."""
    if isinstance(value, dict):
        if value and set(value) <= languages and all(isinstance(text, str | None) for text in value.values()):
            yield path, real, value
            return
        for key, inner in value.items():
            yield from _walk(inner, (*path, key), (*real, key), languages)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            named = isinstance(inner, dict) and isinstance(inner.get("id"), str)
            part = Key("id", inner["id"]) if named and _once(value, inner["id"]) else index
            yield from _walk(inner, (*path, part), (*real, index), languages)


def _once(entries: Iterable[Any], id: str) -> bool:
    return sum(1 for each in entries if isinstance(each, dict) and each.get("id") == id) == 1
