"""Bo and Dee write one application from accounts of their own, sign it, and get one receipt."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.answers.queries import values
from tandem.applications.models import Application, Submission
from tests.browser import axe, sideways
from tests.factories import applications, calls

pytestmark = [pytest.mark.django_db(transaction=True)]

LOOK = os.environ.get("LOOK_AT", "")


def look(visitor: Any, name: str) -> None:
    """Keep a picture of the page when a person wants to look (LOOK_AT names the folder)."""
    if LOOK:
        Path(LOOK).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)


def sound(visitor: Any) -> None:
    """No axe violation, nothing sideways."""
    if LOOK:
        with Path(f"{LOOK}/axe.txt").open("a") as out:
            out.writelines(line + "\n" for line in axe(visitor.page))
        return
    assert axe(visitor.page) == []
    assert sideways(visitor.page) == 0


@pytest.fixture
def world(cast: Any, served_at: Callable[..., Any], at: Any) -> Any:
    """The call of 2024 is open."""
    served_at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
    return cast


@pytest.mark.expects("UX-5")
@pytest.mark.parametrize("javascript", [True, False])
def test_bo_founds_a_partnership_and_dee_finds_it(world: Any, visit: Any, javascript: bool) -> None:
    bo = visit(world.bo, javascript=javascript)
    page = bo.go(f"/samband/calls/{world.call.slug}/start/")
    look(bo, f"start-{javascript}")
    page.get_by_label("Name of the project").fill("Budgets that residents write")
    page.locator("input[name=side][value=home]").check()
    page.locator("#id_abroad_name").fill("Municipalidad de Los Encinos")
    page.locator("#id_abroad_kind").select_option("municipality")
    page.locator("#id_abroad_country").select_option("GT")
    page.locator("#id_abroad_person").fill("Rosa Encinos")
    page.locator("#id_abroad_mail").fill("rosa@encinos.example")
    page.locator("#id_abroad_language").select_option("es")
    page.get_by_role("button", name="Begin the application").click()
    expect(page.locator("h1")).to_contain_text("Budgets that residents write")
    look(bo, f"overview-{javascript}")
    if javascript:
        sound(bo)
    with world.scope():
        assert Application.objects.count() == 1


@pytest.mark.expects("UX-7", "UX-16")
@pytest.mark.parametrize("javascript", [True, False])
def test_both_sign_the_same_answers_and_the_last_signature_sends(world: Any, visit: Any, javascript: bool) -> None:
    with world.scope():
        made = applications.filled(world.actors, world.call, {"home": world.fjordvik, "abroad": world.san_telmo})
    home = f"/samband/applications/{made.id}/"
    bo, dee = visit(world.bo, javascript=javascript), visit(world.dee, javascript=javascript, language="es")
    bo.go(f"{home}check/")
    look(bo, f"check-{javascript}")
    bo.page.get_by_role("button", name="Sign these answers").click()
    expect(bo.page.locator("main")).to_contain_text("You have signed")
    dee.go(f"{home}check/")
    dee.page.locator("form[action$='/sign/'] button").click()
    expect(dee.page.locator("#checksum")).to_be_visible()
    look(dee, f"receipt-{javascript}")
    bo.go(f"{home}receipt/")
    with world.scope():
        submission = Submission.objects.get(application=made)
    expect(bo.page.locator("#checksum")).to_have_text(submission.sha256)
    bo.go(home)
    look(bo, f"status-{javascript}")
    stranger = visit()
    stranger.go(f"/samband/receipts/?reference={submission.reference}&checksum={submission.sha256}")
    expect(stranger.page.locator("h1")).to_have_text("This checksum belongs to this submission")
    if javascript:
        for visitor in (bo, dee, stranger):
            sound(visitor)


@pytest.mark.expects("UX-6", "UX-9", "FLD-1")
def test_autosave_and_a_conflict_that_shows_both_texts(world: Any, visit: Any) -> None:
    with world.scope():
        made = applications.draft(world.actors["home"], world.call, {"home": world.fjordvik, "abroad": world.san_telmo})
    home = f"/samband/applications/{made.id}/"
    bo, dee = visit(world.bo), visit(world.dee, language="es")
    bo.go(f"{home}sections/about/")
    dee.go(f"{home}sections/about/")
    look(bo, "section-empty")
    bo.page.locator("[name=summary]").fill("Bo wrote this first.")
    expect(bo.page.locator("#saved-state")).to_contain_text("Saved 12:0")
    dee.page.locator("[name=summary]").fill("Dee escribió otra cosa.")
    expect(dee.page.locator(".conflict")).to_be_visible()
    expect(dee.page.locator(".conflict")).to_contain_text("Bo wrote this first.")
    expect(dee.page.locator(".conflict")).to_contain_text("Dee escribió otra cosa.")
    look(dee, "conflict")
    sound(dee)
    dee.page.locator(".conflict button[value=both]").click()
    expect(dee.page.locator("[name=summary]")).to_have_value("Bo wrote this first.\n\nDee escribió otra cosa.")
    bo.go(f"{home}kept/")
    expect(bo.page.locator("main")).to_contain_text("Dee escribió otra cosa.")


SLOW_REPLIES = """() => { const send = window.fetch;
  window.fetch = (...a) => send(...a).then((reply) => new Promise((done) => setTimeout(() => done(reply), 1500))); }"""


@pytest.mark.expects("UX-9")
def test_the_button_waits_for_a_save_under_way_and_nobody_conflicts_with_themselves(world: Any, visit: Any) -> None:
    with world.scope():
        made = applications.draft(world.actors["home"], world.call, {"home": world.fjordvik, "abroad": world.san_telmo})
    bo = visit(world.bo)
    page = bo.go(f"/samband/applications/{made.id}/sections/about/")
    page.evaluate(SLOW_REPLIES)
    with page.expect_request("**/autosave/"):
        page.locator("[name=summary]").fill("The first half,")
    page.locator("[name=summary]").fill("The first half, and the second.")
    with page.expect_navigation():
        page.locator("button[form=sheet]").click()
    expect(page.locator(".conflict")).to_have_count(0)
    with world.scope():
        assert values(made.id)[("summary", "")] == "The first half, and the second."
    bo.go(f"/samband/applications/{made.id}/kept/")
    expect(page.locator("main")).not_to_contain_text("The first half")


def test_every_section_at_every_width(world: Any, visit: Any) -> None:
    with world.scope():
        made = applications.filled(world.actors, world.call, {"home": world.fjordvik, "abroad": world.san_telmo})
    home = f"/samband/applications/{made.id}/"
    for width in (320, 1280):
        bo = visit(world.bo, width=width)
        for section in world.call.form.sections:
            bo.go(f"{home}sections/{section.id}/")
            look(bo, f"section-{section.id}-{width}")
            sound(bo)
        for part in ("", "missing/", "check/", "kept/"):
            bo.go(f"{home}{part}")
            look(bo, f"{part.strip('/') or 'overview'}-{width}")
            sound(bo)


@pytest.mark.expects("UX-6")
def test_a_browser_killed_two_seconds_after_the_last_key_loses_nothing(
    world: Any, chromium: Any, live_server: Any
) -> None:
    import signal
    import subprocess
    import tempfile
    import time

    from playwright.sync_api import sync_playwright  # noqa: F401

    from tests.browser import ARGUMENTS, executable, session_cookie

    with world.scope():
        made = applications.draft(world.actors["home"], world.call, {"home": world.fjordvik, "abroad": world.san_telmo})
    profile = tempfile.mkdtemp(prefix="tandem-killed-")
    browser = subprocess.Popen(
        [executable(), "--headless", "--remote-debugging-port=9377", f"--user-data-dir={profile}", *ARGUMENTS],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        connected = _connect(chromium, 9377)
        context = connected.new_context(base_url=live_server.url)
        context.add_cookies([session_cookie(world.bo, live_server.url)])
        page = context.new_page()
        page.goto(f"/samband/applications/{made.id}/sections/about/")
        text = "Every word of this must survive, æøå ñ 😀, to the very last full stop."
        page.locator("[name=summary]").press_sequentially(text, delay=15)
        time.sleep(2)
    finally:
        browser.send_signal(signal.SIGKILL)
        browser.wait()
    with world.scope():
        assert values(made.id)[("summary", "")] == text


def _connect(chromium: Any, port: int) -> Any:
    """Over the debugging port, as soon as the browser listens."""
    import time

    for _attempt in range(50):
        try:
            return chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        except Exception:
            time.sleep(0.2)
    raise AssertionError("the browser did not start")
