"""Documents as Excel files: numbers are numbers, texts stay texts, and the first sheet reads as the document."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.foundation.documents.blocks import Column, Figure, Paragraph, Picture, Table, figures
from tandem.foundation.documents.sheet_cells import number_format, sheet_name
from tandem.foundation.documents.sheets import Sheet, to_xlsx
from tandem.foundation.documents.text import for_word
from tests.documents import reading
from tests.documents.samples import GREETING, SVG, document, everywhere, form, letter
from tests.documents.test_figures import ALL, LOSS, SPENT, report


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def all_texts(content: bytes) -> list[str]:
    cells = (cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row)
    return [str(cell.value) for cell in cells if cell.value is not None]


def test_each_figure_is_a_named_number():
    found = reading.figures_in_xlsx(to_xlsx(report()))
    assert found == {one.key: one.text if one.value is None else one.value for one in ALL}
    assert all(isinstance(found[one.key], Decimal) for one in ALL if one.value is not None)


def test_every_place_has_the_name_and_the_link():
    book = opened(to_xlsx(report()))
    name = next(name for name in book.defined_names if name.startswith("figure.spent_2f"))
    places = list(book.defined_names[name].destinations)
    assert len(places) == [one.key for one in figures(report())].count(SPENT.key) == 4
    for sheet, place in places:
        cell = book[sheet][place.replace("$", "")]
        assert cell.hyperlink.target == SPENT.href and cell.number_format == "#,##0.00"


def test_numbers_are_shown_as_their_unit_asks():
    def shown(text, value, unit):
        return number_format(Figure("a", text, Decimal(value), unit))

    assert shown("1 200", "1200", "NOK") == "#,##0.00" and shown("1 200", "1200", "JPY") == "#,##0"
    assert shown("1 200,5", "1200.5", "KWD") == "#,##0.000"
    assert shown("NOK 12", "12", "NOK") == '"NOK "#,##0.00' and shown("12 NOK", "12", "NOK") == '#,##0.00" NOK"'
    assert shown("61.5\u00a0%", "61.5", "%") == "0.0 %" and shown("61%", "61.00", "%") == "0%"
    assert shown("2026", "2026", "") == "0" and shown("2,026", "2026", "decisions") == "#,##0"


def test_a_columns_own_format_wins():
    column = Column("NOK", "end", number="# ##0")
    book = opened(to_xlsx(document(Table((column,), ((SPENT,),), caption="c"))))
    assert book["c"]["A4"].number_format == "# ##0" and book["c"]["A4"].alignment.horizontal == "right"


def test_tables_have_their_sheet_with_a_header_row_that_stays():
    book = opened(to_xlsx(form(), [Sheet("Register", Table((Column("Key"),), (("a",),)))]))
    assert book.sheetnames == ["Application form", "Criteria and weights", "Budget in NOK", "Register"]
    for name in book.sheetnames[1:]:
        assert book[name].print_title_rows == "$3:$3" and book[name].freeze_panes in ("A4", "B4")
    first = book["Application form"]
    assert first["A1"].value == "Application form" and first["A1"].font.bold
    links = [cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Criteria and weights'!A1", "'Budget in NOK'!A1"]


def test_a_table_without_a_caption_stands_in_its_place():
    book = opened(to_xlsx(document(Paragraph("before"), Table((Column("a"), Column("b", "end")), (("x", SPENT),)))))
    assert len(book.sheetnames) == 1 and book.active["B5"].value == 2031442.5


def test_pictures_have_words():
    with zipfile.ZipFile(io.BytesIO(to_xlsx(document(Picture(SVG, "One bar, for Київ"))))) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        assert 'descr="One bar, for Київ"' in drawing
        assert archive.read("xl/media/image1.png").startswith(b"\x89PNG")


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize("text", ["=cmd()", "+1+2", "-1", "@SUM(A1)", "{=1}", "https://evil.example", "internal:A1"])
def test_text_is_never_a_formula_a_number_or_a_link(text):
    made = document(Paragraph(text), Table((Column(text),), ((text,), ((text, LOSS),)), caption="c"), title=text)
    for sheet in opened(to_xlsx(made)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.value != -0.051:
                    assert cell.data_type == "s"
    with zipfile.ZipFile(io.BytesIO(to_xlsx(made))) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


def test_letters_of_every_script_come_out():
    made = to_xlsx(everywhere(GREETING))
    assert all_texts(made).count(GREETING) > 10
    assert GREETING in opened(made).sheetnames


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_in_any_place(text):
    shown = all_texts(to_xlsx(everywhere(text)))
    if for_word(text).strip() and not for_word(text).isspace():
        assert any(for_word(text) in one for one in shown)


def test_the_same_document_gives_the_same_bytes():
    assert to_xlsx(report()) == to_xlsx(report())
    core = opened(to_xlsx(letter())).properties
    assert (core.title, core.creator) == ("Su solicitud ha sido aprobada", "Example association")
    assert core.created == core.modified and core.created.strftime("%Y-%m-%d") == "2024-06-01"


def test_what_excel_cannot_hold_is_not_lost():
    long = "lorem ipsum " * 10_000
    assert "".join(all_texts(to_xlsx(document(Paragraph(long))))).count("lorem") == 10_000
    many = Figure("big", "123,456,789,012,345,678", Decimal("123456789012345678"), "NOK")
    third = Figure("third", "33.3 %", Decimal(100) / 3, "%")
    found = reading.figures_in_xlsx(to_xlsx(document(Paragraph((many, third)))))
    assert found["big"] == many.text and abs(found["third"] - Decimal(100) / 3) < Decimal("1e-12")


def test_keys_that_differ_in_capitals_only_are_refused():
    with pytest.raises(ValueError, match="capitals"):
        to_xlsx(document(Paragraph((Figure("a", "1"), Figure("A", "2")))))


def test_names_of_sheets():
    assert sheet_name("Budget: 2025/2026 [NOK]", []) == "Budget 2025 2026 NOK"
    assert sheet_name("x" * 40, ["x" * 31]) == "x" * 29 + " 2"
    assert sheet_name("History", []) == "History 2" and sheet_name("'?'", []) == "…"
    assert len(sheet_name("😀" * 40, []).encode("utf-16-le")) <= 62
