"""Another programme plays the same journey: three parties, an interview, no scores, yen, words of its own.

The engine knows no programme by heart. What this journey finds wrong is mended in the engine, never in the rulebook.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tandem.answers.operations import save
from tandem.applications.models import Application, Submission
from tandem.awards.models import Letter
from tandem.calls.models import Call
from tandem.core.rulebook import load
from tandem.foundation.access import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.outbox.models import Mail
from tandem.organisations import operations as organisations
from tandem.organisations.models import Organisation
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.rulebooks import shipped
from tests.browser import axe, sideways
from tests.factories import applications, calls
from tests.journeys.writing import send

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")
BOAT = "Three quays, one caulking iron"
SIDES = ("lantern", "tide", "guild")
GENERIC = {"Name of the project"}  # words of everybody that the shipped programme uses too
OWN_STEPS = [step.title for step in load(calls.HARBOUR).components["voyage"].workflow]


@dataclass
class World:
    """The cast, what they have made so far, and every word they have read."""

    cast: Any
    javascript: bool
    visit: Callable[..., Any]
    served_at: Callable[..., Any]
    call: Any = None
    application: Any = None
    read: list[str] = field(default_factory=list)

    def enter(self, person: Any, **how: Any) -> Any:
        return self.visit(person, javascript=self.javascript, **how)

    @property
    def home(self) -> str:
        return f"/samband/applications/{self.application.id}/"

    def actors(self) -> dict[str, Actor]:
        return {
            "lantern": self.cast.actor(Person.objects.get(email="hana@lantern.example")),
            "tide": self.cast.actor("dee"), "guild": self.cast.actor("bo"),
        }

    def look(self, visitor: Any, name: str) -> Page:
        """Remember the words; a sound page at desk width and on a telephone, a picture of each if wanted."""
        page: Page = visitor.page
        self.read.append(page.title() + "\n" + page.locator("body").inner_text())
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900 if width == 1280 else 800})
            if LOOK:
                Path(LOOK).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{LOOK}/{name}-{width}.png", full_page=True)
            if self.javascript:
                assert axe(page) == []
            assert sideways(page) == 0
        page.set_viewport_size({"width": 1280, "height": 900})
        return page


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def world(request: Any, cast: Any, visit: Any, served_at: Any) -> World:
    """Samband has started the invented programme; nothing else is there."""
    Person.objects.create_user("hana@lantern.example", "Hana Minato", language="en")
    served_at("2025-04-01T10:00")
    with cast.scope():
        calls.programme(cast.actor("ana"), calls.HARBOUR)
    return World(cast, request.param, visit, served_at)


def words_of_another_programme() -> set[str]:
    """What the shipped programme calls its things: purposes, donors, parties, papers, criteria, questions."""
    book = load(shipped()["ks-mic"])
    found = {book.title["en"], *(donor.title["en"] for donor in book.cycle.donors.values())}
    lists = [each for id, each in book.lists.items() if id != "document_languages"]  # they have one name everywhere
    found |= {option.label["en"] for each in lists for option in each.options}
    found |= {titled.title["en"] for titled in (*book.parties.values(), *book.once_per_organisation.values())}
    for component in book.components.values():
        found |= {component.title["en"], *(criterion.title["en"] for criterion in component.criteria)}
        found |= {step.explains["en"] for step in component.workflow if step.explains}
    for form in book.forms.values():
        found |= {form.title["en"], *(question.label["en"] for question in form.questions())}
    return found - GENERIC


def publish(world: World) -> None:
    """Ana prepares the call from what the rulebook proposes, and publishes it."""
    ana = world.enter(world.cast.ana)
    page = ana.go("/samband/calls/new/")
    page.get_by_label("A year's voyage").check()
    page.get_by_label("Year of the call").fill("2025")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("To share out, in JPY")).to_have_value("9,000,000")
    page.get_by_label("To share out, in JPY").fill("9,000,000.50")
    page.get_by_label("Decided by").fill("2025-12-20")
    page.get_by_label("Support starts").fill("2026-03-01")
    page.get_by_label("Papers needed, in español").fill("Una carta de su muelle")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("JPY")
    assert page.title().startswith("Error:")
    world.look(ana, "terms-refused")
    page.get_by_label("To share out, in JPY").fill("9,000,000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Everything is there: it can be published")
    page.get_by_role("button", name="Publish the call").click()
    expect(page.locator("main")).to_contain_text("The call is public now.")
    world.look(ana, "manage")
    world.call = Call.everywhere.get()


def read_it(world: World) -> None:
    """A stranger reads call, form and how it is judged: no scores are promised."""
    world.served_at("2025-04-20T12:00")
    stranger = world.enter(None)
    stranger.go("/samband/")
    world.look(stranger, "organiser")
    page = stranger.go(f"/samband/calls/{world.call.slug}/")
    for word in ("Lantern town", "Tide town", "Guild of the craft", "Lighthouse Trust", "Caulking"):
        expect(page.locator("main")).to_contain_text(word)
    world.look(stranger, "call")
    stranger.go(f"/samband/calls/{world.call.slug}/criteria/")
    world.look(stranger, "criteria")
    for step in OWN_STEPS:
        expect(page.locator("main")).to_contain_text(step["en"])
    expect(page.locator("main")).not_to_contain_text(re.compile("score with|each score", re.I))
    stranger.go(f"/samband/calls/{world.call.slug}/form/")
    world.look(stranger, "form")


def found(world: World) -> None:
    """Bo, on the third side, names the two others; each is invited by mail."""
    bo = world.enter(world.cast.bo)
    page = bo.go(f"/samband/calls/{world.call.slug}/start/")
    world.look(bo, "start")
    page.get_by_label("Name of the project").fill(BOAT)
    page.locator("input[name=side][value=guild]").check()
    page.locator("input[name=own][value=new]").check()
    page.locator("#id_own_name").fill("Guild of Caulkers")
    page.locator("#id_own_kind").select_option("association")
    page.locator("#id_own_country").select_option("IS")
    page.locator("#id_lantern_name").fill("Minato")
    page.locator("#id_lantern_kind").select_option("municipality")
    page.locator("#id_lantern_country").select_option("JP")
    page.locator("#id_lantern_mail").fill("hana@lantern.example")
    page.get_by_role("button", name="Begin the application").click()
    expect(page.locator("#id_tide_name")).to_be_visible()
    assert page.title().startswith("Error:")
    world.look(bo, "start-refused")
    page.locator("#id_tide_name").fill("Caleta Honda")
    page.locator("#id_tide_kind").select_option("municipality")
    page.locator("#id_tide_country").select_option("CL")
    page.locator("#id_tide_mail").fill("dee@tandem.example")
    page.locator("#id_tide_language").select_option("es")
    page.get_by_role("button", name="Begin the application").click()
    expect(page.locator("h1")).to_have_text(BOAT)
    for name in ("Minato", "Caleta Honda", "Guild of Caulkers"):
        expect(page.locator("main")).to_contain_text(name)
    world.look(bo, "overview")
    with world.cast.scope():
        world.application = Application.objects.get()
        sides = {party.side: party.organisation for party in parties_of(world.application.partnership_id)}
        assert set(sides) == set(SIDES)
        for side, actor in world.actors().items():
            organisations.accept(actor, sides[side])


def fill(world: World) -> None:
    """Crafts and purse on their pages; the bulk through the operations that the pages call."""
    bo = world.enter(world.cast.bo)
    page = bo.go(f"{world.home}sections/boat/")
    for craft in ("caulking", "netmaking", "pilotage", "signalling"):
        page.locator(f"[name=crafts_carried][value={craft}]").check()
    send(page)
    bo.go(f"{world.home}missing/")
    expect(page.locator("main")).to_contain_text("4 crafts do not fit into one boat; 1 to 3 do.")
    world.look(bo, "missing")
    bo.go(f"{world.home}sections/boat/")
    world.look(bo, "boat")
    page.locator("[name=crafts_carried][value=signalling]").uncheck()
    send(page)
    bo.go(f"{world.home}missing/")
    expect(page.locator("main")).not_to_contain_text("do not fit into one boat")
    with world.cast.scope():
        bulk(world)
    purse(world, bo)


def bulk(world: World) -> None:
    """Every answer that is not a matter of pages, each party its own."""
    actors, call = world.actors(), world.call
    answers = applications.filling(call.rulebook, call.form, SIDES)
    by_hand = ("crafts_carried", "purse", "crew", "wind")
    answers = {key: value for key, value in answers.items() if key[0] not in by_hand}
    answers |= {("days", ""): "90", ("who_steers", ""): "tide", ("log_language/tide", ""): "es", ("wind", ""): "south"}
    for number, side in enumerate(SIDES):
        row = f"0190a000-0000-7000-8000-00000000000{number}"
        answers[("crew", row)] = {
            "name": f"Sailor of {side}", "email": f"sailor@{side}.example", "party": side,
            "rank": "skipper" if side == "tide" else "hand", "watch": "day" if number else "night",
        }
    for side in SIDES:
        own = {k: v for k, v in answers.items() if (_side(k[0]) or "guild") == side}
        edits = applications.edits(world.application.id, own)
        result = save(actors[side], "application", world.application.id, edits, locale="en")
        assert not result.conflicts and not result.refusal
        assert not [outcome.problems for outcome in result.outcomes if outcome.problems]
    sides = {party.side: party.organisation for party in parties_of(world.application.partnership_id)}
    applications.ethics(actors, call, sides)


def _side(path: str) -> str:
    return next((piece for piece in path.split("/")[1:2] if piece in SIDES), "")


def purse(world: World, bo: Any) -> None:
    """Two entries in yen: half a yen is refused with its reason, and kept as typed."""
    page = bo.go(f"{world.home}sections/crew_and_purse/")
    entries = (("Tar for two winters", "1,200,000.50", "grant"), ("Bread for all hands", "600 000", "own"))
    for text, first, paid_by in entries:
        with page.expect_navigation():
            page.locator("button[name=add][value=purse]").click()
        row = page.locator("#f-purse ~ *, .rows li").filter(has=page.locator("[name$='.years/1']")).last
        row.locator("[name$='.line']").select_option("rope" if paid_by == "grant" else "bread")
        row.locator("[name$='.text']").fill(text)
        row.locator("[name$='.party']").select_option("tide")
        row.locator("[name$='.paid_by']").select_option(paid_by)
        row.locator("[name$='.years/1']").fill(first)
        row.locator("[name$='.years/2']").fill("0")
        send(page)
        bo.go(f"{world.home}sections/crew_and_purse/")
        if "." in first:
            refused = page.locator(".error", has_text="JPY")
            expect(refused.first).to_be_visible()
            expect(page.locator("[name$='.years/1']").first).to_have_value(first)
            world.look(bo, "purse-refused")
            page.locator("[name$='.years/1']").first.fill("1 200 000")
            send(page)
            bo.go(f"{world.home}sections/crew_and_purse/")
    expect(page.locator("table.totals")).to_contain_text("1,800,000")
    expect(page.locator("table.totals")).not_to_contain_text(".00")
    world.look(bo, "purse")
    for part in ("boat", "quays"):
        bo.go(f"{world.home}sections/{part}/")
        world.look(bo, part)


def sign(world: World) -> None:
    """The leading party's signature is enough, and nobody else is asked for one."""
    bo, dee = world.enter(world.cast.bo), world.enter(world.cast.dee, language="es")
    bo.go(f"{world.home}check/")
    expect(bo.page.locator("h1")).to_have_text("This is exactly what will be sent")
    world.look(bo, "check-others")
    expect(bo.page.get_by_role("button", name="Sign these answers")).to_have_count(0)
    dee.go(f"{world.home}check/")
    dee.page.locator("form[action$='/sign/'] button").click()
    expect(dee.page.locator("#checksum")).to_be_visible()
    world.look(dee, "receipt")
    bo.go(f"{world.home}receipt/")
    world.look(bo, "receipt-others")
    with world.cast.scope():
        submission = Submission.objects.get()
        world.application = Application.objects.get()
    expect(bo.page.locator("#checksum")).to_have_text(submission.sha256)
    bo.go("/samband/applications/")
    expect(bo.page.locator("main")).to_contain_text("In the water")
    world.look(bo, "mine")


