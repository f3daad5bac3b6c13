"""Dee enters what was paid in quetzales; Ana accepts and authorises; Kim pays; Aud audits and changes nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.core import ledger
from tandem.finance.models import Engagement, Expense, Instalment
from tandem.finance.queries import audits_missing, transactions
from tandem.partnerships.models import Grant
from tests.browser import axe, sideways
from tests.factories import finance
from tests.files.samples import pdf

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")
RECEIPT = {"name": "Factura 0042 ñ.pdf", "mimeType": "application/pdf", "buffer": pdf()}


def sound(visitor: Any, name: str) -> None:
    """A picture if wanted; no axe violation, nothing sideways, at desk width and on a telephone."""
    for width in (1280, 360):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        if LOOK:
            Path(LOOK).mkdir(parents=True, exist_ok=True)
            visitor.page.screenshot(path=f"{LOOK}/{name}-{width}.png", full_page=True)
        assert axe(visitor.page) == []
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(visitor.page) == 0, name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def grant(cast: Any, served_at: Callable[..., datetime]) -> Grant:
    """A grant under agreement."""
    with cast.scope():
        served_at("2025-02-20T10:00")
        made = finance.funded_grant(cast)
        served_at("2025-04-02T10:00")
    return made


def fill(page: Any, **fields: str) -> None:
    """Type into fields by their names; select where there is a choice."""
    for name, value in fields.items():
        box = page.locator(f"#id_{name}")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def paid_in_quetzales(page: Any, line: str, amount: str) -> None:
    fill(
        page, line=line, text="Buses to the depot", payee="Rutas del Valle", spent_on="2025-03-14", amount=amount,
        currency="GTQ", rate="1,3850", rate_source="Banco de Guatemala", rate_on="2025-03-14", number="0042",
    )


@pytest.mark.clause("FLD-10")
@pytest.mark.expects("UX-14")
def test_an_expense_is_entered_in_quetzales_refused_over_the_line_mended_and_accepted(
    cast: Any, grant: Grant, visit: Callable[..., Any]
) -> None:
    with cast.scope():
        line = str(finance.line(grant, finance.side_of(grant, "dee")).identity)
    dee = visit(cast.dee, language="es")
    page = dee.go(f"/samband/grants/{grant.id}/")
    sound(dee, "grant-partner")
    page.locator("#money").get_by_role("link").nth(2).click()
    sound(dee, "enter")
    paid_in_quetzales(page, line, "96.000,00")
    page.locator("#id_receipt").set_input_files([RECEIPT])  # type: ignore[list-item]
    page.locator("main form .actions button").click()
    wrong = page.locator(".errors").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "120" in wrong and "132" in wrong and "10" in wrong, wrong
    assert page.locator("#id_payee").input_value() == "Rutas del Valle"
    assert page.locator("#id_amount").input_value() == "96.000,00"
    assert RECEIPT["name"] in page.content()
    sound(dee, "enter-refused")
    fill(page, amount="4.500,50")
    page.locator("main form .actions button").click()
    sound(dee, "expense-entered")
    with cast.scope():
        row = Expense.objects.get()
        assert (row.amount_minor, row.currency, row.grant_minor) == (450_050, "GTQ", 623_319)
        assert row.receipt is not None and row.receipt.name == RECEIPT["name"]
    ana = visit(cast.ana)
    page = ana.go("/samband/desk/")
    page.get_by_role("link", name=re.compile("Look at the expenses")).click()
    sound(ana, "expenses")
    page.get_by_role("link", name="Buses to the depot").click()
    sound(ana, "expense-officer")
    page.get_by_role("button", name="Accept it").click()
    expect(page.get_by_text("Accepted: Buses to the depot.")).to_be_visible()
    page.get_by_role("link", name="Ledger").click()
    expect(page.get_by_role("heading", name="The accounts balance")).to_be_visible()
    sound(ana, "ledger")
    page = ana.go(f"/samband/grants/{grant.id}/money/")
    sound(ana, "money")
    with cast.scope():
        assert ledger.spent_by(transactions(grant.id)) == 623_319


@pytest.mark.clause("FLD-10")
@pytest.mark.expects("SEC-9")
def test_ana_authorises_and_kim_pays(cast: Any, grant: Grant, visit: Callable[..., Any]) -> None:
    ana = visit(cast.ana, javascript=False)
    page = ana.go(f"/samband/grants/{grant.id}/instalments/")
    page.get_by_role("link", name=re.compile("1 March 2025")).click()
    page.get_by_role("button", name="Authorise").click()
    expect(page.locator(".errors")).to_be_visible()
    page.get_by_label("Account").fill("NO93 8601 1117 947")
    page.get_by_role("button", name="Authorise").click()
    expect(page.get_by_text("Authorised. A cashier pays exactly this.")).to_be_visible()
    assert page.get_by_role("button", name="It is paid").count() == 0
    kim = visit(cast.kim)
    page = kim.go("/samband/desk/")
    page.get_by_role("link", name=re.compile("Pay instalment 1")).click()
    sound(kim, "pay")
    page.get_by_label("Paid on").fill("2025-04-02")
    page.get_by_label("The bank's reference").fill("2025-04-02/117")
    page.get_by_role("button", name="It is paid").click()
    expect(page.get_by_text("Recorded as paid.")).to_be_visible()
    sound(kim, "paid")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Payment order (PDF)").click()
    assert caught.value.suggested_filename.endswith(".pdf")
    kim.go("/samband/payments/")
    sound(kim, "payments")
    kim.go(f"/samband/grants/{grant.id}/instalments/")
    sound(kim, "instalments")
    with cast.scope():
        row = Instalment.objects.get(grant=grant, number=1)
        assert (row.state, row.authorised_by_id, row.paid_by_id) == ("paid", cast.ana.id, cast.kim.id)


@pytest.mark.clause("MIC-13")
def test_aud_reads_everything_changes_nothing_and_delivers(
    cast: Any, grant: Grant, visit: Callable[..., Any], served_at: Callable[..., datetime]
) -> None:
    with cast.scope():
        finance.accepted(cast, grant)
        finance.paid(cast, grant)
        served_at("2028-02-03T10:00")
    ana = visit(cast.ana)
    page = ana.go(f"/samband/grants/{grant.id}/audit/")
    sound(ana, "audits")
    page.get_by_label("Auditor").select_option(label=cast.aud.name)
    page.get_by_label("Firm or office").fill("Fjell Revisjon")
    page.get_by_role("button", name="Open the books").click()
    expect(page.get_by_text("The books are open until")).to_be_visible()
    aud = visit(cast.aud)
    page = aud.go("/samband/desk/")
    page.get_by_role("link", name=re.compile("Audit the accounts")).click()
    sound(aud, "audit-form")
    for path in ("expenses/", "money/", "money/ledger/", "instalments/"):
        page = aud.go(f"/samband/grants/{grant.id}/{path}")
        assert page.locator("main form[method=post]").count() == 0, path
    with cast.scope():
        engagement = Engagement.objects.get()
    page = aud.go(f"/samband/grants/{grant.id}/audit/{engagement.id}/")
    for group in page.locator("main fieldset").all()[:5]:
        group.get_by_label("Yes").check()
    page.get_by_label("With reservation").check()
    page.get_by_role("button", name="Deliver the audit").click()
    expect(page.locator(".errors")).to_be_visible()
    sound(aud, "audit-refused")
    page.get_by_label("Finding 1").fill("One receipt is not signed.")
    page.get_by_label("The report").set_input_files([{**RECEIPT, "name": "Report.pdf"}])  # type: ignore[list-item]
    page.get_by_role("button", name="Deliver the audit").click()
    expect(page.get_by_text("Delivered.")).to_be_visible()
    sound(aud, "audit-delivered")
    dee = visit(cast.dee, language="es")
    page = dee.go(f"/samband/grants/{grant.id}/audit/{engagement.id}/")
    page.locator("main textarea").fill("Ya está firmado.")
    page.locator("main form button").click()
    page = ana.go(f"/samband/grants/{grant.id}/audit/{engagement.id}/")
    page.get_by_label("What you have seen that settles it").fill("The signed receipt")
    sound(ana, "finding")
    page.get_by_role("button", name="Settle it").click()
    expect(page.get_by_text("Settled.")).to_be_visible()
    with cast.scope():
        assert audits_missing(grant, grant.rulebook_version.rulebook) == ()
