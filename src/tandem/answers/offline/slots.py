"""Which cells an offline form has: for every answer its code, label, text and choices; for rows a grid.

A code stands beside each cell, in the open, because nothing hidden survives every editor: `key|revision|digest`, where
`key` is the answer's name in the form of the page, `revision` what a save of it starts from, and `digest` what the file
showed. A cell whose text still has that digest was not touched and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from tandem.answers.inputs import file_rule, plain, shown_minor, shown_number, shown_text
from tandem.answers.offline.columns import Column, columns_of, labels, legal, payers, yes_no
from tandem.answers.queries import Stored
from tandem.core.forms.answers import is_unread
from tandem.core.forms.definition import Form, Option, Part, Question
from tandem.core.forms.paths import Field, fields_of
from tandem.core.forms.periods import ENDS
from tandem.foundation import clock
from tandem.web.templatetags.tandem import localised

SIGN = "TANDEM 1"
MARK = "x"
SPARE_ROWS = 6
MOST_ROWS = 1000

Asks = Callable[[Question], Sequence[Option]]


@dataclass(frozen=True)
class Asker:
    """What an offline form is made from: a form, who answers, what may be chosen, what is stored."""

    kind: str
    subject: str  # id of what is filled in; '' for the empty form of a call
    title: str
    form: Form
    sides: Sequence[tuple[str, str]]  # id and name
    options: Asks
    kinds: Sequence[tuple[str, str]]  # of organisations
    countries: Mapping[str, str]
    language: str
    stored: Mapping[tuple[str, str], Stored] = field(default_factory=dict)
    writable: Callable[[Field], bool] = lambda place: True


@dataclass(frozen=True)
class Slot:
    """One cell to fill in. `code` begins with the answer's key; `texts` are all the cells of that answer."""

    code: str
    label: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class GridRow:
    """One row of a grid: its code, '' for an empty one, and its texts in the order of the columns."""

    code: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Rows of one answer: people, budget, table, results."""

    path: str
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Block:
    """One question for one party: what is asked, and the cells or the grid to answer in. Neither: only on the page."""

    label: str
    party: str
    notes: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True)
class Offline:
    """A whole offline form."""

    sign: str
    title: str
    subtitle: str
    language: str
    sections: tuple[tuple[str, str, tuple[Block, ...]], ...]


def fingerprint(form: Form, sides: Iterable[str]) -> str:
    """What a file must fit: twelve hexadecimal digits of the form's questions, types, columns, options and parties.

    An empty form says no parties: which of them take part is not known yet.
    """
    shape = [
        [
            question.id, question.type, question.of, question.years, [line.id for line in question.lines],
            [option.id for option in question.options], [[part.id, part.type] for part in question.parts],
        ]
        for question in form.questions()
    ]  # fmt: skip
    said = json.dumps([form.id, shape, list(sides)], separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def offline_form(asker: Asker) -> Offline:
    """Every question of the form with what is answered already, for whoever may write it."""
    sides = [id for id, _name in asker.sides] if asker.subject else []
    made = clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sign = "|".join([SIGN, asker.kind, asker.subject, fingerprint(asker.form, sides), asker.language, made])
    sections = tuple(
        (
            localised(section.title),
            localised(section.intro),
            tuple(block for question in section.questions for block in _blocks(asker, question, section.id)),
        )
        for section in asker.form.sections
    )
    return Offline(sign, localised(asker.form.title), asker.title, asker.language, sections)


def digest(texts: Iterable[str]) -> str:
    """What the cells of one answer showed, white space at the ends and kinds of line breaks left aside."""
    said = "\x1f".join("\n".join(line.rstrip() for line in text.splitlines()).strip() for text in texts)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _blocks(asker: Asker, question: Question, section: str) -> Iterable[Block]:
    parties: dict[str, list[Field]] = {}
    for place in fields_of(question, section, [id for id, _name in asker.sides]):
        parties.setdefault(place.party, []).append(place)
    named = dict(asker.sides)
    for party, places in parties.items():
        if not asker.writable(places[0]):
            continue
        notes = _notes(question)
        label, who = localised(question.label), named.get(party, "")
        if question.type == "file":
            yield Block(label, who, (*notes, _("Files are handed in on the page.")))
        elif places[0].has_rows:
            yield Block(label, who, notes, grid=_grid(asker, places[0]))
        else:
            yield Block(label, who, notes, tuple(slot for place in places for slot in _slots(asker, place)))


def _notes(question: Question) -> tuple[str, ...]:
    said = [localised(question.hint), localised(question.why), file_rule(question)]
    said.append("" if question.required else _("Optional."))
    if question.when:
        said.append(_("Asked only when earlier answers call for it."))
    return tuple(text for text in said if text)


def _slots(asker: Asker, place: Field) -> Iterable[Slot]:
    """The cells of one answer without rows, each with the code of the whole."""
    kept = asker.stored.get((place.path, ""))
    value, revision = (kept.value, kept.revision) if kept else (None, 0)
    cells = list(cells_of(asker, place, value))
    tail = f"|{revision}|{digest(text for _code, _label, text, _choices in cells)}"
    for code, label, text, choices in cells:
        yield Slot(code + tail, label, text, choices)


def cells_of(asker: Asker, place: Field, value: Any) -> Iterable[tuple[str, str, str, tuple[str, ...]]]:
    """The cells of one answer: code, label, text as the file shows it, and what may be chosen."""
    asked, path = place.asked, place.path
    label = localised(place.part.label) if place.part else ""
    unit = f" ({asked.currency})" if asked.type == "money" and asked.currency else ""
    if asked.type == "many":
        chosen = shown_text(asked, value)
        for id, name in labels(options_at(asker, place)).items():
            yield f"{path}={id}", name, MARK if id in chosen else "", (MARK,)
    elif asked.type == "choice":
        names = labels(options_at(asker, place))
        yield path, label, _named(names, value), tuple(names.values())
    elif asked.type == "period":
        ends = value if isinstance(value, dict) and not is_unread(value) else {"from": value}
        for end, word in zip(ENDS, (_("First day"), _("Last day")), strict=True):
            yield f"{path}..{end}", word, legal(plain(ends.get(end))), ()
    elif asked.type == "organisation":
        held = value if isinstance(value, dict) else {}
        kinds, known = dict(asker.kinds), asker.countries
        yield f"{path}..name", _("Name"), legal(plain(held.get("name"))), ()
        yield f"{path}..kind", _("Kind"), _named(kinds, held.get("kind")), tuple(kinds.values())
        yield f"{path}..country", _("Country"), _named(known, held.get("country")), ()
    else:
        text = part_text(asked, value)
        yield path, label + unit, text, tuple(yes_no().values()) if asked.type == "yes_no" else ()


def options_at(asker: Asker, place: Field) -> Sequence[Option]:
    """What may be chosen at a place."""
    return place.part.options if place.part else asker.options(place.question)


def _named(names: Mapping[str, str], value: Any) -> str:
    return legal(names.get(value, value) if isinstance(value, str) else plain(value))


def part_text(asked: Question | Part, value: Any) -> str:
    """A value as the file shows it and as it may be typed again."""
    if is_unread(value) or value is None:
        return legal(plain(value))
    if asked.type == "yes_no" and isinstance(value, bool):
        return yes_no()[value]
    if asked.type in {"choice", "many"}:
        names = labels(asked.options)
        return "; ".join(names.get(each, each) for each in shown_text(asked, value))
    if asked.type == "period" and isinstance(value, dict):
        return " – ".join(legal(plain(value.get(end))) for end in ENDS)
    return legal(str(shown_text(asked, value)))


def _grid(asker: Asker, place: Field) -> Grid:
    columns = columns_of(asker.sides, place.question, place.party)
    rows = [(row, kept) for (path, row), kept in asker.stored.items() if path == place.path and kept.value]
    numbers = {row: str(number) for number, (row, _kept) in enumerate(rows, 1)}
    made = []
    for row, kept in rows:
        texts = tuple(row_texts(asker, place, kept.value, columns, numbers))
        made.append(GridRow(f"{row}|{kept.revision}|{digest(texts)}", texts))
    return Grid(place.path, columns, tuple(made))


def row_texts(
    asker: Asker, place: Field, value: Any, columns: Sequence[Column], numbers: Mapping[str, str]
) -> Iterable[str]:
    """One stored row, column by column, as the file shows it. `numbers` names rows that others lead to."""
    question, parts = place.question, {part.id: part for part in place.question.parts}
    held: Mapping[str, Any] = value if isinstance(value, dict) and not is_unread(value) else {}
    names: dict[str, Mapping[str, str]] = {
        "party": dict(asker.sides), "paid_by": payers(), "leads_to": numbers,
        "line": labels(question.lines), "level": labels(question.options),
    }  # fmt: skip
    for column in columns:
        outer, _slash, inner = column.id.partition("/")
        cell = held.get(outer)
        if column.id in parts:
            yield part_text(parts[column.id], cell)
        elif inner:
            amounts = cell if isinstance(cell, dict) else {}
            yield legal(shown_minor(amounts.get(inner), str(held.get("currency") or question.currency or "")))
        elif outer in names and isinstance(cell, str):
            yield legal(names[outer].get(cell, cell))
        elif outer in {"rate", "baseline", "target"}:
            yield legal(shown_number(cell))
        else:
            yield legal(plain(cell))
