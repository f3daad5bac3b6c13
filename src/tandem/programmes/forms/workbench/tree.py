"""A rulebook in the making as plain data: tolerant of whatever is still missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tandem.core.forms.definition import Text
from tandem.core.rulebook.editing import Key
from tandem.core.rulebook.inherit import inherited
from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.yaml_tree import read_yaml

Path = tuple[Any, ...]  # keys, indices and `Key`s


def entries(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list; empty for anything else."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def mapping(value: Any) -> dict[str, Any]:
    """The mapping, or an empty one."""
    return value if isinstance(value, dict) else {}


def titled(value: Any, fallback: str = "") -> Text | str:
    """A text per language to be shown, or the fallback when nothing is written yet."""
    found = {str(key): str(text) for key, text in mapping(value).items() if isinstance(text, str) and text.strip()}
    return found or fallback


@dataclass(frozen=True)
class Tree:
    """The files of a draft; `parents` are what it may extend."""

    texts: Mapping[str, str]
    parents: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def main(self) -> dict[str, Any]:
        """The main file with its parents flattened in."""
        own = mapping(read_yaml(MAIN, self.texts.get(MAIN, "")).data)
        return mapping(inherited(own, self.parents)[0]) if own.get("extends") else own

    @cached_property
    def _above(self) -> Mapping[str, Any]:
        own = mapping(read_yaml(MAIN, self.texts.get(MAIN, "")).data)
        return inherited(own, self.parents)[1] if own.get("extends") else {}

    def file(self, name: str) -> dict[str, Any]:
        """The data of one file, of the parent where the draft has none of its own; empty when it cannot be read."""
        if name == MAIN:
            return self.main
        if name in self.texts:
            return mapping(read_yaml(name, self.texts[name]).data)
        return mapping(self._above.get(name))

    def at(self, path: Path, file: str = MAIN) -> Any:
        """What stands at a place, None when nothing does."""
        value: Any = self.file(file)
        for part in path:
            value = _step(value, part)
        return value

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The programme's languages, the first one first."""
        found = self.main.get("languages")
        return tuple(str(code) for code in found) if isinstance(found, list) and found else ("en",)

    @cached_property
    def components(self) -> dict[str, dict[str, Any]]:
        """Kinds of support by id."""
        return {id: mapping(entry) for id, entry in mapping(self.main.get("components")).items()}

    @cached_property
    def parties(self) -> dict[str, dict[str, Any]]:
        """Sides of a partnership by id."""
        return {id: mapping(entry) for id, entry in mapping(self.main.get("parties")).items()}

    def sides(self, component: str) -> list[str]:
        """The parties of one kind of support, in its order."""
        found = self.components.get(component, {}).get("parties")
        return [str(party) for party in found] if isinstance(found, list) else []

    def form_file(self, component: str) -> str:
        """Path of the form of a component."""
        return str(self.components.get(component, {}).get("form") or f"forms/{component}.yaml")

    def sections(self, component: str) -> list[dict[str, Any]]:
        """Sections of its form."""
        return entries(self.file(self.form_file(component)).get("sections"))

    def questions(self, component: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """(section, question) in reading order."""
        for section in self.sections(component):
            for question in entries(section.get("questions")):
                yield section, question

    def question(self, component: str, id: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The first question of this id with its section."""
        return next((pair for pair in self.questions(component) if pair[1].get("id") == id), None)

    def team(self, component: str) -> dict[str, Any] | None:
        """The question that names the people."""
        return next((each for _, each in self.questions(component) if each.get("edits") == "team"), None)

    def options_of(self, question: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What may be chosen at a question or in a column."""
        named = question.get("options_from")
        if named == "effects":
            return entries(mapping(self.main.get("goal")).get("effects"))
        if isinstance(named, str):
            return entries(mapping(mapping(self.main.get("lists")).get(named)).get("options"))
        return entries(question.get("options"))


def _step(value: Any, part: Any) -> Any:
    if isinstance(part, Key):
        return next((entry for entry in entries(value) if entry.get(part.name) == part.value), None)
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and -len(value) <= part < len(value):
        return value[part]
    return None


_SPECIAL = str.maketrans({"æ": "ae", "ø": "o", "å": "aa", "ß": "ss", "ł": "l", "đ": "d", "þ": "th", "ð": "d"})


def identifier(text: str, taken: Collection[str] = (), prefix: str = "q") -> str:
    """A name for machines out of words for people, not among those taken."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    made = "_".join(words[:40].rstrip("_").split("_")) or prefix
    made = made if made[0].isalpha() else f"{prefix}_{made}"
    found, number = made, 2
    while found in taken:
        found, number = f"{made}_{number}", number + 1
    return found
