"""The check on rows of a table: rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import field_validator

from tandem.core.eligibility.case import Case, sequence
from tandem.core.eligibility.checks_team import columns, sort_of
from tandem.core.eligibility.outcome import Outcome
from tandem.core.eligibility.registry import Bounds, Hopeless, Reference, register
from tandem.core.eligibility.sorts import matches
from tandem.core.expressions import compile_expression
from tandem.core.values import Remedy

MOST_ADDED = 50


@register
class Rows(Bounds):
    """`rows: activities, where: 'kind == "pilot"', at_least: 1` — so many rows of a table, of one sort or of all."""

    word: ClassVar[str] = "rows"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_rows"})
    places: ClassVar[frozenset[str]] = frozenset({"at_least", "at_most"})

    rows: str
    where: str | None = None

    @field_validator("where")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            compile_expression(value)
        return value

    def judge(self, case: Case, party: str) -> Outcome:
        found = [row for row in sequence(case.answer(self.rows)) if isinstance(row, Mapping) and self.counted(row)]
        missing = self.missing(len(found))
        path, at = case.path(self.rows), case.pointer(self.rows)
        remedy = None
        if missing > 0:
            row = sort_of(self.where) if self.where else {}
            arguments: dict[str, Any] = {"path": path, "at": at, "number": missing}
            remedy = Remedy("add_rows", {**arguments, "rows": [row] * min(missing, MOST_ADDED)})
        elif missing < 0:
            remedy = Remedy("remove_rows", {"path": path, "at": at, "number": -missing, "sort": self.where or ""})
        names = [str(name) for row in found if (name := row.get("title"))]
        words = {**self.words(), "names": names}
        return Outcome(missing == 0, len(found), self.limit(len(found)), abs(missing), path, remedy, words)

    def counted(self, row: Mapping[str, Any]) -> bool:
        """Is the row one of the sort?"""
        return self.where is None or matches(self.where, row)

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.rows, "rows", ("table",))
        for column in sorted(columns(self.where) if self.where else ()):
            yield Reference("part", column.split(".")[0], "where", inside=self.rows)

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        asked = case.questions.get(self.rows)
        if asked is not None:
            yield from self.hopeless_bounds(asked.limit.rows)
            yield from self.strangers(case)

    def strangers(self, case: Case) -> Iterator[Hopeless]:
        """An option that the column does not have: no row is ever of that sort."""
        wanted = sort_of(self.where) if self.where else {}
        for column, value in wanted.items():
            part = case.part(self.rows, column)
            offered = [option.id for option in part.options] if part is not None and part.type == "choice" else []
            if offered and value not in offered:
                code = "never" if self.low else "always"
                values = {"question": f"{self.rows}/{column}", "option": str(value)}
                yield Hopeless(code, "not_an_option", values)  # type: ignore[arg-type]
