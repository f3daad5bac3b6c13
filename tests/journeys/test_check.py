"""Before any account: could we apply? The rules answer, each no leads to its rule, and back (UX-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tandem.applications.models import Application
from tandem.rulebooks import shipped
from tests.browser import axe, sideways
from tests.factories import calls

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = "/samband/calls/preparation-2024/check/"


def small(page: Any) -> None:
    """No fault on a wide screen, and nothing sideways at 320 px."""
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.clause("ICLD-1")
@pytest.mark.expects("UX-3", "UX-7", "UX-13")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_stranger_finds_out_and_mends_it(cast: Any, visit: Any, served_at: Any, javascript: bool) -> None:
    served_at("2024-09-12T12:00")
    with cast.scope():
        calls.call(
            cast.actor("ana"), shipped()["icld-partnership"], component="preparation",
            opens=datetime.fromisoformat("2024-08-12T09:00"), closes=datetime.fromisoformat("2024-10-01T23:59"),
        )
    page = visit(None, javascript=javascript).go("/samband/calls/preparation-2024/")
    page.get_by_role("link", name="Could we apply?").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Could we apply?"
    page.get_by_label("Partner abroad: country").select_option("BR")
    page.get_by_label("Row 1: Party").select_option("home")
    page.get_by_label("Row 1: Takes part as").select_option("politician")
    page.get_by_label("Row 1: How many").fill("3")
    page.get_by_role("button", name="Check", exact=True).click()
    assert "things stand in the way" in page.get_by_role("heading", level=1).inner_text()
    text = page.content()
    assert "Brazil" in text and "limit 2" in text
    if javascript:
        small(page)
    page.get_by_role("link", name="Partner abroad is in one of these countries").first.click()
    assert "What to do" in page.content() and "must" in page.content()
    if javascript:
        small(page)
    page.get_by_role("link", name="Could we apply?").first.click()
    assert page.get_by_label("Partner abroad: country").input_value() == "BR"  # what was said is still there
    page.get_by_label("Partner abroad: country").select_option("KE")
    page.get_by_label("Row 1: How many").fill("2")
    page.get_by_label("Row 1: Sits with").select_option("majority")
    page.get_by_role("button", name="Check again").click()
    assert "Brazil" not in page.locator("#result").inner_text()
    with cast.scope():
        assert not Application.objects.exists()
