"""A sixth programme, a Danish school-partnership fund, is made by clicks only and takes an application to an award.

Ana writes it in the workbench: two kinds of support, roles of its own, an interview, a published minimum, in Danish and
English. Omar publishes it. The schools write their answers in the pages of its form, Cy scores and Ana records the
interview in theirs. Nobody writes a line of code or of YAML.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tandem.applications.models import Application, Submission
from tandem.awards.models import Letter
from tandem.calls.models import Call
from tandem.foundation.accounts.models import Person
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.programmes.models import RulebookDraft, RulebookVersion
from tests.browser import axe, sideways
from tests.files.samples import pdf
from tests.journeys.writing import add_row, send, write

pytestmark = [pytest.mark.django_db(transaction=True)]
LOOK = os.environ.get("LOOK_AT", "")
NAME = "A garden on each side"
SIDES = ("home", "abroad")


@dataclass
class World:
    """The cast and what they have made so far."""

    cast: Any
    visit: Callable[..., Any]
    served_at: Callable[..., Any]
    draft: str = ""
    call: Any = None
    application: Any = None
    looked: list[str] = field(default_factory=list)

    @property
    def bench(self) -> str:
        return f"/samband/workbench/{self.draft}/"

    @property
    def home(self) -> str:
        return f"/samband/applications/{self.application.id}/"

    def look(self, visitor: Any, name: str) -> None:
        """A sound page at every width; a picture of it if wanted."""
        page: Page = visitor.page
        assert axe(page) == []
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if LOOK and width != 320:
                Path(LOOK).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{LOOK}/sixth-{name}-{width}.png", full_page=True)
            assert sideways(page) == 0
        page.set_viewport_size({"width": 1280, "height": 900})


class Hand:
    """Ana's hand on the workbench: every method clicks, types and saves as she would."""

    def __init__(self, world: World, visitor: Any) -> None:
        self.world, self.visitor, self.page = world, visitor, visitor.page

    def open(self, *pieces: str) -> Page:
        self.visitor.go(self.world.bench + "".join(f"{piece}/" for piece in pieces))
        return self.page

    def type(self, **texts: str) -> None:
        """Type into fields by name; two languages with a bar between."""
        for name, text in texts.items():
            found = self.page.locator(f'[name="{name.replace("__", ".")}"]')
            if found.count():
                found.fill(text)
                continue
            for code, words in zip(("da", "en"), text.split(" | "), strict=True):
                self.page.locator(f'[name="{name}.{code}"]').fill(words)

    def choose(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f'select[name="{name.replace("__", ".")}"]').select_option(value)

    def mark(self, name: str, *values: str) -> None:
        for value in values:
            self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def save(self, button: str = "Save") -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).last.click()
        assert not self.page.title().startswith("Error:"), self.page.locator(".errors").inner_text()

    def questions(self, component: str, lines: str, **how: str) -> None:
        """Several questions at once, one per line."""
        self.open("components", component, "form")
        self.page.locator('[name="lines"]').fill(lines)
        options = how.pop("options", "")
        if options:
            self.page.locator('[name="options"]').fill(options)
        if words := how.pop("words", ""):
            self.page.locator('[name="words"]').fill(words)
        self.choose(**{f"how__{key}": value for key, value in how.items()})
        self.save("Add questions")

    def rule(self, component: str, kind: str, fill: Callable[[], None], says: str) -> None:
        """A rule chosen from the catalogue."""
        self.open("components", component, "rules")
        self.page.get_by_role("link", name=kind, exact=True).click()
        fill()
        self.type(refusal=says)
        self.save()


@pytest.fixture
def world(cast: Any, visit: Any, served_at: Any) -> World:
    """Samband with nothing in it but its people."""
    Person.objects.create_user("wanjiru@shule.example", "Wanjiru Kamau", language="en")
    served_at("2025-04-01T10:00")
    return World(cast, visit, served_at)


