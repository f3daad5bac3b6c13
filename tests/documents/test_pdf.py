"""Documents as PDF: tagged, with our own faces only, and no text that vanishes."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.foundation.documents import faces, pdf
from tandem.foundation.documents.blocks import Column, Document, Heading, Paragraph, Picture, Table
from tandem.foundation.documents.pdf import NotTypeset, to_pdf
from tandem.foundation.documents.pictures import UnfitPicture
from tandem.foundation.documents.text import for_pdf
from tests.documents import reading
from tests.documents.samples import DAY, GREETING, SVG, document, everywhere, form, letter


def test_proof_own_font_only_and_a_tagged_table():
    """The proof that came before the rest: typst sets with our faces alone and tags header cells."""
    made = to_pdf(document(Table((Column("Line"), Column("NOK", "end")), (("Visits", "1 200"), ("Audit", "300")))))
    assert reading.fonts(made) and all(name.startswith("HankenGrotesk") for name in reading.fonts(made))
    names = reading.tag_names(made)
    assert names.count("/Table") == 1 and names.count("/TH") == 2 and names.count("/TD") == 4
    scopes = [node["/A"] for node in reading.tags(made) if node["/S"] == "/TH"]
    assert all("Column" in str(scope) for scope in scopes)


def test_the_file_says_that_it_is_accessible():
    made = reading.pdf(to_pdf(letter()))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(root["/Lang"]) == "es-GT"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    assert made.metadata is not None
    assert made.metadata.title == "Su solicitud ha sido aprobada" and made.metadata.author == "Example association"
    assert made.metadata.creation_date_raw.startswith("D:20240601")


def test_headings_lists_figures_and_repeated_header_rows():
    made = to_pdf(form())
    names = reading.tag_names(made)
    assert {"/Title", "/H1", "/H2", "/L", "/LI", "/Figure", "/Table", "/TH"} <= set(names)
    figures = [node for node in reading.tags(made) if node["/S"] == "/Figure"]
    assert [str(node["/Alt"]) for node in figures] == ["One bar, for Київ"]
    pages = [page.extract_text() for page in reading.pdf(made).pages]
    with_budget = [text for text in pages if re.search(r"Line \d+", text)]
    assert len(with_budget) == 2 and all("Budget line" in text for text in with_budget)
    assert f"{len(pages)} / {len(pages)}" in pages[-1] and "version 3" in pages[-1]


@pytest.mark.expects("SEC-8")
def test_letters_beyond_the_face_come_from_the_second_and_the_rest_is_named():
    made = to_pdf(document(Paragraph(GREETING), Heading(1, GREETING)))
    text = reading.pdf_text(made)
    assert text.count("Ђорђе Київ ‹U+1F600›") == 2
    assert any(name.startswith("NotoSans") for name in reading.fonts(made))


def test_letters_in_pictures_too():
    made = to_pdf(document(Picture(SVG, "Bars")))
    assert "Київ ‹U+1F600›" in reading.pdf_text(made)


def test_the_same_document_gives_the_same_bytes():
    assert to_pdf(form()) == to_pdf(form())
    assert to_pdf(form()) != to_pdf(dataclasses.replace(form(), title="Another"))


def test_a_picture_needs_words():
    with pytest.raises(ValueError, match="alternative text"):
        Picture(SVG, "  ")
    data = pdf.typesetter_data(document(Picture(SVG, "x")))
    data["blocks"][0]["alt"] = None
    with pytest.raises(NotTypeset, match="alt"):
        pdf._typeset(data, DAY)


def test_a_warning_fails(monkeypatch, tmp_path):
    """Without our faces the typesetter only warns and sets something else: that must not pass."""
    template = tmp_path / "template.typ"
    template.write_text(pdf.TEMPLATE.read_text().replace('"Hanken Grotesk"', '"No Such Face"'))
    monkeypatch.setattr(pdf, "TEMPLATE", template)
    with pytest.raises(NotTypeset, match="unknown font family"):
        to_pdf(letter())


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize(
    "text",
    [
        "#let x = 1",
        "*bold* _it_ $x^2$ `raw`",
        "= heading",
        "@reference <label>",
        "\\u{41}",
        '#read("/etc/passwd")',
        "{{x}}",
    ],
)
def test_nothing_typed_is_code(text):
    assert text in reading.pdf_text(to_pdf(document(Paragraph(text), title=text)))


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize(
    "character", ["\x00", "\ud800", "\u202e", "\u2066", "\u200b", "\x1b", "\U0010ffff", "\ue000", "א", "漢"]
)
def test_what_cannot_be_shown_is_named(character):
    assert f"a‹U+{ord(character):04X}›b" in reading.pdf_text(to_pdf(document(Paragraph(f"a{character}b"))))


def test_long_words_stay_on_the_page():
    word = "Donaudampfschifffahrt" * 30
    made = to_pdf(document(Paragraph(word), Table((Column("a"), Column("b")), ((word, "x"),))))
    lines = [line for line in reading.pdf_text(made).splitlines() if "Donau" in line or "dampf" in line]
    assert max(map(len, lines)) < 120
    assert word in reading.pdf_text(made).replace("\n", "")


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize(
    "text", ["lorem ipsum " * 175_000, "x" * 2_100_000, "a\n" * 60_000], ids=["words", "word", "lines"]
)
def test_two_megabytes_are_set_in_seconds(text):
    started = time.perf_counter()
    made = to_pdf(document(Paragraph(text)))
    assert len(reading.pdf(made).pages) > 100
    assert time.perf_counter() - started < 40


def squeezed(text: str) -> str:
    """Without spaces and places to break, which text extraction is free to change."""
    return re.sub(r"[\s\u200b\xad]+", "", text)


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_in_any_place(text):
    made = reading.pdf_text(to_pdf(everywhere(text)))
    if not any(unicodedata.category(one).startswith("M") for one in for_pdf(text)):  # pypdf repeats the base letter
        assert squeezed(for_pdf(text)) in squeezed(made)


def test_empty_texts_do_not_stop_a_document():
    assert "…" in reading.pdf_text(to_pdf(document(Heading(1, " \n"), Paragraph(""))))


def test_composing_marks_that_no_face_has_are_named():
    text = reading.pdf_text(to_pdf(document(Paragraph("x\u0302 \u20bf\u0301 ок\u20dd"))))
    assert "x" in text and "U+20DD" in text


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        "<html/>",
        "not xml",
        "",
    ],
)
def test_pictures_that_reach_out_are_refused(svg):
    with pytest.raises(UnfitPicture):
        to_pdf(document(Picture(svg, "A picture")))


def test_blocks_check_themselves():
    with pytest.raises(ValueError, match="level"):
        document(Heading(2, "Too deep"))
    with pytest.raises(ValueError, match="cells"):
        Table((Column("a"),), (("1", "2"),))
    with pytest.raises(ValueError, match="title"):
        document(title=" ")
    with pytest.raises(ValueError, match="language"):
        Document("x", "en_GB", (), "a", DAY)


def test_faces_are_read_as_fonttools_reads_them():
    from fontTools.ttLib import TTFont

    for file in faces.font_files():
        assert set(faces.covered(file)) == set(TTFont(file).getBestCmap())


def test_heavy_libraries_are_loaded_when_used():
    heavy = "'typst', 'docx', 'resvg_py', 'lxml', 'xlsxwriter'"
    ours = ", ".join(f"tandem.foundation.documents.{name}" for name in ("cache", "pdf", "word", "pictures", "sheets"))
    code = f"import sys, {ours}; print([name for name in ({heavy}) if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
