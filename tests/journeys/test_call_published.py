"""Step 1: Ana opens the 2024 call from the rulebook, and a stranger reads all of it."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.calls.models import Call
from tandem.foundation.audit.chain import verify
from tests.browser import axe, sideways

pytestmark = pytest.mark.django_db(transaction=True)


def save(page: Any) -> None:
    page.get_by_role("button", name="Save").click()


@pytest.mark.clause("MIC-15")
@pytest.mark.expects("UX-4")
@pytest.mark.expects("UX-7")
@pytest.mark.parametrize("javascript", [True, False])
def test_ana_publishes_the_call_of_2024(cast: Any, visit: Any, served_at: Any, javascript: bool) -> None:
    served_at("2024-08-01T10:00")
    page = visit(cast.ana, javascript=javascript).go("/samband/calls/")
    assert page.get_by_role("heading", level=1).inner_text() == "No call has been prepared yet"
    page.get_by_role("link", name="Prepare a call").click()
    page.get_by_role("link", name="Programmes and their rulebooks").click()
    page.get_by_label("Municipal International Cooperation").check()
    page.get_by_role("button", name="Start it").click()
    page.goto(page.url.replace("programmes", "calls") + "new/")
    page.get_by_label("Project support").check()
    page.get_by_label("Year of the call").fill("2024")
    page.get_by_role("button", name="Go on").click()

    assert page.get_by_label("Closes").input_value() == "2024-10-01T23:59"
    page.get_by_label("Decided by").fill("2024-09-20")  # before it closes
    page.get_by_label("Title, in español").fill("")
    save(page)
    assert page.title().startswith("Error:") and "The decision comes before the call closes." in page.content()
    page.get_by_label("Decided by").fill("2024-12-20")
    save(page)

    assert page.get_by_role("heading", level=1).inner_text() == "One thing is missing before it can be published"
    assert page.get_by_role("button", name="Publish the call").count() == 0
    page.get_by_role("link", name="Write the title in español too.").click()
    page.get_by_label("Title, in español").fill("Apoyo a proyectos 2024")
    save(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Everything is there: it can be published"
    page.get_by_role("button", name="Publish the call").click()
    assert "The call is public now." in page.content()

    call = Call.everywhere.get()
    assert call.is_published and call.closes_at.isoformat() == "2024-10-01T21:59:00+00:00" and call.seed
    assert verify(str(cast.samband.id)) == ()
    read_as_a_stranger(visit, served_at, javascript)
    ask_and_answer(cast, visit, javascript)


def read_as_a_stranger(visit: Any, served_at: Any, javascript: bool) -> None:
    """Six weeks later, on a phone, without an account: call, form, criteria, questions."""
    served_at("2024-09-12T12:00")
    page = visit(javascript=javascript, width=320).go("/samband/")
    page.get_by_role("link", name="Project support 2024").click()
    for name in ("Read the whole form first", "How it is judged"):
        assert sideways(page) == 0 and (not javascript or axe(page) == [])
        words = page.locator("main").inner_text().replace("\u00a0", " ")
        assert "1 October 2024, 23:59" in words or "All 29 questions" in words
        page.get_by_role("link", name=name).first.click()
    assert sideways(page) == 0 and (not javascript or axe(page) == [])
    assert "The partner abroad leads" in page.content()


def ask_and_answer(cast: Any, visit: Any, javascript: bool) -> None:
    """Bo asks, Omar answers, anybody reads it."""
    bo = visit(cast.bo, javascript=javascript).go("/samband/calls/project-2024/")
    bo.get_by_label("Your question").fill("Can a region apply?")
    bo.get_by_role("button", name="Ask").click()
    assert "Waits for an answer" in bo.content()
    omar = visit(cast.omar, javascript=javascript).go("/samband/calls/project-2024/manage/")
    assert omar.get_by_role("heading", level=1).inner_text() == "One question waits for an answer"
    omar.get_by_label("Answer, for everybody to read").fill("Yes, on both sides.")
    omar.get_by_role("button", name="Answer").click()
    assert "Yes, on both sides." in visit(javascript=javascript).go("/samband/calls/project-2024/").content()


@pytest.mark.expects("UX-29")
def test_a_call_in_spanish_holds_at_320_pixels(cast: Any, visit: Any, served_at: Any) -> None:
    from tests.factories import calls

    served_at("2024-09-12T12:00")
    with cast.scope():
        calls.call(cast.actor("ana"))
    page = visit(width=320, language="es").page
    for path in ("", "calls/project-2024/", "calls/project-2024/form/", "calls/project-2024/criteria/"):
        page.goto(f"/samband/{path}?language=es")
        assert (path, sideways(page), axe(page)) == (path, 0, [])


@pytest.mark.expects("UX-29")
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_officers_and_members_hold_on_a_phone(cast: Any, visit: Any, served_at: Any, width: int) -> None:
    from tests.factories import calls

    served_at("2024-09-12T12:00")
    with cast.scope():
        calls.call(cast.actor("ana"))
    page = visit(cast.ana, width=width).page
    for path in ("calls/", "calls/new/", "calls/new/?what=ks-mic.project&year=2025", "calls/project-2024/manage/",
                 "programmes/", "organisations/", f"organisations/{cast.fjordvik.id}/"):
        page.goto(f"/samband/{path}")
        assert (path, sideways(page), axe(page)) == (path, 0, [])
    page = visit(cast.bo, width=width).page
    for path in (f"organisations/{cast.fjordvik.id}/", "organisations/new/",
                 f"organisations/{cast.fjordvik.id}/papers/ks-mic/code_of_ethics/"):
        page.goto(f"/samband/{path}")
        assert (path, sideways(page), axe(page)) == (path, 0, [])
