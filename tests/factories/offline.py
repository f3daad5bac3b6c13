"""Forms that went along as a file: brought back, and filled in as a person would in Word or Excel."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import docx
from openpyxl import load_workbook

from tandem.answers.models import BroughtBack
from tandem.foundation import clock


def brought(kind: str, subject: UUID, touched: list[dict[str, Any]] | None = None) -> BroughtBack:
    """A file that came back and that nobody has agreed to yet."""
    made: BroughtBack = BroughtBack.objects.create(
        subject_kind=kind, subject_id=subject, name="Form.xlsx", sha256="0" * 64, language="en",
        touched=touched or [], brought_at=clock.now(),
    )  # fmt: skip
    return made


def fill_excel(content: bytes, said: dict[tuple[str, str], Any]) -> bytes:
    """The Excel form with cells written as a person writes them, by label; rows of a grid by sheet and column.

    Keys: ('', code) for a single answer whose code begins so, (sheet, 'row/column id') for a cell of a grid, rows
    counted from 1. Everything else is left as it is.
    """
    book = load_workbook(io.BytesIO(content))
    first = book.worksheets[0]
    wanted = {code: value for (sheet, code), value in said.items() if not sheet}
    for row in first.iter_rows(min_row=2):
        code = str(row[0].value or "").split("|")[0]
        if code in wanted:
            row[2].value = wanted[code]
    for (name, place), value in said.items():
        if name:
            sheet = next(each for each in book.worksheets[1:] if each["A3"].value == f"#{name}")
            number, column = place.split("/", 1)
            heads = [cell.value for cell in sheet[3]]
            sheet.cell(row=4 + int(number), column=heads.index(column) + 1).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill_word(content: bytes, said: dict[tuple[str, str], Any]) -> bytes:
    """The Word form filled in the same way."""
    package = docx.Document(io.BytesIO(content))
    for table in package.tables:
        codes = [cell.text for cell in table.rows[0].cells]
        if codes[0].startswith("#"):
            for (name, place), value in said.items():
                if codes[0] == f"#{name}":
                    number, column = place.split("/", 1)
                    write(table.rows[1 + int(number)].cells[codes.index(column)], str(value))
            continue
        for row in table.rows:
            code = row.cells[0].text.split("|")[0]
            if ("", code) in said:
                write(row.cells[2], str(said[("", code)]))
    stream = io.BytesIO()
    package.save(stream)
    return stream.getvalue()


def write(cell: Any, text: str) -> None:
    """Type a text into a cell: one paragraph for each line, as Enter makes them."""
    lines = text.split("\n")
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)
