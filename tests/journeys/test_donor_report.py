"""Ana freezes the report to the donor, Omar sends it, Don follows ten figures to their receipts (UX-27)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from tandem.finance import operations as finance
from tandem.finance.models import Expense
from tandem.reports import operations
from tandem.reports.models import DonorReport
from tests.browser import axe, sideways
from tests.factories import reports
from tests.factories.reports import AFTER, on
from tests.files.samples import pdf

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")
FIGURES = (
    "spent", "spent_reported", "spent_to_date", "line.joint_work.spent", "g.KS-2024-0001.spent",
    "g.KS-2024-0001.spent.joint_work", "g.KS-2024-0001.spent.exchange_visits", "g.KS-2024-0001.expenses_accepted",
    "g.KS-2024-0001.converted", "expenses_accepted",
)


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
def report(cast: Any, served_at: Callable[..., datetime]) -> DonorReport:
    """An accepted report with its receipts, and the donor's report begun."""
    served_at("2026-02-10T10:00")
    with cast.scope():
        grant = reports.agreed_grant(cast)
        reports.accepted(cast, grant)
        with on(AFTER):
            for row in Expense.objects.filter(grant=grant):
                upload = SimpleUploadedFile(f"{row.text}.pdf", pdf())
                who = cast.actor("bo" if row.side == "home" else "dee")
                Expense.objects.filter(id=row.id).update(receipt=finance.keep_receipt(who, grant.id, upload))
            made = operations.start(cast.actor("ana"), grant.programme_id, grant.donor_id, 2025, date(2026, 6, 1))
            operations.invite_donor(cast.actor("ana"), grant.donor_id, cast.don.email, cast.don.name)
    return made


@pytest.mark.clause("MIC-14")
@pytest.mark.expects("UX-27")
def test_the_donor_follows_ten_figures_to_their_receipts(
    cast: Any, report: DonorReport, visit: Callable[..., Any]
) -> None:
    home = f"/samband/donor-reports/{report.id}/"
    ana = visit(cast.ana)
    page = ana.go(f"{home}write/?language=en")
    page.locator("#summary").fill("We reached 12 towns")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_contain_text("12")
    sound(ana, "donor-write-refused")
    page.locator("#summary").fill("Together they used {figure:spent}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Together they used")).to_be_visible()
    sound(ana, "donor-report-draft")
    page.get_by_role("button", name="Freeze it for approval").click()
    omar = visit(cast.omar)
    page = omar.go(home)
    page.get_by_role("button", name="Approve and send").click()
    expect(page.get_by_text("The report is sent.")).to_be_visible()
    don = visit(cast.don)
    page = don.go("/samband/reports/")
    sound(don, "donor-list")
    page.locator("tbody a").first.click()
    sound(don, "donor-report")
    for key in FIGURES:
        page = don.go(f"{home}figures/{key}/")
        clicks = 1  # the figure itself, in the report
        page.locator("tbody a[href*='/expenses/']").first.click()
        clicks += 1
        with page.expect_download() as caught:
            page.locator("a[href$='receipt/']").first.click()
        clicks += 1
        assert caught.value.suggested_filename.endswith(".pdf") and clicks <= 4, (key, clicks)
    sound(don, "donor-expense")
    don.go(f"{home}figures/spent/")
    sound(don, "donor-figure")
    for format in ("PDF", "Word", "Excel"):
        page = don.go(home)
        with page.expect_download() as caught:
            page.get_by_role("link", name=format, exact=True).click()
        assert caught.value.suggested_filename.startswith("donor-report-")
