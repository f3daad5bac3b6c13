"""The workbench in the browser: sound on every page and width, with and without scripts, alone and two at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tandem.programmes import operations
from tandem.programmes.forms.workbench.tree import Tree
from tandem.programmes.models import RulebookDraft
from tests.browser import axe, sideways

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")
PROJECT = ("components", "project")
PAGES: list[tuple[str, ...]] = [
    (), ("basics",), ("parties",), ("parties", "abroad"), ("lists", "purposes"), ("papers", "code_of_ethics"),
    ("donors", "norad"), ("letters",), PROJECT, (*PROJECT, "form"), (*PROJECT, "questions", "budget"),
    (*PROJECT, "people"), (*PROJECT, "rules"), (*PROJECT, "rules", "own_contribution"), (*PROJECT, "add", "count"),
    (*PROJECT, "criteria"), (*PROJECT, "criteria", "coherence"), (*PROJECT, "steps"), (*PROJECT, "selection"),
    (*PROJECT, "floors"), ("try", "project"), ("texts",), ("changes",), ("files",), ("send",), ("drop",),
]


@pytest.fixture
def draft(cast: Any, served_at: Any) -> RulebookDraft:
    """A copy of a shipped rulebook on Ana's bench."""
    served_at("2025-09-01T10:00")
    with cast.scope():
        return operations.drafts.start(cast.actor("ana"), template="ks-mic")


def address(draft: RulebookDraft, *pieces: str) -> str:
    return f"/samband/workbench/{draft.id}/" + "".join(f"{piece}/" for piece in pieces)


@pytest.mark.expects("UX-7", "UX-29")
def test_every_page_is_sound_at_every_width(cast: Any, visit: Any, draft: RulebookDraft) -> None:
    ana = visit(cast.ana)
    faults: list[str] = []
    for path in ("/samband/workbench/", *(address(draft, *pieces) for pieces in PAGES)):
        page = ana.go(path)
        expect(page.locator("h1")).to_have_count(1)
        faults += axe(page)
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} at {width}: {sideways(page)}"] if sideways(page) else []
            if LOOK and width != 320:
                name = path.split(str(draft.id))[-1].strip("/").replace("/", "-") or "start"
                Path(LOOK).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{LOOK}/bench-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
    assert faults == []


class Counted:
    """A page whose actions are counted: a field that is filled in or chosen, a link or button that is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(text)
        self.actions += 1

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'select[name="{name}"]').select_option(value)
        self.actions += 1

    def press(self, role: Any, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()
        self.actions += 1


@pytest.mark.expects("UX-22")
def test_thirty_questions_are_written_without_scripts_in_under_a_hundred_actions(cast: Any, visit: Any) -> None:
    ana = visit(cast.ana, javascript=False)
    hand = Counted(ana.go("/samband/workbench/"))
    hand.page.get_by_label("Nothing: a short programme that already works").check()
    hand.fill("title", "Skolernes fond")
    hand.fill("languages", "Danish")
    hand.fill("currency", "DKK")
    hand.press("button", "Begin")
    hand.actions += 1
    hand.press("link", "Form")
    for kind, of, needed, size in (("long_text", "each_party", "yes", 10), ("short_text", "together", "yes", 8),
                                   ("number", "together", "no", 6), ("file", "each_party", "no", 2),
                                   ("long_text", "together", "no", 4)):
        hand.fill("lines", "\n".join(f"{kind} {of} nummer {number}?" for number in range(1, size + 1)))
        hand.choose("how.type", kind)
        hand.choose("how.of", of)
        hand.choose("how.required", needed)
        hand.press("button", "Add questions")
    hand.press("link", "See it as an applicant")
    expect(hand.page.locator(".q")).to_have_count(33)
    made = RulebookDraft.everywhere.get()
    assert len([pair for pair in Tree(made.files).questions("project") if "nummer" in str(pair[1]["label"])]) == 30
    assert hand.actions < 100
    print(f"{hand.actions} actions")


@pytest.mark.expects("UX-9")
def test_two_officers_at_one_field_keep_both_texts(cast: Any, visit: Any, draft: RulebookDraft) -> None:
    where = address(draft, *PROJECT, "criteria", "coherence")
    ana, omar = visit(cast.ana), visit(cast.omar)
    mine, theirs = ana.go(where), omar.go(where)
    theirs.locator('[name="title.en"]').fill("It fits what Omar knows")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.locator("main")).to_contain_text("Saved.")
    mine.locator('[name="title.en"]').fill("It fits what Ana knows")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator(".conflict")).to_contain_text("It fits what Omar knows")
    expect(mine.locator('[name="title.en"]')).to_have_value("It fits what Ana knows")
    assert axe(mine) == []
    mine.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("main")).to_contain_text("Saved.")
    draft.refresh_from_db()
    assert "It fits what Ana knows" in draft.files["rulebook.yaml"]


def test_the_sample_applicant_answers_and_the_rules_reply_at_once(cast: Any, visit: Any, draft: RulebookDraft) -> None:
    ana = visit(cast.ana)
    page = ana.go(address(draft, "try", "project"))
    expect(page.locator("aside h2").first).to_have_text("The sample would be taken")
    page.get_by_text("The two of you").click()
    for purpose in ("efficient_services", "environment_in_plans", "trust_and_participation"):
        page.locator(f'input[name="purposes"][value="{purpose}"]').check()
    expect(page.locator("aside")).to_contain_text("3 purposes are marked. A project serves one or two.")
    expect(page.locator("#short")).to_have_text("One rule refuses the sample")
    plain = visit(cast.ana, javascript=False).go(address(draft, "try", "project"))
    plain.get_by_text("The two of you").click()
    for purpose in ("environment_in_plans", "trust_and_participation"):
        plain.locator(f'input[name="purposes"][value="{purpose}"]').check()
    plain.get_by_role("button", name="See what the rules say").last.click()
    expect(plain.locator("aside")).to_contain_text("3 purposes are marked. A project serves one or two.")
    expect(plain.locator('input[name="purposes"][value="trust_and_participation"]')).to_be_visible()
