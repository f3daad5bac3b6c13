"""What every lint works on: the rulebook, where its pieces stand, and the list of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tandem.core.expressions import Expression, ExpressionError, compile_expression
from tandem.core.rulebook.findings import Finding, Path
from tandem.core.rulebook.places import name_of
from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.yaml_tree import Document


@dataclass
class Desk:
    """Collects findings; `say` finds the line."""

    rulebook: Rulebook
    documents: Mapping[str, Document]
    findings: list[Finding] = field(default_factory=list)

    def say(
        self,
        code: str,
        path: Path,
        file: str = MAIN,
        rule: str = "",
        level: Literal["error", "advice"] = "error",
        **values: Any,
    ) -> None:
        """Add a finding at the nearest written ancestor of `path`."""
        document = self.documents.get(file)
        line, column = document.place(self.real(document, path, file)) if document else (1, 1)
        self.findings.append(Finding(file, line, code, values, path, rule, column, level))

    def real(self, document: Document, path: Path, file: str) -> Path:
        """Where this file itself says what stands at `path` of the whole: the nearest written ancestor.

        Entries with an id are found by it, because a parent's entries come before a child's own; what is common to
        all components is found there.
        """
        beside: Any = self.rulebook.forms.get(file) or self.rulebook.templates.get(file)
        whole = self.rulebook if file == MAIN else beside
        real = _aligned(document.data, whole, path, path)
        if file == MAIN and path[:1] == ("components",) and len(real) < len(path):
            common = _aligned(document.data, whole, path, ("", "common", *path[2:]))
            real = common[1:] if len(common) > max(2, len(real)) else real
        return real

    def written(self, path: Path, file: str = MAIN) -> bool:
        """Does this file itself say something at `path` (rather than inherit it)?"""
        document = self.documents.get(file)
        return document is not None and path in document.places

    def twice(self, values: Iterable[str], path: Path, what: str, file: str = MAIN, key: str = "") -> None:
        """Say each value that occurs before in the same list; `key` is the field of the entry that holds it."""
        first: dict[str, int] = {}
        for index, value in enumerate(values):
            if value in first:
                at = (*path, index, key) if key else (*path, index)
                self.say("twice", at, file, what=what, name=value, first=first[value] + 1)
            first.setdefault(value, index)

    def unknown(self, name: str, known: Iterable[str], path: Path, what: str, file: str = MAIN, rule: str = "") -> bool:
        """Say that a name refers to nothing; True when it does."""
        names = tuple(known)
        if name in names:
            return False
        self.say("unknown_reference", path, file, rule, what=what, name=name, known=list(names[:40]))
        return True

    def expression(self, source: str, path: Path, file: str = MAIN, rule: str = "") -> Expression | None:
        """A compiled expression, or None with a finding that names line and column inside it."""
        try:
            return compile_expression(source)
        except ExpressionError as error:
            values: dict[str, Any] = {"problem": error.code, "detail": error.detail}
            values |= {"at_line": error.line, "at_column": error.column}
            self.say("bad_expression", path, file, rule, expression=source[:120], **values)
            return None


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
            index = _index(data, mine, getattr(whole, "id", getattr(whole, "score", None)))
            if index is None:
                break
            mine = index
        elif not isinstance(data, dict) or mine not in data:
            break
        real, data = (*real, mine), data[mine]
    return real


def _index(entries: list[Any], number: str | int, name: Any) -> int | None:
    """The entry with this number if it is called so, else the one that is; None when there is none."""
    if isinstance(number, int) and number < len(entries) and (name is None or name_of(entries[number]) == str(name)):
        return number
    return next((i for i, entry in enumerate(entries) if name is not None and name_of(entry) == str(name)), None)


def _inner(whole: Any, part: str | int) -> Any:
    if isinstance(whole, Mapping):
        return whole.get(part)
    if isinstance(whole, tuple):
        return whole[part] if isinstance(part, int) and part < len(whole) else None
    return getattr(whole, str(part), None)
