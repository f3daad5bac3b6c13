"""Dee reports in Spanish, Ana returns one question, Dee answers it, both sign again, Omar accepts."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.partnerships.models import Grant
from tandem.reports.models import Report
from tests.browser import axe, sideways
from tests.factories import reports

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")


def sound(visitor: Any, name: str) -> None:
    """A picture if wanted; no axe violation, nothing sideways at 320 px."""
    if LOOK:
        Path(LOOK).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)
    assert axe(visitor.page) == []
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(visitor.page) == 0, name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def grant(cast: Any, served_at: Callable[..., datetime]) -> Grant:
    """A year of work is done and recorded; the report is not begun."""
    served_at("2026-02-10T10:00")
    with cast.scope():
        made = reports.agreed_grant(cast)
        reports.year_of_work(cast, made)
    return made


def sign(visitor: Any, report: Report) -> None:
    page = visitor.go(f"/samband/reports/{report.id}/check/")
    page.locator(f"form[action$='{report.id}/sign/'] button").click()


@pytest.mark.clause("MIC-12")
@pytest.mark.expects("UX-20")
def test_a_year_is_told_in_spanish_asked_about_and_accepted(
    cast: Any, grant: Grant, visit: Callable[..., Any]
) -> None:
    with cast.scope():
        report = reports.report_of(grant)
    dee = visit(cast.dee, language="es")
    page = dee.go(f"/samband/grants/{grant.id}/reports/")
    sound(dee, "reports-of-grant")
    page.locator(f"tbody a[href*='{report.id}']").click()
    sound(dee, "report-begin")
    page.locator("form[action$='begin/'] button").click()
    sound(dee, "report-begun")
    assert page.locator("html").get_attribute("lang") == "es"
    page = dee.go(f"/samband/reports/{report.id}/sections/results/")
    assert page.locator("textarea").nth(1).input_value()  # begun from the results
    page.locator("textarea").first.fill("Clasificamos doce calles del casco antiguo ñ 😀")
    page.locator("button[form='sheet']").click()
    page = dee.go(f"/samband/reports/{report.id}/money/")
    sound(dee, "report-money")
    for box in page.locator("textarea").all():
        box.fill("El depósito abrió más tarde de lo previsto")
    page.locator("main form .actions button").click()
    sound(dee, "report-explained")
    dee.go(f"/samband/reports/{report.id}/results/")
    sound(dee, "report-results")
    with cast.scope(), reports.on(reports.AFTER):
        reports.answer(cast, report)
    bo = visit(cast.bo)
    sign(bo, report)
    expect(bo.page.get_by_text("You have signed. It is sent as soon as")).to_be_visible()
    sound(bo, "report-check")
    sign(dee, report)
    ana = visit(cast.ana)
    page = ana.go(f"/samband/reports/{report.id}/")
    expect(page.get_by_text("Clasificamos doce calles")).to_be_visible()
    sound(ana, "report-officer")
    page.get_by_text("Return it with questions").click()
    page.locator("#ask-activities").fill("Which streets, and since when?")
    page.get_by_role("button", name="Return it with these questions").click()
    page = dee.go(f"/samband/reports/{report.id}/")
    expect(page.get_by_text("Which streets, and since when?")).to_be_visible()
    sound(dee, "report-returned")
    page = dee.go(f"/samband/reports/{report.id}/sections/results/")
    page.locator("textarea").first.fill("Las doce calles desde marzo")
    page.locator("button[form='sheet']").click()
    sign(dee, report)
    sign(bo, report)
    omar = visit(cast.omar)
    page = omar.go(f"/samband/reports/{report.id}/")
    expect(page.get_by_text("Las doce calles desde marzo")).to_be_visible()
    page.get_by_role("button", name="Accept this report").click()
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible()
    sound(omar, "report-accepted")
    with page.expect_download() as caught:
        page.get_by_role("link", name="PDF").click()
    assert caught.value.suggested_filename.endswith(".pdf")
    with cast.scope():
        row = Report.objects.get(id=report.id)
        assert (row.step, row.accepted_by_id, row.sendings.count()) == ("accepted", cast.omar.id, 2)