def begin(world: World) -> Hand:
    ana = world.visit(world.cast.ana)
    page = ana.go("/samband/workbench/")
    page.get_by_label("Nothing: a short programme that already works").check()
    page.get_by_label("Name of the programme").fill("Skolernes verdensfond")
    page.get_by_label("Languages", exact=False).fill("Danish, English")
    page.get_by_label("Currency", exact=False).fill("Danish kroner")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".errors")).to_contain_text("Danish kroner")
    page.get_by_label("Currency", exact=False).fill("Danish krone")
    world.look(ana, "start-refused")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("h1")).to_contain_text("Skolernes verdensfond")
    world.draft = page.url.rstrip("/").split("/")[-1]
    world.look(ana, "overview-new")
    return Hand(world, ana)


def describe(hand: Hand) -> None:
    """The programme itself: names, sides, themes, papers, dates."""
    hand.open("basics")
    hand.type(title="Skolernes verdensfond | The schools' world fund", version="2025.1")
    hand.type(summary="For en dansk skole og en skole i Kenya. | For a Danish school and a school in Kenya.")
    hand.save()
    hand.open("goal")
    hand.type(title="Elever lærer af hinanden | Pupils learn from each other")
    hand.type(effects="Eleverne ser verden | Pupils see the world\nLærerne lærer nyt | Teachers learn something new")
    hand.save()
    for side, title, country in (("home", "Dansk skole | Danish school", "Denmark"),
                                 ("abroad", "Skole i Kenya | School in Kenya", "Kenya")):
        hand.open("parties", side)
        hand.type(title=title, countries=country)
        hand.mark("kinds", "municipality", "association")
        hand.save()
    hand.open("lists")
    hand.type(title="Temaer | Themes")
    hand.type(options="Vand | Water\nHave | Garden\nMusik | Music\nKlima | Climate")
    hand.save("Add a list")
    hand.open("papers")
    hand.type(title="Politik for beskyttelse af børn | Child protection policy")
    hand.save("Add a paper")
    hand.open("donors", "own")
    for name, day in (("application", "31 May"), ("report", "30 November")):
        hand.choose(**{f"{name}__state": "day"})
        hand.type(**{f"{name}__on": day})
    hand.type(title="Skolernes verdensfond | The schools' world fund")
    hand.save()
    hand.open("letters")
    hand.type(
        award="Kære skoler, {partnership} får støtte ({call}, {reference}). {reasons} {organiser} | "
        "Dear schools, {partnership} is supported ({call}, {reference}). {reasons} {organiser}",
        refusal="Denne gang blev det et nej til {partnership}. {reasons} | "
        "This time it is a no for {partnership}. {reasons}",
        reserve="{partnership} er på ventelisten. {reasons} | {partnership} waits. {reasons}",
    )
    hand.save()


def two_components(hand: Hand) -> None:
    hand.open("components", "project")
    hand.type(title="Skolepartnerskab | School partnership", ceiling="250 000", own="10")
    hand.save()
    hand.open("components", "project", "start")
    hand.type(title="Ansøgning | Application", minutes="90", papers="Et brev fra skolelederen | A letter from the head")
    hand.save()
    hand.open("components")
    hand.type(title="Forbesøg | First visit")
    hand.save("Add a kind of support")
    hand.page.get_by_role("link", name="First visit").click()
    expect(hand.page.locator("h1")).to_have_text("First visit")
    hand.mark("leads_to", "project")
    hand.save()
    hand.open("components", "first_visit", "criteria")
    hand.type(title="Nytte | Use")
    hand.save("Add a criterion")
    expect(hand.page.locator("main")).to_contain_text("The weights add up to 100.")
    asked = "Hvem vil I besøge, og hvorfor? | Whom do you want to visit, and why?"
    hand.questions("first_visit", asked, required="yes")


