"""Dee's activity waits for a baseline, Ana lets it begin; Bo plans a visit; Dee reports a zero, in Spanish."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tandem.delivery import operations
from tandem.delivery.models import ActivityStart, Actual, Participant
from tandem.delivery.operations import DecisionInput, MeetingInput
from tests.browser import axe, sideways
from tests.factories import delivery

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")


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
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(visitor.page) == 0, name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.clause("MIC-8")
@pytest.mark.clause("MIC-17")
@pytest.mark.expects("REL-14", "UX-14", "FLD-5")
def test_what_is_planned_is_done_and_what_was_reached_is_written_down(
    cast: Any, visit: Any, served_at: Callable[..., datetime]
) -> None:
    served_at("2025-11-20T10:00")
    with cast.scope():
        grant, ids = delivery.under_agreement(cast, without=("rising",))
        delivery.with_team(cast, grant)
    base = f"/samband/grants/{grant.id}"
    dee, ana, bo = visit(cast.dee, language="es"), visit(cast.ana), visit(cast.bo)

    # Dee's activity waits, and the page says for what
    dee.go(f"{base}/")
    sound(dee, "grant")
    page = dee.go(f"{base}/activities/")
    sound(dee, "activities")
    page.get_by_role("link", name="Collectors from San Telmo visit Fjordvik").click()
    expect(page.locator(".notice")).to_contain_text("Households that sort their waste")
    assert page.locator("#begin").count() == 0
    sound(dee, "activity-waits")

    # Ana lets it begin, and says why
    page = ana.go(f"{base}/activities/{ids['visit']}/")
    page.get_by_role("button", name="Let it begin").click()
    expect(page.locator(".errors")).to_contain_text("Write the reason")
    sound(ana, "activity-reason")
    page.get_by_label("Why it may begin without").fill("The count is under way and ends on Friday.")
    page.get_by_role("button", name="Let it begin").click()
    expect(page.locator(".notice", has_text="It began without a baseline")).to_contain_text("ends on Friday")
    sound(ana, "activity-begun")
    with cast.scope():
        assert ActivityStart.objects.get(grant=grant).recorded_by == cast.ana

    # Bo plans a visit; one of the people meets nobody
    page = bo.go(f"{base}/visits/")
    sound(bo, "visits-empty")
    page.get_by_role("link", name="Plan a visit").click()
    page.get_by_label("San Telmo").first.check()
    page.get_by_label("Place").fill("San Telmo")
    page.get_by_label("What for").fill("To see how the co-operative draws its routes")
    page.get_by_label("First day").fill("2025-11-10")
    page.get_by_label("Last day").fill("2025-11-07")
    for name in ("Kari Nes", "Ole Vik", "Ixchel Ajanel"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator(".errors")).to_contain_text("ends before it starts")
    sound(bo, "visit-refused")
    page.get_by_label("Last day").fill("2025-11-14")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator("#people .notice")).to_contain_text("Ole Vik")
    sound(bo, "visit")
    page.get_by_label("What you learnt").fill("Routes are drawn with the collectors, street by street.")
    page.get_by_role("button", name="It was held").click()
    expect(page.locator("#account")).to_contain_text("street by street")
    sound(bo, "visit-held")
    bo.go(f"{base}/visits/")
    sound(bo, "visits")
    with cast.scope():
        assert Participant.objects.exclude(counterpart=None).count() == 2

    _report(dee, ana, base, ids)
    with cast.scope():
        found = {row.indicator: (row.value, row.state) for row in Actual.objects.filter(grant=grant)}
    assert found[ids["rising"]] == ("0", "approved") and found[ids["milestone"]] == ("", "approved")

    with cast.scope():
        operations.record_meeting(cast.actor("bo"), grant.id, MeetingInput(
            2025, date(2025, 11, 12), "San Telmo", "Kari Nes, Ixchel Ajanel",
            {"progress": "Routes are drawn; the count is done.", "learning": "Ask before a route changes."},
            decisions=(DecisionInput("Count twice a year", "abroad", date(2026, 2, 1)), DecisionInput("Meet in May")),
        ))
    page = bo.go(f"{base}/meetings/")
    sound(bo, "meetings")
    page.get_by_role("link", name="2025").click()
    sound(bo, "meeting")
    bo.go(f"{base}/meetings/record/")
    sound(bo, "meeting-new")


def _report(dee: Any, ana: Any, base: str, ids: dict[str, Any]) -> None:
    """Dee writes a zero and a number that can mean two things; Ana asks once, then approves."""
    page = dee.go(f"{base}/results/2025/")
    value = page.locator(f"#f-value-{ids['rising']}")
    value.fill("0")
    page.locator(f"#f-value-{ids['falling']}").fill("1.200")
    page.locator(f"#v-{ids['milestone']} details summary").first.click()
    page.locator(f"#f-reason-{ids['milestone']}").fill("El registro empieza en marzo")
    page.locator("button[name=send]").click()
    expect(page.locator(".errors")).to_contain_text("1,2")
    expect(page.locator(f"#f-value-{ids['falling']}")).to_have_value("1.200")
    sound(dee, "year-refused")
    page.locator(f"#f-value-{ids['falling']}").fill("31,5")
    page.locator("button[name=send]").click()
    expect(page.locator("h1")).to_contain_text("3")
    sound(dee, "results")
    page = ana.go(f"{base}/results/2025/")
    sound(ana, "year-judge")
    page.locator(f"#f-question-{ids['rising']}").fill("Is it really none, or was nobody asked?")
    page.get_by_role("button", name="Return what I ask about").click()
    page = dee.go(f"{base}/results/2025/")
    expect(page.locator(f"#v-{ids['rising']} .notice")).to_contain_text("Is it really none")
    expect(page.locator(f"#f-value-{ids['rising']}")).to_have_value("0")
    sound(dee, "year-returned")
    page.locator(f"#v-{ids['rising']} details summary").last.click()
    page.locator(f"#f-text-{ids['rising']}").fill("Se contó: ninguna casa separa todavía")
    page.locator("button[name=send]").click()
    page = ana.go(f"{base}/results/2025/")
    page.get_by_role("button", name="Approve all that was sent").click()
    expect(page.locator("h1")).to_have_text("3 of 3 indicators are reported for 2025")
    sound(ana, "results-approved")
