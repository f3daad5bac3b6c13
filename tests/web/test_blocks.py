"""Documents on a page say what PDF, Word and Excel say, in clean HTML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tandem.core import pictures
from tandem.foundation.documents.blocks import Column, Heading, Note, PageBreak, Paragraph, Picture, Table
from tandem.foundation.documents.pdf import to_pdf
from tandem.foundation.documents.pictures import UnfitPicture
from tandem.foundation.documents.sheets import to_xlsx
from tandem.foundation.documents.text import for_word
from tandem.foundation.documents.word import to_docx
from tandem.web.blocks import contents, render
from tests.documents import reading
from tests.documents.samples import GREETING, SVG, document, everywhere, form
from tests.documents.test_figures import ALL, report


@pytest.mark.expects("UX-28")
def test_the_page_pdf_word_and_excel_show_the_same_figures() -> None:
    wanted = {one.key: one.text for one in ALL}
    assert reading.figures_on_page(render(report())) == wanted
    assert reading.figures_in_pdf(to_pdf(report()), {one.href: one.key for one in ALL}) == wanted
    assert reading.figures_in_docx(to_docx(report())) == wanted
    values = {one.key: one.text if one.value is None else one.value for one in ALL}
    assert reading.figures_in_xlsx(to_xlsx(report())) == values


def test_figures_are_links_to_where_they_come_from() -> None:
    links = html.fromstring(render(report())).xpath("//a[@data-figure]")
    assert {(link.get("data-figure"), link.get("href")) for link in links} == {(one.key, one.href) for one in ALL}
    assert {link.get("class") for link in links} == {"fig"}


def test_headings_take_their_place_on_the_page() -> None:
    made = document(Heading(1, "One"), Heading(2, "Two"), Heading(3, " "), PageBreak(), Heading(1, "Three"))
    page = html.fromstring(render(made, heading_level=3))
    found = [(node.tag, node.get("id"), node.text) for node in page.iter("h3", "h4", "h5")]
    assert found == [("h3", "part-1", "One"), ("h4", "part-2", "Two"), ("h5", "part-3", "…"), ("h3", "part-4", "Three")]
    assert [part["url"] for part in contents(made)] == ["#part-1", "#part-2", "#part-3", "#part-4"]


def test_tables_have_captions_scopes_and_a_frame_that_scrolls() -> None:
    page = html.fromstring(render(form()))
    first, second = page.xpath("//div[@class='scroll']")
    assert first.get("tabindex") == "0" and first.get("aria-label") == "Criteria and weights"
    assert first.xpath(".//caption")[0].text == "Criteria and weights"
    assert [node.get("scope") for node in first.xpath(".//thead//th")] == ["col"] * 3
    assert [node.text for node in first.xpath(".//tbody//th[@scope='row']")] == ["Relevance", "Mutuality"]
    assert [node.text_content() for node in first.xpath(".//tfoot//th | .//tfoot//td")] == ["Sum", "", "40 %"]
    assert len(second.xpath(".//tbody//tr")) == 69 and second.xpath(".//td[@class='num']")


def test_pictures_stand_in_the_page_and_speak() -> None:
    drawn = pictures.bars([pictures.Bar("a", 1, "1")], name="b", title="Bars of a")
    page = html.fromstring(render(document(Picture(drawn.svg, "Bars", "c", narrow=drawn.svg), Picture(SVG, "One bar"))))
    assert len(page.xpath("//div[@class='at-wide']//*[local-name()='svg']")) == 1
    assert len(page.xpath("//div[@class='at-narrow']//*[local-name()='svg']")) == 1
    assert page.xpath("//div[@role='img']/@aria-label") == ["One bar"]


@pytest.mark.expects("SEC-8")
@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect style="fill:red"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>*{}</style></svg>',
        "<b>no</b>",
    ],
)
def test_what_is_not_only_a_picture_is_refused(svg: str) -> None:
    with pytest.raises(UnfitPicture):
        render(document(Picture(svg, "x")))


@pytest.mark.expects("SEC-8")
def test_nothing_typed_is_markup() -> None:
    page = html.fromstring("<main>" + render(everywhere("<script>\"'&</script>\n<b style='x'>")) + "</main>")
    assert not page.xpath("//script | //b[@style] | //*[@style]")
    assert render(document(Note("a\nb", "t", "bad"))) == '<div class="notice bad"><p><b>t</b></p><p>a<br>b</p></div>'


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_in_any_place(text: str) -> None:
    made = render(everywhere(text) if text.strip() else document(Paragraph(text)))
    made.encode()
    assert "style=" not in made.replace(for_word(text), "")


def test_letters_of_every_script_come_out() -> None:
    assert render(everywhere(GREETING)).count(GREETING) > 15
    made = document(Table((Column("a", "end"),), ()))
    assert "<tbody></tbody>" in render(made)
