"""Answers as a page shows them: questions with their inputs, what is wrong beside each, and what a save starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.answers.queries import Stored
from tandem.answers.sentences import sentence
from tandem.answers.subjects import Side, Subject
from tandem.core.forms.answers import is_unread
from tandem.core.forms.budget import totals
from tandem.core.forms.definition import Limit, Option, Part, Question, Section
from tandem.core.forms.limits import count_characters, count_words
from tandem.core.forms.missing import gaps_at
from tandem.core.forms.paths import Field, fields_of, split_where
from tandem.core.forms.rows import PAID_BY
from tandem.core.values import Money, Problem, exponent
from tandem.foundation.ids import new_id
from tandem.web.countries import country_names
from tandem.web.shapes import Answer, Asked, Cell, Choice, Conflict, Counter, FileRow, Row
from tandem.web.templatetags.tandem import active_locale, clock, day, localised, money, moment, number

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
            id=question.id, type=question.type, label=question.label, answers=answers, hint=question.hint,
            why=question.why, required=question.required, currency=question.currency or "",
            accept=",".join(f".{kind}" for kind in question.accept), file_rule=_file_rule(question),
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
            "name": path, "path": path, "revision": stored.revision if stored else 0,
            "party": side.name if side else "", "errors": self._errors(places),
            "editable": view.subject.writable(first), "saved": self._saved(places),
            "conflict": next((view.conflicts[k] for k in self._keys(places) if k in view.conflicts), None),
        }
        if first.part is not None:
            return Answer(**common, cells=[self._part_cell(place) for place in places])
        if first.has_rows:
            return self._rows(first, common)
        if self.question.type == "organisation":
            return Answer(**common, cells=self._organisation(first, value))
        raw = read_text(self.question, value) if view.reading else shown_text(self.question, value)
        self._base(path, common["revision"], raw if isinstance(raw, list) else [raw])
        if self.question.type in {"choice", "many"}:
            return Answer(**common, choices=_choices(view.subject.options(self.question), raw))
        return Answer(**common, value=raw, counter=counter(self.question.limit, raw, self.question.type))

    def _keys(self, places: list[Field]) -> list[Key]:
        paths = {place.path for place in places}
        return [key for key in self.view.stored if key[0] in paths] + [key for key in self.view.added if key[0] in paths]

    def _errors(self, places: list[Field]) -> list[str]:
        found: list[str] = []
        for place in places:
            if place.part is None:
                found.extend(sentence(problem) for problem in self._problems(place))
        return found

    def _problems(self, place: Field) -> list[Problem]:
        """What is wrong with an answer now: always when something is there, also when it is missing if asked for."""
        rows = tuple(
            (row, kept.value) for (path, row), kept in self.view.stored.items()
            if path == place.path and kept.value is not None
        )
        found = gaps_at(place, self.view.subject.parties, rows)
        if not self.view.show_gaps:
            found = tuple(problem for problem in found if problem.code != "missing" or split_where(problem.where)[1])
        return [p for p in found if not place.has_rows or not split_where(p.where)[1]]

    def _cell_problems(self, place: Field) -> dict[tuple[str, str], str]:
        rows = tuple(
            (row, kept.value) for (path, row), kept in self.view.stored.items()
            if path == place.path and kept.value is not None
        )
        found: dict[tuple[str, str], str] = {}
        for problem in gaps_at(place, self.view.subject.parties, rows):
            _path, row, cell = split_where(problem.where)
            if row and (problem.code != "missing" or self.view.show_gaps):
                found.setdefault((row, cell), sentence(problem))
        return found

    def _saved(self, places: list[Field]) -> str:
        kept = [self.view.stored[key] for key in self._keys(places) if key in self.view.stored]
        newest = max((each for each in kept if each.at), key=lambda each: each.at or 0, default=None)  # type: ignore[type-var,arg-type,return-value]
        if newest is None or newest.at is None:
            return ""
        if newest.taken_from:
            return _("Taken from %(source)s") % {"source": newest.taken_from}
        return _("Saved %(when)s by %(who)s") % {"when": moment(newest.at, self.view.zone), "who": newest.by or "Tandem"}

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
            Cell(f"{name}..country", _("Country"), "choice", choices=[
                Choice(code, text, chosen=code == value.get("country"))
                for code, text in country_names(get_language() or "en").items()
            ]),
        ]
        stored = self.view.stored.get((name, ""))
        self._base(name, stored.revision if stored else 0, _raws(cells))
        return cells

    def _rows(self, place: Field, common: dict[str, Any]) -> Answer:
        rows = [(row, kept) for (path, row), kept in self.view.stored.items() if path == place.path and kept.value]
        rows += [(row, Stored({}, 0, "", "", None)) for path, row in self.view.added if path == place.path]
        if self.question.type == "file":
            return Answer(**common, files=[self._file(place, row, kept) for row, kept in rows])
        problems = self._cell_problems(place)
        make = self._person if self.question.type == "people" else self._entry
        made = []
        for place_in_list, (row, kept) in enumerate(rows, 1):
            errors = {cell: text for (of, cell), text in problems.items() if of == row}
            one = make(place, place_in_list, row, kept, errors)
            self._base(f"{place.path}.{row}", kept.revision, _raws([*one.cells, *one.years, *one.rate]))
            made.append(one)
        return Answer(**common, rows=made)

    def _file(self, place: Field, row: str, kept: Stored) -> FileRow:
        value = kept.value
        return FileRow(
            row, value.get("name", ""), int(value.get("size") or 0), f"{self.view.subject.address}files/{value.get('file')}/",
            title=value.get("title", ""), note=moment(kept.at, self.view.zone) if kept.at else "",
        )

    def _sides(self, chosen: Any) -> list[Choice]:
        return [Choice(side.id, side.name, chosen=side.id == chosen) for side in self.view.subject.sides]

    def _person(self, place: Field, place_in_list: int, row: str, kept: Stored, errors: Mapping[str, str]) -> Row:
        value, name = kept.value, f"{place.path}.{row}."
        cells = [
            Cell(f"{name}name", _("Name"), value=value.get("name", ""), error=errors.get("name", ""), required=True),
            Cell(f"{name}email", _("Mail address"), "email", value.get("email", ""), error=errors.get("email", "")),
            Cell(f"{name}party", _("Works for"), "choice", choices=self._sides(value.get("party")),
                 error=errors.get("party", ""), required=True),
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
            Cell(f"{name}party", _("Spent by"), "choice", choices=self._sides(value.get("party")), error=errors.get("party", "")),
            Cell(f"{name}paid_by", _("Paid by"), "choice", error=errors.get("paid_by", ""),
                 choices=[Choice(p, payers[p], chosen=p == (value.get("paid_by") or "grant")) for p in PAID_BY]),
            Cell(f"{name}currency", _("Currency"), "choice", error=errors.get("currency", ""),
                 choices=[Choice(code, code, chosen=code == currency) for code in codes if code]),
        ]
        years = value.get("years") or {}
        amounts = [
            Cell(f"{name}years/{n}", _("Year %(number)s") % {"number": n}, "money",
                 self._amount(years.get(str(n)), currency or ""), error=errors.get(f"years/{n}", ""))
            for n in range(1, (question.years or 1) + 1)
        ]
        return Row(
            row, value.get("text") or _("Entry %(number)s") % {"number": place_in_list}, cells, years=amounts,
            rate=self._rate(name, value, currency or "", errors), total=self._row_total(row), revision=kept.revision,
        )

    def _amount(self, value: Any, currency: str) -> str:
        if self.view.reading and isinstance(value, int) and currency:
            return money(Money(value, currency))
        return shown_minor(value, currency)

    def _rate(self, name: str, value: Mapping[str, Any], currency: str, errors: Mapping[str, str]) -> list[Cell]:
        if currency == self.question.currency and not value.get("rate"):
            return []
        texts = {"from": currency, "to": self.question.currency}
        return [
            Cell(f"{name}rate", _("What 1 %(from)s costs in %(to)s") % texts, "number",
                 shown_number(value.get("rate")), error=errors.get("rate", "")),
            Cell(f"{name}rate_source", _("Where the rate comes from"), value=value.get("rate_source", ""),
                 error=errors.get("rate_source", "")),
            Cell(f"{name}rate_on", _("Day of the rate"), "date", _plain(value.get("rate_on")), error=errors.get("rate_on", "")),
        ]

    def _all(self) -> Any:
        answers = {key: kept.value for key, kept in self.view.stored.items() if kept.value is not None}
        return totals(self.question, self.view.subject.parties, answers)

    def _row_total(self, row: str) -> str:
        cells = [cell for cell in self._all().cells if cell.row == row]
        return money(Money.total((cell.amount for cell in cells), self.question.currency or "")) if cells else ""

    def _totals(self) -> list[dict[str, Any]]:
        if not self.question.currency:
            return []
        sums = self._all()
        if not sums.cells:
            return []
        years = range(1, sums.years + 1)

        def line(label: Any, last: bool = False, **which: str) -> dict[str, Any]:
            return {
                "label": label, "sum": last, "total": money(sums.sum(**which)),
                "years": [money(sums.sum(year=year, **which)) for year in years],
            }

        rows = [line(localised(option.label), line=option.id) for option in self.question.lines]
        rows = [row for row, option in zip(rows, self.question.lines, strict=True) if sums.sum(line=option.id).minor]
        return [
            *rows, line(_("You pay yourselves"), paid_by="own"), line(_("Asked of the programme"), paid_by="grant"),
            line(_("Together"), last=True),
        ]


def part_cell(part: Part, name: str, value: Any, error: str, *, reading: bool = False) -> Cell:
    """A declaration's field, or one column of a row."""
    kinds = {"short_text": "text", "long_text": "textarea"}
    common: dict[str, Any] = {
        "name": name, "label": part.label, "kind": kinds.get(part.type, part.type), "hint": part.hint, "error": error,
        "required": part.required,
    }
    raw = read_text(part, value) if reading else shown_text(part, value)
    if part.type in {"choice", "many"}:
        return Cell(**common, choices=_choices(part.options, raw))
    if part.type == "yes_no":
        yes_no = [Choice("true", _("Yes"), chosen=value is True), Choice("false", _("No"), chosen=value is False)]
        return Cell(**common, choices=yes_no)
    width = "all" if part.type == "long_text" else "two" if (part.limit.characters or 0) > 120 else ""
    return Cell(**common, value=raw, width=width, counter=counter(part.limit, raw, part.type))


