"""A preparation in Swedish from the eligibility check to the award; then a project that the planning tool filled."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.answers.queries import stored
from tandem.applications.models import Application, Submission
from tandem.foundation.accounts.models import Person
from tandem.partnerships.models import Grant
from tandem.plans.models import PlanningTool
from tandem.plans.queries import content, draft
from tests.awards.conftest import World
from tests.browser import axe, sideways
from tests.factories import icld
from tests.rulebooks.teams import person

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")


def sound(visitor: Any, name: str) -> None:
    """A picture if wanted; no axe violation, nothing sideways at 320 pixels."""
    if LOOK:
        Path(LOOK).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)
    assert axe(visitor.page) == []
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(visitor.page) == 0
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def world(cast: Any, served_at: Callable[..., Any], at: Any) -> Any:
    """The spring round is open; Bo's people write Swedish."""
    served_at(icld.NOW)
    Person.objects.filter(id=cast.bo.id).update(language="sv")
    cast.bo.refresh_from_db()
    with cast.scope():
        cast.call = icld.call(cast.actor("ana"))
        cast.sides = icld.pair(cast)
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.within = icld.partnership(cast.actors["home"], cast.sides)
    return cast


@pytest.mark.clause("ICLD-1", "ICLD-2")
@pytest.mark.expects("UX-3", "UX-10")
def test_a_preparation_is_refused_mended_awarded_and_becomes_a_project(
    world: Any, visit: Any, served_at: Callable[..., Any]
) -> None:
    _checked_without_an_account(world, visit)
    made = _written(world)
    _refused_and_mended(world, visit, made)
    _signed(world, visit, made)
    served_at("2025-05-12T10:00")
    grant = _awarded(world, visit, made)
    served_at("2025-09-20T10:00")
    _planned_together(world, visit, grant)
    _the_project_starts_from_it(world, visit, grant)


