"""Documents as Word files: what Word and a screen reader need to find in them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.foundation.documents.blocks import Heading, Paragraph, Picture, Table
from tandem.foundation.documents.pdf import to_pdf
from tandem.foundation.documents.text import for_word
from tandem.foundation.documents.word import to_docx
from tests.documents import reading
from tests.documents.reading import W
from tests.documents.samples import GREETING, SVG, document, everywhere, form, letter


def opened(content: bytes):
    import docx

    return docx.Document(io.BytesIO(content))


def test_headings_are_headings():
    styles = [(p.style.name, p.text) for p in opened(to_docx(form())).paragraphs]
    assert ("Title", "Application form") in styles
    assert ("Heading 1", "The parties") in styles and ("Heading 2", "Criteria") in styles
    assert ("List Bullet", "Decision of the council") in styles and ("List Number", "First") in styles


def test_header_rows_are_repeated_and_rows_stay_whole():
    tables = [
        t for t in reading.part(to_docx(form())).iter(f"{W}tbl") if t.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    ]
    wanted = sum(isinstance(block, Table) for block in form().blocks) + 1  # and the grid of question 4
    assert len(tables) == wanted
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for table in tables for row in table.iter(f"{W}tr"))
    for table in tables:
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")][:2] == [True, False]


def test_each_numbered_list_starts_at_one():
    numbers = [
        paragraph.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val")
        for paragraph in reading.part(to_docx(form())).iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}numPr/{W}numId") is not None
    ]
    assert numbers[0] == numbers[1] != numbers[2]


def test_pictures_have_words_and_our_faces():
    content = to_docx(form())
    described = [node.get("descr") for node in reading.part(content).iter() if node.tag.endswith("}docPr")]
    assert described == ["One bar, for Київ"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 1 and pictures[0].startswith(b"\x89PNG")
    assert to_docx(document(Picture(SVG, "a"))) != to_docx(document(Picture(SVG.replace("Київ", ""), "a")))


def test_language_author_day_and_footer():
    content = to_docx(letter())
    core = opened(content).core_properties
    assert (core.title, core.author, core.language) == ("Su solicitud ha sido aprobada", "Example association", "es-GT")
    assert core.created == core.modified and core.created.strftime("%Y-%m-%d") == "2024-06-01"
    languages = reading.part(content, "word/styles.xml").iter(f"{W}lang")
    assert [node.get(f"{W}val") for node in languages] == ["es-GT"]
    assert "version 3" in reading.word_text(to_docx(form()))


def test_fields_carry_the_path_of_their_question():
    tags = [node.get(f"{W}val") for node in reading.part(to_docx(form())).iter(f"{W}tag")]
    assert tags == ["applicant", "core_task/home", "purposes", "team"]


def test_the_same_document_gives_the_same_bytes():
    assert to_docx(form()) == to_docx(form())


def test_letters_of_every_script_stay():
    assert reading.word_text(to_docx(document(Heading(1, GREETING), Paragraph(GREETING)))).count(GREETING) == 2


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize("character", ["\x00", "\ud800", "\u202e", "\u2066", "\x1b", "\uffff"])
def test_what_cannot_be_stored_is_named(character):
    assert f"a‹U+{ord(character):04X}›b" in reading.word_text(to_docx(document(Paragraph(f"a{character}b"))))


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_in_any_place(text):
    assert for_word(text) in reading.word_text(to_docx(everywhere(text)))


@pytest.mark.expects("SEC-8")
def test_templates_and_formulas_are_only_text():
    text = "{{ 7*7 }} {% if x %} =cmd() <w:p/> &amp; ]]>"
    assert text in reading.word_text(to_docx(everywhere(text)))


def test_word_and_pdf_show_the_same_figures():
    in_word, in_pdf = reading.word_text(to_docx(form())), reading.pdf_text(to_pdf(form()))
    for table in (block for block in form().blocks if isinstance(block, Table)):
        for cell in (cell for row in table.rows for cell in row if any(c.isdigit() for c in cell)):
            assert cell in in_word and cell in in_pdf


def test_two_megabytes():
    assert len(reading.word_text(to_docx(document(Paragraph("lorem ipsum " * 175_000))))) > 2_000_000
