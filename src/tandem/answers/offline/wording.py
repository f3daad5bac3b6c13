"""An offline form as a Word file: tables with a narrow column of codes, and a cell for every answer."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _

from tandem.answers.offline.matched import LABELS, NUMBER
from tandem.answers.offline.slots import SPARE_ROWS, Block, Grid, Offline
from tandem.answers.offline.workbook import instructions

_CODE_WIDTH, _WIDTH = 500, 13_600  # twentieths of a point; landscape A4 between narrow margins


def to_docx(form: Offline) -> bytes:
    """The form as a Word file."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    package = docx.Document()
    page = package.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    package.core_properties.title = form.title
    package.core_properties.language = form.language
    package.core_properties.author = ""
    _Writer(package).write(form)
    stream = io.BytesIO()
    package.save(stream)
    return stream.getvalue()


class _Writer:
    def __init__(self, package: Any) -> None:
        self.package = package

    def write(self, form: Offline) -> None:
        self.table([[form.sign]], [_WIDTH])
        self.package.add_heading(form.title, 0)
        self.package.add_paragraph(form.subtitle)
        for text in instructions():
            self.package.add_paragraph(text, style="List Bullet")
        for title, intro, blocks in form.sections:
            self.package.add_heading(title, 1)
            if intro:
                self.package.add_paragraph(intro)
            for block in blocks:
                self.block(block)

    def block(self, block: Block) -> None:
        label = f"{block.label} ({block.party})" if block.party else block.label
        self.package.add_heading(label, 2)
        for note in block.notes:
            self.package.add_paragraph(note)
        if block.grid is not None:
            return self.grid(block.grid)
        offered = dict.fromkeys(choice for slot in block.slots for choice in slot.choices)
        if len(offered) > 1 and len(offered) < 60:
            self.package.add_paragraph(_("Choose: %(choices)s") % {"choices": " · ".join(offered)})
        rows = [[slot.code, slot.label, slot.text] for slot in block.slots]
        if rows:
            self.table(rows, [_CODE_WIDTH, 3_600, _WIDTH - _CODE_WIDTH - 3_600])
        return None

    def grid(self, grid: Grid) -> None:
        for column in grid.columns:
            if column.choices:
                values = {"column": column.label, "choices": " · ".join(column.choices)}
                self.package.add_paragraph(_("%(column)s: %(choices)s") % values)
        rows = [
            [f"#{grid.path}", NUMBER, *(column.id for column in grid.columns)],
            [LABELS, _("No."), *(column.label for column in grid.columns)],
        ]
        rows += [[row.code, str(number), *row.texts] for number, row in enumerate(grid.rows, 1)]
        blank = [""] * len(grid.columns)
        rows += [["", str(len(grid.rows) + number), *blank] for number in range(1, SPARE_ROWS + 1)]
        width = (_WIDTH - 2 * _CODE_WIDTH) // max(len(grid.columns), 1)
        self.table(rows, [_CODE_WIDTH, _CODE_WIDTH, *[width] * len(grid.columns)], header=True)

    def table(self, rows: list[list[str]], widths: list[int], header: bool = False) -> None:
        """A table with fixed widths, built as elements: python-docx takes seconds for a thousand cells."""
        from tandem.foundation.documents import word_xml as w

        lines = []
        for at, row in enumerate(rows):
            cells = []
            for place, (text, width) in enumerate(zip(row, widths, strict=True)):
                small = place == 0 or (header and at == 0)
                run = w.run(text, size=4 if small else 10, colour="9AA3AD" if small else "", bold=header and at == 1)
                cells.append(w.cell(width, [w.paragraph(run)], bottom=(4, w.LINE)))
            lines.append(w.row(cells))
        end = self.package.element.body.sectPr
        end.addprevious(w.table(widths, lines, header=False, boxed=True))
        end.addprevious(w.paragraph())