def _checked_without_an_account(world: Any, visit: Any) -> None:
    """Somebody without an account reads the call in Swedish, its ceilings, and why a team of one politician fails."""
    stranger = visit(language="sv")
    page = stranger.go(f"/samband/calls/{world.call.slug}/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    ceilings = page.locator("#support table")
    expect(ceilings).to_contain_text("Afrika och Asien")
    expect(ceilings.locator("tbody tr").nth(1).locator("td").first).to_contain_text("275")
    sound(stranger, "call")
    page = stranger.go(f"/samband/calls/{world.call.slug}/check/")
    page.locator("[name=p0-party]").select_option("home")
    page.locator("[name=p0-role]").select_option("politician")
    page.locator("[name=p0-number]").fill("1")
    page.locator("form#check button[name=checked]").first.click()
    expect(page.locator("#result, main").first).to_contain_text("1 förtroendevalda politiker; 2 deltar.")
    sound(stranger, "check")
    page = stranger.go(f"/samband/calls/{world.call.slug}/rules/two_politicians/")
    expect(page.locator("main")).to_contain_text("Gärna en från majoriteten och en från oppositionen.")


def _written(world: Any) -> Application:
    """Everything is answered; the Swedish team has one politician too few and one official too many."""
    with world.scope():
        made = icld.draft(world.actors, world.call, world.sides, within=world.within, title="Ungas röst")
        there = {row: kept.value for (path, row), kept in stored(made.id).items() if path == "team"}
        second = next(row for row, one in there.items() if one["party"] == "home" and one.get("bench") == "opposition")
        wrong = {**person("O", "home", 1), "email": "home@example.org", "name": "Maj Lind"}
        icld.write(world.actors, "application", made.id, {("team", second): wrong})
        world.second = second
    return made


def _refused_and_mended(world: Any, visit: Any, made: Application) -> None:
    bo = visit(world.bo, language="sv")
    home = f"/samband/applications/{made.id}/"
    page = bo.go(f"{home}missing/")
    expect(page.locator("main")).to_contain_text("Lövhamns kommun har 1 förtroendevalda politiker; 2 deltar.")
    expect(page.locator("main")).to_contain_text("Lövhamns kommun har 3 tjänstepersoner; 1 till 2 deltar.")
    sound(bo, "missing")
    page = bo.go(f"{home}sections/people/")
    page.locator(f"[name='team.{world.second}.role']").select_option("politician")
    page.locator(f"[name='team.{world.second}.bench']").select_option("opposition")
    page.locator("button[form=sheet]").click()
    page = bo.go(f"{home}missing/")
    expect(page.locator("main")).not_to_contain_text("förtroendevalda politiker; 2 deltar.")
    expect(page.locator("main")).not_to_contain_text("tjänstepersoner; 1 till 2 deltar.")


def _signed(world: Any, visit: Any, made: Application) -> None:
    home = f"/samband/applications/{made.id}/"
    bo, dee = visit(world.bo, language="sv"), visit(world.dee)
    bo.go(f"{home}check/")
    expect(bo.page.locator("main")).to_contain_text("Maj Lind")
    bo.page.locator("form[action$='/sign/'] button").click()
    dee.go(f"{home}check/")
    dee.page.locator("form[action$='/sign/'] button").click()
    with world.scope():
        submission = Submission.objects.get(application=made)
    expect(dee.page.locator("#checksum")).to_have_text(submission.sha256)
    bo.go(home)
    sound(bo, "status")


def _awarded(world: Any, visit: Any, made: Application) -> Grant:
    """Judged, proposed by Ana; Omar approves what he read; Bo finds the grant and what it asks."""
    with world.scope():
        judged = World(world, world.call)
        made.refresh_from_db()
        judged.judge(made, 4, 5)
        judged.sent()
    omar = visit(world.omar)
    page = omar.go(f"/samband/calls/{world.call.slug}/decision/")
    page.get_by_role("button", name="Approve and send the letters").click()
    expect(page.locator("h1")).to_contain_text("been written")
    with world.scope():
        grant = Grant.objects.get(partnership=world.within)
    bo = visit(world.bo, language="sv")
    page = bo.go(f"/samband/grants/{grant.id}/")
    expect(page.locator("#tools")).to_contain_text("Planeringsverktyget")
    expect(page.locator("#next")).to_contain_text("Styrgrupp")
    sound(bo, "grant")
    return grant


def _planned_together(world: Any, visit: Any, grant: Grant) -> None:
    """Bo begins the tool and names the problem; Dee reads it there; the rest is filled in by both."""
    bo = visit(world.bo, language="sv")
    page = bo.go(f"/samband/grants/{grant.id}/")
    page.locator("#tools a").first.click()
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Planeringsverktyget")
    sound(bo, "tool")
    bo.go(f"/samband/partnerships/{grant.partnership_id}/tools/planning_tool/1/sections/problems/")
    page.locator("[name=problem]").fill("Unga frågas inte när torget byggs om.")
    page.locator("button[form=sheet]").click()
    dee = visit(world.dee)
    theirs = dee.go(f"/samband/partnerships/{grant.partnership_id}/tools/planning_tool/1/sections/problems/")
    expect(theirs.locator("[name=problem]")).to_have_value("Unga frågas inte när torget byggs om.")
    sound(dee, "tool-section")
    with world.scope():
        row = PlanningTool.objects.get(partnership=grant.partnership_id)
        rulebook = row.rulebook_version.rulebook
        form = rulebook.forms[rulebook.tools[row.key].form]
        said = icld.tool_said(form, rulebook, ("home", "abroad"))
        said.pop(("problem", ""))
        icld.write(world.actors, "tool", row.id, said)
    page = bo.go(f"/samband/partnerships/{grant.partnership_id}/")
    expect(page.locator("#tools .tag.good")).to_be_visible()
    sound(bo, "partnership")


def _the_project_starts_from_it(world: Any, visit: Any, grant: Grant) -> None:
    with world.scope():
        call = icld.call(
            world.actor("ana"), "project", slug="project-autumn",
            opens=icld.OPENS.replace(month=9), closes=icld.CLOSES.replace(month=10),
        )
    bo = visit(world.bo, language="sv")
    page = bo.go(f"/samband/partnerships/{grant.partnership_id}/")
    page.locator("#next a[href*='project-autumn/start']").click()
    page.locator("#title").fill("Ungas röst, projekt")
    page.locator("main form button").click()
    expect(page.locator("h1")).to_contain_text("Ungas röst, projekt")
    sound(bo, "project")
    with world.scope():
        made = Application.objects.get(call=call)
    page = bo.go(f"/samband/applications/{made.id}/sections/goal/")
    expect(page.locator("[name=problem]")).to_have_value("Unga frågas inte när torget byggs om.")
    expect(page.locator("main")).to_contain_text("Planeringsverktyget, 20 september 2025")
    sound(bo, "project-goal")
    page = bo.go(f"/samband/applications/{made.id}/missing/")
    expect(page.locator("main")).to_contain_text("Ingen styrgrupp löper under hela projektets tid.")
    expect(page.locator("main")).not_to_contain_text("steg i planeringsverktyget är klara")
    with world.scope():
        version = draft(made.plan_id)
        assert version is not None
        plan = content(version.id)
        assert plan.statements and plan.indicators and plan.activities and plan.risks
