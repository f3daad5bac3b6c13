"""Answers as a page shows them: questions with their inputs, what is wrong beside each, and what a save starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.answers.inputs import (
    Flaw,
    choices_of,
    counter,
    file_rule,
    part_cells,
    period_cells,
    raws_of,
    read_text,
    shown_text,
)
from tandem.answers.queries import Stored
from tandem.answers.row_maker import RowMaker
from tandem.answers.sentences import flaw_of, readings_of, sentence
from tandem.answers.subjects import Side, Subject
from tandem.answers.unread import wrong_at
from tandem.core.forms.answers import is_unread
from tandem.core.forms.definition import Question, Section
from tandem.core.forms.paths import Field, fields_of, split_where
from tandem.core.values import Problem
from tandem.foundation.ids import new_id
from tandem.web.countries import country_names
from tandem.web.shapes import Answer, Asked, Cell, Choice, Conflict, FileRow
from tandem.web.templatetags.tandem import clock, localised, moment

Key = tuple[str, str]


@dataclass
class Sheet:
    """One section ready to be shown: its questions and the base of every answer on it."""

    section: Section
    questions: list[Asked] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """What the sheet is made from: the subject, what is stored, conflicts to show and rows just added."""

    subject: Subject
    stored: Mapping[Key, Stored]
    conflicts: Mapping[Key, Conflict] = field(default_factory=dict)
    problems: Mapping[Key, Sequence[Problem]] = field(default_factory=dict)
    added: Sequence[Key] = ()
    show_gaps: bool = False
    zone: str = ""
    reading: bool = False  # to be read, not typed: numbers grouped, amounts with currency, days in words

    @cached_property
    def by_path(self) -> Mapping[str, list[tuple[str, Stored]]]:
        """What is stored at each path, row by row; one pass over all answers, however many questions there are."""
        found: dict[str, list[tuple[str, Stored]]] = {}
        for (path, row), kept in self.stored.items():
            found.setdefault(path, []).append((row, kept))
        return found

    def filled(self, path: str) -> tuple[tuple[str, Any], ...]:
        """Row and value of what is answered at a path."""
        return tuple((row, kept.value) for row, kept in self.by_path.get(path, ()) if kept.value is not None)


def base_of(key: str, revision: int, raws: Iterable[str]) -> str:
    """What a save of this answer starts from: its revision and a digest of what the inputs showed.

    An input that comes back with the same digest was not touched and is not saved, so that a page that lay open does
    not overwrite what a colleague wrote meanwhile.
    """
    plain = "\x1f".join(raw.replace("\r\n", "\n") for raw in raws)
    return f"{key}|{revision}|{hashlib.sha256(plain.encode('utf-8', 'backslashreplace')).hexdigest()[:12]}"


def sheet(view: View, section: Section, visible: frozenset[str]) -> Sheet:
    """One section of the subject's form as it stands."""
    made = Sheet(section)
    for question in section.questions:
        if question.id in visible:
            made.questions.append(_Question(view, question, section.id, made).asked())
    for asked in made.questions:
        for answer in asked.answers:
            made.errors.extend({"text": error, "url": f"#{answer.id}"} for error in answer.errors)
    return made