def appraise(world: World) -> None:
    """Ana finds it eligible and fetches it to anchor; Cy declares, talks with them and records it."""
    world.served_at("2025-06-10T10:00")
    ana = world.enter(world.cast.ana)
    page = ana.go(f"/samband/calls/{world.call.slug}/applications/")
    expect(page.locator("main")).to_contain_text("In the water")
    world.look(ana, "list")
    page.get_by_role("link", name=BOAT).click()
    world.look(ana, "read-one")
    page.get_by_role("button", name="Eligible", exact=True).click()
    expect(page.locator("main")).to_contain_text("Seaworthy")
    page = ana.go(f"/samband/reviews/applications/{world.application.id}/")
    world.look(ana, "appraisal-eligible")
    page.locator("form[action$='/shortlist/'] button").click()
    page = ana.go(f"/samband/calls/{world.call.slug}/assessors/")
    expect(page.locator("main")).to_contain_text("At anchor")
    page.get_by_label("Cy Brandal").check()
    page.locator(f"input[name=application][value='{world.application.id}']").check()
    world.look(ana, "assessors")
    page.get_by_role("button", name="Give to them").click()
    interview(world)
    page = ana.go(f"/samband/reviews/applications/{world.application.id}/")
    expect(page.locator("main")).to_contain_text("The three of them finish each other's sentences.")
    world.look(ana, "appraisal")
    ana.go(f"/samband/applications/{world.application.id}/read/")
    world.look(ana, "read-one-interviewed")