def form(hand: Hand, world: World) -> None:
    """Questions of many types, a team with roles of its own, a condition."""
    hand.open("components", "project", "sections")
    hand.type(lines="Skolerne | The schools\nHoldet | The team\nPengene | The money")
    hand.save("Add sections")
    hand.questions("project", "Temaer | Themes", section="about", type="many", required="yes", **{"from": "themes"})
    hand.questions("project", "Hvad vil I lære? | What do you want to learn?\nHvad kan I give? | What can you give?",
                   section="the_schools", of="each_party", required="yes", words="200")
    hand.questions("project", "Ligger jeres skole på landet? | Is your school in the countryside?",
                   section="the_schools", type="choice", of="each_party", required="yes", options="Ja | Yes\nNej | No")
    hand.questions("project", "Hvordan kommer eleverne i skole? | How do pupils get to school?", section="the_schools",
                   of="home")
    hand.page.get_by_role("link", name="How do pupils get to school?").click()
    hand.choose(when__0__of="is_your_school_in_the_countryside.home", when__0__how="is")
    hand.type(when__0__value="Måske")
    hand.page.get_by_role("button", name="Save", exact=True).click()
    expect(hand.page.locator(".errors")).to_contain_text("Write one of: Yes, No")
    world.look(hand.visitor, "condition-refused")
    hand.type(when__0__value="Ja")
    hand.save()
    hand.questions("project", "Hvem er med? | Who takes part?", section="the_team", type="people", required="yes")
    hand.open("components", "project", "people")
    hand.page.locator('[name="lines"]').fill("Rolle | Role")
    hand.choose(how__type="choice")
    hand.page.locator('[name="options"]').fill("Lærer | Teacher\nSkoleleder | Head\nElev | Pupil")
    hand.save("Add columns or points")
    hand.page.locator('[name="lines"]').fill("Koordinator | Coordinator")
    hand.choose(how__type="yes_no")
    hand.save("Add columns or points")
    world.look(hand.visitor, "columns")
    hand.open("components", "project", "form")
    world.look(hand.visitor, "form")


def rules(hand: Hand, world: World) -> None:
    """Six rules, each from the catalogue."""
    page = hand.page

    def themes() -> None:
        page.locator('input[name="a-choose"][value="themes"]').check()
        hand.choose(bounds__how="at_most")
        hand.type(bounds__low="2")

    hand.rule("project", "How many options are marked", themes,
              "{actual} temaer er valgt; højst {limit}. | {actual} themes are marked; at most {limit}.")

    def teachers() -> None:
        page.locator('select[name="a-count.0.of"]').select_option("role")
        page.locator('select[name="a-count.0.how"]').select_option("is")
        page.locator('input[name="a-count.0.value"]').fill("Lærer")
        hand.choose(bounds__how="between")
        hand.type(bounds__low="4", bounds__high="2")

    hand.open("components", "project", "rules")
    page.get_by_role("link", name="How many people", exact=True).click()
    teachers()
    hand.type(refusal="{party} har {actual} lærere; {at_least} til {at_most}. | "
                      "{party} has {actual} teachers; {at_least} to {at_most} is right.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errors")).to_contain_text("The second number is smaller than the first")
    expect(page.locator('[name="refusal.da"]')).to_have_value(re.compile("lærere"))
    world.look(hand.visitor, "rule-refused")
    hand.type(bounds__low="1", bounds__high="4")
    hand.save()

    def coordinator() -> None:
        page.locator('input[name="a-marked"][value="coordinator"]').check()
        page.locator('input[name="a-per"][value="party"]').check()
        hand.choose(bounds__how="exactly")
        hand.type(bounds__low="1")

    hand.rule("project", "How many people bear a mark", coordinator,
              "{party} har {actual} koordinatorer; {limit}. | {party} has {actual} coordinators; {limit} is right.")

    def country() -> None:
        page.locator('input[name="a-country"][value="each_party"]').check()

    hand.rule("project", "The party is in one of its countries", country,
              "{party} ligger i {actual}, ikke i {limit}. | {party} is in {actual}, not in {limit}.")

    def policy() -> None:
        page.locator('input[name="a-on_record"]').check()

    hand.rule("project", "A paper is handed in once", policy,
              "{party} mangler sin politik. | {party} has not handed in its policy.")
    hand.open("components", "project", "rules")
    world.look(hand.visitor, "rules")
    page.get_by_role("link", name=re.compile("How many people: ")).click()
    expect(page.locator("aside")).to_contain_text("teachers; 1 to 4 is right")
    world.look(hand.visitor, "rule")


