"""Dee completes the plan in Spanish and proposes it, with and without JavaScript; Ana reads what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tandem.core.planning import Risk
from tandem.plans import operations, queries
from tests.browser import axe, sideways
from tests.cast import Cast
from tests.factories import grants, plans

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.expects("UX-7", "UX-9", "UX-12", "UX-29", "UX-31")
@pytest.mark.clause("MIC-6", "MIC-7", "MIC-8", "MIC-10")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_partner_abroad_completes_the_plan_in_her_language(
    visit: Any, cast: Cast, served_at: Callable[[str], Any], javascript: bool
) -> None:
    served_at("2024-12-16T12:00")
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty")
        written = plans.complete_plan(cast, grant)
        operations.take_away(cast.actor("bo"), written.plan.id, "indicator", written.ids["rising"])
        left = {"residual_probability": "5", "residual_consequence": "4"}
        operations.put(cast.actor("dee"), written.plan.id, "risk", left, identity=written.ids["answered"])
    base, output = f"/samband/grants/{grant.id}/plan/", written.ids["output"]
    visitor = visit(cast.dee, javascript=javascript, width=320, language="es")
    page = visitor.go(base)
    assert page.locator("html").get_attribute("lang") == "es" and sideways(page) == 0
    assert not javascript or axe(page) == []

    page.locator(".actions a.button").first.click()  # what is missing first: the outcome has no indicator
    page.wait_for_url("**/indicator/add/**")
    assert page.locator("#id_statement").input_value() == str(written.ids["outcome"])
    page.locator("#id_title").fill("Hogares que separan su basura")
    page.locator("#id_unit").fill("hogares")
    page.locator("#id_baseline").fill("800")
    page.locator("#id_baseline_on").fill("3 de febrero de 2025")
    page.locator("#id_baseline_source").fill("Conteo de febrero")
    page.locator("#id_targets-2025").fill("800")
    page.locator("#id_targets-2026").fill("1 500,5")
    page.locator("#id_method").fill("Contar cada décima calle")
    page.locator("#id_source").fill("Libro de rutas")
    page.locator("main form .actions button").click()
    page.wait_for_load_state()
    assert page.locator(".errors a").count() == 1 and page.locator("#id_targets-2026").input_value() == "1 500,5"
    assert sideways(page) == 0 and (not javascript or axe(page) == [])
    page.locator("#id_targets-2025").fill("1100")
    page.locator("main form .actions button").click()
    page.wait_for_url("**/plan/#indicator-*")
    assert "1.500,5" in page.content() and sideways(page) == 0

    page.goto(page.url.split("#")[0] + f"statement/{output}/")
    with cast.scope():
        operations.put(
            cast.actor("bo"), written.plan.id, "statement", {"text": "Twelve collectors keep a book"}, identity=output
        )
    page.locator("#id_text").fill("Doce recolectores llevan un libro de rutas")
    page.locator("main form .actions button").click()
    page.wait_for_load_state()
    assert page.locator("#conflict").is_visible() and "Twelve collectors keep a book" in page.content()
    assert sideways(page) == 0 and (not javascript or axe(page) == [])
    page.locator("main form .actions button").click()
    page.wait_for_url("**/plan/#statement-*")
    _proposed(visit, cast, page, written)


def _proposed(visit: Any, cast: Cast, page: Any, written: plans.Written) -> None:
    """The last look, the proposal, and the officer who bears what stays high."""
    page.locator(".actions a.button").first.click()
    page.wait_for_url("**/propose/")
    assert sideways(page) == 0
    page.locator("main form button").click()
    page.wait_for_url("**/plan/")
    with cast.scope():
        version = queries.proposed(written.plan.id)
        assert version is not None and version.number == 2 and version.sha256
        content = queries.content(version.id)
    assert "Doce recolectores llevan un libro de rutas" in {row.text for row in content.statements}
    ana = visit(cast.ana, width=1280).go(page.url[page.url.index("/samband") :])
    assert axe(ana) == [] and sideways(ana) == 0
    ana.get_by_role("link", name="Decide on the high risk").click()
    ana.get_by_label("Why does the programme go on").fill("The council has set money aside for a second road.")
    ana.get_by_role("button", name="Bear it").click()
    ana.wait_for_url("**/plan/#risks")
    ana.get_by_role("link", name="What changed since version 2").click()
    ana.wait_for_url("**/versions/2/3/")
    assert ana.get_by_text("The council has set money aside").is_visible() and axe(ana) == []
    with cast.scope():
        newest = queries.proposed(written.plan.id)
        assert newest is not None
        risks: tuple[Risk, ...] = queries.content(newest.id).risks
        assert [risk.tolerance != "" for risk in risks if risk.identity == written.ids["answered"]] == [True]
