"""What differs between two rulebooks or versions, entry by entry, each with the file and line that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as Folder
from typing import Any, Literal

from tandem.core.rulebook.findings import Path, RulebookError
from tandem.core.rulebook.inherit import inherited, with_common
from tandem.core.rulebook.load import draft
from tandem.core.rulebook.places import keyed, written_at
from tandem.core.rulebook.sources import MAIN, Files, Parents, read_folder, unpack
from tandem.core.rulebook.yaml_tree import Document, read_yaml

Kind = Literal["added", "removed", "changed", "moved", "strength"]
# mappings whose keys are names of the author's own
OWN_KEYS = frozenset(
    {"components", "parties", "lists", "once_per_organisation", "regions", "tools", "recorded", "donors", "rounds"}
    | {"letters", "agreements", "reports"}
)


@dataclass(frozen=True)
class Difference:
    """One difference. `path` is by name; `file` and `line` are the new one's, of what is gone the old one's.

    kind: added or removed (an entry: `before` or `after` holds it), changed (a value), moved (an entry stands elsewhere
    in its list: before and after are the names in order), strength (a rule: must or should).
    """

    kind: Kind
    path: Path
    before: Any
    after: Any
    file: str
    line: int
    old: bool = False  # the line is in the old rulebook
    language: str = ""  # of a text


@dataclass(frozen=True)
class _Side:
    """One rulebook: its tree with parents flattened in, the other files, and where everything is written."""

    data: Mapping[str, Any]
    files: Mapping[str, Any]
    documents: Mapping[str, Document]
    languages: frozenset[str] = field(default=frozenset())


def differences(
    old: Folder | bytes | Mapping[str, Any],
    new: Folder | bytes | Mapping[str, Any],
    parents: Parents | None = None,
) -> tuple[Difference, ...]:
    """Every difference between two rulebooks, each a folder or a stored bundle, in the new one's order.

    RulebookError when either cannot be read.
    """
    before, after = _side(old, parents), _side(new, parents)
    walk = _Walk(before, after)
    found = list(walk.values(before.data, after.data, (), MAIN))
    for file in [*after.files, *(file for file in before.files if file not in after.files)]:
        found += walk.values(before.files.get(file), after.files.get(file), (), file)
    return tuple(found)


def _side(source: Folder | bytes | Mapping[str, Any], parents: Parents | None) -> _Side:
    files: Files = read_folder(source) if isinstance(source, Folder) else unpack(source)
    found = draft(files, parents)
    if found.rulebook is None:
        raise RulebookError(found.findings)
    documents = {name: read_yaml(name, text) for name, text in files.texts.items()}
    data, above, _ = inherited(documents[MAIN].data, parents)
    flat = {key: value for key, value in with_common(data).items() if key != "common"}
    beside = {name: document.data for name, document in documents.items() if name != MAIN}
    return _Side(flat, {**above, **beside}, documents, frozenset(found.rulebook.languages))


class _Walk:
    def __init__(self, before: _Side, after: _Side) -> None:
        self.before, self.after = before, after
        self.languages = before.languages | after.languages

    def told(self, kind: Kind, path: Path, before: Any, after: Any, file: str, language: str = "") -> Difference:
        old = kind == "removed"
        document = (self.before if old else self.after).documents.get(file)
        line = written_at(document, path)[1] if document else 1
        return Difference(kind, path, before, after, file, line, old, language)

    def values(self, old: Any, new: Any, path: Path, file: str) -> Iterator[Difference]:
        """Differences between two values at the same place."""
        if old == new:
            return
        if not path and (old is None or new is None):
            yield self.told("added" if old is None else "removed", path, None, None, file)
        elif self.text(old) and self.text(new):
            for language in [*new, *(language for language in old if language not in new)]:
                if old.get(language) != new.get(language):
                    yield self.told("changed", path, old.get(language), new.get(language), file, language)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self.mappings(old, new, path, file)
        elif keyed(old) is not None or keyed(new) is not None:
            yield from self.entries(keyed(old) or {}, keyed(new) or {}, path, file)
        elif rows(old) and rows(new) and len(old) == len(new):
            for index, (one, other) in enumerate(zip(old, new, strict=True)):
                yield from self.values(one, other, (*path, index), file)
        else:
            yield self.told("changed", path, old, new, file)

    def text(self, value: Any) -> bool:
        return isinstance(value, dict) and bool(value) and set(value) <= self.languages

    def mappings(self, old: dict[str, Any], new: dict[str, Any], path: Path, file: str) -> Iterator[Difference]:
        skipped: set[str] = set()
        if strengths(old) and strengths(new) and strengths(old) != strengths(new):
            yield self.told("strength", path, strengths(old), strengths(new), file)
            was, now = strengths(old), strengths(new)
            yield from self.values(old[was], new[now], (*path, now), file)
            skipped = {"must", "should"}
        own = bool(path) and path[-1] in OWN_KEYS
        for key in [*new, *(key for key in old if key not in new)]:
            here = (*path, key)
            if key in skipped:
                continue
            if own and (key not in old or key not in new):
                yield self.told("added" if key in new else "removed", here, old.get(key), new.get(key), file)
            else:
                yield from self.values(old.get(key), new.get(key), here, file)

    def entries(self, old: dict[str, Any], new: dict[str, Any], path: Path, file: str) -> Iterator[Difference]:
        for name, entry in new.items():
            if name not in old:
                yield self.told("added", (*path, name), None, entry, file)
            else:
                yield from self.values(old[name], entry, (*path, name), file)
        for name in old:
            if name not in new:
                yield self.told("removed", (*path, name), old[name], None, file)
        kept = [name for name in new if name in old]
        if kept != [name for name in old if name in new]:
            yield self.told("moved", path, [name for name in old if name in new], kept, file)


def rows(value: Any) -> bool:
    """A list of mappings without names: its entries are known by their place."""
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def strengths(entry: Mapping[str, Any]) -> str:
    """'must' or 'should' of a rule, '' for anything else."""
    found = [key for key in ("must", "should") if isinstance(entry.get(key), dict)]
    return found[0] if len(found) == 1 else ""
