"""YAML read into plain Python values, with the place of every key and entry, in bounded time.

The dialect is smaller than YAML: no anchors, aliases, tags or second documents; `NO` is a country and `12.50` keeps its
zero, so only whole numbers, true, false and null are anything but text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from tandem.core.rulebook.findings import Finding, Path

MOST_CHARACTERS = 150_000
MOST_DEPTH = 24
MOST_NODES = 20_000
MOST_TEXT = 8_000
MOST_BRACKETS = 100

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_BRACKET = re.compile(r"[\[\]{}]")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_TAGS = frozenset(["str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value"])


@dataclass(frozen=True)
class Document:
    """One file: its data, where each path stands (line and column from 1), and what is wrong with it as YAML."""

    file: str
    data: Any
    places: Mapping[Path, tuple[int, int]]
    findings: tuple[Finding, ...] = ()

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of the nearest written ancestor of `path`."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


class _Stop(Exception):
    """The file is not worth reading further."""


class _Reader:
    """Turns a composed node graph into values and places, collecting findings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, tuple[int, int]] = {}
        self.findings: list[Finding] = []
        self.nodes = 0
        self.seen: set[int] = set()

    def say(self, code: str, node: Any, path: Path, **values: Any) -> None:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self.findings.append(Finding(self.file, line, code, values, path=path, column=column))

    def value(self, node: Any, path: Path) -> Any:
        self.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.say("too_many_entries", node, path, limit=MOST_NODES)
            raise _Stop
        if len(path) > MOST_DEPTH:
            self.say("too_deep", node, path, limit=MOST_DEPTH)
            raise _Stop
        if id(node) in self.seen or node.anchor:
            self.say("anchor", node, path, anchor=str(node.anchor or ""))
            return None
        self.seen.add(id(node))
        if str(node.tag).removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            self.say("tag", node, path, tag=str(node.tag))
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: Any, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.say("key_not_text", key_node, path)
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in result:
                self.say("duplicate_key", key_node, here, key=key, first=self.places[here][0])
                continue
            self.places[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self.value(value_node, here)
        return result

    def scalar(self, node: Any, path: Path) -> Any:
        text = str(node.value)
        if len(text) > MOST_TEXT:
            self.say("text_too_long", node, path, limit=MOST_TEXT, actual=len(text))
            return None
        return means(text) if node.style in (None, "") else text


def means(written: str) -> Any:
    """What a text without quotes is read as: null, true, false and whole numbers are what they say, the rest text."""
    if written in _WORDS:
        return _WORDS[written]
    return int(written) if _WHOLE.match(written) else written


@lru_cache(maxsize=12)
def composed(text: str) -> Any:
    """The node graph of a YAML text with its marks, None for an empty one; not to be changed. Raises YAMLError."""
    return YAML(typ="safe", pure=True).compose(StringIO(text))


def _brackets(text: str) -> int:
    """How deep brackets are open at most, those in texts counted too: the parser's own time grows with it."""
    depth = deepest = 0
    for character in _BRACKET.findall(text):
        depth += 1 if character in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _mark(error: MarkedYAMLError) -> tuple[int, int]:
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


@lru_cache(maxsize=64)
def read_yaml(file: str, text: str) -> Document:
    """One YAML text as a Document; never raises: what is wrong is in its findings, and then `data` may be None."""
    if len(text) > MOST_CHARACTERS:
        values = {"limit": MOST_CHARACTERS, "actual": len(text)}
        return Document(file, None, {}, (Finding(file, 1, "file_too_big", values),))
    if _brackets(text) > MOST_BRACKETS:
        return Document(file, None, {}, (Finding(file, 1, "too_deep", {"limit": MOST_DEPTH}),))
    reader = _Reader(file)
    try:
        node = composed(text)
        data = None if node is None else reader.value(node, ())
    except _Stop:
        data = None
    except MarkedYAMLError as error:
        line, column = _mark(error)
        found = Finding(file, line, "not_yaml", {"problem": str(error.problem or error.context or "")}, column=column)
        return Document(file, None, {}, (found,))
    except RecursionError:
        return Document(file, None, {}, (Finding(file, 1, "too_deep", {"limit": MOST_DEPTH}),))
    except (YAMLError, ValueError, IndexError, AttributeError, TypeError) as error:
        return Document(file, None, {}, (Finding(file, 1, "not_yaml", {"problem": str(error)[:200]}),))
    return Document(file, data, reader.places, tuple(reader.findings))


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar of a tree with its path, in reading order."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path, data
