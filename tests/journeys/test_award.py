"""Ana proposes from the ranking, confirms the donors and sends it; Omar decides; the letters are in the outbox."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.applications.models import Application, Submission
from tandem.awards.models import Letter
from tandem.foundation import clock
from tandem.foundation.outbox.models import Mail
from tandem.partnerships.models import Grant
from tests.awards.conftest import World
from tests.browser import axe, sideways
from tests.factories import calls, organisations

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")
STORIES = (
    ("Waste: from collection to trust", 1_880_000, "GT", 5, 4, 4),
    ("School meals from the county's own fields", 1_650_000, "BI", 4, 4, 5),
    ("Budgets that residents write", 1_290_000, "AL", 5, 2, 4),
    ("Fire safety in old towns", 1_070_000, "AL", 3, 4, 3),
    ("Land registers that people can read", 640_000, "GT", 3, 3, 2),
)


def look(visitor: Any, name: str) -> None:
    """Keep a picture of the page when a person wants to look (LOOK_AT names the folder)."""
    if LOOK:
        Path(LOOK).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)


def sound(visitor: Any, name: str) -> None:
    """A picture if wanted; no axe violation, nothing sideways, at desk width and on a telephone."""
    look(visitor, f"{name}-1280")
    assert axe(visitor.page) == []
    visitor.page.set_viewport_size({"width": 360, "height": 800})
    look(visitor, f"{name}-360")
    assert axe(visitor.page) == []
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(visitor.page) == 0, widest(visitor.page)
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


def widest(page: Any) -> Any:
    """What reaches beyond the page, for the message of a failed test."""
    return page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 90)).slice(-3)"
    )


@pytest.fixture
def world(cast: Any, served_at: Callable[..., datetime]) -> World:
    """Five judged applications to a closed call; the money reaches three."""
    with cast.scope():
        made = World(cast, calls.call(cast.actor("ana")))
        served_at("2024-12-02T10:00")
        for number, (title, asked, country, *scores) in enumerate(STORIES):
            parties = (
                organisations.make(f"{('Fjordvik', 'Elvedal', 'Nordskog', 'Havneby', 'Lia')[number]} kommune",
                                   sign=cast.bo),
                organisations.make(("San Mateo", "Makamba", "Brezovo", "Gurëz", "Los Encinos")[number], country,
                                   sign=cast.dee if country == "GT" else None),
            )
            row = made.judge(made.application(title, asked, parties=parties), *scores)
            Submission.objects.create(
                application=row, reference=row.reference, content="{}", sha256="0" * 64, received_at=clock.now()
            )
    return made


@pytest.mark.expects("SEC-9", "UX-19")
@pytest.mark.parametrize("javascript", [True, False])
def test_ana_proposes_omar_decides_and_letters_are_under_way(world: World, visit: Any, javascript: bool) -> None:
    base = f"/samband/calls/{world.call.slug}"
    ana, omar = visit(world.cast.ana, javascript=javascript), visit(world.cast.omar, javascript=javascript)
    check = sound if javascript else look
    page = ana.go(f"{base}/manage/")
    check(ana, "manage")
    page.locator("#awards").get_by_role("link", name="Ranking").click()
    expect(page.locator("h1")).to_have_text("3 of 5 applications fit the budget")
    check(ana, "ranking")
    page.get_by_text("What if?").click()
    page.locator("#budget").fill("6 000 000")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("h1")).to_have_text("4 of 5 applications fit the budget")
    check(ana, "what-if")
    page.get_by_role("link", name="Back to the real ranking").first.click()
    page.get_by_role("button", name="Propose this").click()
    expect(page.locator("main")).to_contain_text("3 awards still need their donors confirmed")
    check(ana, "donors")
    page.get_by_role("button", name="Confirm these donors").click()
    page.get_by_role("button", name="Send it for decision").click()
    expect(page.locator("main")).to_contain_text("It waits for a second officer")
    ana.go(f"{base}/decision/")
    expect(page.locator("main")).to_contain_text("You worked on this proposal")
    theirs = omar.go("/samband/desk/")
    theirs.get_by_role("link", name="Decide on the awards").first.click()
    expect(theirs.locator("h1")).to_have_text("3 awards wait for your decision")
    theirs.locator("details.letter summary").first.click()
    check(omar, "decision")
    theirs.get_by_role("button", name="Approve and send the letters").click()
    expect(theirs.locator("h1")).to_contain_text("letters have been written")
    check(omar, "letters")
    with world.cast.scope():
        assert Grant.objects.filter(step="conditional").count() == 3
        mails = Mail.objects.filter(about_kind="letter").count()
        assert mails == Letter.objects.filter(mails__isnull=False).count() > 5
        reserve = Application.objects.get(title="Fire safety in old towns")
    dee = visit(world.cast.dee, javascript=javascript, language="es")
    with world.cast.scope():
        hers = Application.objects.get(title="Waste: from collection to trust")
    dee.go(f"/samband/applications/{hers.id}/")
    expect(dee.page.locator("#outcome")).to_contain_text(world.call.component.criteria[0].title["es"])
    check(dee, "status")
    bo = visit(world.cast.bo, javascript=javascript)
    bo.go(f"/samband/applications/{reserve.id}/")
    expect(bo.page.locator("main")).to_contain_text("How to complain")
    check(bo, "status-reserve")


def test_omar_sends_it_back_with_a_note(world: World, visit: Any) -> None:
    with world.cast.scope():
        world.application("Bridges that carry buses", 500_000, step="eligible")
    base = f"/samband/calls/{world.call.slug}"
    ana, omar = visit(world.cast.ana), visit(world.cast.omar)
    ana.go(f"{base}/ranking/")
    expect(ana.page.locator("h1")).to_have_text("One application cannot be ranked yet")
    sound(ana, "missing")
    with world.cast.scope():
        world.judge(world.made[-1], 1, 2)
        world.sent()
    omar.go(f"{base}/decision/")
    omar.page.get_by_label("Note").fill("Let the assessors of “Budgets” talk first.")
    omar.page.get_by_role("button", name="Send it back").click()
    expect(omar.page.locator("main")).to_contain_text("Omar Lunde sent the last proposal back")
    sound(omar, "returned")
    ana.go(f"{base}/ranking/")
    ana.page.get_by_role("button", name="Propose again").click()
    expect(ana.page.locator("main")).to_contain_text("Proposal 2, made by Ana Solheim")
