"""An offline form as an Excel file: one sheet for single answers, one for each question with rows."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tandem.answers.offline.matched import LABELS, NUMBER
from tandem.answers.offline.slots import SPARE_ROWS, Block, Grid, Offline, Slot
from tandem.foundation.documents.sheet_cells import ACCENT, LINE, MUTED, sheet_name

LONGEST_CELL = 32_000  # a cell holds 32,767 characters
_LIST = 250


class _Book:
    def __init__(self, form: Offline) -> None:
        self.form, self.stream = form, io.BytesIO()
        as_typed = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True, **as_typed})
        make = self.book.add_format
        self.code = make({"font_size": 6, "font_color": "#9aa3ad", "valign": "top"})
        self.head = make({"bold": True, "font_size": 15, "text_wrap": False})
        self.section = make({"bold": True, "font_size": 13, "font_color": f"#{ACCENT.lstrip('#')}"})
        self.label = make({"bold": True, "text_wrap": True, "valign": "top"})
        self.small = make({"font_color": f"#{MUTED.lstrip('#')}", "text_wrap": True, "valign": "top", "font_size": 9})
        line = f"#{LINE.lstrip('#')}"
        self.answer = make({"text_wrap": True, "valign": "top", "num_format": "@", "border": 1, "border_color": line})
        self.names: list[str] = []
        self.choices = 1

    def written(self) -> bytes:
        """The file's content."""
        first = self.sheet(_("Answers"))
        self.lists: Any = None
        row = self._opening(first)
        grids: list[tuple[Block, Grid, str]] = []
        for title, intro, blocks in self.form.sections:
            first.write_string(row, 1, title, self.section)
            row += 1
            if intro:
                first.write_string(row, 1, intro, self.small)
                row += 1
            for block in blocks:
                row = self._block(first, row, block, grids)
        for block, grid, name in grids:
            self._grid(self.book.get_worksheet_by_name(name), block, grid)
        self.book.close()
        return self.stream.getvalue()

    def sheet(self, title: str) -> Any:
        """A new sheet, named after the title."""
        self.names.append(sheet_name(title, self.names))
        sheet = self.book.add_worksheet(self.names[-1])
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        return sheet

    def _opening(self, sheet: Any) -> int:
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 2, 70)
        sheet.set_column(3, 3, 40)
        sheet.write_string(0, 0, self.form.sign, self.code)
        sheet.write_string(1, 1, self.form.title, self.head)
        sheet.write_string(2, 1, self.form.subtitle, self.small)
        for at, text in enumerate(instructions(), 3):
            sheet.write_string(at, 1, text)
        sheet.freeze_panes(1, 0)
        return 3 + len(instructions()) + 1

    def _block(self, sheet: Any, row: int, block: Block, grids: list[tuple[Block, Grid, str]]) -> int:
        label = f"{block.label} ({block.party})" if block.party else block.label
        notes = "\n".join(block.notes)
        if block.grid is not None:
            name = self.sheet(label).get_name()
            grids.append((block, block.grid, name))
            sheet.write_string(row, 0, LABELS, self.code)
            sheet.write_string(row, 1, label, self.label)
            sheet.write_string(row, 2, _("On the sheet “%(name)s”.") % {"name": name}, self.small)
            sheet.write_string(row, 3, notes, self.small)
            return row + 2
        if len(block.slots) == 1 and not block.slots[0].label:
            self._slot(sheet, row, block.slots[0], label, notes)
            return row + 2
        sheet.write_string(row, 1, label, self.label)
        sheet.write_string(row, 3, notes, self.small)
        for slot in block.slots:
            row += 1
            self._slot(sheet, row, slot, slot.label, "")
        return row + 2

    def _slot(self, sheet: Any, row: int, slot: Slot, label: str, notes: str) -> None:
        sheet.write_string(row, 1, label, self.label)
        sheet.write_string(row, 3, notes, self.small)
        if len(slot.text) > LONGEST_CELL:
            sheet.write_string(row, 0, LABELS, self.code)
            sheet.write_string(row, 2, _("This text is too long for a cell. Change it on the page."), self.small)
            return
        sheet.write_string(row, 0, slot.code, self.code)
        self._text(sheet, row, 2, slot.text)
        self._offer(sheet, row, 2, row, slot.choices)

    def _text(self, sheet: Any, row: int, column: int, text: str) -> None:
        if text:
            sheet.write_string(row, column, text, self.answer)
        else:
            sheet.write_blank(row, column, None, self.answer)

    def _offer(self, sheet: Any, first: int, column: int, last: int, choices: tuple[str, ...]) -> None:
        """A list to choose from; anything else may be typed, and is named when the file comes back."""
        if not choices:
            return
        source: Any = list(choices)
        if sum(len(each) + 1 for each in choices) > _LIST or any("," in each for each in choices):
            if self.lists is None:
                self.lists = self.sheet(_("Choices"))
            for at, each in enumerate(choices):
                self.lists.write_string(at, 0, LABELS, self.code)
                self.lists.write_string(at, self.choices, each)
            letter = xlsxwriter.utility.xl_col_to_name(self.choices)
            source = f"='{self.lists.get_name()}'!${letter}$1:${letter}${len(choices)}"
            self.choices += 1
        sheet.data_validation(
            first, column, last, column, {"validate": "list", "source": source, "error_type": "warning"}
        )

    def _grid(self, sheet: Any, block: Block, grid: Grid) -> None:
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 5)
        sheet.set_column(2, len(grid.columns) + 1, 24)
        sheet.set_landscape()
        label = f"{block.label} ({block.party})" if block.party else block.label
        sheet.write_string(0, 0, LABELS, self.code)
        sheet.write_string(0, 2, label, self.section)
        sheet.write_string(1, 0, LABELS, self.code)
        sheet.write_string(1, 2, " ".join(block.notes))
        for at, text in enumerate([f"#{grid.path}", NUMBER, *(column.id for column in grid.columns)]):
            sheet.write_string(2, at, text, self.code)
        heads = [LABELS, _("No."), *(column.label for column in grid.columns)]
        for at, text in enumerate(heads):
            sheet.write_string(3, at, text, self.code if at == 0 else self.label)
        rows = [(row.code, row.texts) for row in grid.rows if max(map(len, row.texts), default=0) <= LONGEST_CELL]
        rows += [("", ("",) * len(grid.columns))] * SPARE_ROWS
        for number, (code, texts) in enumerate(rows, 1):
            if code:
                sheet.write_string(3 + number, 0, code, self.code)
            sheet.write_string(3 + number, 1, str(number), self.small)
            for at, text in enumerate(texts, 2):
                self._text(sheet, 3 + number, at, text)
        for at, column in enumerate(grid.columns, 2):
            self._offer(sheet, 4, at, 3 + len(rows), column.choices)
        sheet.freeze_panes(4, 2)


def instructions() -> tuple[str, ...]:
    """How the file is filled in and brought back."""
    return (
        _("Write in the framed cells, in this file, and bring it back on the page of the application."),
        _("Numbers, amounts and days may be written as you are used to."),
        _("The grey codes tell us which question an answer belongs to. Leave them as they are."),
        _("Nothing is changed until you have seen a report of what would change, and agree."),
    )


def to_xlsx(form: Offline) -> bytes:
    """The form as an Excel file."""
    return _Book(form).written()
