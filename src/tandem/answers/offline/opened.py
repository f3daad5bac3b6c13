"""An offline form that came back: its cells, read without a spreadsheet program, and what was left aside and why.

The file has passed `foundation.files.checks` (kind, size, zip ratio, macros, declarations) before it is read here.
Word: the text of table cells, deletions that are only tracked left out. Excel: the cells that are there, however far
apart; formulas are named and not computed, hidden sheets are named and not read. Sources: ECMA-376 part 1.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import IO, Any

MOST_CELLS = 60_000
MOST_TEXT = 2_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_DAYS = frozenset({14, 15, 16, 17, 22})  # numbers of the built-in formats that show a day
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
Cell = str | dict[str, str]


@dataclass(frozen=True)
class Line:
    """One row of a table or sheet: where it stands (to name it), and its cells from the first column on."""

    place: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Note:
    """Something that was left aside: `code` is formula, hidden_sheet, error_value, merged; `place` where."""

    code: str
    place: str


@dataclass
class Opened:
    """Tables of the file, each a list of lines, and notes on what was left aside."""

    tables: list[list[Line]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class Unusable(Exception):
    """The file is too large inside, or its parts are not what they should be."""


def opened(file: IO[bytes], kind: str) -> Opened:
    """The cells of a checked docx or xlsx. Raises Unusable when its parts cannot be read."""
    from lxml import etree

    try:
        with zipfile.ZipFile(file) as archive:
            return _word(archive) if kind == "docx" else _Workbook(archive).read()
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, etree.XMLSyntaxError, OverflowError) as fault:
        raise Unusable(type(fault).__name__) from fault


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


# Word -----------------------------------------------------------------------------------------------------------------


def _word(archive: zipfile.ZipFile) -> Opened:
    found, budget = Opened(), _Budget()
    body = _parsed(archive, "word/document.xml")
    for number, table in enumerate(body.iter(f"{_W}tbl"), 1):
        lines = []
        for at, row in enumerate((row for row in table.iter(f"{_W}tr") if _holder(row) is table), 1):
            cells = tuple(budget.taken(_cell_text(cell)) for cell in row.iter(f"{_W}tc") if _holder(cell, "tr") is row)
            lines.append(Line(f"{number}.{at}", cells))
        found.tables.append(lines)
    return found


def _holder(element: Any, tag: str = "tbl") -> Any:
    """The nearest table (or row) around an element, whatever content controls stand between."""
    return next((above for above in element.iterancestors() if above.tag == f"{_W}{tag}"), None)


def _cell_text(cell: Any) -> str:
    """Paragraphs of a cell, one a line."""
    return "\n".join(_paragraph(p) for p in cell.iter(f"{_W}p") if _holder(p, "tc") is cell)


def _paragraph(paragraph: Any) -> str:
    pieces = []
    for element in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}noBreakHyphen"):
        if any(above.tag in {f"{_W}del", f"{_W}moveFrom"} for above in element.iterancestors()):
            continue
        if element.getparent().tag == f"{_W}tabs":
            continue
        kind = element.tag.removeprefix(_W)
        pieces.append({"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}.get(kind) or element.text or "")
    return "".join(pieces)


class _Budget:
    """How much is read at most."""

    def __init__(self) -> None:
        self.cells = self.text = 0

    def taken(self, text: str) -> str:
        self.cells += 1
        self.text += len(text)
        if self.cells > MOST_CELLS or self.text > MOST_TEXT:
            raise Unusable("too much")
        return text


# Excel ----------------------------------------------------------------------------------------------------------------


class _Workbook:
    """The sheets of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.found, self.budget = archive, Opened(), _Budget()
        self.names = set(archive.namelist())
        self.main = next((name for name in self.names if name.lower() == "xl/workbook.xml"), "xl/workbook.xml")
        self.strings = self._strings()
        self.days = self._day_formats()

    def read(self) -> Opened:
        book = _parsed(self.archive, self.main)
        properties = book.find(f"{_S}workbookPr")
        late = properties is not None and properties.get("date1904") in {"1", "true"}
        self.first = date(1904, 1, 1) if late else date(1899, 12, 30)
        targets = self._targets()
        for sheet in book.iter(f"{_S}sheet"):
            name = sheet.get("name") or "?"
            if sheet.get("state", "visible") != "visible":
                self.found.notes.append(Note("hidden_sheet", name))
                continue
            target = targets.get(sheet.get(f"{_R}id", ""), "")
            if target in self.names:
                self.found.tables.append(list(self._lines(name, target)))
        return self.found

    def _targets(self) -> dict[str, str]:
        relations = _parsed(self.archive, "xl/_rels/workbook.xml.rels")
        found = {}
        for relation in relations:
            target = relation.get("Target", "")
            found[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return found

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.names:
            return []
        return [_rich(item) for item in _parsed(self.archive, "xl/sharedStrings.xml").iter(f"{_S}si")]

    def _day_formats(self) -> set[int]:
        """Which cell styles show a day."""
        if "xl/styles.xml" not in self.names:
            return set()
        styles = _parsed(self.archive, "xl/styles.xml")
        own = {
            int(each.get("numFmtId", "0")): _QUOTED.sub("", each.get("formatCode", "").lower())
            for each in styles.iter(f"{_S}numFmt")
        }
        shows = _DAYS | {id for id, code in own.items() if "y" in code and "d" in code}
        formats = styles.find(f"{_S}cellXfs")
        return {
            place for place, each in enumerate(formats if formats is not None else ())
            if int(each.get("numFmtId", "0")) in shows
        }  # fmt: skip

    def _lines(self, name: str, target: str) -> Iterator[Line]:
        sheet = _parsed(self.archive, target)
        rows: dict[int, dict[int, Cell]] = {}
        for cell in sheet.iter(f"{_S}c"):
            place = _REFERENCE.match(cell.get("r", ""))
            if place is None:
                raise Unusable("reference")
            column, row = _column(place[1]), int(place[2])
            value = self._value(cell, f"{name}!{cell.get('r')}")
            if value and column < 200:
                rows.setdefault(row, {})[column] = value
        for row in sorted(rows):
            cells = rows[row]
            yield Line(f"{name}!{row}", tuple(cells.get(at, "") for at in range(max(cells) + 1)))

    def _value(self, cell: Any, place: str) -> Cell:
        kind, value = cell.get("t", "n"), cell.find(f"{_S}v")
        if cell.find(f"{_S}f") is not None:
            self.found.notes.append(Note("formula", place))
            return ""
        if kind == "inlineStr":
            inner = cell.find(f"{_S}is")
            return self.budget.taken(_rich(inner) if inner is not None else "")
        if value is None or value.text is None:
            return ""
        if kind == "s":
            return self.budget.taken(self.strings[int(value.text)])
        if kind == "str":
            return self.budget.taken(value.text)
        if kind == "b":
            return "true" if value.text.strip() == "1" else "false"
        if kind == "e":
            self.found.notes.append(Note("error_value", place))
            return ""
        if kind == "d":
            return value.text[:10]
        return self._number(float(value.text), int(cell.get("s", "0")))

    def _number(self, number: float, style: int) -> Cell:
        if style in self.days and 0 < number < 3_000_000:
            return (self.first + timedelta(days=int(number))).isoformat()
        whole = number.is_integer() and abs(number) < 1e15
        return {"plain": str(int(number)) if whole else _plain(number)}


def _plain(number: float) -> str:
    from decimal import Decimal

    return format(Decimal(repr(number)), "f")


def _rich(item: Any) -> str:
    """A string of the workbook, its runs put together, phonetic readings left out."""
    text = "".join(
        piece.text or "" for piece in item.iter(f"{_S}t") if piece.getparent().tag != f"{_S}rPh"
    )
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
