"""The look keeps its promises: sizes, contrasts, components in every state, and no fault that a machine can find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client
from django.utils import translation

from tandem.core.values import Money
from tandem.web import styleguide
from tandem.web.styleguide import REFERENCE_PAGES, contrast, contrasts
from tandem.web.templatetags import tandem as filters
from tests.browser import axe, sideways

STATIC = Path(styleguide.__file__).parent / "static/tandem"
ADDRESSES = ["/styleguide/", *(f"/styleguide/{page}/" for page in REFERENCE_PAGES)]


def packed(name: str) -> int:
    return len(brotli.compress((STATIC / name).read_bytes()))


@pytest.mark.expects("UX-30")
def test_what_every_page_loads_is_light() -> None:
    assert packed("tandem.css") <= 8_000
    assert packed("tandem.js") <= 4_000
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    assert len(fonts) == 2 and all(font.stat().st_size <= 20_000 for font in fonts)
    assert (STATIC / "fonts/HankenGrotesk-OFL.txt").exists()


def test_page_fonts_have_the_letters_of_our_languages() -> None:
    from fontTools.ttLib import TTFont

    for font in (STATIC / "fonts").glob("*.woff2"):
        there = TTFont(font).getBestCmap()
        letters = "åæøÅÆØ ñáéíóúü¿¡ ąćęłńóśźż čćđšž ëç äöß ăîșț 0123456789 −–—‘’“”…€→\u00a0\u202f"
        assert [letter for letter in letters if ord(letter) not in there] == []


def test_every_pair_of_colours_has_its_contrast_in_both_themes() -> None:
    rows = contrasts()
    assert [(row["front"], row["back"]) for row in rows if not row["holds"]] == []
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_there_in_both_languages(client: Client, address: str, language: str) -> None:
    answer = client.get(address, headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert " style=" not in text and "<script>" not in text
    assert len(brotli.compress(answer.content)) <= 25_000


def test_a_page_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/styleguide/nothing/").status_code == 404


@pytest.mark.expects("UX-29")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Callable[..., Any], db: None, scheme: str) -> None:
    guest = visit()
    guest.page.emulate_media(color_scheme=scheme)
    found = []
    for address in ADDRESSES:
        found += axe(guest.go(address))
    assert found == []


@pytest.mark.expects("UX-29")
@pytest.mark.parametrize("javascript", [True, False])
def test_nothing_scrolls_sideways_at_320_pixels(visit: Callable[..., Any], db: None, javascript: bool) -> None:
    guest = visit(width=320, javascript=javascript, language="es")
    assert {address: sideways(guest.go(address)) for address in ADDRESSES} == dict.fromkeys(ADDRESSES, 0)


@pytest.mark.expects("UX-29")
def test_targets_are_24_pixels_on_a_phone(visit: Callable[..., Any], db: None) -> None:
    """Links inside a sentence are excepted, as WCAG 2.5.8 does."""
    guest = visit(width=320)
    small = """[...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')].filter(e => {
        if (e.closest('p, label, small, dd, li, .lead, figcaption, .mend, .skip') && e.tagName === 'A') return false;
        const box = e.getBoundingClientRect(), label = e.closest('label');
        const area = label ? label.getBoundingClientRect() : box;
        return box.width && e.className !== 'skip' && (area.height < 24 || area.width < 24);
    }).map(e => e.outerHTML.slice(0, 120))"""
    assert {address: guest.go(address).evaluate(small) for address in ADDRESSES} == {a: [] for a in ADDRESSES}


@pytest.mark.expects("UX-7")
def test_the_menu_of_a_phone_opens_without_javascript(visit: Callable[..., Any], db: None) -> None:
    page = visit(width=360, javascript=False).go("/styleguide/call/")
    page.locator(".menu > summary").click()
    page.locator(".menu nav a", has_text="Ranking").click()
    assert page.url.endswith("/styleguide/ranking/")


@pytest.mark.expects("UX-12")
def test_the_error_summary_has_the_focus_and_leads_to_the_field(visit: Callable[..., Any], db: None) -> None:
    page = visit().go("/styleguide/section/")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.locator(".errors a").nth(1).click()
    assert page.evaluate("document.activeElement.id") == "f-context-abroad" or page.url.endswith("#f-context-abroad")


@pytest.mark.expects("UX-26")
def test_a_score_is_given_by_keyboard(visit: Callable[..., Any], db: None) -> None:
    page = visit().go("/styleguide/assessment/")
    page.locator("input[name=score-measure]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("input[name=score-measure]:checked").get_attribute("value") == "2"


CASES = [
    ("en", "NOK\u00a01,200,000", "−571,312.50", "41%", "1\u00a0October\u00a02024"),
    ("es", "1.200.000\u00a0NOK", "−571.312,50", "41\u00a0%", "1\u00a0de\u00a0octubre\u00a0de\u00a02024"),
    ("nb", "1\u00a0200\u00a0000\u00a0NOK", "−571\u00a0312,50", "41\u00a0%", "1.\u00a0oktober\u00a02024"),
]


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("language", "whole", "minus", "share", "day"), CASES)
def test_numbers_money_and_days_as_people_write_them(
    language: str, whole: str, minus: str, share: str, day: str
) -> None:
    with translation.override(language):
        assert filters.money(Money(120_000_000, "NOK")) == whole
        assert filters.amount({"minor": -57_131_250, "currency": "NOK"}) == minus
        assert filters.percent(41) == share
        assert filters.day("2024-10-01") == day
        assert filters.number(0) == "0" and filters.number(None) == "" and filters.number("") == ""
        assert filters.money(Money(5, "XAF"), "exact").replace("\u00a0", " ") in {"XAF 5", "5 XAF"}


def test_a_text_in_another_language_is_marked() -> None:
    with translation.override("en"):
        assert filters.localised_lang({"es": "Residuos & agua"}) == '<span lang="es">Residuos &amp; agua</span>'
        assert filters.localised_lang({"es": "Residuos", "en": "Waste"}) == "Waste"
        assert filters.localised("plain") == "plain" and filters.localised(None) == ""


def test_typed_text_is_shown_as_text() -> None:
    assert filters.paragraphs("<b>a</b>\r\nb\n\nc") == "<p>&lt;b&gt;a&lt;/b&gt;<br>b</p><p>c</p>"
