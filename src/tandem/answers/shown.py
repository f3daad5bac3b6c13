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
    choices_of,
    counter,
    file_rule,
    part_cell,
    plain,
    raws_of,
    read_text,
    shown_minor,
    shown_number,
    shown_text,
)
from tandem.answers.queries import Stored
from tandem.answers.sentences import sentence
from tandem.answers.subjects import Side, Subject
from tandem.answers.unread import wrong_at
from tandem.core.forms.answers import is_unread
from tandem.core.forms.budget import BudgetTotals, totals
from tandem.core.forms.definition import Question, Section
from tandem.core.forms.paths import Field, fields_of, split_where
from tandem.core.forms.rows import PAID_BY
from tandem.core.values import Money, Problem
from tandem.foundation.ids import new_id
from tandem.web.countries import country_names
from tandem.web.shapes import Answer, Asked, Cell, Choice, Conflict, FileRow, Row
from tandem.web.templatetags.tandem import clock, day, localised, moment, money, number

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
            totals=self._totals() if question.type == "budget" else (),
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
            return Answer(**common, cells=self._said([self._part_cell(place) for place in places]))
        if first.has_rows:
            return self._rows(first, common)
        if self.question.type == "organisation":
            return Answer(**common, cells=self._said(self._organisation(first, value)))
        raw = read_text(self.question, value) if view.reading else shown_text(self.question, value)
        self._base(path, common["revision"], raw if isinstance(raw, list) else [raw])
        if self.question.type in {"choice", "many"}:
            return Answer(**common, choices=choices_of(view.subject.options(self.question), raw))
        return Answer(**common, value=raw, counter=counter(self.question.limit, raw, self.question.type))

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
                found.extend(sentence(problem) for problem in self._problems(place))
        return found

    def _problems(self, place: Field) -> list[Problem]:
        """What is wrong with an answer now: always when something is there, also when it is missing if asked for."""
        found = wrong_at(place, self.view.subject.parties, self.view.filled(place.path))
        if not self.view.show_gaps:
            found = tuple(problem for problem in found if problem.code != "missing" or split_where(problem.where)[1])
        return [p for p in found if not place.has_rows or not split_where(p.where)[1]]

    def _cell_problems(self, place: Field) -> dict[tuple[str, str], str]:
        rows = self.view.filled(place.path)
        found: dict[tuple[str, str], str] = {}
        for problem in wrong_at(place, self.view.subject.parties, rows):
            _path, row, cell = split_where(problem.where)
            if row and (problem.code != "missing" or self.view.show_gaps):
                found.setdefault((row, cell), sentence(problem))
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

    def _part_cell(self, place: Field) -> Cell:
        assert place.part is not None
        stored = self.view.stored.get((place.path, ""))
        value = stored.value if stored else None
        errors = " ".join(sentence(p) for p in self._problems(place))
        cell = part_cell(place.part, place.path, value, errors, reading=self.view.reading)
        raws = [choice.value for choice in cell.choices if choice.chosen] if cell.choices else [str(cell.value or "")]
        self._base(place.path, stored.revision if stored else 0, raws)
        if self.view.show_gaps and cell.error:
            self.made.errors.append({"text": f"{localised(place.part.label)}: {cell.error}", "url": f"#{cell.id}"})
        return cell

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
        problems = self._cell_problems(place)
        make = self._person if self.question.type == "people" else self._entry
        made = []
        for place_in_list, (row, kept) in enumerate(rows, 1):
            errors = {cell: text for (of, cell), text in problems.items() if of == row}
            one = make(place, place_in_list, row, kept, errors)
            self._base(f"{place.path}.{row}", kept.revision, raws_of([*one.cells, *one.years, *one.rate]))
            made.append(one)
        return Answer(**common, rows=made)

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

    def _sides(self, chosen: Any) -> list[Choice]:
        return [Choice(side.id, side.name, chosen=side.id == chosen) for side in self.view.subject.sides]

    def _person(self, place: Field, place_in_list: int, row: str, kept: Stored, errors: Mapping[str, str]) -> Row:
        value, name = kept.value, f"{place.path}.{row}."
        cells = [
            Cell(f"{name}name", _("Name"), value=value.get("name", ""), error=errors.get("name", ""), required=True),
            Cell(f"{name}email", _("Mail address"), "email", value.get("email", ""), error=errors.get("email", "")),
            Cell(
                f"{name}party",
                _("Works for"),
                "choice",
                choices=self._sides(value.get("party")),
                error=errors.get("party", ""),
                required=True,
            ),
        ]
        cells += [
            part_cell(part, f"{name}{part.id}", value.get(part.id), errors.get(part.id, ""), reading=self.view.reading)
            for part in self.question.parts
        ]
        title = value.get("name") or _("Person %(number)s") % {"number": place_in_list}
        return Row(row, title, cells, revision=kept.revision)

    def _entry(self, place: Field, place_in_list: int, row: str, kept: Stored, errors: Mapping[str, str]) -> Row:
        value, name, question = kept.value, f"{place.path}.{row}.", self.question
        currency = value.get("currency") if isinstance(value.get("currency"), str) else question.currency or ""
        codes = dict.fromkeys([question.currency or "", *question.other_currencies, currency or ""])
        payers = {"grant": _("the programme"), "own": _("ourselves")}
        lines = [Choice(o.id, o.label, chosen=o.id == value.get("line")) for o in question.lines]
        cells = [
            Cell(f"{name}line", _("Budget line"), "choice", choices=lines, error=errors.get("line", ""), required=True),
            Cell(f"{name}text", _("What for"), value=value.get("text", ""), width="two", error=errors.get("text", "")),
            Cell(
                f"{name}party",
                _("Spent by"),
                "choice",
                choices=self._sides(value.get("party")),
                error=errors.get("party", ""),
            ),
            Cell(
                f"{name}paid_by",
                _("Paid by"),
                "choice",
                error=errors.get("paid_by", ""),
                choices=[Choice(p, payers[p], chosen=p == (value.get("paid_by") or "grant")) for p in PAID_BY],
            ),
            Cell(
                f"{name}currency",
                _("Currency"),
                "choice",
                error=errors.get("currency", ""),
                choices=[Choice(code, code, chosen=code == currency) for code in codes if code],
            ),
        ]
        years = value.get("years") or {}
        amounts = [
            Cell(
                f"{name}years/{n}",
                _("Year %(number)s") % {"number": n},
                "money",
                self._amount(years.get(str(n)), currency or ""),
                error=errors.get(f"years/{n}", ""),
            )
            for n in range(1, (question.years or 1) + 1)
        ]
        return Row(
            row,
            value.get("text") or _("Entry %(number)s") % {"number": place_in_list},
            cells,
            years=amounts,
            rate=self._rate(name, value, currency or "", errors),
            total=self._row_total(row),
            revision=kept.revision,
        )

    def _amount(self, value: Any, currency: str) -> str:
        if self.view.reading and isinstance(value, int) and currency:
            return money(Money(value, currency))
        return shown_minor(value, currency)

    def _rate(self, name: str, value: Mapping[str, Any], currency: str, errors: Mapping[str, str]) -> list[Cell]:
        if currency == self.question.currency and not value.get("rate"):
            return []
        texts = {"from": currency, "to": self.question.currency}
        rate, on = value.get("rate"), value.get("rate_on")
        read = self.view.reading
        return [
            Cell(
                f"{name}rate",
                _("What 1 %(from)s costs in %(to)s") % texts,
                "number",
                number(rate) if read and isinstance(rate, str) else shown_number(rate),
                error=errors.get("rate", ""),
            ),
            Cell(
                f"{name}rate_source",
                _("Where the rate comes from"),
                value=value.get("rate_source", ""),
                error=errors.get("rate_source", ""),
            ),
            Cell(
                f"{name}rate_on",
                _("Day of the rate"),
                "date",
                day(on) if read and isinstance(on, str) else plain(on),
                error=errors.get("rate_on", ""),
            ),
        ]

    @cached_property
    def _all(self) -> BudgetTotals:
        answers = {key: kept.value for key, kept in self.view.stored.items() if kept.value is not None}
        return totals(self.question, self.view.subject.parties, answers)

    def _row_total(self, row: str) -> str:
        cells = [cell for cell in self._all.cells if cell.row == row]
        return money(Money.total((cell.amount for cell in cells), self.question.currency or "")) if cells else ""

    def _totals(self) -> list[dict[str, Any]]:
        if not self.question.currency:
            return []
        sums = self._all
        if not sums.cells:
            return []
        years = range(1, sums.years + 1)

        def line(label: Any, last: bool = False, **which: Any) -> dict[str, Any]:
            return {
                "label": label,
                "sum": last,
                "total": money(sums.sum(**which)),
                "years": [money(sums.sum(year=year, **which)) for year in years],
            }

        rows = [line(localised(option.label), line=option.id) for option in self.question.lines]
        rows = [row for row, option in zip(rows, self.question.lines, strict=True) if sums.sum(line=option.id).minor]
        return [
            *rows,
            line(_("You pay yourselves"), paid_by="own"),
            line(_("Asked of the programme"), paid_by="grant"),
            line(_("Together"), last=True),
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
