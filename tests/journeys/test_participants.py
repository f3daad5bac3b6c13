"""A team is judged while it is typed; after the award somebody leaves, is replaced, and costs nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.delivery import queries
from tests.browser import axe, sideways
from tests.factories import applications, calls, finance, organisations, participants

pytestmark = [pytest.mark.django_db(transaction=True)]


def sound(visitor: Any) -> None:
    """No axe violation, nothing sideways."""
    assert axe(visitor.page) == []
    assert sideways(visitor.page) == 0


@pytest.fixture
def draft(cast: Any, served_at: Callable[..., Any]) -> Any:
    """A preparation that Bo has begun; nobody is in its team yet."""
    served_at("2025-02-20T10:00")
    with cast.scope():
        call = calls.call(cast.actor("ana"), participants.folder(), component="preparation", year=2025)
        sides = {
            "home": organisations.make("Björkvik kommun", "SE", sign=cast.bo),
            "abroad": organisations.make("Makambira", "KE", sign=cast.dee),
        }
        return applications.draft(cast.actor("bo"), call, sides)


@pytest.mark.clause("ICLD-1", "ICLD-7")
@pytest.mark.expects("UX-12")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_team_is_judged_while_people_are_added(cast: Any, draft: Any, visit: Any, javascript: bool) -> None:
    """With JavaScript the counts change beside the list as one types, without it after saving: the same words."""
    bo = visit(cast.bo, javascript=javascript)
    page = bo.go(f"/samband/applications/{draft.id}/sections/people/")
    beside = page.locator("#team-verdicts")
    expect(beside).to_contain_text("Björkvik kommun has 0 elected politicians; 2 take part.")
    page.get_by_role("button", name="Add a person").click()
    person = page.locator("li[data-row]").first
    person.locator("[name$='.name']").fill("Pia Politiker")
    person.locator("[name$='.party']").select_option("home")
    person.locator("[name$='.role']").select_option("politician")
    person.locator("[name$='.bench']").select_option("majority")
    if not javascript:
        page.locator(".saved button").click()
        page = bo.go(f"/samband/applications/{draft.id}/sections/people/")
    beside = page.locator("#team-verdicts")
    expect(beside).to_contain_text("Björkvik kommun has 1 elected politicians; 2 take part.")
    expect(beside).to_contain_text("Takes part as: Elected politician")
    expect(beside.get_by_role("heading", name="Advice, not a must")).to_be_visible()
    if javascript:
        sound(bo)
    beside.get_by_role("link", name="Preferably one from the majority").first.click()
    assert "#" in page.url


@pytest.mark.clause("ICLD-7", "ICLD-8")
def test_who_leaves_is_replaced_and_costs_no_more(cast: Any, visit: Any, served_at: Callable[..., Any]) -> None:
    """Bo proposes Nora for Bo 1, Ana approves, the form is version 2, and an expense of April for Bo 1 is refused."""
    served_at("2025-06-10T12:00")
    with cast.scope():
        team = participants.awarded(cast)
    served_at("2026-04-20T12:00")
    bo, ana = visit(cast.bo), visit(cast.ana)
    page = bo.go(team.address())
    expect(page.locator("h1")).to_have_text("8 people are approved today")
    sound(bo)
    page.get_by_role("link", name="Propose a change").click()
    page.locator("#id_leaves").select_option(str(team.person("Bo 1")))
    page.locator("#id_why_0").check()
    page.locator("#id_reason").fill("Moves to another town.")
    page.locator("#id_from_on").fill("2026-03-01")
    sound(bo)
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator("h1")).to_have_text("Who leaves, and who comes?")
    expect(page.locator("[role=alert], .errors").first).to_contain_text("1 elected politicians")
    for name, value in participants.newcomer("Po").items():
        field = page.locator(f"[name='comes-{name}']")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name='comes-{name}'][value='{value}']").check()
        elif field.count() and field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        elif field.count():
            field.fill(value)
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator("h1")).to_have_text("Nora Ny in the place of Bo 1")
    sound(bo)
    decided = ana.go(page.url.replace(bo.address, ""))
    sound(ana)
    decided.get_by_role("button", name="Approve it").click()
    expect(decided.get_by_role("link", name="Version 2")).to_be_visible()
    decided.get_by_role("link", name="Version 2").click()
    expect(decided.locator("body")).to_contain_text("Nora Ny (post, Björkvik kommun) takes part now.")
    sound(ana)
    with cast.scope():
        line = next(each for each in finance.lines(team.grant) if each.key == "travel" and each.side == "home")
        assert len(queries.register(team.grant.id)) == 9
    spent = bo.go(f"/samband/grants/{team.grant.id}/expenses/new/")
    spent.locator("#id_line").select_option(str(line.identity))
    for name, value in (("text", "Train"), ("payee", "Tåget"), ("amount", "1200"), ("spent_on", "2026-04-12")):
        spent.locator(f"#id_{name}").fill(value)
    spent.get_by_label("Bo 1, from").check()
    sound(bo)
    spent.get_by_role("button", name="Enter it").click()
    expect(spent.locator("body")).to_contain_text("Bo 1 is not approved for 12\N{NO-BREAK SPACE}April")
    expect(spent.get_by_label("Bo 1, from")).to_be_checked()