def shown_text(asked: Question | Part, value: Any) -> Any:
    """What an input shows for a stored value: text, a list for many, '' for nothing, what was typed for unread."""
    if is_unread(value):
        return value["unread"]
    if asked.type in {"many", "choice"}:
        return value if isinstance(value, list) else [value] if isinstance(value, str) else []
    if value is None:
        return ""
    if asked.type == "number":
        return shown_number(value)
    if asked.type == "money" and isinstance(value, dict):
        return shown_minor(value.get("minor"), str(value.get("currency", "")))
    return value if isinstance(value, str) else str(value)


def read_text(asked: Question | Part, value: Any) -> Any:
    """What a reader sees of a stored value: as `shown_text`, with numbers grouped, amounts and days written out."""
    if is_unread(value) or value is None:
        return shown_text(asked, value)
    if asked.type == "number" and isinstance(value, str):
        return number(value)
    if asked.type == "money" and isinstance(value, dict) and isinstance(value.get("minor"), int):
        return money(Money(value["minor"], str(value.get("currency") or "")))
    if asked.type == "date" and isinstance(value, str):
        return day(value)
    return shown_text(asked, value)


def shown_number(value: Any) -> str:
    """A stored number with the reader's decimal sign and no grouping, as it may be typed again."""
    text = _plain(value)
    symbol = active_locale().number_symbols.get("latn", {}).get("decimal", ".")
    return text.replace(".", str(symbol)) if text.replace(".", "", 1).lstrip("-").isdigit() else text