def judgement(hand: Hand, world: World) -> None:
    """Criteria whose weights add up, steps with an interview, a published minimum."""
    page = hand.page
    hand.open("components", "project", "criteria")
    hand.type(title="Gensidighed | Mutuality", weight="60")
    hand.save("Add a criterion")
    expect(page.locator("main")).to_contain_text("60 too many")
    world.look(hand.visitor, "weights")
    page.get_by_role("link", name="Relevance").click()
    hand.type(title="Læring | Learning", weight="40")
    hand.type(anchors="0 Ingen | None\n5 Meget | A lot")
    hand.save()
    expect(page.locator("main")).to_contain_text("The weights add up to 100.")
    hand.open("components", "project", "steps")
    for step, name in (("shortlisted", "På listen | On the short list"),
                       ("interviewed", "Samtale holdt | Talked with")):
        hand.mark(f"workflow.{step}.on", "yes")
        for code, words in zip(("da", "en"), name.split(" | "), strict=True):
            page.locator(f'[name="workflow.{step}.title.{code}"]').fill(words)
    world.look(hand.visitor, "steps")
    hand.save()
    hand.open("components", "project", "selection")
    hand.type(budget="1 000 000")
    hand.save()
    hand.open("components", "project", "floors")
    hand.type(title="Landsbyskoler | Village schools")
    page.locator('select[name="when.0.of"]').select_option("answers.is_your_school_in_the_countryside.home")
    page.locator('select[name="when.0.how"]').select_option("is")
    page.locator('input[name="when.0.value"]').fill("Ja")
    hand.save("Add a minimum")
    expect(page.locator("main")).to_contain_text("Village schools")
    world.look(hand.visitor, "floors")


def translate_and_try(hand: Hand, world: World) -> None:
    """What is still open is named where it is mended; the sample applicant passes, and is refused when it should be."""
    page = hand.open()
    expect(page.locator("h1")).to_have_text("One thing is still open in Skolernes verdensfond")
    expect(page.locator("aside")).to_contain_text("This section asks nothing.")
    world.look(hand.visitor, "overview")
    page.get_by_role("link", name="Mend the first: Form · School partnership").click()
    expect(page.locator("h1")).to_have_text("The money")
    page.locator("summary", has_text="Take it out").click()
    page.get_by_role("button", name="Take it out").click()
    hand.open()
    expect(page.locator("h1")).to_contain_text("is whole: a second officer can publish it")
    page.get_by_role("link", name="Try “School partnership” as an applicant").click()
    expect(page.locator("aside h2").first).to_have_text("The sample would be taken")
    page.locator("details.section", has=page.locator('input[name="themes"]')).locator("summary").click()
    for theme in ("water", "garden", "music"):
        page.locator(f'input[name="themes"][value="{theme}"]').check()
    expect(page.locator("aside")).to_contain_text("3 themes are marked; at most 2.")
    expect(page.locator("aside h2").first).to_have_text("One rule refuses the sample")
    world.look(hand.visitor, "try")
    hand.open("changes")
    world.look(hand.visitor, "changes")


def publish(hand: Hand, world: World) -> None:
    page = hand.open()
    page.get_by_role("link", name="Send it to a second officer").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("h1")).to_contain_text("waits for a second officer")
    world.look(hand.visitor, "sent")
    omar = world.visit(world.cast.omar)
    theirs = omar.go(world.bench)
    theirs.get_by_role("link", name="Read and publish it").click()
    world.look(omar, "publish")
    theirs.locator("button[name=publish]").click()
    assert not theirs.title().startswith("Error:"), theirs.locator(".errors").inner_text()
    version = RulebookVersion.everywhere.get()
    assert version.rulebook.languages == ("da", "en")
    assert set(version.rulebook.components) == {"project", "first_visit"}
    assert RulebookDraft.everywhere.get().step == "published"


def open_call(world: World) -> None:
    """Ana prepares the call from what the programme proposes, and publishes it."""
    ana = world.visit(world.cast.ana)
    page = ana.go("/samband/calls/new/")
    page.get_by_label("School partnership").check()
    page.get_by_label("Year of the call").fill("2025")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("To share out, in DKK")).to_have_value(re.compile("1,000,000"))
    page.get_by_label("Decided by").fill("2025-12-20")
    page.get_by_label("Support starts").fill("2026-03-01")
    page.locator("[name=own_contribution_da]").fill("Mindst ti procent betaler I selv.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Everything is there: it can be published")
    page.get_by_role("button", name="Publish the call").click()
    expect(page.locator("main")).to_contain_text("The call is public now.")
    world.look(ana, "call")
    world.call = Call.everywhere.get()


