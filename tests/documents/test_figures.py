"""Registered figures are the same figure in every format, and lead to where they come from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tandem.foundation.documents.blocks import (
    Clause,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    List,
    Note,
    Paragraph,
    Table,
    figures,
    plain,
    said,
    texts,
)
from tandem.foundation.documents.pdf import to_pdf
from tandem.foundation.documents.word import to_docx
from tests.documents import reading
from tests.documents.reading import W
from tests.documents.samples import GREETING, document


def figure(key: str, text: str, value: str | None = None, unit: str = "") -> Figure:
    return Figure(key, text, None if value is None else Decimal(value), unit, f"https://tandem.example/fjord/f/{key}/")


SHARE = figure("published.2026", "61.5\u00a0%", "61.5", "%")
SPENT = figure("spent/visits:2026", "2\u00a0031\u00a0442.50", "2031442.50", "NOK")
YEN = figure("spent.JPY", "JPY\u00a01,200", "1200", "JPY")
ZERO = figure("complaints", "0", "0", "complaints")
NONE = figure("not_reported", "not reported yet")
LOSS = figure("variance.visits", "\u22125.1\u00a0%", "-5.1", "%")
ALL = (SHARE, SPENT, YEN, ZERO, NONE, LOSS)


def report() -> Document:
    """A report with figures in every place where they may stand, some at several places."""
    return document(
        Paragraph((SHARE, " of decisions were published in time; ", SPENT, " was spent on visits, and ", GREETING)),
        Heading(1, "Money"),
        Note(("There were ", ZERO, " complaints."), "A reported zero is a zero"),
        Facts((("Spent", SPENT), ("In yen", YEN), ("Mixed", ("About ", SHARE, "!")))),
        List(("Nothing", (NONE, " from Brezovo"), LOSS)),
        Clause("4.1", ("The grant is ", SPENT, "."), items=(("At most ", SHARE), "Nothing else")),
        Table(
            (Column("Line"), Column("Accounts", "end"), Column("Variance", "end")),
            (("Visits", SPENT, LOSS), ("Audit", "198,500", ("about ", ZERO)), (GREETING, NONE, ZERO)),
            caption="Budget and accounts",
            row_headers=True,
        ),
    )


def test_word_and_pdf_show_each_figure_where_it_stands():
    wanted = {one.key: one.text for one in ALL}
    assert {one.key for one in figures(report())} == set(wanted)
    assert reading.figures_in_docx(to_docx(report())) == wanted
    assert reading.figures_in_pdf(to_pdf(report()), {one.href: one.key for one in ALL}) == wanted


def test_every_place_of_a_figure_is_there():
    places = [one.key for one in figures(report())]
    tags = [node.get(f"{W}val") for node in reading.part(to_docx(report())).iter(f"{W}tag")]
    assert tags == places and places.count(SPENT.key) == 4
    assert reading.pdf_text(to_pdf(report())).count("2\u00a0031\u00a0442.50") == 4


def test_word_figures_are_links_and_cannot_be_typed_over():
    content = to_docx(report())
    relations = reading.part(content, "word/_rels/document.xml.rels")
    addresses = {node.get("Id"): node.get("Target") for node in relations}
    links = list(reading.part(content).iter(f"{W}hyperlink"))
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    assert {addresses[link.get(key)] for link in links} == {one.href for one in ALL}
    locks = [node.get(f"{W}val") for node in reading.part(content).iter(f"{W}lock")]
    assert locks == ["sdtContentLocked"] * len(list(figures(report())))
    numbers = [node.get(f"{W}val") for node in reading.part(content).iter(f"{W}id")]
    assert len(numbers) == len(set(numbers))


def test_a_figure_without_an_address_is_plain_text_with_its_key():
    bare = Figure("bare", "12")
    assert reading.figures_in_docx(to_docx(document(Paragraph(bare)))) == {"bare": "12"}
    assert "12" in reading.pdf_text(to_pdf(document(Paragraph(bare))))


def test_figures_stay_in_the_line_of_their_sentence():
    assert "There were 0 complaints." in reading.pdf_text(to_pdf(report())).replace("\u00a0", " ")
    assert "There were 0 complaints." in reading.word_text(to_docx(report()))


def test_a_figure_with_two_texts_is_found():
    two = document(Paragraph((Figure("a", "1"), " and ", Figure("a", "2"))))
    with pytest.raises(AssertionError, match="figure a"):
        reading.figures_in_docx(to_docx(two))


@pytest.mark.parametrize("key", ["", "a b", "a&b", ".a", "x" * 65, "ø"])
def test_keys_that_a_format_could_not_carry_are_refused(key):
    with pytest.raises(ValueError, match="key"):
        Figure(key, "1")


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "file:///etc/passwd", "//evil.example", "external:a.xlsx", "x"]
)
def test_addresses_that_are_not_on_the_web_are_refused(href):
    with pytest.raises(ValueError, match="address"):
        Figure("a", "1", href=href)


def test_texts_and_plain_data():
    block = Paragraph(("A ", SHARE, "."))
    assert said(block.text) == "A 61.5\u00a0%."
    assert list(texts(plain(block))) == ["A 61.5\u00a0%.", "plain"]
    assert plain(SPENT)["value"] == "2031442.50"
    assert plain(Paragraph("x"))["text"] == "x"
    with pytest.raises(ValueError, match="not a number"):
        Figure("a", "1", Decimal("NaN"))


def test_clauses_keep_their_numbers_as_text():
    agreed = document(
        Heading(1, "4 Money"),
        Clause("4.1", "", "Instalments", tuple(f"Point {n}" for n in range(28))),
        Clause("4.2", "b"),
    )
    in_word, in_pdf = reading.word_text(to_docx(agreed)), reading.pdf_text(to_pdf(agreed))
    for expected in ("4.1\tInstalments", "a)\tPoint 0", "z)\tPoint 25", "aa)\tPoint 26", "4.2\tb"):
        assert expected in in_word
    assert all(one in in_pdf for one in ("4.1", "Instalments", "aa)", "4.2"))


def test_numbers_stand_at_the_end_of_their_column():
    cells = list(reading.part(to_docx(report())).iter(f"{W}tc"))
    sides = {"".join(text.text or "" for text in cell.iter(f"{W}t")): cell.find(f"{W}p/{W}pPr/{W}jc") for cell in cells}
    assert sides["198,500"].get(f"{W}val") == "right" and sides["Visits"] is None
    assert sides["Accounts"].get(f"{W}val") == "right"


def test_figures_are_tagged_as_links_in_the_pdf():
    made = to_pdf(report())
    assert reading.tag_names(made).count("/Link") == len(list(figures(report())))
    assert {"/TH", "/Lbl", "/LI"} <= set(reading.tag_names(made))


def test_a_table_is_not_parted_from_its_caption():
    """Wherever the page ends: caption and header row stand on the same page."""
    for lines in range(28, 40):
        table = Table((Column("Budget line"), Column("NOK", "end")), (("Visits", SPENT),) * 3, caption="The caption")
        made = reading.pdf(to_pdf(document(Paragraph("x\n" * lines), table)))
        pages = [page.extract_text() for page in made.pages]
        assert any("The caption" in page and "Budget line" in page for page in pages)
