"""Documents as Excel files: a first sheet that reads as the document, its tables as sheets, its figures as numbers.

A table with a caption becomes a sheet of its own, with a frozen header row that is repeated on every printed page; the
first sheet leads to it. A table without one stands where it is. Figures of a sentence stand beside it as numbers.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.foundation.documents.blocks import (
    Clause,
    Document,
    Facts,
    Figure,
    FormQuestion,
    Heading,
    LetterHead,
    List,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    Text,
    letter,
    parts,
    said,
)
from tandem.foundation.documents.pictures import png, prepared
from tandem.foundation.documents.sheet_cells import ACCENT, LINE, MUTED, STRONG_LINE, Cells, sheet_name
from tandem.foundation.documents.text import for_word

TEXT_WIDTH, CELL_WIDTH = 76, 19
"""Widths of the first sheet's columns, in characters: the text, and the figures beside it."""
PICTURE_PIXELS = 560
_SIDES = {"start": "left", "end": "right", "center": "center"}
_WASH = {"plain": "#f6f5f1", "good": "#e6f2ea", "warn": "#fbf1dd", "bad": "#fbe9e7"}


@dataclass(frozen=True)
class Sheet:
    """A further sheet that only the Excel file has: its name on the tab and its table (the caption stands on top)."""

    name: str
    table: Table


