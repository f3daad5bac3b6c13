"""Ana gives an application to Cy; Cy declares and scores it by keyboard alone, and locks (UX-26)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership
from tandem.reviews import operations
from tandem.reviews.models import Assignment, Scoring
from tests.browser import axe, sideways
from tests.conftest import moment
from tests.factories import calls
from tests.reviews.conftest import READING, World, eligible

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT_PAGES", "")
LISTEN = """for (const kind of ['mousedown', 'mouseup', 'mousemove', 'pointerdown', 'wheel', 'touchstart', 'dblclick'])
  addEventListener(kind, () => sessionStorage.setItem('mouse', 1 + Number(sessionStorage.getItem('mouse'))), true);"""


def look(visitor: Any, name: str) -> None:
    """Keep pictures at both widths when a person wants to look (LOOK_AT_PAGES names the folder)."""
    if not LOOK:
        return
    Path(LOOK).mkdir(parents=True, exist_ok=True)
    for width in (360, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.screenshot(path=f"{LOOK}/{name}-{width}.png", full_page=True)


def sound(visitor: Any) -> None:
    """No axe violation, nothing sideways at 320 px."""
    assert axe(visitor.page) == []
    size = visitor.page.viewport_size
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(visitor.page) == 0
    visitor.page.set_viewport_size(size)


@pytest.fixture
def world(cast: Any, served_at: Callable[..., Any]) -> World:
    """Two applications wait for their assessors."""
    liv = Person.objects.create_user("liv@tandem.example", "Liv Aker", language="en")
    Membership.objects.create(organiser=cast.samband, person=liv, role="assessor")
    served_at(READING)
    with cast.scope(), clock.at(moment("2024-09-12T12:00")):
        made = World(cast, calls.call(cast.actor("ana")), liv)
        titles = ["Waste that residents trust", "A library in every ward"]
        made.made = [eligible(cast, made.call, title, number) for number, title in enumerate(titles)]
    return made


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


@pytest.mark.expects("UX-26", "FLD-9")
def test_cy_declares_and_scores_by_keyboard_alone(world: World, visit: Any) -> None:
    with world.cast.scope():
        world.give(world.cast.cy, world.liv)
        world.free(world.liv)
        world.lock_all(world.liv, 2)
    cy = visit(world.cast.cy)
    cy.context.add_init_script(LISTEN)
    page = cy.go("/samband/reviews/")
    press(page, "a[href$='/declare/']")
    expect(page.locator("h1")).to_have_text("Do you have an interest in any of these applicants?")
    expect(page.locator("main")).not_to_contain_text("sorted at the door")
    press(page, f"[name='interest-{world.made[0].id}']", "Space")
    tab_to(page, f"[name='interest-{world.made[1].id}']")
    page.keyboard.press("ArrowDown")
    tab_to(page, f"#reason-{world.made[1].id}")
    page.keyboard.type("My sister runs that library")
    press(page, "button[form=declare]")
    expect(page.locator("main")).to_contain_text("1 application is closed to you now")
    expect(page.locator("main")).not_to_contain_text("A library in every ward")
    press(page, "a[href*='/reviews/assess/']")
    expect(page.locator("h1")).to_have_text("You have finished 0 of 8 criteria")
    expect(page.locator("main")).not_to_contain_text("Liv Aker says 2")
    for criterion in world.component.criteria:
        tab_to(page, f"[name='score-{criterion.id}']")
        page.keyboard.press("Space")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        tab_to(page, f"#reason-{criterion.id}")
        page.keyboard.type("They name it and say who does it.")
        if criterion.principle:
            tab_to(page, f"#evidence-{criterion.id}")
            page.keyboard.type("Answer three")
        expect(page.locator(f"#saved-{criterion.id}")).to_contain_text("Saved 10:")
    expect(page.locator("h1")).to_have_text("Everything is scored; you can lock it")
    press(page, "a[href$='/lock/']")
    expect(page.locator("h1")).to_have_text("Lock your scores?")
    press(page, "main button")
    expect(page.locator("h1")).to_have_text("You have locked your scores")
    expect(page.locator("main")).to_contain_text("Liv Aker says 2")
    assert page.evaluate("sessionStorage.getItem('mouse')") is None
    with world.cast.scope():
        assert Assignment.objects.get(assessor=world.cast.cy, locked_at__isnull=False).application == world.made[0]
        assert set(Scoring.objects.filter(assignment__assessor=world.cast.cy).values_list("value", flat=True)) == {4}
        assert (world.now().step, world.now().score) == ("scored", 60)


@pytest.mark.expects("UX-7", "UX-29")
def test_every_page_of_the_judgement_is_sound(world: World, visit: Any) -> None:
    with world.cast.scope():
        world.give(world.cast.cy, world.liv)
    cy, ana = visit(world.cast.cy), visit(world.cast.ana)
    cy.go("/samband/reviews/")
    look(cy, "list-undeclared")
    sound(cy)
    cy.go(f"/samband/reviews/{world.call.slug}/declare/")
    look(cy, "declare")
    sound(cy)
    with world.cast.scope():
        world.free(world.cast.cy)
        world.free(world.liv)
        world.lock_all(world.liv, 1)
        work = world.score_all(world.cast.cy, 4)
        operations.score(world.actor(world.cast.cy), work.id, "coherence", operations.ABSTAIN, "Not my field")
        half = world.work(world.cast.cy, world.made[1])
        operations.score(world.actor(world.cast.cy), half.id, "sustainability", 3, "")
        operations.record_evidence(world.officer, world.made[0].id, "abroad", "council_decision", True, "Acta 14-2024")
        operations.request_evidence(world.officer, world.made[0].id)
    for name, path in (
        ("assess", f"assess/{half.id}/"), ("lock-missing", f"assess/{half.id}/lock/"),
        ("lock", f"assess/{work.id}/lock/"),
    ):
        cy.go(f"/samband/reviews/{path}")
        look(cy, name)
        sound(cy)
    with world.cast.scope():
        operations.lock(world.actor(world.cast.cy), work.id)
    for name, path in (("list", ""), ("locked", f"assess/{work.id}/")):
        cy.go(f"/samband/reviews/{path}")
        look(cy, name)
        sound(cy)
    for name, path in (
        ("assessors", f"calls/{world.call.slug}/assessors/"),
        ("appraisal", f"reviews/applications/{world.made[0].id}/"),
        ("read-one", f"applications/{world.made[0].id}/read/"),
    ):
        ana.go(f"/samband/{path}")
        look(ana, name)
        if name != "read-one":  # its own journey looks at it
            sound(ana)


@pytest.mark.expects("UX-7", "UX-26")
def test_ana_gives_and_cy_scores_without_javascript(world: World, visit: Any) -> None:
    ana, cy = visit(world.cast.ana, javascript=False), visit(world.cast.cy, javascript=False)
    page = ana.go(f"/samband/calls/{world.call.slug}/assessors/")
    page.get_by_label("Cy Brandal").check()
    page.locator(f"input[name=application][value='{world.made[0].id}']").check()
    page.get_by_role("button", name="Give to them").click()
    expect(page.locator("main")).to_contain_text("1 assignment was made")
    expect(page.locator("tr", has_text=world.made[0].title)).to_contain_text("has not declared yet")
    page = cy.go(f"/samband/reviews/{world.call.slug}/declare/")
    page.get_by_label("No interest").check()
    page.get_by_role("button", name="Declare").click()
    page.get_by_role("link", name=world.made[0].title).click()
    for criterion in world.component.criteria:
        part = page.locator(f"#c-{criterion.id}")
        part.locator(".scale label").nth(3).click()
        part.locator("[name=reason]").fill("They say how")
        if criterion.principle:
            part.locator("[name=evidence]").fill("Answer three")
        part.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Everything is scored; you can lock it")
    page.get_by_role("link", name="Lock my scores").click()
    page.get_by_role("button", name="Lock them").click()
    expect(page.locator("main")).to_contain_text("Nobody else has locked yet")