def interview(world: World) -> None:
    """What the assessor sees: declaration, the whole application, one recommendation."""
    cy = world.enter(world.cast.cy)
    page = cy.go("/samband/reviews/")
    world.look(cy, "reviews")
    page.get_by_role("link", name="See the applicants and declare").click()
    world.look(cy, "declare")
    page.get_by_label("No interest").check()
    page.get_by_role("button", name="Declare").click()
    world.look(cy, "reviews-declared")
    page.get_by_role("link", name=BOAT).click()
    world.look(cy, "interview")
    assert page.locator("[name^=score-], a[href$='/lock/']").count() == 0
    page.get_by_label("Yes", exact=True).last.check()
    page.locator("#interview-reason").fill("The three of them finish each other's sentences.")
    page.get_by_role("button", name="Record the interview").click()
    expect(page.locator("main")).to_contain_text("The interview is recorded.")
    world.look(cy, "reviews-done")
    said = " ".join(world.read[-5:]).replace("there are no scores", "")
    assert not re.search(r"\bscor(e|es|ing)\b", said, re.I), re.findall(r".*\bscor.*", said, re.I)


def decide(world: World) -> None:
    """Ana proposes from the interviews, Omar decides, three letters in the rulebook's voice are under way."""
    base = f"/samband/calls/{world.call.slug}"
    ana, omar = world.enter(world.cast.ana), world.enter(world.cast.omar)
    page = ana.go(f"{base}/ranking/")
    expect(page.locator("h1")).to_have_text("The only application fits the budget")
    world.look(ana, "ranking")
    page.get_by_role("button", name="Propose this").click()
    world.look(ana, "donors")
    page.get_by_role("button", name="Confirm these donors").click()
    page.get_by_role("button", name="Send it for decision").click()
    expect(page.locator("main")).to_contain_text("It waits for a second officer")
    theirs = omar.go(f"{base}/decision/")
    theirs.locator("details.letter summary").first.click()
    world.look(omar, "decision")
    theirs.get_by_role("button", name="Approve and send the letters").click()
    world.look(omar, "letters")
    with world.cast.scope():
        grant = Grant.objects.get()
        assert (grant.awarded_minor, grant.currency, grant.component) == (1_200_000, "JPY", "voyage")
        letters = {letter.language: letter.text for letter in Letter.objects.all()}
        assert letters["en"].startswith("Ahoy!") and letters["es"].startswith("¡Ah del barco!")
        assert "score" not in letters["en"].lower() and "finish each other" in letters["en"]
        assert Mail.objects.filter(about_kind="letter").count() == 3
        world.read += [f"{mail.subject}\n{mail.text}" for mail in Mail.objects.all()]
    bo = world.enter(world.cast.bo)
    bo.go(world.home)
    expect(bo.page.locator("main")).to_contain_text("Flag hoisted")
    world.look(bo, "status")


def no_other_words(world: World) -> None:
    """Not one word of the programme that the engine was built with."""
    said = "\n".join(world.read)
    assert [word for word in sorted(words_of_another_programme()) if re.search(rf"\b{re.escape(word)}\b", said)] == []


@pytest.mark.expects("UX-7")
def test_another_programme_publishes_founds_and_fills_in(world: World) -> None:
    publish(world)
    read_it(world)
    found(world)
    fill(world)
    no_other_words(world)
    with world.cast.scope():
        assert Organisation.objects.filter(name__in=("Minato", "Caleta Honda", "Guild of Caulkers")).count() == 3
    if world.javascript:
        sign(world)
        appraise(world)
        decide(world)
        no_other_words(world)