class _Writer:
    """Writes blocks onto the first sheet, one below the other, and opens sheets for tables."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.cells = Cells(book)
        self.names: list[str] = []
        self.row = 0
        self.breaks: list[int] = []
        self.sheet = self.new_sheet(document.title, landscape=False)
        self.sheet.set_column(0, 0, TEXT_WIDTH)
        self.sheet.set_column(1, 25, CELL_WIDTH)

    def new_sheet(self, name: str, *, landscape: bool) -> Any:
        self.names.append(sheet_name(name, self.names))
        sheet = self.book.add_worksheet(self.names[-1])
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        left = for_word(self.document.footer).replace("\n", " · ").replace("&", "&&")[:200].rstrip("&")
        sheet.set_footer(f"&L&8{' ' if left[:1].isdigit() else ''}{left}&R&8 &P / &N")
        return sheet

    def prose(self, text: Text, *, after: int = 1, **look: Any) -> None:
        shown = (text, "") if isinstance(text, Figure) else text
        self.cells.words(self.sheet, self.row, 0, shown, 1, text_wrap=True, **look)
        self.row += after

    def heading(self, it: Heading) -> None:
        self.row += 1 if self.row else 0
        size = {1: 15, 2: 13, 3: 11}[it.level]
        self.prose(it.text.strip() or "…", bold=True, font_size=size)

    def running_text(self, it: Paragraph) -> None:
        look: dict[str, Any] = {"plain": {}, "lead": {"font_size": 13}, "quiet": {"font_size": 9}}[it.tone]
        look |= {} if it.tone == "plain" else {"font_color": MUTED}
        self.prose(it.text, **look)

    def note(self, it: Note) -> None:
        if it.title:
            self.prose(it.title, bold=True, bg_color=_WASH[it.tone])
        self.prose(it.text, bg_color=_WASH[it.tone])

    def facts(self, it: Facts) -> None:
        for label, value in it.pairs:
            self.cells.text(self.sheet, self.row, 0, label, font_color=MUTED, text_wrap=True)
            wrap = {"text_wrap": True} if len(said(value)) > 3 * CELL_WIDTH else {}
            self.cells.words(self.sheet, self.row, 1, value, 2, align="left", bold=True, **wrap)
            self.row += 1
        self.row += 1

    def items(self, it: List) -> None:
        for number, item in enumerate(it.items, start=1):
            sign = f"{number}." if it.ordered else "•"
            self.prose((f"{sign} ", *parts(item)), indent=1)

    def clause(self, it: Clause) -> None:
        opening = f"{it.number}  {it.heading}\n" if it.heading else f"{it.number}  "
        self.prose((opening, *parts(it.text)))
        for at, item in enumerate(it.items):
            self.prose((f"{letter(at)}) ", *parts(item)), indent=2)

    def table(self, it: Table) -> None:
        if not it.caption:
            self.rows(self.sheet, it, self.row)
            self.row += len(it.rows) + 2
            return
        sheet = self.own_sheet(it.caption, it)
        target = sheet.name.replace("'", "''")
        look = self.cells.look(font_color=ACCENT, underline=1, text_wrap=True)
        self.sheet.write_url(self.row, 0, f"internal:'{target}'!A1", look, string=for_word(it.caption)[:LONGEST_LINK])
        self.row += 1

    def own_sheet(self, name: str, it: Table) -> Any:
        """A sheet for one table: caption, frozen header row, widths after its content."""
        sheet = self.new_sheet(name, landscape=len(it.columns) > 5)
        self.cells.text(sheet, 0, 0, it.caption, bold=True, font_size=13)
        self.rows(sheet, it, 2)
        sheet.freeze_panes(3, 1 if it.row_headers else 0)
        sheet.repeat_rows(2)
        for at, column in enumerate(it.columns):
            longest = max([len(line) for row in it.rows for line in said(row[at]).split("\n")] + [len(column.label)])
            sheet.set_column(at, at, min(60, max(9, longest * 1.05 + 3)))
        if len(it.rows) > 20:
            sheet.autofilter(2, 0, 2 + len(it.rows) - it.total, len(it.columns) - 1)
        return sheet

    def rows(self, sheet: Any, it: Table, top: int) -> None:
        """Header and rows from row `top` on."""
        for at, column in enumerate(it.columns):
            edge = {"bottom": 1, "bottom_color": STRONG_LINE, "font_color": MUTED, "bold": True, "text_wrap": True}
            self.cells.text(sheet, top, at, column.label, align=_SIDES[column.align], **edge)
        for number, row in enumerate(it.rows, start=1):
            last = it.total and number == len(it.rows)
            beside = len(it.columns)
            for at, (column, cell) in enumerate(zip(it.columns, row, strict=True)):
                look: dict[str, Any] = {"bottom": 1, "bottom_color": ACCENT if last else LINE}
                if last or (it.row_headers and at == 0):
                    look["bold"] = True
                if isinstance(cell, Figure):
                    side = "right" if column.align == "start" and cell.value is not None else _SIDES[column.align]
                    self.cells.figure(sheet, top + number, at, cell, column.number, align=side, **look)
                    continue
                look |= {"text_wrap": True, "align": _SIDES[column.align]}
                beside = self.cells.words(sheet, top + number, at, cell, beside, **look)

    def picture(self, it: Picture) -> None:
        drawn = png(prepared(it.svg))
        width, height = struct.unpack(">II", drawn[16:24])
        scale = PICTURE_PIXELS * it.width / 100 / width
        options = {
            "image_data": io.BytesIO(drawn),
            "x_scale": scale,
            "y_scale": scale,
            "description": for_word(it.alt),
            "object_position": 2,
        }
        self.sheet.insert_image(self.row, 0, "picture.png", options)
        self.row += int(height * scale // 20) + 2
        if it.caption:
            self.prose(it.caption, font_color=MUTED, font_size=9)

    def page_break(self, it: PageBreak) -> None:
        self.breaks.append(self.row)

    def question(self, it: FormQuestion) -> None:
        self.prose(f"{it.number}  {it.label}", bold=True)
        for text in (it.hint, it.kind):
            if text:
                self.prose(text, font_color=MUTED)
        for option in it.options:
            self.prose(f"☐ {option}", indent=1)
        self.row += 1

    def signatures(self, it: Signatures) -> None:
        for labels in it.rows:
            self.row += 2
            for at, label in enumerate(labels):
                self.cells.text(self.sheet, self.row, at, label, top=1, top_color=STRONG_LINE, font_color=MUTED)
            self.row += 1

    def letter_head(self, it: LetterHead) -> None:
        self.prose(it.sender, bold=True, font_color=ACCENT)
        for line in (*it.sender_lines, *it.recipient_lines, *(f"{label}: {value}" for label, value in it.references)):
            self.prose(line)
        self.row += 1

    def block(self, it: Any) -> None:
        writers: dict[type, Callable[[Any], None]] = {
            Heading: self.heading,
            Paragraph: self.running_text,
            Note: self.note,
            Facts: self.facts,
            List: self.items,
            Clause: self.clause,
            Table: self.table,
            Picture: self.picture,
            PageBreak: self.page_break,
            FormQuestion: self.question,
            Signatures: self.signatures,
            LetterHead: self.letter_head,
        }
        writers[type(it)](it)


LONGEST_LINK = 250
"""Characters of a link's own text; Excel takes 255."""


def to_xlsx(document: Document, sheets: Sequence[Sheet] = ()) -> bytes:
    """The document as an Excel file, `sheets` after its own; the same document gives the same bytes.

    Raises UnfitPicture for a picture that cannot be drawn, ValueError when two figures' keys differ in capitals only.
    """
    import xlsxwriter

    made = io.BytesIO()
    settings = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(made, settings)
    day = document.date
    book.set_properties(
        {
            "title": for_word(document.title)[:255],
            "subject": for_word(document.subtitle)[:255],
            "author": for_word(document.author)[:255],
            "created": dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
        }
    )
    book.set_custom_property("Language", document.language, "text")
    writer = _Writer(book, document)
    blocks = list(document.blocks)
    if blocks and isinstance(blocks[0], LetterHead):
        writer.block(blocks.pop(0))
    writer.prose(document.title, bold=True, font_size=20)
    if document.subtitle:
        writer.prose(document.subtitle, font_color=MUTED)
    writer.row += 1
    for block in blocks:
        writer.block(block)
    if writer.breaks:
        writer.sheet.set_h_pagebreaks(writer.breaks)
    for sheet in sheets:
        writer.own_sheet(sheet.name, sheet.table)
    writer.cells.name_figures()
    book.close()
    return made.getvalue()
