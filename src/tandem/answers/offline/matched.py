"""From the cells of a file that came back to what was typed where: each answer touched, and what fits nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.answers.offline.columns import columns_of, payers
from tandem.answers.offline.naming import id_in, id_of, part_raw, text_of
from tandem.answers.offline.opened import Cell, Line, Opened
from tandem.answers.offline.slots import SIGN, Asker, cells_of, digest, fingerprint, options_at
from tandem.core.forms.paths import Field, index
from tandem.core.forms.periods import ENDS
from tandem.foundation.access import Refused
from tandem.foundation.ids import new_id

_CODE = re.compile(r"([^|\s]{1,200})\|([0-9]{1,9})\|([0-9a-f]{12})\Z")
_UNMARKED = frozenset("no n nei nej nie 0 false -".split())
LABELS = "#labels"
NUMBER = "no"


@dataclass(frozen=True)
class Brought:
    """What was typed at one place of the file: path and row of the answer, raw input, the revision it started from."""

    path: str
    row: str
    raw: Any
    base: int
    place: str


@dataclass
class Matched:
    """Everything a file says: what was touched, how much was not, rows that are gone, and what fits nowhere."""

    language: str
    touched: list[Brought] = field(default_factory=list)
    untouched: int = 0
    gone: list[tuple[str, str]] = field(default_factory=list)  # path and row
    notes: list[tuple[str, str, str]] = field(default_factory=list)  # code, place in the file, what stood there


def matched(asker: Asker, found: Opened) -> Matched:
    """The file beside the form as it is now. Refused (422) without a sign, or with that of another form or subject."""
    language, made = _signed(asker, found)
    work = _Match(asker, Matched(language), made)
    work.made.notes = [(note.code, note.place, "") for note in found.notes]
    for lines in found.tables:
        work.table(lines)
    work.finish()
    return work.made


def _signed(asker: Asker, found: Opened) -> tuple[str, datetime]:
    """Language and moment of the file, from its sign."""
    signs = [
        cell.strip()
        for lines in found.tables
        for line in lines
        for cell in line.cells
        if isinstance(cell, str) and cell.strip().startswith(SIGN + "|")
    ]
    pieces = signs[0].split("|") if signs else []
    if len(pieces) != 6:
        raise Refused("offline_unsigned", _("This file is no form from here, or its first line was changed."),
                      _("Download the form again and copy your answers into it."))  # fmt: skip
    _sign, kind, subject, print_, language, moment = pieces
    if subject not in ("", asker.subject) or kind != asker.kind:
        raise Refused("offline_other_subject", _("This file belongs to another application."),
                      _("Open that application, or download the form of this one."))  # fmt: skip
    if print_ != fingerprint(asker.form, [id for id, _name in asker.sides] if subject else []):
        raise Refused("offline_other_form", _("This file was made for another version of the form, or other parties."),
                      _("Download the form again and copy your answers into it."))  # fmt: skip
    try:
        return language, datetime.fromisoformat(moment)
    except ValueError:
        raise Refused("offline_unsigned", _("This file is no form from here, or its first line was changed.")) from None


class _Match:
    def __init__(self, asker: Asker, made: Matched, downloaded: datetime) -> None:
        self.asker, self.made, self.downloaded = asker, made, downloaded
        self.places = index(asker.form, [id for id, _name in asker.sides])
        self.cells: dict[str, dict[str, tuple[Cell, str]]] = {}  # key → code → cell and place
        self.bases: dict[str, tuple[int, str]] = {}

    def note(self, code: str, place: str, said: Any = "") -> None:
        self.made.notes.append((code, place, text_of(said)[:120]))

    def table(self, lines: Sequence[Line]) -> None:
        grid: _Grid | None = None
        for line in lines:
            first = text_of(line.cells[0]).strip() if line.cells else ""
            if first.startswith(SIGN) or first == LABELS:
                continue
            if first.startswith("#"):
                grid = self._grid(first[1:], line)
            elif grid is not None:
                grid.row(first, line)
            elif first:
                self._single(first, line)
            elif any(text_of(cell).strip() for cell in line.cells[2:3]):
                self.note("without_code", line.place, line.cells[2])
        if grid is not None:
            grid.finish(self.downloaded)

    def _grid(self, path: str, line: Line) -> _Grid | None:
        place = self.places.get(path)
        if place is None or not place.has_rows or place.question.type == "file":
            self.note("unknown_code", line.place, path)
            return _Grid(self, None, line)
        return _Grid(self, place, line)

    def _single(self, first: str, line: Line) -> None:
        found = _CODE.match(first)
        cell = line.cells[2] if len(line.cells) > 2 else ""
        key = re.split(r"=|\.\.", found[1])[0] if found else ""
        if found is None or key not in self.places or self.places[key].has_rows:
            if text_of(cell).strip() or found:
                self.note("unknown_code", line.place, found[1] if found else first)
            return None
        held = self.cells.setdefault(key, {})
        if found[1] in held:
            return self.note("twice", line.place, found[1])
        held[found[1]] = (cell, line.place)
        self.bases[key] = (int(found[2]), found[3])
        return None

    def finish(self) -> None:
        """The answers without rows: each whole, or named when a part of it is gone."""
        for key, held in self.cells.items():
            place = self.places[key]
            codes = [code for code, *_rest in cells_of(self.asker, place, None)]
            where = next(iter(held.values()))[1]
            if missing := [code for code in codes if code not in held]:
                self.note("cell_missing", where, missing[0])
                continue
            for strange in held.keys() - set(codes):
                self.note("unknown_code", held[strange][1], strange)
            cells = [held[code][0] for code in codes]
            self.take(place, "", self.bases[key], cells, where, partial(self._raw, place, codes, cells))

    def take(
        self, place: Field, row: str, base: tuple[int, str], cells: Sequence[Cell], where: str, raw: Callable[[], Any]
    ) -> None:
        """Keep what was touched: what no longer has the digest that the file showed."""
        revision, shown = base
        if digest(text_of(cell) for cell in cells) == shown:
            self.made.untouched += 1
        elif not self.asker.writable(place):
            self.note("not_yours", where, place.path)
        else:
            self.made.touched.append(Brought(place.path, row, raw(), revision, where))

    def _raw(self, place: Field, codes: Sequence[str], cells: Sequence[Cell]) -> Any:
        asked = place.asked
        if asked.type == "many":
            return [code.partition("=")[2] for code, cell in zip(codes, cells, strict=True) if _marked(cell)]
        if asked.type == "period":
            return dict(zip(ENDS, cells, strict=True))
        if asked.type == "organisation":
            name, kind, country = (text_of(cell) for cell in cells)
            kinds, countries = dict(self.asker.kinds), self.asker.countries
            return {"name": name, "kind": id_of(kinds, kind), "country": id_of(countries, country)}
        if asked.type == "choice":
            return id_in(options_at(self.asker, place), text_of(cells[0]))
        return part_raw(asked, cells[0])


class _Grid:
    """The rows of one question in the file."""

    def __init__(self, match: _Match, place: Field | None, header: Line) -> None:
        self.match, self.place, self.header = match, place, header
        self.rows: list[tuple[str, int, str, dict[str, Cell], str]] = []
        self.seen: set[str] = set()
        self.numbers: dict[str, str] = {}
        self.ids = [text_of(cell).strip() for cell in header.cells[1:]]
        if place is None:
            return
        self.columns = columns_of(match.asker.sides, place.question, place.party)
        known = {NUMBER, *(column.id for column in self.columns)}
        for id in self.ids:
            if id and id not in known:
                match.note("unknown_column", header.place, id)
        self.whole = known <= set(self.ids)
        if not self.whole:
            match.note("column_missing", header.place, sorted(known - set(self.ids))[0])

    def row(self, first: str, line: Line) -> None:
        if self.place is None:
            return
        cells = dict(zip(self.ids, line.cells[1:], strict=False))
        number = text_of(cells.pop(NUMBER, "")).strip()
        found = _CODE.match(first) if first else None
        row, revision, shown = (found[1], int(found[2]), found[3]) if found else ("", 0, "")
        known = {row_id for path, row_id in self.match.asker.stored if path == self.place.path}
        if first and (found is None or row not in known):
            self.match.note("unknown_row", line.place, row or first)
            row, revision, shown = "", 0, ""
        if row in self.seen:
            self.match.note("row_twice", line.place, number)
            row, revision, shown = "", 0, ""
        if not row and not any(text_of(cell).strip() for cell in cells.values()):
            return
        if row:
            self.seen.add(row)
        row = row or str(new_id())
        if number:
            self.numbers.setdefault(number, row)
        self.rows.append((row, revision, shown, cells, line.place))

    def finish(self, downloaded: datetime) -> None:
        """Every row read once all are known: one may lead to another that comes later."""
        if self.place is None or not self.whole:
            return
        place, match = self.place, self.match
        for row, revision, shown, cells, where in self.rows:
            texts = [cells.get(column.id, "") for column in self.columns]
            match.take(place, row, (revision, shown), texts, where, partial(self._raw, cells))
        for (path, row), kept in match.asker.stored.items():
            there = path == place.path and kept.value and kept.at and kept.at <= downloaded
            if there and row not in self.seen and match.asker.writable(place):
                match.made.gone.append((path, row))

    def _raw(self, cells: Mapping[str, Cell]) -> dict[str, Any]:
        assert self.place is not None
        question, asker = self.place.question, self.match.asker
        parts = {part.id: part for part in question.parts}
        raw: dict[str, Any] = {}
        for column in self.columns:
            cell = cells.get(column.id, "")
            text = text_of(cell)
            if column.id in parts:
                raw[column.id] = part_raw(parts[column.id], cell)
            elif column.id == "party":
                raw["party"] = id_of(dict(asker.sides), text)
            elif column.id == "leads_to":
                raw["leads_to"] = self.numbers.get(text.strip(), text)
            elif column.id in {"line", "level"}:
                raw[column.id] = id_in(question.lines if column.id == "line" else question.options, text)
            elif column.id == "paid_by":
                raw["paid_by"] = id_of(payers(), text)
            elif column.id.startswith("years/"):
                raw.setdefault("years", {})[column.id.partition("/")[2]] = cell
            else:
                raw[column.id] = cell if column.id in {"rate", "baseline", "target"} else text
        return raw


def _marked(cell: Cell) -> bool:
    text = text_of(cell).strip().casefold()
    return bool(text) and text not in _UNMARKED