def apply(world: World) -> None:
    """Bo for a Danish school and Wanjiru for one in Kenya."""
    world.served_at("2025-04-20T12:00")
    bo = world.visit(world.cast.bo)
    page = bo.go(f"/samband/calls/{world.call.slug}/start/")
    page.get_by_label("Name of the project").fill(NAME)
    page.locator("input[name=side][value=home]").check()
    page.locator("input[name=own][value=new]").check()
    page.locator("#id_own_name").fill("Birkevang Skole")
    page.locator("#id_own_kind").select_option("municipality")
    page.locator("#id_own_country").select_option("DK")
    page.locator("#id_abroad_name").fill("Mto Primary School")
    page.locator("#id_abroad_kind").select_option("municipality")
    page.locator("#id_abroad_country").select_option("KE")
    page.locator("#id_abroad_mail").fill("wanjiru@shule.example")
    page.get_by_role("button", name="Begin the application").click()
    expect(page.locator("h1")).to_have_text(NAME)
    world.look(bo, "application")
    with world.cast.scope():
        world.application = Application.objects.get()
        parties = {party.side: party.organisation_id for party in parties_of(world.application.partnership_id)}
    assert set(parties) == set(SIDES)
    wanjiru = world.visit(Person.objects.get(email="wanjiru@shule.example"))
    wanjiru.go(f"/samband/organisations/{parties['abroad']}/")
    wanjiru.page.get_by_role("button", name="Yes, I do").click()
    for visitor, side, language in ((bo, "home", "da"), (wanjiru, "abroad", "en")):
        introduce(world, visitor, parties[side], language)
        answer(world, visitor, side)
    bo.go(f"{world.home}sections/the_team/")
    world.look(bo, "team")


def introduce(world: World, visitor: Any, organisation: UUID, language: str) -> None:
    """The school reads this language, and hands in its policy."""
    page = visitor.go(f"/samband/organisations/{organisation}/edit/")
    page.locator("[name=languages]").fill(language)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Hand it in").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "Policy.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator("h1")).not_to_contain_text("policy")


def answer(world: World, visitor: Any, side: str) -> None:
    """One party writes its answers part by part; the first of them also what is written together."""
    school = {"home": "Birkevang Skole", "abroad": "Mto Primary School"}[side]
    if side == SIDES[0]:
        together(visitor.go(f"{world.home}sections/about/"))
    page = visitor.go(f"{world.home}sections/the_schools/")
    write(page, f"what_do_you_want_to_learn/{side}", "How others grow what they eat.")
    write(page, f"what_can_you_give/{side}", "A garden, and a class that knows it.")
    write(page, f"is_your_school_in_the_countryside/{side}", "Yes")
    send(page)
    if side == "home":  # asked of a school in the countryside alone
        page = visitor.go(f"{world.home}sections/the_schools/")
        write(page, "how_do_pupils_get_to_school/home", "By bus, and some by boat.")
        send(page)
    page = visitor.go(f"{world.home}sections/the_team/")
    teacher = {"name": f"Teacher of {school}", "email": f"teacher@{side}.example", "party": school, "role": "Teacher"}
    add_row(page, "who_takes_part", {**teacher, "coordinator": "Yes"})
    send(page)


def together(page: Page) -> None:
    """What the application is about, and what each school needs the money for."""
    write(page, "title", NAME)
    write(page, "summary", "Pupils of two schools plant a garden on each side, and eat from it.")
    page.get_by_label("Garden", exact=True).check()
    for school, paid_by in (("Birkevang Skole", "ourselves"), ("Mto Primary School", "the programme")):
        visits = {"line": "Costs", "text": f"Visits, {school}", "years/1": "200 000"}
        add_row(page, "budget", {**visits, "party": school, "paid_by": paid_by})
    send(page)


def sign(world: World) -> None:
    """Both sign; the last signature sends it."""
    for person in (world.cast.bo, Person.objects.get(email="wanjiru@shule.example")):
        visitor = world.visit(person)
        page = visitor.go(f"{world.home}check/")
        page.locator("form[action$='/sign/'] button").click()
        expect(page.locator("main")).to_contain_text(re.compile("signed|sent", re.I))
    with world.cast.scope():
        assert Submission.objects.count() == 1


