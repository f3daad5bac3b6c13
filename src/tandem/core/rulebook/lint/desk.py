"""What every lint works on: the rulebook, where its pieces stand, and the list of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from tandem.core.expressions import Expression, ExpressionError, compile_expression
from tandem.core.rulebook.findings import Finding, Path
from tandem.core.rulebook.lint.walking import Placed, models_in
from tandem.core.rulebook.places import unwritten, written_of
from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.yaml_tree import Document


@dataclass
class Desk:
    """Collects findings; `say` finds the line."""

    rulebook: Rulebook
    documents: Mapping[str, Document]
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def models(self) -> list[Placed]:
        """Everything in the rulebook, its forms and templates."""
        return models_in(self.rulebook)

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
        """Where this file itself says what stands at `path` of the whole: the nearest written ancestor."""
        beside: Any = self.rulebook.forms.get(file) or self.rulebook.templates.get(file)
        main = file == MAIN
        return written_of(document.data, self.rulebook if main else beside, path, common=main)

    def written(self, path: Path, file: str = MAIN) -> bool:
        """Does this file itself say something at `path` (rather than inherit it)?"""
        document = self.documents.get(file)
        return document is not None and not unwritten(path, self.real(document, path, file))

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
