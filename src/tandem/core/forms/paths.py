"""Addresses of answers: which paths a form has for given parties, and what stands at each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tandem.core.forms.definition import Form, Part, Question
from tandem.core.values import Problem

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_ROW_TYPES = frozenset({"people", "budget", "file", "table", "results"})
TOGETHER = "together"
EACH_PARTY = "each_party"


@dataclass(frozen=True)
class Field:
    """One answer's place. `party` is '' when the partnership answers together; `part` only inside declarations."""

    path: str
    question: Question
    part: Part | None
    party: str
    section: str
    has_rows: bool

    @property
    def asked(self) -> Question | Part:
        """What is read and checked at this place: the part where there is one, else the question."""
        return self.part or self.question

    @property
    def required(self) -> bool:
        """True when an answer must be there at submission. A part of a question that is optional is optional."""
        return self.question.required and (self.part is None or self.part.required)


def expand(form: Form, parties: Sequence[str]) -> tuple[Field, ...]:
    """Every answer path of the form for these parties, in reading order: section, question, party, part.

    Paths are `question`, `question/party`, `question/party/part` or (a declaration made together) `question/part`.
    A question asked of one party that is not among `parties` has no path.
    """
    return tuple(field for _question, fields in asked_in(form, parties) for field in fields)


def asked_in(form: Form, parties: Sequence[str]) -> tuple[tuple[Question, tuple[Field, ...]], ...]:
    """Every question with its places, in reading order."""
    return form.kept(
        "asked", parties,
        lambda: tuple(
            (question, fields_of(question, section.id, parties))
            for section in form.sections
            for question in section.questions
        ),
    )  # fmt: skip


def index(form: Form, parties: Sequence[str]) -> Mapping[str, Field]:
    """The same as `expand`, to look up by path."""
    return form.kept("index", parties, lambda: MappingProxyType({field.path: field for field in expand(form, parties)}))


def fields_of(question: Question, section: str, parties: Sequence[str]) -> tuple[Field, ...]:
    """The places of one question."""
    has_rows = question.type in _ROW_TYPES
    fields: list[Field] = []
    for party in asked_parties(question, parties):
        base = f"{question.id}/{party}" if party else question.id
        if question.type == "declaration":
            fields.extend(Field(f"{base}/{part.id}", question, part, party, section, False) for part in question.parts)
        else:
            fields.append(Field(base, question, None, party, section, has_rows))
    return tuple(fields)


def asked_parties(question: Question, parties: Sequence[str]) -> tuple[str, ...]:
    """Who answers the question: ('',) together, all parties, the one party, or nobody when that party is not there."""
    if question.of == TOGETHER:
        return ("",)
    if question.of == EACH_PARTY:
        return tuple(parties)
    return (question.of,) if question.of in parties else ()


def parse_path(path: str) -> tuple[str, ...] | Problem:
    """The one to three identifiers of a path; Problem `path_malformed` when it is not of that shape."""
    shown = path[:200] if isinstance(path, str) else ""
    if not isinstance(path, str) or len(path) > 182:
        return Problem("path_malformed", values={"path": shown})
    pieces = tuple(path.split("/"))
    if len(pieces) > 3 or not all(_IDENTIFIER.match(piece) for piece in pieces):
        return Problem("path_malformed", values={"path": shown})
    return pieces


def field_at(form: Form, parties: Sequence[str], path: str) -> Field | Problem:
    """What stands at the path; Problem `path_malformed` or `path_unknown` when the form has no such answer."""
    pieces = parse_path(path)
    if isinstance(pieces, Problem):
        return pieces
    if (found := index(form, parties).get(path)) is not None:
        return found
    return Problem("path_unknown", where=path, values={"path": path})


def split_where(where: str) -> tuple[str, str, str]:
    """Path, row and cell of a Problem's `where`: 'budget#0190…/years/1' → ('budget', '0190…', 'years/1')."""
    path, _, rest = where.partition("#")
    row, _, cell = rest.partition("/")
    return path, row, cell


def place(path: str, row: str = "", cell: str = "") -> str:
    """The `where` of a Problem: 'path', 'path#row' or 'path#row/cell' ('path#/cell' in an answer without rows)."""
    if cell:
        return f"{path}#{row}/{cell}"
    return f"{path}#{row}" if row else path
