"""Small changes to a YAML text, line by line: whatever is not changed keeps its comments, quotes and line breaks.

Four changes: put a value in the place of another, add an entry to a mapping or a list, take an entry away. What the
layout does not let them do raises CannotSplice; the caller then writes a larger part anew.
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.writing import entry_lines, item_lines, lines_of
from tandem.core.rulebook.yaml_tree import composed

_COMMENT = re.compile(r"\s*#")
_TAIL = re.compile(r"\s+#.*$")
Place = tuple[int, int]  # line and column from 0


class CannotSplice(Exception):
    """The text is laid out in a way that this change cannot keep."""


class Page:
    """A YAML text as lines, with its node graph. Changing it makes new lines; `text` gives them."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.root = composed(text)

    @property
    def text(self) -> str:
        """The lines as one text that ends with one line end."""
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def found(self, path: Path) -> Any:
        """The node at a path."""
        node, _key = self.held(path)
        return node

    def held(self, path: Path) -> tuple[Any, Any]:
        """The node at a path and its key's node (None for entries of lists and the root)."""
        node, key = self.root, None
        for part in path:
            if isinstance(node, MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == part), None)
                if pair is None:
                    raise CannotSplice
                key, node = pair
            elif isinstance(node, SequenceNode) and isinstance(part, int):
                key, node = None, node.value[part]
            else:
                raise CannotSplice
        return node, key

    def end(self, node: Any, key: Any = None) -> Place:
        """Just behind the last character that belongs to a node."""
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1], last[0]) if isinstance(last, tuple) else self.end(last)
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return self.end_of_block(node)
        if isinstance(node, ScalarNode) and node.style is None and node.value == "":
            mark = (key or node).end_mark
            return mark.line, mark.column + (1 if key else 0)
        return node.end_mark.line, node.end_mark.column

    def end_of_block(self, node: Any) -> Place:
        """The end of a text written with | or >: the last of its lines that is not empty."""
        start = last = node.start_mark.line
        least = None
        for number in range(start + 1, len(self.lines)):
            line = self.lines[number]
            if not line.strip():
                continue
            deep = len(line) - len(line.lstrip(" "))
            if least is None:
                if deep <= _indent(self.lines[start]) and not self.lines[start].lstrip().startswith("- "):
                    break
                least = deep
            if deep < least:
                break
            last = number
        return last, len(self.lines[last])

    # -- the four changes

    def put(self, path: Path, value: Any) -> None:
        """Another value in the place of the one at `path`."""
        node, key = self.held(path)
        if not path or self.flow_above(path) is not None:
            raise CannotSplice
        start, end = self.start(node, key), self.end(node, key)
        tail = "" if _is_block(node) else self.lines[end[0]][end[1] :]
        kept = self.comments(start, end) if _is_flow(node) else []
        if key is None:
            column = self.found(path[:-1]).start_mark.column
            head, new = self.lines[start[0]][: start[1]], item_lines(value, column)
            new[0] = head + new[0][column + 2 :]
            line = start[0]
        else:
            line = key.end_mark.line
            head = self.lines[line][: key.end_mark.column] + ":"
            gap = self.lines[line][len(head) : start[1]] if line == start[0] and not _is_block(node) else " "
            if isinstance(node, ScalarNode | MappingNode | SequenceNode) and _is_block(node):
                tail = _comment_behind(self.lines[line][len(head) :])
            first, below = lines_of(value, key.start_mark.column + 2, len(head) + 1)
            new = [f"{head}{gap or ' '}{first}" if first else head, *below]
        pad = " " * _indent(self.lines[line])
        new[0] = f"{new[0]}{tail}".rstrip()
        self.lines[line : end[0] + 1] = [*(f"{pad}{comment}" for comment in kept), *new]

    def add_key(self, path: Path, key: str, value: Any) -> None:
        """A new last entry of the block mapping at `path`."""
        node = self.found(path)
        if not isinstance(node, MappingNode) or node.flow_style or not node.value or self.flow_above(path) is not None:
            raise CannotSplice
        last_key, last = node.value[-1]
        end = self.end(last, last_key)[0]
        column = node.value[0][0].start_mark.column
        gap = [""] if not path and self.apart([pair[0] for pair in node.value]) else []
        self.lines[end + 1 : end + 1] = [*gap, *entry_lines(key, value, column)]

    def add_item(self, path: Path, index: int, value: Any) -> None:
        """A new entry of the block sequence at `path`, before the one that stands at `index`."""
        node = self.found(path)
        if not isinstance(node, SequenceNode) or node.flow_style or not node.value or self.flow_above(path) is not None:
            raise CannotSplice
        column = node.start_mark.column
        lines = item_lines(value, column)
        self.put_item(node, index, lines)

    def put_item(self, node: Any, index: int, lines: list[str]) -> None:
        gap = [""] if self.apart(node.value) else []
        if index >= len(node.value):
            at = self.end(node.value[-1])[0] + 1
            self.lines[at:at] = [*gap, *lines]
            return
        at = self.top(node.value[index].start_mark.line, node.start_mark.column)
        self.lines[at:at] = [*lines, *gap]

    def take(self, path: Path) -> list[str]:
        """Take the entry at `path` away, with the comment right above it; returns its lines."""
        node, key = self.held(path)
        parent = self.found(path[:-1])
        if parent.flow_style or len(parent.value) == 1 or self.flow_above(path[:-1]) is not None:
            raise CannotSplice
        start = (key or node).start_mark
        column = start.column if key is not None else parent.start_mark.column
        prefix = self.lines[start.line][:column]
        end = self.end(node, key)[0]
        if prefix.strip():  # the first key behind a dash: the next key takes its place
            if key is None or parent.value[0][0] is not key:
                raise CannotSplice
            following = parent.value[1][0].start_mark.line
            self.lines[following] = prefix + self.lines[following][column:]
            taken = self.lines[start.line : end + 1]
            self.lines[start.line : following] = self.lines[end + 1 : following]
            return taken
        top = self.top(start.line, column)
        taken = self.lines[top : end + 1]
        after = end + 1
        if after < len(self.lines) and not self.lines[after].strip() and (not top or not self.lines[top - 1].strip()):
            after += 1
        self.lines[top:after] = []
        return taken

    def move(self, path: Path, to: int) -> None:
        """The entry at `path` to another place of its block sequence, with its own lines and comments."""
        node = self.found(path[:-1])
        if not isinstance(node, SequenceNode) or node.flow_style or self.flow_above(path[:-1]) is not None:
            raise CannotSplice
        index = int(path[-1])
        if to == index:
            return
        spans = [
            (self.top(entry.start_mark.line, node.start_mark.column), self.end(entry)[0] + 1) for entry in node.value
        ]
        if any(self.lines[entry.start_mark.line][: node.start_mark.column].strip() for entry in node.value):
            raise CannotSplice
        blocks = [self.lines[start:stop] for start, stop in spans]
        gaps = [self.lines[spans[n][1] : spans[n + 1][0]] for n in range(len(spans) - 1)]
        blocks.insert(to, blocks.pop(index))
        rows = list(blocks[0])
        for gap, block in zip(gaps, blocks[1:], strict=True):
            rows += [*gap, *block]
        self.lines[spans[0][0] : spans[-1][1]] = rows

    # -- where things stand

    def start(self, node: Any, key: Any) -> Place:
        """Where a value begins; for one that is not written, behind its key."""
        if isinstance(node, ScalarNode) and node.style is None and node.value == "" and key is not None:
            return key.end_mark.line, key.end_mark.column + 1
        return node.start_mark.line, node.start_mark.column

    def column_of(self, path: Path) -> int:
        """The column at which the entry that holds this value begins."""
        _node, key = self.held(path)
        if key is not None:
            return int(key.start_mark.column)
        return int(self.found(path[:-1]).start_mark.column) if path else -2

    def flow_above(self, path: Path) -> Path | None:
        """The outermost written-on-one-line collection that holds this place, None when there is none."""
        for length in range(len(path)):
            node = self.found(path[:length])
            if isinstance(node, MappingNode | SequenceNode) and node.flow_style:
                return path[:length]
        return None

    def top(self, line: int, column: int) -> int:
        """The first line of an entry that begins on `line`: comments right above it, as deep as it, belong to it."""
        top = line
        while top > 0 and _COMMENT.match(self.lines[top - 1]) and _indent(self.lines[top - 1]) == column:
            top -= 1
        return top or line  # what stands at the head of the file is about the file

    def apart(self, nodes: list[Any]) -> bool:
        """Whether entries are set apart by empty lines."""
        starts = [node.start_mark.line for node in nodes]
        between = [
            any(not line.strip() for line in self.lines[one:other])
            for one, other in zip(starts, starts[1:], strict=False)
        ]
        return bool(between) and sum(between) * 2 > len(between)

    def comments(self, start: Place, end: Place) -> list[str]:
        """The comments inside a collection that is about to be written anew; its last line's own stays where it is."""
        found = []
        for number in range(start[0], end[0]):
            comment = _comment_of(self.lines[number])
            if comment:
                found.append(comment)
        return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_block(node: Any) -> bool:
    if isinstance(node, MappingNode | SequenceNode):
        return not node.flow_style
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def _is_flow(node: Any) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and bool(node.flow_style)


def _comment_behind(rest: str) -> str:
    """What follows the colon of a key whose value begins on a later line: '' or its comment with the space before."""
    found = _TAIL.search(rest)
    return found[0] if found else ""


def _comment_of(line: str) -> str:
    """The comment at the end of a line, '' for none; a # inside quotes is none."""
    quote = ""
    for place, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and (place == 0 or line[place - 1] in " [{,:"):
            quote = character
        elif character == "#" and (place == 0 or line[place - 1] in " \t"):
            return line[place:].rstrip()
    return ""