def appraise(world: World) -> None:
    """Eligible, scored by Cy, on the short list, talked with."""
    world.served_at("2025-06-10T10:00")
    ana, cy = world.visit(world.cast.ana), world.visit(world.cast.cy)
    appraisal = f"/samband/reviews/applications/{world.application.id}/"
    page = ana.go(f"/samband/applications/{world.application.id}/read/")
    page.get_by_role("button", name="Eligible", exact=True).click()
    page = ana.go(f"/samband/calls/{world.call.slug}/assessors/")
    page.get_by_label("Cy Brandal").check()
    page.locator(f"input[name=application][value='{world.application.id}']").check()
    page.get_by_role("button", name="Give to them").click()
    theirs = cy.go("/samband/reviews/")
    theirs.get_by_role("link", name="See the applicants and declare").click()
    theirs.get_by_label("No interest").check()
    theirs.get_by_role("button", name="Declare").click()
    theirs.locator("a[href*='/reviews/assess/']").first.click()
    for criterion in world.call.component.criteria:
        theirs.locator(f"label:has(input[name='score-{criterion.id}'][value='4'])").click()
        theirs.locator(f"#reason-{criterion.id}").fill("Both schools say what they give and what they get.")
        theirs.locator(f"#reason-{criterion.id}").blur()
        expect(theirs.locator(f"#saved-{criterion.id}")).to_contain_text("Saved")
    world.look(cy, "assess")
    theirs.locator("a[href$='/lock/']").first.click()
    theirs.locator("main form button").last.click()
    expect(theirs.locator("h1")).to_have_text("You have locked your scores")
    page = ana.go(appraisal)
    page.locator("form[action$='/shortlist/'] button").click()
    world.look(ana, "short-list")
    talk(world, ana)


def talk(world: World, ana: Any) -> None:
    """The interview is held and recorded."""
    page = ana.go(f"/samband/reviews/applications/{world.application.id}/")
    page.get_by_label("Yes", exact=True).last.check()
    page.locator("#interview-reason").fill("Pupils on both sides had questions ready for each other.")
    page.get_by_role("button", name="Record the interview").click()
    expect(page.locator("main")).to_contain_text("The interview is recorded.")
    ana.go(f"/samband/applications/{world.application.id}/read/")
    expect(ana.page.locator("main")).to_contain_text("Pupils on both sides had questions ready")
    with world.cast.scope():
        assert Application.objects.get().step == "interviewed"


def decide(world: World) -> None:
    """Ana proposes, Omar decides; the letters go out in Danish and in English."""
    base = f"/samband/calls/{world.call.slug}"
    ana, omar = world.visit(world.cast.ana), world.visit(world.cast.omar)
    page = ana.go(f"{base}/ranking/")
    expect(page.locator("h1")).to_have_text("The only application fits the budget")
    expect(page.locator("main")).to_contain_text("Village schools")
    world.look(ana, "ranking")
    page.get_by_role("button", name="Propose this").click()
    if page.get_by_role("button", name="Confirm these donors").count():
        page.get_by_role("button", name="Confirm these donors").click()
    page.get_by_role("button", name="Send it for decision").click()
    expect(page.locator("main")).to_contain_text("It waits for a second officer")
    theirs = omar.go(f"{base}/decision/")
    world.look(omar, "decision")
    theirs.get_by_role("button", name="Approve and send the letters").click()
    with world.cast.scope():
        grant = Grant.objects.get()
        assert (grant.currency, grant.component) == ("DKK", "project")
        assert grant.awarded_minor > 0
        letters = {letter.language: letter.text for letter in Letter.objects.all()}
    assert letters["da"].startswith("Kære skoler") and letters["en"].startswith("Dear schools")
    assert "Both schools say what they give" in letters["da"]


@pytest.mark.expects("UX-22")
def test_a_school_fund_is_made_by_clicks_only_and_takes_an_application_to_an_award(world: World) -> None:
    hand = begin(world)
    describe(hand)
    two_components(hand)
    form(hand, world)
    rules(hand, world)
    judgement(hand, world)
    translate_and_try(hand, world)
    publish(hand, world)
    open_call(world)
    apply(world)
    sign(world)
    appraise(world)
    decide(world)
