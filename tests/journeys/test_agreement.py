"""From the donor's grant to a signed agreement and its first amendment, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.agreements.models import Agreement, Amendment
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.plans.models import BudgetLine
from tandem.plans.queries import of_grant
from tests.factories import grants, organisations
from tests.files.samples import pdf
from tests.journeys.test_award import look, sound

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(cast: Any, served_at: Callable[..., datetime]) -> Any:
    """Two conditional awards with complete plans, two days before the donor's date."""
    with cast.scope():
        served_at("2024-10-30T10:00")
        second = (organisations.make("Elvedal kommune"), organisations.make("Makamba", "KE", sign=cast.other_bo))
        values: dict[str, Any] = {"awarded_minor": 76_540_000, "step": GrantStep.CONDITIONAL}
        cast.grant = grants.firm_grant(cast, title="Waste: from collection to trust", **values)
        grants.firm_grant(cast, pair=second, who="other_bo", title="School meals from the county's fields", **values)
    return cast


def upload(page: Any, name: str, tmp_path: Path) -> None:
    """Choose a scanned paper."""
    paper = tmp_path / name
    paper.write_bytes(pdf())
    page.locator("input[type=file]").set_input_files(str(paper))


@pytest.mark.clause("MIC-20", "MIC-9")
@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_donors_grant_to_a_signed_agreement(
    scene: Any, visit: Any, served_at: Callable[..., datetime], tmp_path: Path, javascript: bool
) -> None:
    check = sound if javascript else look
    ana, omar = visit(scene.ana, javascript=javascript), visit(scene.omar, javascript=javascript)
    page = ana.go("/samband/programmes/")
    page.get_by_role("link", name="Norad, 2024").click()
    expect(page.locator("h1")).to_have_text("2 awards wait for Norad")
    check(ana, "donor-waiting")
    page.get_by_role("button", name="Assemble the application").click()
    expect(page.locator("main")).to_contain_text("Another officer sends it")
    page.get_by_role("link", name="Read it: English").click()
    expect(page.locator("h1")).to_have_text("Programme application to Norad")
    check(ana, "donor-paper")
    theirs = omar.go("/samband/programmes/ks-mic/donors/norad/2024/")
    check(omar, "donor-made")
    theirs.get_by_role("button", name="I have read it: mark it as sent").click()
    expect(theirs.locator("h1")).to_have_text("The application lies with Norad")
    served_at("2024-12-16T10:00")
    ana.go("/samband/programmes/ks-mic/donors/norad/2024/")
    page.get_by_label("The donor's reference").fill("QZA-24/0071")
    page.get_by_label("The donor decided on").fill("2024-12-12")
    page.get_by_label("Amount granted").fill("1 000 000")
    upload(page, "Tilsagnsbrev.pdf", tmp_path)
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("main")).to_contain_text("530,800 too much")
    check(ana, "donor-too-little")
    page.get_by_label("Amount granted").fill("1 530 800")
    upload(page, "Tilsagnsbrev.pdf", tmp_path)
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("h1")).to_have_text("Norad has granted the money")
    check(ana, "donor-granted")
    _signed(scene, visit, ana, tmp_path, javascript)
    if javascript:
        _amended(scene, visit, omar)


def _signed(scene: Any, visit: Any, ana: Any, tmp_path: Path, javascript: bool) -> None:
    """Ana issues, Dee signs the Spanish one, Bo and Ana theirs."""
    check = sound if javascript else look
    base = f"/samband/grants/{scene.grant.id}/agreements/"
    page = ana.go(base)
    expect(page.locator("h1")).to_have_text("The agreement has not been issued yet")
    check(ana, "agreements-none")
    ana.go(f"{base}of/grant/")
    expect(page.locator("h1")).to_have_text("“Grant agreement” is ready to be issued")
    check(ana, "agreement-ready")
    page.get_by_role("button", name="Issue it for signing").click()
    expect(page.locator("h1")).to_have_text("“Grant agreement” waits for signatures")
    check(ana, "agreement-issued")
    with scene.scope():
        made = Agreement.objects.get(kind="grant")
    for who, side, name in (("dee", "abroad", "Dee Morales Quiej"), ("bo", "home", "Bo Fjellstad"),
                            ("ana", "organiser", "Ana Solheim")):
        visitor = visit(getattr(scene, who), javascript=javascript)
        sheet = visitor.go(f"{base}{made.id}/sign/{side}/")
        sheet.locator("#id_signed_by").fill(name)
        sheet.locator("#id_signed_on").fill("2024-12-16")
        upload(sheet, f"{side}.pdf", tmp_path)
        if who == "dee":
            check(visitor, "agreement-sign")
        sheet.locator("main form button").click()
        expect(sheet.locator("main")).to_contain_text(name)
    with scene.scope():
        assert Grant.objects.get(id=scene.grant.id).step == GrantStep.AGREED
    ana.go(base)
    expect(page.locator("h1")).to_have_text("The agreement is signed")
    check(ana, "agreements-signed")
    page.locator("#grant").get_by_role("link", name="Read it").click()
    expect(page.locator("h1")).to_have_text("Grant agreement")
    check(ana, "agreement-read")


def _amended(scene: Any, visit: Any, omar: Any) -> None:
    """Bo asks, Omar decides on the difference."""
    base = f"/samband/grants/{scene.grant.id}/agreements/amendments/"
    bo = visit(scene.bo)
    page = bo.go(base)
    page.get_by_label("Why should it change?").fill("The second landfill needs a fence.")
    page.get_by_role("button", name="Begin the amendment").click()
    with scene.scope():
        made = Amendment.objects.get()
        line = BudgetLine.objects.filter(version=made.draft_id, paid_by="grant", currency="NOK").order_by("line")[0]
        plans.put(
            scene.actor("bo"), of_grant(scene.grant.id).id, "line", {"years/2": "130000"}, identity=line.identity,
            locale="plain",
        )
    bo.go(f"{base}{made.id}/")
    expect(page.locator("#difference")).to_contain_text("130,000")
    page.get_by_role("button", name="Submit it for decision").click()
    expect(page.locator("h1")).to_have_text("Amendment 1 waits for the decision")
    theirs = omar.go(f"{base}{made.id}/")
    sound(omar, "amendment")
    theirs.get_by_role("button", name="Approve the amendment").click()
    expect(theirs.locator("h1")).to_have_text("Amendment 1 holds")
    look(omar, "amendment-holds")