class _Question:
    def __init__(self, view: View, question: Question, section: str, made: Sheet) -> None:
        self.view, self.question, self.made = view, question, made
        self.fields = fields_of(question, section, view.subject.parties)
        self.wrong: dict[str, tuple[Problem, ...]] = {}

    def asked(self) -> Asked:
        question = self.question
        groups: dict[str, list[Field]] = {}
        for place in self.fields:
            groups.setdefault(place.party, []).append(place)
        answers = [self._answer(party, places) for party, places in groups.items()]
        return Asked(
            id=question.id,
            type=question.type,
            label=question.label,
            answers=answers,
            hint=question.hint,
            why=question.why,
            required=question.required,
            currency=question.currency or "",
            accept=",".join(f".{kind}" for kind in question.accept),
            file_rule=file_rule(question),
            years=[_("Year %(number)s") % {"number": n} for n in range(1, (question.years or 0) + 1)],
            totals=self.rows.totals() if question.type == "budget" else (),
        )

    def _answer(self, party: str, places: list[Field]) -> Answer:
        first, view = places[0], self.view
        side = view.subject.side(party) if party else None
        path = f"{self.question.id}/{party}" if party else self.question.id
        stored = view.stored.get((first.path, ""))
        value = stored.value if stored and not first.has_rows and first.part is None else None
        common: dict[str, Any] = {
            "name": path,
            "path": path,
            "revision": stored.revision if stored else 0,
            "party": side.name if side else "",
            "errors": self._errors(places),
            "editable": view.subject.writable(first),
            "saved": "" if view.reading else self._saved(places),
            "conflict": next((view.conflicts[k] for k in self._keys(places) if k in view.conflicts), None),
        }
        if first.part is not None:
            return Answer(**common, cells=self._said([cell for place in places for cell in self._part_cells(place)]))
        if first.has_rows:
            return self._rows(first, common)
        if self.question.type == "organisation":
            return Answer(**common, cells=self._said(self._organisation(first, value)))
        if self.question.type == "period":
            return Answer(**common, cells=self._said(self._period(first, value)))
        raw = read_text(self.question, value) if view.reading else shown_text(self.question, value)
        self._base(path, common["revision"], raw if isinstance(raw, list) else [raw])
        if self.question.type in {"choice", "many"}:
            return Answer(**common, choices=choices_of(view.subject.options(self.question), raw))
        ask = () if view.reading else readings_of(self._problems(first))
        return Answer(**common, value=raw, counter=counter(self.question.limit, raw, self.question.type), ask=ask)

    def _said(self, cells: list[Cell]) -> list[Cell]:
        """Cells to be typed in all, cells to be read only where something is said."""
        return [cell for cell in cells if cell.said] if self.view.reading else cells

    def _keys(self, places: list[Field]) -> list[Key]:
        paths = {place.path for place in places}
        there = [(path, row) for path in paths for row, _kept in self.view.by_path.get(path, ())]
        return there + [key for key in self.view.added if key[0] in paths]

    def _errors(self, places: list[Field]) -> list[str]:
        found: list[str] = []
        for place in places:
            if place.part is None:
                found.extend(sentence(p) for p in self._problems(place) if not split_where(p.where)[2])
        return found

    def _problems(self, place: Field) -> list[Problem]:
        """What is wrong with an answer now: always when something is there, also when it is missing if asked for."""
        found = self._wrong(place)
        if not self.view.show_gaps:
            found = tuple(problem for problem in found if problem.code != "missing" or split_where(problem.where)[1])
        return [p for p in found if not place.has_rows or not split_where(p.where)[1]]

    def _wrong(self, place: Field) -> tuple[Problem, ...]:
        if place.path not in self.wrong:
            self.wrong[place.path] = wrong_at(place, self.view.subject.parties, self.view.filled(place.path))
        return self.wrong[place.path]

    def _flaws(self, place: Field) -> dict[str, Flaw]:
        """What is wrong with one answer, by its cell ('' for the answer itself)."""
        by_cell: dict[str, list[Problem]] = {}
        for problem in self._problems(place):
            by_cell.setdefault(split_where(problem.where)[2], []).append(problem)
        return {cell: flaw_of(problems) for cell, problems in by_cell.items()}

    def _cell_flaws(self, place: Field) -> dict[str, dict[str, Flaw]]:
        """What is wrong with rows: by row, then by cell."""
        found: dict[str, dict[str, Flaw]] = {}
        for problem in self._wrong(place):
            _path, row, cell = split_where(problem.where)
            if row and (problem.code != "missing" or self.view.show_gaps):
                found.setdefault(row, {}).setdefault(cell, flaw_of([problem]))
        return found

    def _saved(self, places: list[Field]) -> str:
        kept = [self.view.stored[key] for key in self._keys(places) if key in self.view.stored]
        newest = max((each for each in kept if each.at), key=lambda each: each.at or 0, default=None)
        if newest is None or newest.at is None:
            return ""
        if newest.taken_from:
            return _("Taken from %(source)s") % {"source": newest.taken_from}
        return _("Saved %(when)s by %(who)s") % {
            "when": moment(newest.at, self.view.zone),
            "who": newest.by or "Tandem",
        }

    def _base(self, key: str, revision: int, raws: Sequence[str]) -> None:
        self.made.bases.append(base_of(key, revision, raws))

    def _part_cells(self, place: Field) -> list[Cell]:
        assert place.part is not None
        stored = self.view.stored.get((place.path, ""))
        value, flaws = stored.value if stored else None, self._flaws(place)
        cells = part_cells(place.part, place.path, value, flaws, reading=self.view.reading, beside="..")
        self._base(place.path, stored.revision if stored else 0, _raws_of_part(cells))
        if self.view.show_gaps:
            self._list(cells)
        return cells

    def _period(self, place: Field, value: Any) -> list[Cell]:
        reading, stored = self.view.reading, self.view.stored.get((place.path, ""))
        flaws = {cell: flaw for cell, flaw in self._flaws(place).items() if cell}
        if is_unread(value) and (whole := self._flaws(place).get("")):
            flaws.setdefault("from", whole)
        cells = period_cells(place.path, value, flaws, reading=reading, required=self.question.required)
        self._base(place.path, stored.revision if stored else 0, _raws_of_part(cells))
        self._list(cells)
        return cells

    def _list(self, cells: Iterable[Cell]) -> None:
        """Name what is wrong with the cells at the top of the page."""
        for cell in cells:
            if cell.error:
                label = localised(cell.label)
                text = f"{label}: {cell.error}" if label else cell.error
                self.made.errors.append({"text": text, "url": f"#{cell.id}"})

    def _organisation(self, place: Field, value: Any) -> list[Cell]:
        value = value if isinstance(value, dict) and not is_unread(value) else {}
        name = place.path
        kinds = [
            Choice(id, str(label).capitalize(), chosen=value.get("kind") == id) for id, label in self.view.subject.kinds
        ]
        cells = [
            Cell(f"{name}..name", _("Name"), value=value.get("name", ""), width="two"),
            Cell(f"{name}..kind", _("Kind"), "choice", choices=kinds),
            Cell(f"{name}..country", _("Country"), "choice", choices=self._countries(place, value.get("country"))),
        ]
        stored = self.view.stored.get((name, ""))
        self._base(name, stored.revision if stored else 0, raws_of(cells))
        return cells

    def _countries(self, place: Field, chosen: Any) -> list[Choice]:
        """A party's organisations lie in its countries; together any country may be named."""
        role = self.view.subject.rulebook.parties.get(place.party)
        names = country_names(get_language() or "en")
        codes = dict.fromkeys([*(role.countries if role else ()), chosen]) if role and role.countries else names
        return [Choice(code, names[code], chosen=code == chosen) for code in codes if code in names]

    def _rows(self, place: Field, common: dict[str, Any]) -> Answer:
        rows = [(row, kept) for row, kept in self.view.by_path.get(place.path, ()) if kept.value]
        rows += [(row, Stored({}, 0, "", "", None)) for path, row in self.view.added if path == place.path]
        if self.question.type == "file":
            return Answer(**common, files=[self._file(place, row, kept) for row, kept in rows])
        flaws, maker = self._cell_flaws(place), self.rows
        made = []
        for place_in_list, (row, kept) in enumerate(rows, 1):
            one = maker.make(place, place_in_list, row, kept, flaws.get(row, {}))
            self._base(f"{place.path}.{row}", kept.revision, raws_of([*one.cells, *one.years, *one.rate]))
            made.append(one)
        return Answer(**common, rows=made)

    @cached_property
    def rows(self) -> RowMaker:
        """What makes this question's rows."""
        return RowMaker(self.view, self.question)

    def _file(self, place: Field, row: str, kept: Stored) -> FileRow:
        value = kept.value
        return FileRow(
            row,
            value.get("name", ""),
            int(value.get("size") or 0),
            f"{self.view.subject.address}files/{value.get('file')}/",
            title=value.get("title", ""),
            note=moment(kept.at, self.view.zone) if kept.at else "",
        )


def _raws_of_part(cells: Iterable[Cell]) -> list[str]:
    """What the inputs of one answer would send if nothing were touched: each chosen option by itself."""
    return [
        raw
        for cell in cells
        for raw in ([c.value for c in cell.choices if c.chosen] if cell.choices else [str(cell.value or "")])
    ]


def side_names(sides: Iterable[Side]) -> list[str]:
    """Names of the parties' organisations, in order."""
    return [side.name for side in sides]


def new_row() -> str:
    """A row's identity, for a row added without JavaScript."""
    return str(new_id())


def shown_time(at: Any, zone: str) -> str:
    """'14:03' in the reader's zone."""
    return clock(at, zone) if at else ""
