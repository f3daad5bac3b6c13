"""An open call of the Serbian office: a blind panel by keyboard alone, a short list, a visit, a second officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tandem.applications.models import Application
from tandem.awards.queries.judged import judged
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership, Office
from tandem.reviews import operations
from tandem.reviews.models import Assignment, Scoring
from tandem.reviews.queries.codes import code_of
from tests.conftest import moment
from tests.journeys.test_review import LISTEN, look, press, sound, tab_to
from tests.reviews.conftest import READING, World
from tests.reviews.panel import CANARIES, NAMES, PLACES, serbian

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(cast: Any, served_at: Callable[..., Any]) -> World:
    """Two applications to the office in Serbia wait for their panel; Ana and Omar act for that office."""
    served_at(READING)
    stop: list[Any] = []

    def at(when: str) -> None:
        stop.append(clock.at(moment(when)))
        stop[-1].__enter__()

    with cast.scope():
        made = serbian(cast, at)
        office = Office.objects.create(slug="serbia", name={"en": "Serbia", "sr": "Srbija"}, country="RS")
        Call.objects.filter(id=made.call.id).update(office=office)
        Membership.objects.filter(person__in=[cast.ana, cast.omar], role="officer").update(office=office)
    for each in reversed(stop):
        each.__exit__(None, None, None)
    return made


def nobody_named(page: Page) -> None:
    """No canary anywhere on the page."""
    text = page.content().casefold()
    assert [canary for canary in CANARIES if canary.casefold() in text] == []


def declares(page: Page) -> None:
    """Say of every name that there is no interest, with the space bar."""
    press(page, "a[href$='/declare/']")
    expect(page.locator("main")).to_contain_text(NAMES[0])
    names = page.evaluate("[...new Set([...document.querySelectorAll('[name^=interest-]')].map(e => e.name))]")
    assert len(names) == 4
    for name in names:
        press(page, f"[name='{name}']", "Space")
    press(page, "button[form=declare]")
    expect(page.locator("main")).to_contain_text("Your declaration is kept")


def judges(page: Page, world: World, number: int) -> None:
    """Score one application, criterion by criterion, and lock it, without a mouse."""
    code = page.evaluate("n => document.querySelectorAll('ul.tasks a')[n].textContent.trim()", number)
    href = page.evaluate("n => document.querySelectorAll('ul.tasks a')[n].getAttribute('href')", number)
    press(page, f"a[href='{href}']")
    expect(page.locator("h1")).to_have_text("You have finished 0 of 5 criteria")
    assert code_of(world.made[0].id) in code or code_of(world.made[1].id) in code
    nobody_named(page)
    steps = 4 if code_of(world.made[0].id) in code else 2
    for criterion in world.component.criteria:
        tab_to(page, f"[name='score-{criterion.id}']")
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
        tab_to(page, f"#reason-{criterion.id}")
        page.keyboard.type("Each says what it gives.")
        expect(page.locator(f"#saved-{criterion.id}")).to_contain_text("Saved 10:")
    press(page, "a[href$='/lock/']")
    expect(page.locator("h1")).to_have_text("Lock your scores?")
    nobody_named(page)
    press(page, "main button")
    expect(page.locator("h1")).to_have_text("You have locked your scores")
    nobody_named(page)
    press(page, "a.back")
    expect(page.locator("ul.tasks a")).to_have_count(2)


@pytest.mark.clause("TAC-16", "TAC-10")
@pytest.mark.expects("UX-26", "UX-29", "SEC-13")
def test_a_blind_panel_a_short_list_and_a_visit_in_the_serbian_office(world: World, visit: Any) -> None:
    slug = world.call.slug
    ana, cy = visit(world.cast.ana), visit(world.cast.cy)
    page = ana.go(f"/samband/calls/{slug}/assessors/")
    for name in ("Cy Brandal", "Liv Aker"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Ask them onto the panel").click()
    expect(page.locator("main")).to_contain_text("2 assessors have been asked")
    cy.context.add_init_script(LISTEN)
    panel = cy.go("/samband/reviews/")
    look(cy, "panel-asked")
    declares(panel)
    page.get_by_role("link", name="Let Tandem propose who gets what").click()
    expect(page.locator("h1")).to_have_text("4 assignments are proposed")
    look(ana, "panel-propose")
    sound(ana)
    page.get_by_role("button", name="Give them as chosen").click()
    expect(page.locator("main")).to_contain_text("4 assignments were made")
    panel = cy.go("/samband/reviews/")
    nobody_named(panel)
    for number in (0, 1):
        judges(panel, world, number)
    assert panel.evaluate("sessionStorage.getItem('mouse')") is None
    with world.cast.scope(), clock.at(moment(READING)):
        assert Assignment.objects.filter(assessor=world.cast.cy, locked_at__isnull=False).count() == 2
        assert set(Scoring.objects.filter(assignment__assessor=world.cast.cy).values_list("value", flat=True)) == {2, 4}
        from tandem.reviews.queries.names import applicants

        names = {id for found in applicants(world.call).values() for id in found}
        operations.declare_about(world.actor(world.liv), world.call, dict.fromkeys(names))
        world.lock_all(world.liv, 4, world.made[0])
        world.lock_all(world.liv, 2, world.made[1])
    _short_list(ana, page, world)
    _visit(ana, visit(world.cast.omar), world)
    with world.cast.scope():
        first = Application.objects.get(id=world.made[0].id)
        assert (first.step, first.score) == ("interviewed", 83)
        assert ("interview", "lasting", 5) in judged(world.call).scores[first.id]


def _short_list(ana: Any, page: Page, world: World) -> None:
    ana.go(f"/samband/calls/{world.call.slug}/judgement/")
    look(ana, "panel-judgement")
    sound(ana)
    page.get_by_role("link", name="How each assessor scores").click()
    sound(ana)
    page.go_back()
    page.get_by_role("link", name="Decide the short list").click()
    page.get_by_label("Or so many places").fill("1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("The line is at 80.0")
    page.get_by_label("What those are told who stay out").fill("Others say more clearly who gains what.")
    look(ana, "short-list")
    sound(ana)
    page.get_by_role("button", name="Look at what it comes to").click()
    expect(page.locator("h1")).to_have_text("Put 1 application on the short list?")
    sound(ana)
    page.get_by_role("button", name="Decide the short list").click()
    expect(page.locator("main")).to_contain_text("1 application is on the short list, 1 is not")


def _visit(ana: Any, omar: Any, world: World) -> None:
    first = world.made[0]
    page = ana.go(f"/samband/reviews/applications/{first.id}/")
    page.get_by_role("button", name="Let the panel see who applies").click()
    expect(page.locator("main")).to_contain_text("The panel sees who applies from now on")
    sound(ana)
    page.get_by_role("link", name="Record the interview, criterion by criterion").click()
    page.get_by_label("Site visit").check()
    page.get_by_label("Day", exact=True).fill("2024-11-03")
    page.get_by_label("Place", exact=True).fill(PLACES[0])
    page.get_by_label("Who asked, one name on each line").fill("Ana Solheim\nMira Ilić")
    for criterion in world.component.criteria:
        part = page.locator(f"section#{criterion.id}")
        if criterion.id == "lasting":
            part.locator("input[value='5']").check(force=True)
        else:
            part.get_by_label("The score stands").check()
        part.get_by_label("What you saw or heard").fill("They showed us.")
    look(ana, "interview")
    sound(ana)
    page.get_by_role("button", name="Record the interview").click()
    expect(page.locator("main")).to_contain_text("It counts once a second officer has confirmed it")
    second = omar.go(f"/samband/reviews/applications/{first.id}/interview/")
    expect(second.locator("h1")).to_have_text("The interview waits for a second officer")
    sound(omar)
    second.get_by_role("button", name="Confirm it as it stands here").click()
    expect(second.locator("main")).to_contain_text("it counts from now on")
    expect(second.locator("main")).to_contain_text("revised to 5")
