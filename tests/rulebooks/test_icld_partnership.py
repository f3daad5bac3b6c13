"""Five kinds of support, each with its team: what is refused, what is advised, and what mends it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.eligibility import apply_remedy, evaluate, refused
from tandem.core.eligibility.remedies import valid_remedy
from tandem.core.rulebook import check, example_facts, load, try_
from tandem.core.values import Severity, Verdict
from tandem.rulebooks import shipped
from tests.rulebooks.teams import GOOD, facts, team

FOLDER = shipped()["icld-partnership"]
BOOK = load(FOLDER)
KINDS = tuple(GOOD)

# component, team at home, team abroad ('' for a good one), rules that fail (rule@party where asked per party)
TEAMS: list[tuple[str, str, str, str]] = [
    # ---- preparation: two politicians, one or two officials, one of them coordinator, about four
    ("preparation", "Pm Po Oc O", "", ""),
    ("preparation", "Pm Po Oc", "", ""),
    ("preparation", "Po Pm O Oc", "", ""),
    ("preparation", "Pm Po Oc O", "Pm Po Oc", ""),
    ("preparation", "Pm Oc O", "", "two_politicians@home both_benches@home"),
    ("preparation", "Po Oc O", "", "two_politicians@home both_benches@home"),
    ("preparation", "Oc O", "", "two_politicians@home both_benches@home about_four@home"),
    ("preparation", "Pm Po Po Oc", "", "two_politicians@home"),
    ("preparation", "Pm Pm Po Po Oc", "", "two_politicians@home"),
    ("preparation", "Pm Pm Oc O", "", "both_benches@home"),
    ("preparation", "Po Po Oc O", "", "both_benches@home"),
    ("preparation", "P P Oc O", "", "both_benches@home"),
    ("preparation", "Pm P Oc O", "", "both_benches@home"),
    ("preparation", "Pm Po", "", "one_or_two_officials@home one_coordinator@home about_four@home"),
    ("preparation", "Pm Po Oc O O", "", "one_or_two_officials@home"),
    ("preparation", "Pm Po Oc O O O", "", "one_or_two_officials@home about_four@home"),
    ("preparation", "Pm Po O O", "", "one_coordinator@home"),
    ("preparation", "Pm Po Oc Oc", "", "one_coordinator@home"),
    ("preparation", "Pmc Po O O", "", "one_coordinator@home"),
    ("preparation", "Pmc Po Oc O", "", "one_coordinator@home"),
    ("preparation", "Pm Poc O", "", "one_coordinator@home"),
    ("preparation", "Pm Po Oc Gxs", "", ""),
    ("preparation", "Pm Po Oc O Gxs Gxs", "", ""),
    ("preparation", "Pm Po Oc Gxb", "", "guests_from_civil_society"),
    ("preparation", "Pm Po Oc Gxa Gxk", "", "guests_from_civil_society"),
    ("preparation", "Pm Po Oc Gx", "", "guests_from_civil_society"),
    ("preparation", "Pm Po Ocxs", "", "one_or_two_officials@home one_coordinator@home about_four@home"),
    ("preparation", "Pm Poxs Oc O", "", "two_politicians@home both_benches@home"),
    ("preparation", "", "Pm Oc O", "two_politicians@abroad both_benches@abroad"),
    ("preparation", "", "Pm Po O", "one_coordinator@abroad"),
    ("preparation", "Pm Po O", "Pm Po O", "one_coordinator@home one_coordinator@abroad"),
    ("preparation", "Pm Pm Oc", "Po Po Oc", "both_benches@home both_benches@abroad"),
    ("preparation", "Pm! Po Oc O", "", "follows_the_code@home"),
    ("preparation", "Pm? Po? Oc O", "", "choice_motivated@home"),
    ("preparation", "Pm~ Po Oc O", "Pm Po Oc~ O", "fit_to_travel@home fit_to_travel@abroad"),
    ("preparation", "Pm!?~ Po Oc O", "", "follows_the_code@home choice_motivated@home fit_to_travel@home"),
    ("preparation", "Pm Po Oc Gxs!", "", "follows_the_code@home"),
    ("preparation", "PmM PoM OcM OM", "PmM PoM OcM OM", "gender_balance"),
    ("preparation", "PmW PoW OcW OW", "PmW PoW OcW OM", "gender_balance"),
    ("preparation", "PmW PoW OcW OM", "PmM PoM OcM OW", ""),
    ("preparation", "PmN PoN OcN ON", "PmN PoN OcN ON", ""),
    ("preparation", "Pm Po Po Po Oc", "Pm Oc", "two_politicians@home two_politicians@abroad both_benches@abroad "
     "about_four@abroad"),
    ("preparation", "Oc", "Pm Po Oc O", "two_politicians@home both_benches@home about_four@home"),
    # ---- steering group: both benches where there is an opposition, leading officials, a coordinator employed there
    ("steering_group", "Pm Po Oceu", "", ""),
    ("steering_group", "Pm Po Ou Oce", "", ""),
    ("steering_group", "Pm Pm Po Po Ou Ou Oce O", "", ""),
    ("steering_group", "Pm Oceu", "", "majority_and_opposition@home"),
    ("steering_group", "Po Oceu", "", "majority_and_opposition@home"),
    ("steering_group", "Oceu O", "", "majority_and_opposition@home"),
    ("steering_group", "P P Oceu", "", "majority_and_opposition@home"),
    ("steering_group", "Om Oo Oceu", "", "majority_and_opposition@home"),
    ("steering_group", "Pm Po Oce", "", "leading_official@home"),
    ("steering_group", "Pmu Po Oce", "", "leading_official@home"),
    ("steering_group", "Pm Po Ou O", "", "one_coordinator@home"),
    ("steering_group", "Pm Po Ouc", "", "one_coordinator@home"),
    ("steering_group", "Pm Po Ouce Oce", "", "one_coordinator@home"),
    ("steering_group", "Pm Po Ouce Oc", "", "one_coordinator@home"),
    ("steering_group", "Pmce Po Ou", "", ""),
    ("steering_group", "", "Pm Ou Oce", "majority_and_opposition@abroad"),
    ("steering_group", "", "Pm Po O O", "leading_official@abroad one_coordinator@abroad"),
    ("steering_group", "Pm Po Oceu", "Pm Po", "leading_official@abroad one_coordinator@abroad"),
    ("steering_group", "Pm Po! Oceu", "", "follows_the_code@home"),
    ("steering_group", "PmW PoW OceuW", "PmW PoW OceuW", "gender_balance"),
    ("steering_group", "Pm Oceu", "Po Oceu", "majority_and_opposition@home majority_and_opposition@abroad"),
    ("steering_group", "Pm Po Oceux", "", "leading_official@home"),
    # ---- project: three to five officials, one of them leader; a wider circle is encouraged
    ("project", "Ol O O Gxs", "", ""),
    ("project", "Ol O O O O Gxa", "", ""),
    ("project", "Ol O O O Gxb", "Ol O O O O", ""),
    ("project", "Ol O O", "Ol O O Gxs", ""),
    ("project", "Ol O O", "Ol O O", "wider_circle"),
    ("project", "Ol O O Gxk", "", "wider_circle"),
    ("project", "Ol O O Gs", "", "wider_circle"),
    ("project", "Ol O Gxs", "", "three_to_five_officials@home"),
    ("project", "Ol Gxs", "", "three_to_five_officials@home"),
    ("project", "Ol O O O O O Gxs", "", "three_to_five_officials@home"),
    ("project", "O O O Gxs", "", "one_leader@home"),
    ("project", "Ol Ol O Gxs", "", "one_leader@home"),
    ("project", "Ol Ol Ol Gxs", "", "one_leader@home"),
    ("project", "O O O Gxsl", "", "one_leader@home"),
    ("project", "Ol O O Gxsl", "", "one_leader@home"),
    ("project", "Ol O O Pl Gxs", "", "one_leader@home"),
    ("project", "Ol O P P Gxs", "", "three_to_five_officials@home"),
    ("project", "Ol O Ox Gxs", "", "three_to_five_officials@home"),
    ("project", "Ol O O Gxs", "Ol O", "three_to_five_officials@abroad"),
    ("project", "Ol O O Gxs", "O O O", "one_leader@abroad"),
    ("project", "Gxs", "", "three_to_five_officials@home one_leader@home"),
    ("project", "Ol~ O O Gxs", "", "fit_to_travel@home"),
    ("project", "OlM OM OM GxsM", "OlM OM OM", "gender_balance"),
    ("project", "Ol O O O O O Gxs", "Ol O", "three_to_five_officials@home three_to_five_officials@abroad"),
    # ---- broadening: four each, one coordinator; guests are not counted
    ("broadening", "Oc O O O", "", ""),
    ("broadening", "Pm Po Oc O", "", ""),
    ("broadening", "Pc P P P", "", ""),
    ("broadening", "Oc O O O Gxs Gxs", "", ""),
    ("broadening", "Oc O O", "", "four_each@home"),
    ("broadening", "Oc O O O O", "", "four_each@home"),
    ("broadening", "Oc O O Gxs", "", "four_each@home"),
    ("broadening", "Oc", "", "four_each@home"),
    ("broadening", "O O O O", "", "one_coordinator@home"),
    ("broadening", "Oc Oc O O", "", "one_coordinator@home"),
    ("broadening", "O O O O Gxsc", "", "one_coordinator@home"),
    ("broadening", "Oc O O O Gxsc", "", "one_coordinator@home"),
    ("broadening", "Oc O O O Gxa", "", "guests_from_civil_society"),
    ("broadening", "", "O O O O", "one_coordinator@abroad"),
    ("broadening", "", "Oc O O O O O", "four_each@abroad"),
    ("broadening", "Oc! O! O O", "", "follows_the_code@home"),
    ("broadening", "OcW OW OW OW", "OcW OW OW OM", "gender_balance"),
    ("broadening", "Oc O O", "Oc O O O O", "four_each@home four_each@abroad"),
    # ---- dissemination: two or three each, one leader in all; guests are not counted
    ("dissemination", "O O", "Ol O", ""),
    ("dissemination", "Ol O O", "O O O", ""),
    ("dissemination", "Pl O", "O P", ""),
    ("dissemination", "Ol O Gxk Gxs Gxb", "O O", ""),
    ("dissemination", "O O", "O O", "one_leader"),
    ("dissemination", "Ol O", "Ol O", "one_leader"),
    ("dissemination", "O O Gxkl", "O O", "one_leader"),
    ("dissemination", "Ol O Gxkl", "O O", "one_leader"),
    ("dissemination", "Ol", "O O", "two_or_three_each@home"),
    ("dissemination", "Ol O O O", "O O", "two_or_three_each@home"),
    ("dissemination", "Ol Gxs", "O O", "two_or_three_each@home"),
    ("dissemination", "Ol O", "O O O O O", "two_or_three_each@abroad"),
    ("dissemination", "Ol", "O", "two_or_three_each@home two_or_three_each@abroad"),
    ("dissemination", "Ol? O", "O O", "choice_motivated@home"),
    ("dissemination", "OlM OM", "OM OM", "gender_balance"),
]  # fmt: skip

RUNS = {"component": "steering_group", "active": True}
STEPS = ["problems", "objectives", "exchange", "activities", "indicators", "risks"]
# component, changes of good facts, rules that fail
OTHERWISE: list[tuple[str, dict[str, Any], str]] = [
    ("preparation", {"answers__months": "9"}, "lasts"),
    ("preparation", {"answers__months": "12.5"}, "lasts"),
    ("preparation", {"answers__visits_home": "0"}, "meets_home"),
    ("preparation", {"answers__visits_abroad": "0"}, "meets_abroad"),
    ("preparation", {"answers__visits_home": "3"}, ""),
    ("preparation", {"answers__commitments__home__planning_tool": False}, "tool_will_be_used@home"),
    ("preparation", {"answers__commitments": {}}, "tool_will_be_used@home tool_will_be_used@abroad"),
    ("preparation", {"answers__anchoring__abroad": " "}, "anchored_at_home@abroad"),
    ("preparation", {"answers__challenges": ""}, "challenges_shared"),
    ("preparation", {"answers__target_group": None}, "target_group_plans_along"),
    ("preparation", {"answers__visit_plan__home__reflection": ""}, "learning_planned@home"),
    ("preparation", {"budget__asked": "275000"}, ""),
    ("preparation", {"budget__asked": "275000.01"}, "within_ceiling"),
    ("preparation", {"budget__asked": "220000.01", "parties__abroad__country": "MD"}, "within_ceiling"),
    ("preparation", {"budget__asked": "220000", "parties__abroad__country": "UA"}, ""),
    ("preparation", {"budget__unconverted": [{"row": "1"}]}, "rates_known"),
    ("preparation", {"parties__home__country": "NO"}, "swedish_party@home"),
    ("preparation", {"parties__abroad__country": "FR"}, "partner_country@abroad"),
    ("preparation", {"parties__abroad__kind": "company"}, "municipalities@abroad"),
    ("preparation", {"grants": [], "tools": {}, "recorded": {}}, ""),
    ("steering_group", {"answers__steering_tasks__quality": ""}, "six_tasks"),
    ("steering_group", {"answers__anchoring__home": ""}, "anchored_at_home@home"),
    ("steering_group", {"answers__period__to": "2025-12-31"}, "lasts"),
    ("steering_group", {"answers__period__to": "2028-07-01"}, "lasts"),
    ("steering_group", {"budget__years__1": "300000"}, ""),
    ("steering_group", {"budget__years__1": "300000.01", "parties__abroad__country": "UA"}, "within_ceiling"),
    ("steering_group", {"answers__council__abroad__elected_opposition": False}, ""),
    ("steering_group", {"answers__visits_home": "0"}, "meets_home"),
    ("steering_group", {"answers__visits_abroad": "0"}, "meets_abroad"),
    ("steering_group", {"answers__visit_plan__abroad__methods": ""}, "learning_planned@abroad"),
    ("project", {"answers__visit_plan__home__brought_home": " "}, "learning_planned@home"),
    ("project", {"answers__period__to": "2026-06-30"}, ""),
    ("project", {"answers__period__to": "2026-06-29"}, "lasts"),
    ("project", {"answers__period__to": "2028-06-30"}, "steering_group_alongside"),
    ("project", {"answers__period__to": "2028-07-01"}, "lasts steering_group_alongside"),
    ("project", {"answers__period__to": "2025-06-30"}, "lasts"),
    ("project", {"answers__core_areas": []}, "core_area_named"),
    ("project", {"answers__core_areas": ["equality", "transparency"]}, ""),
    ("project", {"answers__capacity_goal__abroad": ""}, "capacity_is_the_goal@abroad"),
    ("project", {"answers__societal_effect": ""}, "society_notices"),
    ("project", {"tools": {}}, "tool_came_before exchange_shown"),
    ("project", {"tools__planning_tool__filled": STEPS[:2]}, "tool_came_before exchange_shown"),
    ("project", {"tools__planning_tool__filled": STEPS[:3]}, "tool_came_before"),
    ("project", {"tools__planning_tool__filled": STEPS[:2] + STEPS[3:]}, "tool_came_before exchange_shown"),
    ("project", {"grants": []}, "steering_group_alongside"),
    ("project", {"grants": [{**RUNS, "from": "2025-07-02", "to": "2027-12-31"}]}, "steering_group_alongside"),
    ("project", {"grants": [{**RUNS, "from": "2025-01-01", "to": "2027-06-29"}]}, "steering_group_alongside"),
    ("project", {"grants": [{**RUNS, "from": "2025-07-01", "to": "2027-06-30"}]}, ""),
    ("project", {"grants": [{**RUNS, "from": "2026-01-01", "to": "2027-12-31"},
                            {**RUNS, "from": "2025-01-01", "to": "2025-12-31"}]}, ""),
    ("project", {"grants": [{**RUNS, "from": "2026-01-02", "to": "2027-12-31"},
                            {**RUNS, "from": "2025-01-01", "to": "2025-12-31"}]}, "steering_group_alongside"),
    ("project", {"grants": [{**RUNS, "applied": True, "from": "2025-07-01", "to": "2028-06-30"}]}, ""),
    ("project", {"grants": [{**RUNS, "component": "preparation", "from": "2025-01-01", "to": "2028-01-01"}]},
     "steering_group_alongside"),
    ("project", {"budget__years__2": "500000"}, ""),
    ("project", {"budget__years__2": "500001"}, "within_ceiling"),
    ("project", {"budget__years__2": "450001", "parties__abroad__country": "XK"}, "within_ceiling"),
    ("project", {"answers__visits_home": "0", "answers__visits_abroad": "0"}, "meets_home meets_abroad"),
    ("broadening", {"answers__months": "7"}, "lasts"),
    ("broadening", {"answers__months": "5"}, "lasts"),
    ("broadening", {"grants": []}, "steering_group_runs"),
    ("broadening", {"grants": [{**RUNS, "active": False}]}, "steering_group_runs"),
    ("broadening", {"grants": [{"component": "steering_group", "applied": True}]}, "steering_group_runs"),
    ("broadening", {"grants": [RUNS]}, ""),
    ("broadening", {"answers__commitments__abroad": {}}, "tool_will_be_used@abroad"),
    ("broadening", {"answers__stakeholders": ""}, "stakeholders_plan_along"),
    ("broadening", {"answers__visits_home": "0"}, "meets_home"),
    ("broadening", {"answers__visits_abroad": "0"}, "meets_abroad"),
    ("broadening", {"answers__visit_plan__abroad__reflection": None}, "learning_planned@abroad"),
    ("dissemination", {"recorded": {}}, "talked_first"),
    ("dissemination", {"recorded__dialogue": "2025-03-16"}, "talked_first"),
    ("dissemination", {"recorded__dialogue": "2025-03-15"}, ""),
    ("dissemination", {"workflow": {"step": "submitted", "submitted_at": "2025-02-02T10:00:00+00:00"}}, "talked_first"),
    ("dissemination", {"answers__reach": ""}, "more_are_reached"),
    ("dissemination", {"answers__methods": ""}, "methods_can_be_shared"),
    ("dissemination", {"answers__period__to": "2026-07-01"}, "lasts"),
]  # fmt: skip


def failed(component: str, given: dict[str, Any]) -> set[str]:
    """What does not hold, as rule or rule@party."""
    verdicts, problems = try_(BOOK, component, given)
    assert not problems
    return {f"{v.rule}@{v.party}" if v.party else v.rule for v in verdicts if not v.passed}


def with_team(component: str, home: str, abroad: str) -> dict[str, Any]:
    """Facts with these two teams, a good one where none is given."""
    usual = "Ol O" if component == "dissemination" else GOOD[component]
    return facts(component, {"home": home or GOOD[component], "abroad": abroad or usual})


def test_the_rulebook_is_sound_and_each_kind_has_an_example_that_passes() -> None:
    assert check(FOLDER) == ()
    assert tuple(sorted(BOOK.components)) == tuple(sorted(KINDS))
    for component in KINDS:
        assert failed(component, example_facts(BOOK, component)) == set()
        assert failed(component, facts(component)) == set()


def test_a_day_that_does_not_exist_is_named_and_counts_as_not_said() -> None:
    given = facts("project", answers__period__to="2027-02-29")
    _, problems = try_(BOOK, "project", given)
    assert [(problem.code, problem.where) for problem in problems] == [("wrong_type", "/answers/period/to")]
    assert {v.rule for v in evaluate(BOOK, "project", given) if not v.passed} == {"lasts"}


def test_there_are_as_many_teams_as_were_promised() -> None:
    assert len(TEAMS) >= 120 and len(TEAMS) + len(OTHERWISE) >= 185
    assert {component for component, *_ in TEAMS} == set(KINDS)
    expected = {(row[0], id.split("@")[0]) for row in (*TEAMS, *OTHERWISE) for id in str(row[-1]).split()}
    for component in KINDS:
        own = {(component, rule.id) for rule in BOOK.own_rules(component)} - {("steering_group", "majority_takes_part")}
        assert own <= expected


@pytest.mark.clause("ICLD-1", "ICLD-2", "ICLD-3", "ICLD-4", "ICLD-5", "ICLD-7")
@pytest.mark.parametrize(("component", "home", "abroad", "expected"), TEAMS)
def test_teams_are_refused_and_advised_as_the_guideline_says(
    component: str, home: str, abroad: str, expected: str
) -> None:
    assert failed(component, with_team(component, home, abroad)) == set(expected.split())


@pytest.mark.clause("ICLD-1", "ICLD-2", "ICLD-3", "ICLD-4", "ICLD-5", "ICLD-6")
@pytest.mark.parametrize(("component", "changes", "expected"), OTHERWISE)
def test_everything_but_the_team_is_refused_and_advised_too(
    component: str, changes: dict[str, Any], expected: str
) -> None:
    assert failed(component, facts(component, **changes)) == set(expected.split())


@pytest.mark.clause("ICLD-3")
def test_where_no_opposition_is_elected_the_majority_is_enough() -> None:
    alone = facts("steering_group", {"home": "Pm Po Oceu", "abroad": "Pm Oceu"})
    assert failed("steering_group", alone) == {"majority_and_opposition@abroad"}
    alone["answers"]["council"]["abroad"] = {"elected_opposition": False}
    assert failed("steering_group", alone) == set()
    alone["team"] = team(home="Pm Po Oceu", abroad="Po Oceu")
    assert failed("steering_group", alone) == {"majority_takes_part@abroad"}
    prepared = facts("preparation", {"home": "Pm Po Oc", "abroad": "Pm Pm Oc"})
    prepared["answers"]["council"]["abroad"] = {"elected_opposition": False}
    assert failed("preparation", prepared) == set()


def test_three_parties_are_asked_one_by_one_and_have_a_higher_ceiling() -> None:
    three = facts(
        "preparation", dict.fromkeys(("home", "abroad", "third"), GOOD["preparation"]), budget__asked="330000"
    )
    assert failed("preparation", three) == set()
    three["budget"]["asked"] = "330001"
    assert failed("preparation", three) == {"within_ceiling"}
    three["parties"]["third"]["country"] = "KE"
    three["team"] = [row for row in three["team"] if not (row["party"] == "third" and row["role"] == "politician")]
    assert failed("preparation", three) == {
        "within_ceiling", "third_in_the_union@third", "two_politicians@third", "both_benches@third", "about_four@third",
    }  # fmt: skip
    for country, most in (("MD", 275000), ("KE", 330000)):
        three["parties"]["abroad"]["country"] = country
        (told,) = [v for v in evaluate(BOOK, "preparation", three) if v.rule == "within_ceiling"]
        assert told.limit == most


@pytest.mark.parametrize(("country", "rule"), [("FI", ""), ("KE", "third_in_the_union"), ("NO", "third_in_the_union")])
def test_a_third_partner_is_of_the_union(country: str, rule: str) -> None:
    three = facts("preparation", dict.fromkeys(("home", "abroad", "third"), GOOD["preparation"]))
    three["parties"]["third"]["country"] = country
    assert failed("preparation", three) == ({f"{rule}@third"} if rule else set())


MUSTS = {
    "preparation": {"two_politicians", "one_or_two_officials", "one_coordinator", "tool_will_be_used"},
    "steering_group": {"majority_and_opposition", "majority_takes_part", "leading_official", "one_coordinator"},
    "project": {
        "three_to_five_officials", "one_leader", "lasts", "core_area_named", "capacity_is_the_goal", "society_notices",
        "tool_came_before", "exchange_shown", "steering_group_alongside",
    },
    "broadening": {"four_each", "one_coordinator", "steering_group_runs", "lasts", "tool_will_be_used"},
    "dissemination": {"two_or_three_each", "one_leader", "talked_first"},
}  # fmt: skip
EVERYONES = {
    "swedish_party", "partner_country", "third_in_the_union", "municipalities", "follows_the_code", "choice_motivated",
    "fit_to_travel", "rates_known",
}  # fmt: skip


@pytest.mark.parametrize("component", KINDS)
def test_must_and_should_are_the_guidelines_own(component: str) -> None:
    rules = BOOK.components[component].rules
    assert {rule.id for rule in rules if rule.must is not None} == MUSTS[component] | EVERYONES
    headings = {
        "Förberedelse", "Projekt", "Styrgrupp", "Breddning", "Spridning", "house advice",
        "Utbyte och lärande i partnerskapet", "Val av deltagare till partnerskapet",
    }  # fmt: skip
    assert {rule.source for rule in rules} <= headings
    assert all(set(rule.refusal) == set(rule.mend) == {"sv", "en"} for rule in rules)


@pytest.mark.clause("ICLD-1", "ICLD-4")
def test_one_kind_of_support_leads_to_the_next() -> None:
    found = BOOK.components
    for component in ("preparation", "broadening"):
        assert set(found[component].leads_to) == {"project", "steering_group"}
        assert found[component].counted_from == ("award", "signature")
        assert found[component].during.tools == ("planning_tool",)
        assert found[component].during.visits_each_way == 1
    assert list(BOOK.cycle.rounds) == ["spring", "autumn"]


@pytest.mark.clause("ICLD-3")
def test_the_six_tasks_come_back_in_the_yearly_review() -> None:
    tasks = BOOK.form_of("steering_group").question("steering_tasks")
    assert BOOK.meeting is not None
    assert [point.id for point in BOOK.meeting.agenda] == [part.id for part in tasks.parts]
    assert len(tasks.parts) == 6


CLAUSES = {
    "preparation": "ICLD-1", "project": "ICLD-2", "steering_group": "ICLD-3", "broadening": "ICLD-4",
    "dissemination": "ICLD-5",
}  # fmt: skip


@pytest.mark.parametrize("component", [pytest.param(kind, marks=pytest.mark.clause(CLAUSES[kind])) for kind in CLAUSES])
def test_what_a_kind_of_support_is_for_is_what_it_is_judged_by(component: str) -> None:
    """The criteria weigh a hundred together; each says what to look for, in which answers, and what a score means."""
    criteria = BOOK.components[component].criteria
    assert sum(each.weight for each in criteria) == 100
    questions = {question.id for question in BOOK.form_of(component).questions()}
    for each in criteria:
        assert set(each.guidance) == {"sv", "en"} and len(each.anchors) >= 3
        assert each.evidence and set(each.evidence) <= questions
        assert each.clause in (CLAUSES[component], "")


@pytest.mark.clause("ICLD-2")
def test_a_project_aims_at_what_the_organisation_can_and_society_notices() -> None:
    assert BOOK.results and BOOK.risks and BOOK.audit and BOOK.tools["planning_tool"].clause == "ICLD-2"
    assert [level.id for level in BOOK.results.levels if level.centre and level.measured] == ["capacity"]
    assert BOOK.results.levels[-1].id == "society"
    assert BOOK.results.indicators.baseline_before == "first_activity" and BOOK.results.indicators.advise_at_most == 8
    assert BOOK.risks.before_agreement and len(BOOK.risks.probability) == len(BOOK.risks.consequence) == 5
    assert len(BOOK.audit.statements) == 3 and BOOK.audit.clean in {each.id for each in BOOK.audit.opinions}


@pytest.mark.clause("ICLD-1")
def test_the_time_of_a_preparation_may_run_from_an_agreement_of_both_parties() -> None:
    agreement = BOOK.agreements["grant"]
    assert agreement.strength == "must" and agreement.between == "organiser_and_parties"


@pytest.mark.clause("ICLD-3", "ICLD-6")
def test_steering_groups_look_back_every_year_and_everybody_says_what_was_brought_home() -> None:
    review, account = BOOK.reports["steering_review"], BOOK.reports["account"]
    assert review.components == ("steering_group",) and review.every == account.every == "year"
    assert account.results and account.financial and account.signatures == "each_party"


@pytest.mark.clause("ICLD-6")
def test_groups_may_travel_apart_so_nobody_is_paired() -> None:
    assert BOOK.visits.clause == "ICLD-6" and not BOOK.visits.counterparts


@pytest.mark.clause("ICLD-7", "ICLD-8")
def test_everybody_on_one_form_is_approved_before_they_cost_anything() -> None:
    people = BOOK.participants
    assert people is not None and people.approves == "officer" and people.costs_only_for_approved
    assert people.lines == ("travel", "accommodation")
    team = next(question for question in BOOK.forms[people.form].questions() if question.type == "people")
    assert {"mandate", "qualifications", "qualities", "code_of_conduct", "fit_to_travel"} <= {p.id for p in team.parts}


def test_refusals_speak_swedish_with_their_numbers() -> None:
    given = with_team("preparation", "Pm Oc O", "")
    (told,) = [v for v in evaluate(BOOK, "preparation", given) if v.rule == "two_politicians" and not v.passed]
    assert told.refusal["sv"] == "Fjordstad har 1 förtroendevalda politiker; 2 deltar."
    assert told.refusal["en"] == "Fjordstad has 1 elected politicians; 2 take part."
    assert (told.actual, told.limit, told.difference, told.source.clause) == (1, 2, 1, "ICLD-1")


# ---- laws ------------------------------------------------------------------------------------------------------------

CODES = st.lists(
    st.builds(
        lambda role, marks: role + "".join(sorted(marks)),
        st.sampled_from("POG"),
        st.sets(st.sampled_from("moceluxsabW!?~"), max_size=4),
    ),
    max_size=7,
).map(" ".join)
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "answers__council__home__elected_opposition": st.booleans(),
        "answers__months": st.sampled_from(["", "3", "6", "6.5", "12"]),
        "answers__period__to": st.sampled_from(["", "2025-06-30", "2025-12-31", "2027-02-29", "2029-12-31"]),
        "answers__period__from": st.sampled_from(["", "2024-02-29", "2026-01-31"]),
        "grants": st.sampled_from([[], [RUNS], [{**RUNS, "from": "2025-01-01", "to": "2026-01-01"}]]),
        "recorded": st.sampled_from([{}, {"dialogue": "2026-01-01"}]),
        "tools": st.sampled_from([{}, {"planning_tool": {"filled": ["risks"]}}]),
    },
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A kind of support and facts of any quality."""
    component = draw(st.sampled_from(KINDS))
    sides = {"home": draw(CODES), "abroad": draw(CODES)}
    if draw(st.booleans()):
        sides["third"] = draw(CODES)
    return component, facts(component, sides, **draw(TOLD))


