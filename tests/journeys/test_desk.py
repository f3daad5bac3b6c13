"""People come in: set-up on an empty installation, sign-in by code, and everybody's desk."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tandem.foundation import clock
from tandem.foundation.duties import book
from tandem.foundation.ids import new_id
from tests.browser import axe, sideways

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"tests.send": "Send “{what}”", "tests.score": "Score {what}"}


@pytest.fixture
def duties() -> Any:
    for kind, sentence in KINDS.items():
        book.register(book.Kind(kind, sentence, lambda duty: f"/{duty.organiser.slug}/desk/"))
    yield
    for kind in KINDS:
        book._kinds.pop(kind)


@pytest.mark.expects("UX-7")
@pytest.mark.parametrize("javascript", [True, False])
def test_set_up_with_the_consoles_token(visit: Any, javascript: bool) -> None:
    from tandem.web import setup

    token = setup.token()
    page = visit(javascript=javascript, width=360).go("/")
    assert page.url.endswith("/set-up/") and sideways(page) == 0
    if javascript:
        assert axe(page) == []
    page.get_by_label("Token").fill("wrong")
    page.get_by_label("in English").fill("Samband")
    page.get_by_label("Your name").fill("Ana Solheim")
    page.get_by_label("Your mail address").fill("ana@samband.example")
    page.get_by_role("button", name="Found the organiser").click()
    assert page.title().startswith("Error:") and page.get_by_label("in English").input_value() == "Samband"
    page.get_by_label("Token").fill(str(token))
    page.get_by_role("button", name="Found the organiser").click()
    page.wait_for_url("**/samband/desk/")
    assert page.get_by_role("heading", name="Nothing waits for you").is_visible()


@pytest.mark.expects("UX-7", "UX-29")
@pytest.mark.parametrize("javascript", [True, False])
def test_sign_in_by_code_and_out_again(visit: Any, cast: Any, javascript: bool) -> None:
    page = visit(javascript=javascript, width=320).go("/samband/desk/")
    page.get_by_label("Mail address").fill("bo@tandem")
    page.get_by_role("button", name="Send me a code").click()
    assert page.title().startswith("Error:")
    if javascript:
        assert axe(page) == [] and page.evaluate("document.activeElement.className") == "errors"
    page.get_by_label("Mail address").fill("bo@tandem.example")
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/sign-in/code/**")
    assert sideways(page) == 0 and page.get_by_text("bo@tandem.example").is_visible()
    if javascript:
        assert axe(page) == []
    code = re.search(r"\d{6}", mail.outbox[-1].subject)
    assert code
    page.get_by_label("Code").fill(f"{code[0][:3]} {code[0][3:]}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/samband/desk/")
    page.locator("details.menu > summary").click()
    page.locator("details.menu").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "desk" not in url)
    page.goto(page.url.split("/samband")[0] + "/samband/desk/")
    assert "/sign-in/" in page.url


@pytest.mark.expects("UX-29", "UX-32")
def test_each_of_the_cast_sees_their_day(visit: Any, cast: Any, duties: Any) -> None:
    now = clock.now()
    with cast.scope():
        book.assign("tests.send", ("x", new_id()), due_at=now + timedelta(hours=2), organisation=cast.san_telmo.id,
                    values={"what": {"en": "Clean streets", "es": "Calles limpias"}})
        book.assign("tests.score", ("x", new_id()), due_at=now - timedelta(days=1), person=cast.cy.id,
                    values={"what": "three applications"})
    dee = visit(cast.dee, width=360, language="es").go("/samband/desk/")
    assert "Calles limpias" in dee.content() and sideways(dee) == 0 and axe(dee) == []
    cy = visit(cast.cy).go("/samband/desk/")
    assert cy.get_by_role("heading", name="1 thing is late").is_visible() and axe(cy) == []
    eve = visit(cast.eve).go("/brofonden/desk/")
    assert eve.get_by_role("heading", name="Nothing waits for you").is_visible() and axe(eve) == []
    assert "Calles" not in eve.content() and "three applications" not in eve.content()


@pytest.mark.expects("UX-29")
def test_pages_of_the_installation_look_right(visit: Any, cast: Any) -> None:
    for person, path in ((None, "/"), (None, "/sign-in/code/"), (cast.nobody, "/me/"), (cast.nobody, "/")):
        for width in (320, 1280):
            page = visit(person, width=width).go(path)
            assert (axe(page), sideways(page)) == ([], 0), path


@pytest.mark.expects("UX-7", "UX-29")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_demos_link_opens_a_page_with_a_button(visit: Any, cast: Any, served_at: Any, javascript: bool) -> None:
    from tandem.demo import operations

    served_at("2024-10-28T09:10")
    said = {"part": {"en": "leads"}, "today": {"en": "Adds a rate."}, "address": "/samband/desk/"}
    operations.cast({"dee": (cast.dee, said)})
    page = visit(javascript=javascript, width=320).go("/demo/")
    assert page.get_by_text("28 October 2024").is_visible() and sideways(page) == 0
    page.get_by_role("link", name="Dee Morales").click()
    page.wait_for_url("**/demo/as/dee/")
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Sign in as Dee").click()
    page.wait_for_url("**/samband/desk/")
    assert page.locator("html").get_attribute("lang") == "es"