def shown_minor(value: Any, currency: str) -> str:
    """Minor units as an amount in main units, as it may be typed again."""
    if isinstance(value, int):
        places = exponent(currency) if currency else 2
        return shown_number(format(Decimal(value).scaleb(-places), "f"))
    return _plain(value)


def _plain(value: Any) -> str:
    if is_unread(value):
        return value["unread"]
    return "" if value is None else str(value)


def counter(limit: Limit, value: Any, type_: str) -> Counter | None:
    """How much is written, for texts with a limit."""
    if type_ not in {"short_text", "long_text"} or not isinstance(value, str):
        return None
    if limit.words:
        return Counter(count_words(value), limit.words, "words")
    if limit.characters:
        return Counter(count_characters(value), limit.characters, "characters")
    return None


def _choices(options: Sequence[Option], chosen: Sequence[str]) -> list[Choice]:
    return [Choice(option.id, option.label, option.hint, chosen=option.id in chosen) for option in options]


def _raws(cells: Iterable[Cell]) -> list[str]:
    raws: list[str] = []
    for cell in cells:
        if cell.choices:
            raws.append("\x1e".join(choice.value for choice in cell.choices if choice.chosen))
        else:
            raws.append(str(cell.value or ""))
    return raws


def _file_rule(question: Question) -> str:
    if question.type != "file":
        return ""
    kinds = ", ".join(kind.upper() for kind in question.accept)
    count = question.limit.files
    most = _("at most %(count)s files") % {"count": count} if count and count > 1 else ""
    return ", ".join(text for text in (kinds, _("at most 10 MB each"), most) if text)


def side_names(sides: Iterable[Side]) -> list[str]:
    """Names of the parties' organisations, in order."""
    return [side.name for side in sides]


def new_row() -> str:
    """A row's identity, for a row added without JavaScript."""
    return str(new_id())


def shown_time(at: Any, zone: str) -> str:
    """'14:03' in the reader's zone."""
    return clock(at, zone) if at else ""
