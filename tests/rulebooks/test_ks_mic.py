"""The municipal programme's rulebook says what its guideline says, no less and no stronger."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tandem.core.eligibility import apply_remedy, evaluate, refused
from tandem.core.rulebook import Rulebook, load
from tandem.core.timetable import expand
from tandem.core.values import Verdict
from tandem.rulebooks import shipped
from tandem.rulebooks.wording import say
from tests.rulebooks.facts import whole

Spoil = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(shipped()["ks-mic"])


def verdicts(book: Rulebook, spoil: Spoil | None = None, *names: str) -> dict[str, list[Verdict]]:
    """Failed verdicts by rule about a whole application, spoilt or not."""
    facts = whole()
    if spoil is not None:
        spoil(facts)
    failed: dict[str, list[Verdict]] = {}
    for verdict in evaluate(book, "project", facts, say):
        if not verdict.passed:
            failed.setdefault(verdict.rule, []).append(verdict)
    return failed


def only(book: Rulebook, rule: str, spoil: Spoil) -> list[Verdict]:
    """The failed verdicts of the one rule that a fault concerns; no other rule minds it."""
    failed = verdicts(book, spoil)
    assert list(failed) == [rule], failed
    return failed[rule]


def answer(id: str, value: Any) -> Spoil:
    return lambda facts: facts["answers"].__setitem__(id, value)


def part(question: str, party: str, part: str, value: Any) -> Spoil:
    def spoil(facts: dict[str, Any]) -> None:
        facts["answers"][question] = {side: dict(own) for side, own in facts["answers"][question].items()}
        facts["answers"][question][party][part] = value

    return spoil


def without(id: str, party: str = "") -> Spoil:
    def spoil(facts: dict[str, Any]) -> None:
        if party:
            facts["answers"][id].pop(party)
        else:
            facts["answers"].pop(id)

    return spoil


def test_a_whole_application_meets_every_rule(book: Rulebook) -> None:
    assert verdicts(book) == {}
    assert len(evaluate(book, "project", whole())) > 35


# ---- MIC-1: goal and purposes --------------------------------------------------------------------------------------


@pytest.mark.clause("MIC-1")
def test_a_third_purpose_is_refused_with_number_source_and_remedy(book: Rulebook) -> None:
    three = ["efficient_services", "environment_in_plans", "transparent_government"]
    (verdict,) = only(book, "one_or_two_purposes", answer("purposes", three))
    assert verdict.refuses
    assert (verdict.actual, verdict.limit, verdict.difference) == (3, 2, 1)
    assert verdict.source.cites == "Introduction"
    assert "3" in verdict.refusal["en"] and "3" in verdict.refusal["es"]
    assert verdict.remedy.verb == "choose_fewer"
    assert not refused(
        evaluate(
            book,
            "project",
            apply_remedy({**whole(), "answers": {**whole()["answers"], "purposes": three}}, verdict.remedy),
        )
    )


@pytest.mark.clause("MIC-1")
@pytest.mark.parametrize("number", range(5))
def test_one_or_two_of_the_four_purposes(book: Rulebook, number: int) -> None:
    offered = [option.id for option in book.lists["purposes"].options]
    assert len(offered) == 4
    failed = verdicts(book, answer("purposes", offered[:number]))
    assert ("one_or_two_purposes" in failed) is (number not in (1, 2))


@pytest.mark.clause("MIC-1")
def test_the_project_serves_at_least_one_of_the_goals_four_effects(book: Rulebook) -> None:
    assert len(book.goal.effects) == 4
    (verdict,) = only(book, "serves_the_goal", answer("effects", []))
    assert verdict.refuses


# ---- MIC-2: who ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("MIC-2")
def test_a_partner_elsewhere_is_refused_and_its_country_named(book: Rulebook) -> None:
    (verdict,) = only(book, "eligible_country", lambda facts: facts["parties"]["abroad"].update(country="SE"))
    assert verdict.refuses
    assert "Sweden" in verdict.refusal["en"]
    assert "Suecia" in verdict.refusal["es"]
    assert "Guatemala" in verdict.refusal["en"]
    assert verdict.party == "abroad"


@pytest.mark.clause("MIC-2")
@pytest.mark.parametrize("country", ["GT", "KE", "TZ", "UG", "BA", "RS", "XK", "MD", "UA"])
def test_partners_from_the_four_regions_may_come(book: Rulebook, country: str) -> None:
    assert "eligible_country" not in verdicts(book, lambda facts: facts["parties"]["abroad"].update(country=country))


@pytest.mark.clause("MIC-2")
def test_one_side_is_norwegian_and_both_are_municipalities(book: Rulebook) -> None:
    (verdict,) = only(book, "norwegian_party", lambda facts: facts["parties"]["home"].update(country="DK"))
    assert verdict.party == "home"
    (verdict,) = only(book, "municipalities", lambda facts: facts["parties"]["abroad"].update(kind="company"))
    assert verdict.refuses


# ---- MIC-3: core tasks ---------------------------------------------------------------------------------------------


@pytest.mark.clause("MIC-3")
def test_a_missing_side_of_the_core_task_is_named(book: Rulebook) -> None:
    failed = verdicts(book, without("core_task", "abroad"))
    assert set(failed) == {"core_task_declared", "core_task_is_own"}
    (verdict,) = failed["core_task_declared"]
    assert (verdict.party, verdict.actual, verdict.limit) == ("abroad", 0, 4)
    assert "San Mateo" in verdict.refusal["en"]
    assert verdict.refuses


@pytest.mark.clause("MIC-3")
@pytest.mark.parametrize("missing", ["task", "legal_basis", "budget_line", "led_by"])
def test_task_law_budget_line_and_leader_are_each_declared(book: Rulebook, missing: str) -> None:
    (verdict,) = only(book, "core_task_declared", part("core_task", "home", missing, ""))
    assert verdict.path == f"core_task/home/{missing}"


@pytest.mark.clause("MIC-3")
@pytest.mark.parametrize("mark", ["locally_determined", "inside_budget", "led_by_employees"])
def test_a_task_that_is_not_the_municipalitys_own_is_refused(book: Rulebook, mark: str) -> None:
    (verdict,) = only(book, "core_task_is_own", part("core_task", "abroad", mark, False))
    assert verdict.refuses
    assert verdict.path == f"core_task/abroad/{mark}"


@pytest.mark.clause("MIC-3")
def test_focus_areas_and_people_of_the_municipality_are_advised(book: Rulebook) -> None:
    assert len(book.lists["focus_areas"].options) == 6
    (verdict,) = only(book, "focus_named", answer("focus_areas", []))
    assert not verdict.refuses
    citizens = lambda facts: facts["team"][1].update(role="citizen")  # noqa: E731
    (verdict,) = only(book, "municipal_people", citizens)
    assert (verdict.party, verdict.refuses) == ("abroad", False)


# ---- MIC-4, MIC-11: what stands behind it --------------------------------------------------------------------------


@pytest.mark.clause("MIC-4")
def test_a_missing_council_decision_is_advice_now_and_recorded_at_appraisal(book: Rulebook) -> None:
    (verdict,) = only(book, "council_stands_behind", lambda facts: facts["answers"]["council_decision"].pop("home"))
    assert not verdict.refuses
    assert verdict.party == "home"
    rule = next(rule for rule in book.components["project"].rules if rule.id == "council_stands_behind")
    assert rule.recorded_at == "appraisal"


@pytest.mark.clause("MIC-4")
def test_an_international_strategy_does_as_well(book: Rulebook) -> None:
    def spoil(facts: dict[str, Any]) -> None:
        facts["answers"].pop("council_decision")
        facts["answers"]["international_strategy"] = {"home": 1, "abroad": 1}

    assert verdicts(book, spoil) == {}


@pytest.mark.clause("MIC-11")
def test_a_party_without_code_of_ethics_is_refused_and_pointed_to_the_toolkit(book: Rulebook) -> None:
    (verdict,) = only(book, "ethics_on_record", lambda facts: facts["parties"]["abroad"].update(records={}))
    assert verdict.refuses
    assert (verdict.party, verdict.remedy.verb) == ("abroad", "hand_in")
    record = book.once_per_organisation["code_of_ethics"]
    assert all(record.toolkit[language] and record.help[language] for language in book.languages)


# ---- MIC-5, MIC-6, MIC-22: learning, principles, place -------------------------------------------------------------


@pytest.mark.clause("MIC-5")
@pytest.mark.parametrize("party", ["home", "abroad"])
def test_a_plan_that_only_one_side_learns_from_is_flagged(book: Rulebook, party: str) -> None:
    (verdict,) = only(book, "both_sides_learn", without("learning_goals", party))
    assert (verdict.party, verdict.refuses) == (party, False)


@pytest.mark.clause("MIC-5")
def test_practices_that_travel_north_are_asked(book: Rulebook) -> None:
    (verdict,) = only(book, "learning_travels_home", without("adapted_practices"))
    assert verdict.party == "home"


@pytest.mark.clause("MIC-6")
@pytest.mark.parametrize("what", ["leads_prioritisation", "leads_planning", "leads_implementation"])
def test_the_partner_abroad_should_lead_each_of_the_three(book: Rulebook, what: str) -> None:
    (verdict,) = only(book, "partner_abroad_leads", answer(what, "home"))
    assert (verdict.actual, verdict.limit, verdict.refuses) == (2, 3, False)
    assert verdict.path == what


@pytest.mark.clause("MIC-6")
def test_papers_in_a_language_the_partner_does_not_read_are_refused(book: Rulebook) -> None:
    (verdict,) = only(book, "papers_understood", answer("documents_language", "en"))
    assert verdict.refuses
    assert "Spanish" in verdict.refusal["en"]


@pytest.mark.clause("MIC-6")
@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("lasts", without("after_support")),
        ("fits_national_plans", lambda facts: facts["answers"]["national_plans"].update(plans="")),
        ("fits_national_plans", lambda facts: facts["answers"]["national_plans"].update(nothing_against=False)),
        ("other_support_known", lambda facts: facts["answers"]["other_support"].update(donors="")),
        ("other_support_known", lambda facts: facts["answers"]["other_support"].update(coordination="")),
        ("home_mobilised", without("mobilisation")),
        ("competence_used", without("competence", "home")),
    ],
)
def test_each_principle_is_asked_for_and_advised(book: Rulebook, rule: str, spoil: Spoil) -> None:
    (verdict,) = only(book, rule, spoil)
    assert not verdict.refuses
    assert verdict.source.cites == "General Principles for Collaboration"


@pytest.mark.clause("MIC-6")
def test_each_of_the_six_principles_is_a_criterion_with_evidence_and_anchors(book: Rulebook) -> None:
    project = book.components["project"]
    principles = [criterion for criterion in project.criteria if criterion.principle]
    assert len(principles) == 6
    assert sum(criterion.weight for criterion in project.criteria) == 100
    for criterion in project.criteria:
        assert criterion.evidence
        assert [anchor.score for anchor in criterion.anchors] == [0, 3, 5]
        assert all(criterion.guidance[language] for language in book.languages)


@pytest.mark.clause("MIC-22")
@pytest.mark.parametrize(
    ("rule", "question"),
    [
        ("both_know_their_place", "context_knowledge"),
        ("harm_considered", "harm"),
        ("dominance_considered", "dominance"),
    ],
)
@pytest.mark.parametrize("party", ["home", "abroad"])
def test_context_harm_and_dominance_are_asked_of_both(book: Rulebook, rule: str, question: str, party: str) -> None:
    (verdict,) = only(book, rule, without(question, party))
    assert (verdict.party, verdict.refuses) == (party, False)
    seen = {id for criterion in book.components["project"].criteria for id in criterion.evidence}
    assert question in seen


@pytest.mark.clause("MIC-21")
@pytest.mark.parametrize("party", ["home", "abroad"])
def test_staying_inside_the_programme_is_confirmed_by_each(book: Rulebook, party: str) -> None:
    (verdict,) = only(book, "inside_the_framework", part("framework", party, "inside", False))
    assert (verdict.party, verdict.refuses) == (party, True)


@pytest.mark.clause("MIC-21")
def test_the_four_of_busan_stand_in_the_guidance(book: Rulebook) -> None:
    guidance = " ".join(criterion.guidance["en"] for criterion in book.components["project"].criteria)
    for number in (
        "first of Busan's four",
        "second of Busan's four",
        "third of Busan's four",
        "fourth of Busan's four",
    ):
        assert number in re.sub(r"\s+", " ", guidance)


# ---- MIC-15: the year ----------------------------------------------------------------------------------------------


@pytest.mark.clause("MIC-15")
def test_the_cycle_is_appendix_one(book: Rulebook) -> None:
    found = {(m.donor, m.kind, m.number): m.on.isoformat() if m.on else m.because for m in expand(book.cycle, 2024)}
    assert found["norad", "application", 0] == "2024-10-01"
    assert found["norad", "programme_application", 0] == "2024-11-01"
    assert found["norad", "instalment", 1] == "2025-03-01"
    assert found["norad", "instalment", 2] == "2025-10-01"
    assert found["norad", "report", 0] == "2026-04-15"
    assert found["norad", "donor_report", 0] == "not yet set"
    assert found["mfa", "application", 0] == "not applicable"
    assert found["", "network_meetings", 0] == "not yet set"
    special = {(m.donor, m.kind): m.on for m in expand(book.cycle, 2024, ["programme_application_year"])}
    assert str(special["mfa", "application"]) == "2024-01-15"
    assert str(special["mfa", "programme_application"]) == "2024-02-15"
    assert str(special["mfa", "instalment"]) == "2024-10-01"
    assert str(special["mfa", "report"]) == "2025-09-01"
    assert len(book.cycle.donors["mfa"].instalments) == 1


@pytest.mark.clause("MIC-15")
def test_every_country_has_the_donor_that_the_house_advises(book: Rulebook) -> None:
    advised = [country for donor in book.cycle.donors.values() for country in donor.for_countries]
    assert sorted(advised) == sorted(book.parties["abroad"].countries)


# ---- money, and the whole ------------------------------------------------------------------------------------------


@pytest.mark.expects("UX-13")
def test_house_rules_about_money_speak_in_numbers(book: Rulebook) -> None:
    def poor(facts: dict[str, Any]) -> None:
        facts["budget"].update(own_contribution="216000", asked="2484000")

    (verdict,) = only(book, "own_contribution", poor)
    assert verdict.refusal["en"] == (
        "Your own contribution is 8 %, 10 % is usual: add 60,000 NOK or lower the grant to 1,944,000."
    )
    assert verdict.source.is_house_advice
    (verdict,) = only(book, "within_ceiling", lambda facts: facts["budget"]["years"].update({"2": "1300000.50"}))
    assert "100,000.5 more" in verdict.refusal["en"]
    (verdict,) = only(book, "rates_known", lambda facts: facts["budget"].update(unconverted=[{"row": "x"}]))
    assert verdict.refuses


def test_every_rule_cites_its_source_and_none_is_stronger_than_the_guideline(book: Rulebook) -> None:
    headings = {
        "Introduction", "Programme Goal", "Programme purposes", "Strategic Goals for the Norwegian Partner",
        "General Principles for Collaboration", "Implementation", "Code of Ethics", "Local Knowledge", "house advice",
    }  # fmt: skip
    musts = set()
    for rule in book.components["project"].rules:
        assert rule.source in headings
        assert bool(rule.clause) is (rule.source != "house advice")
        if rule.must is not None:
            musts.add(rule.clause or rule.id)
    assert musts == {"MIC-1", "MIC-2", "MIC-3", "MIC-6", "MIC-11", "MIC-21", "rates_known"}


def test_letters_say_that_an_award_waits_for_the_donor(book: Rulebook) -> None:
    assert "donor" in book.letters["award"]["en"]
    assert "donante" in book.letters["award"]["es"]