def outcome(component: str, given: dict[str, Any]) -> dict[tuple[str, str], Verdict]:
    return {(verdict.rule, verdict.party): verdict for verdict in evaluate(BOOK, component, given)}


@pytest.mark.expects("UX-13")
@settings(max_examples=60, deadline=None)
@given(cases())
def test_each_remedy_applied_removes_its_refusal(case: tuple[str, dict[str, Any]]) -> None:
    component, given_ = case
    for key, verdict in outcome(component, given_).items():
        assert valid_remedy(verdict.remedy)
        if verdict.passed or verdict.remedy.verb == "none":
            continue
        for way in range(len(verdict.remedy.arguments.get("options", (0,)))):
            assert outcome(component, apply_remedy(given_, verdict.remedy, way))[key].passed, verdict


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 99))
def test_the_order_of_people_does_not_matter(case: tuple[str, dict[str, Any]], seed: int) -> None:
    component, before = case
    after = {**before, "team": list(before["team"])}
    random.Random(seed).shuffle(after["team"])
    first, second = outcome(component, before), outcome(component, after)
    assert {key: (v.passed, v.actual, v.limit) for key, v in first.items()} == {
        key: (v.passed, v.actual, v.limit) for key, v in second.items()
    }


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_adding_a_must_never_turns_a_refusal_into_a_pass(case: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    component, given_ = case
    whole = BOOK.components[component]
    taken = data.draw(st.sampled_from([rule.id for rule in whole.rules if rule.must is not None]))
    fewer = whole.model_copy(update={"rules": tuple(rule for rule in whole.rules if rule.id != taken)})
    smaller = BOOK.model_copy(update={"components": {**BOOK.components, component: fewer}})
    before, after = evaluate(smaller, component, given_), evaluate(BOOK, component, given_)
    assert refused(after) or not refused(before)
    assert {v.rule for v in after if v.severity is Severity.MUST} >= {v.rule for v in before if v.refuses}
