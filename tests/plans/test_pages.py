"""The pages of a plan: what they show, what they ask, what they cost, and who sees which version."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.core.forms import problems as forms
from tandem.core.planning import CODES, Finding
from tandem.core.values import Problem
from tandem.plans import operations, queries
from tandem.plans.fields import PARTS
from tandem.plans.operations.reading import WRONG
from tandem.plans.words import finding, problem
from tests.factories import grants
from tests.plans.conftest import Desk


def client(person: Any, language: str = "en") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    made.cookies.load({"django_language": language})
    return made


def page(desk: Desk, rest: str = "", who: str = "dee", **more: Any) -> Any:
    return client(getattr(desk.cast, who), **more).get(desk.address(rest))


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def post(desk: Desk, rest: str, values: dict[str, str], who: str = "dee") -> Any:
    sent = {key.replace("/", "-"): value for key, value in values.items()}
    return client(getattr(desk.cast, who)).post(desk.address(rest), sent)


@pytest.mark.clause("MIC-5", "MIC-7", "MIC-8", "MIC-10", "MIC-22")
def test_the_overview_says_all_that_a_plan_consists_of(desk: Desk) -> None:
    said = text(page(desk))
    for words in (
        "Nothing stands between this plan and proposing it", "Households that sort their waste", "1,200", "800",
        "The landfill road is washed away in the rainy season", "high 25", "low 4",
        "Neighbourhood meetings about routes",
        "Of the NOK 1,200,000 awarded", "How residents are asked before a route changes (home)",
        "The river floods every May; the co-operatives decide more than the office (abroad)", "Propose this plan",
    ):
        assert words in said.replace("\u00a0", " "), words
    drawn = page(desk).content.decode()
    assert drawn.count('class="picture chain"') == 2 and drawn.count('class="picture matrix"') == 2


@pytest.mark.clause("MIC-5", "MIC-22")
def test_a_plan_that_is_one_sided_is_flagged_with_the_way_to_mend_it(desk: Desk) -> None:
    for note in desk.content().notes:
        if note.side == "home":
            operations.take_away(desk.actor("dee"), desk.plan, "note", note.identity)
    said, html = text(page(desk)), page(desk).content.decode()
    assert "Fjordvik kommune does not say what it wants to learn. So far the plan benefits one side only." in said
    assert "Fjordvik kommune does not say what it knows about its own place." in said
    assert "note/add/?kind=learning_goal&amp;side=home" in html
    assert 'value="learning_goal" selected' in page(desk, "note/add/?kind=learning_goal&side=home").content.decode()


@pytest.mark.clause("MIC-7", "MIC-8")
def test_vague_double_and_too_many_are_advised_not_refused(desk: Desk) -> None:
    desk.put("statement", {"text": "Collectors improve routes so that residents trust the office more"}, "output")
    for number in range(6):
        desk.put("indicator", {"title": f"Bins on street {number}", "statement": str(desk.ids["outcome"]),
                               "unit": "bins", "method": "Count", "source": "Record", "baseline": "1",
                               "baseline_on": "2025-01-01", "baseline_source": "Count", "targets/2026": "5"})
    said = text(page(desk))
    assert "Could mean many things: improve." in said and "“so that” may join two aims" in said
    assert "There are 9 indicators. Few are followed well; 8 are advised." in said
    assert "Nothing stands between this plan and proposing it" in said


@pytest.mark.expects("UX-12")
@pytest.mark.parametrize("part", PARTS)
def test_a_form_asks_keeps_what_was_typed_and_says_what_is_wrong(desk: Desk, part: str) -> None:
    assert page(desk, f"{part}/add/").status_code == 200
    answer = post(desk, f"{part}/add/", {"text": "", "title": "", "probability": "9", "baseline": "lots",
                                         "starts_on": "31 February 2025", "years/1": "ten"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "<title>Error:" in html and 'class="errors"' in html
    links = re.findall(r'class="errors".*?</div>', html, re.DOTALL)[0]
    assert all(f'id="{id}"' in html for id in re.findall(r'href="#([^"]+)"', links))
    for typed in {"indicator": ("lots",), "activity": ("31 February 2025",), "line": ("ten",)}.get(part, ()):
        assert f'value="{typed}"' in html


@pytest.mark.expects("UX-9")
def test_the_second_of_two_sees_both_texts_and_decides(desk: Desk) -> None:
    rest = f"statement/{desk.ids['output']}/"
    opened = page(desk, rest).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', opened)
    assert seen
    desk.put("statement", {"text": "Twelve collectors keep a book"}, "output", who="bo")
    values = {"level": "output", "text": "Ten collectors keep a record", "parent": str(desk.ids["outcome"]),
              "side": "abroad"}
    answer = post(desk, rest, {**values, "seen": seen[1]})
    said = text(answer)
    assert answer.status_code == 409 and "Bo Fjellstad saved something else at" in said
    assert "Twelve collectors keep a book" in said and "Ten collectors keep a record" in said
    again = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert again and post(desk, rest, {**values, "seen": again[1]}).status_code == 302
    assert desk.part("output").text == "Ten collectors keep a record"


def test_a_part_is_added_changed_and_taken_away(desk: Desk) -> None:
    added = post(desk, "risk/add/", {"text": "Fuel gets dear", "probability": "2", "consequence": "3",
                                     "origin": "external", "threatens": str(desk.ids["outcome"])})
    assert added.status_code == 302 and "#risk-" in added["Location"]
    row = next(risk for risk in desk.content().risks if risk.text == "Fuel gets dear")
    form = page(desk, f"risk/{row.identity}/")
    seen = re.search(r'name="seen" value="([^"]+)"', form.content.decode())
    assert seen and "Fuel gets dear" in text(page(desk, f"risk/{row.identity}/away/"))
    assert post(desk, f"risk/{row.identity}/away/", {"seen": seen[1]}).status_code == 302
    assert row.identity not in {risk.identity for risk in desk.content().risks}


def test_what_a_form_shows_reads_back_as_the_same(desk: Desk) -> None:
    """In Spanish as in English: numbers, days and amounts survive opening a page and saving it."""
    before = desk.content()
    for language in ("en", "es"):
        for kind, part in before.parts():
            rest = f"{kind}/{part.identity}/"
            browser = client(desk.cast.dee, language)
            form = browser.get(desk.address(rest)).context["form"]
            sent = {name: str(form[name].value() or "") for name in form.fields}
            opened = browser.get(desk.address(rest)).content.decode()
            seen = re.search(r'name="seen" value="([^"]+)"', opened)
            assert seen
            answer = browser.post(desk.address(rest), {**sent, "seen": seen[1]})
            assert answer.status_code == 302, (kind, language, text(answer)[:900])
    assert desk.content() == before


@pytest.mark.expects("UX-30")
def test_the_overview_costs_few_queries_however_much_the_plan_holds(desk: Desk) -> None:
    browser = client(desk.cast.dee)
    browser.get(desk.address())
    with CaptureQueriesContext(connection) as few:
        assert browser.get(desk.address()).status_code == 200
    for number in range(4):
        desk.put("risk", {"text": f"Risk {number}", "probability": "2", "consequence": "2"})
        desk.put("activity", {"title": f"Activity {number}"})
    with CaptureQueriesContext(connection) as many:
        browser.get(desk.address())
    assert len(few) == len(many) <= 12, [query["sql"][:120] for query in few.captured_queries]


def test_auditor_and_donor_read_what_is_frozen_and_nothing_else(desk: Desk) -> None:
    grants.audited_by(desk.cast.aud.id, desk.grant)
    grants.read_by_donor(desk.cast.don.id, desk.grant.donor_id)
    for who in ("aud", "don", "kim"):
        assert "Households" not in text(page(desk, who=who)), who
        assert page(desk, "versions/2/", who=who).status_code == 404
        assert page(desk, "versions/1/2/", who=who).status_code == 404
    operations.propose(desk.actor("dee"), desk.plan)
    for who in ("aud", "don", "kim"):
        assert "Households that sort their waste" in text(page(desk, who=who))
        html = page(desk, who=who).content.decode()
        assert "/add/" not in html and "revise/" not in html
    assert page(desk, "versions/2/", who="aud").status_code == 200
    assert "things changed from version 1 to version 2" in text(page(desk, "versions/1/2/", who="don"))


def test_a_frozen_version_is_not_edited_and_the_page_says_so(desk: Desk) -> None:
    operations.propose(desk.actor("dee"), desk.plan)
    for rest in (f"risk/{desk.ids['small']}/", "risk/add/"):
        assert page(desk, rest).status_code == 409
        assert post(desk, rest, {"text": "Later", "probability": "1", "consequence": "1"}).status_code == 409
    assert post(desk, "revise/", {"reason": ""}).status_code == 302
    assert page(desk, "risk/add/").status_code == 200


def test_from_a_last_look_to_a_proposed_version(desk: Desk) -> None:
    look = page(desk, "propose/").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', look)
    assert seen and post(desk, "propose/", {"seen": "1.0"}).status_code == 409
    assert post(desk, "propose/", {"seen": seen[1]}).status_code == 302
    assert "Version 2 of the plan lies before the organiser" in text(page(desk, who="ana"))
    assert "Complete the plan" not in text(page(desk))


@pytest.mark.clause("MIC-10")
def test_an_officer_bears_a_high_risk_on_its_page(desk: Desk) -> None:
    desk.put("risk", {"residual_probability": "5", "residual_consequence": "4"}, "answered")
    operations.propose(desk.actor("dee"), desk.plan)
    assert "To be decided before an agreement" in text(page(desk, who="ana"))
    rest = f"risk/{desk.ids['answered']}/tolerate/"
    assert post(desk, rest, {"words": ""}, who="ana").status_code == 422
    assert post(desk, rest, {"words": "We look at it every month"}, who="dee").status_code == 403
    assert post(desk, rest, {"words": "We look at it every month"}, who="ana").status_code == 302
    assert "Borne: We look at it every month" in text(page(desk))


def test_the_grants_page_says_where_the_plan_is(desk: Desk) -> None:
    said = text(client(desk.cast.bo).get(f"/samband/grants/{desk.grant.id}/"))
    assert "The plan Newest version 2, draft In force none yet" in said


def test_there_is_a_sentence_for_every_code(desk: Desk) -> None:
    terms = desk.held().terms
    names = (
        "level parent_level actual count advised year years target baseline before first last score residual high_from "
        "lowest highest words joiner minor currency grant_currency rate side times"
    )
    numbers = dict.fromkeys(names.split(), "1") | dict.fromkeys(("starts_on", "ends_on"), "2025-01-01")
    numbers["currency"] = "NOK"
    for code in CODES:
        given = numbers | ({"actual": "2025-01-01", "first": "2025-01-01", "last": "2025-12-31"}
                           if code == "outside_period" else {})
        said = finding(Finding(code, "must", "risk", None, "", given), terms)
        assert said.sentence and said.remedy and "%(" not in said.sentence
        assert code not in WRONG or problem(Problem(code, "", given), terms)
    for code, asked in forms.PROBLEM_CODES.items():
        values: dict[str, Any] = dict.fromkeys(asked, 1) | {
            name: ["1"] for name in ("readings", "chosen", "columns", "allowed") if name in asked}
        values |= {"type": "text"} if "type" in asked else {}
        values |= {"unit": "digits"} if "unit" in asked else {}
        assert problem(Problem(code, "", values), terms)


def test_a_programme_without_chain_or_register_has_a_plan_all_the_same(desk: Desk) -> None:
    from tandem.plans.rules import Terms
    from tandem.plans.shown import shown

    held = desk.held()
    bare = held.terms.rulebook.model_copy(update={"results": None, "risks": None})
    terms = Terms(bare, held.terms.component, held.terms.period, held.terms.currency, held.terms.sides)
    content = queries.content(desk.newest().id)
    assert terms.blocks(content) == ()
    seen = shown(content, terms, held.held.grant.awarded, edit="/x/", findings=terms.findings(content))
    assert not seen.has_chain and seen.matrix is None and seen.budget.rows


def test_officers_and_partners_talk_beside_the_plan(desk: Desk) -> None:
    assert post(desk, "comment/", {"words": " "}, who="ana").status_code == 422
    assert post(desk, "comment/", {"words": "Why only <one> indicator?"}, who="ana").status_code == 302
    said = page(desk, "comment/").content.decode()
    assert "Ana Solheim" in said and "Why only &lt;one&gt; indicator?" in said
    assert page(desk, "comment/", who="kim").status_code == 403
