"""Edits made to fit the draft's own files: what is not written there yet, or only in a parent, is written first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Insert, Key, Move, Remove, Set
from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.programmes.forms.workbench.items import Wrong
from tandem.programmes.forms.workbench.tree import Path, Tree, _step

MISSING: Any = object()


def fitted(tree: Tree, edits: Iterable[Edit]) -> list[Edit]:
    """The same edits, each at a place that is there when its turn comes. Wrong for what only the parent can change."""
    fitting = _Fitting(tree)
    return [made for edit in edits for made in fitting.one(edit)]


class _Fitting:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.made: set[tuple[str, Path]] = set()  # places that earlier edits have written
        self.files: set[str] = set()

    def one(self, edit: Edit) -> list[Edit]:
        """An edit with what has to be there before it."""
        if isinstance(edit, Set) and not edit.path:
            self.files.add(edit.file)
            return [edit]
        before = self.whole_file(edit.file)
        if isinstance(edit, Set):
            return [*before, *self.set(edit)]
        if isinstance(edit, Insert):
            return [*before, *self.insert(edit)]
        if isinstance(edit, Remove) and not edit.path:
            return [edit]
        if self.first_missing(edit.file, edit.path) is not None:
            if self.tree.at(edit.path, edit.file) is not None:
                what = _("moved") if isinstance(edit, Move) else _("taken away")
                raise Wrong(
                    _("This comes from the rulebook that yours follows; it cannot be %(what)s here.") % {"what": what}
                )
            return before
        return [*before, edit]

    def whole_file(self, file: str) -> list[Edit]:
        """A form that lies only beside the parent is taken over before it is changed."""
        if file == MAIN or file in self.tree.texts or file in self.files:
            return []
        self.files.add(file)
        return [Set(file, (), self.tree.file(file))]

    def set(self, edit: Set) -> list[Edit]:
        at = self.first_missing(edit.file, edit.path[:-1])
        if at is None:
            self.made.add((edit.file, edit.path))
            return [edit]
        value: Any = edit.value
        for part in reversed(edit.path[at + 1 :]):
            value = [{part.name: part.value, **value}] if isinstance(part, Key) else {part: value}
        for depth in range(at, len(edit.path)):
            self.made.add((edit.file, edit.path[: depth + 1]))
        part = edit.path[at]
        if isinstance(part, Key):
            return [Insert(edit.file, edit.path[:at], -1, {part.name: part.value, **value})]
        return [Set(edit.file, edit.path[: at + 1], value)]

    def insert(self, edit: Insert) -> list[Edit]:
        at = self.first_missing(edit.file, edit.path)
        if at is None or at == len(edit.path) - 1:
            own = self.own(edit.file, edit.path)
            size = len(own) if isinstance(own, list) else 0
            self.made.add((edit.file, edit.path))
            return [edit if edit.index <= size else Insert(edit.file, edit.path, -1, edit.value)]
        return self.set(Set(edit.file, edit.path, [edit.value]))

    def first_missing(self, file: str, path: Sequence[Any]) -> int | None:
        """How deep the first part of the path stands that the draft itself does not write; None when all is there."""
        for depth in range(len(path)):
            here = tuple(path[: depth + 1])
            if (file, here) not in self.made and self.own(file, here) is MISSING:
                return depth
        return None

    def own(self, file: str, path: Sequence[Any]) -> Any:
        """What the draft's own file says at a place."""
        if file not in self.tree.texts:
            value: Any = self.tree.file(file) if file in self.files else {}
        else:
            value = read_yaml(file, self.tree.texts[file]).data
        for part in path:
            value = _step(value, part)
        return MISSING if value is None else value
