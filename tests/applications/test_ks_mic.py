"""KS's programme: what its guideline asks of an application, clause by clause.

Each case takes an application that holds every rule, breaks one thing, and finds the rule that says so.
Taken out of the rulebook, each rule makes its case fail (tools/rules_matter.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tandem.answers.operations import save
from tandem.answers.queries import stored
from tandem.applications import access
from tandem.applications.models import Application
from tandem.applications.operations import Standing, sign, standing
from tandem.core.timetable import expand
from tandem.core.values import Severity
from tandem.foundation.access import Refused
from tandem.organisations.models import HandedIn, Organisation
from tandem.plans.queries import newest, one_sided
from tests.factories import applications, calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """An open call and an application that may be signed."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.filled(cast.actors, cast.call, cast.sides)
        yield cast


def change(world: Any, **answers: Any) -> None:
    """Answer anew; double underscores stand for '/', None empties."""
    for name, value in answers.items():
        path = name.replace("__", "/")
        side = "abroad" if "/abroad" in path or path in {"documents_language/abroad"} else "home"
        edits = applications.edits(world.application.id, {(path, ""): value})
        result = save(world.actors[side], "application", world.application.id, edits, locale="en")
        assert [o.status for o in result.outcomes] == ["saved"], result.outcomes


def look(world: Any) -> Standing:
    """The application's standing as Bo sees it."""
    return standing(access.hold(world.actors["home"], world.application.id))


def organisation(side: str, **changed: Any) -> Callable[[Any], None]:
    """Break something about one side's organisation."""

    def do(world: Any) -> None:
        Organisation.objects.filter(id=world.sides[side].id).update(**changed)

    return do


def answers(**changed: Any) -> Callable[[Any], None]:
    """Break answers."""

    def do(world: Any) -> None:
        change(world, **changed)

    return do


def rows(path: str, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Any], None]:
    """Break every row of people or budget."""

    def do(world: Any) -> None:
        there = stored(world.application.id)
        broken = {(p, row): edit(dict(kept.value)) for (p, row), kept in there.items() if p == path and kept.value}
        save(
            world.actors["home"],
            "application",
            world.application.id,
            applications.edits(world.application.id, broken),
            locale="en",
        )

    return do


def no_ethics(world: Any) -> None:
    HandedIn.objects.filter(organisation=world.san_telmo).delete()


def case(
    clause: str, rule: str, severity: str, breaking: Callable[[Any], None], party: str = "", limit: Any = ...
) -> Any:
    marks = [pytest.mark.clause(clause)] if clause else []
    return pytest.param(rule, severity, breaking, party, limit, marks=marks, id=f"{clause or 'house'}:{rule}")


def three_purposes(world: Any) -> None:
    ids = [option.id for option in world.call.rulebook.lists["purposes"].options]
    change(world, purposes=ids[:3])


CASES = [
    case("MIC-1", "serves_the_goal", "must", answers(effects=None)),
    case("MIC-1", "one_or_two_purposes", "must", three_purposes),
    case("MIC-21", "inside_the_framework", "must", answers(framework__home__inside=False)),
    case("MIC-2", "norwegian_party", "must", organisation("home", country="SE"), "home"),
    case("MIC-2", "eligible_country", "must", organisation("abroad", country="FR"), "abroad"),
    case("MIC-2", "municipalities", "must", organisation("abroad", kind="company"), "abroad"),
    case("MIC-3", "core_task_declared", "must", answers(core_task__abroad__legal_basis=None), "abroad"),
    case("MIC-3", "core_task_is_own", "must", answers(core_task__home__led_by_employees=False), "home"),
    case("MIC-3", "focus_named", "should", answers(focus_areas=None)),
    case("MIC-3", "municipal_people", "should", rows("team", lambda row: {**row, "role": "other"})),
    case("MIC-4", "council_stands_behind", "should", lambda world: None),
    case("MIC-11", "ethics_on_record", "must", no_ethics, "abroad"),
    case("MIC-5", "both_sides_learn", "should", answers(learning_goals__home=None), "home"),
    case("MIC-5", "learning_travels_home", "should", answers(adapted_practices__home=None)),
    case("MIC-6", "partner_abroad_leads", "should", answers(leads_planning="home")),
    case("MIC-6", "papers_understood", "must", organisation("abroad", languages=["fr"]), "abroad"),
    case("MIC-6", "fits_national_plans", "should", answers(national_plans__abroad__nothing_against=False)),
    case("MIC-6", "lasts", "should", answers(after_support__abroad=None)),
    case("MIC-6", "other_support_known", "should", answers(other_support__abroad__coordination=None)),
    case("MIC-6", "home_mobilised", "should", answers(mobilisation__home=None)),
    case("MIC-6", "competence_used", "should", answers(competence__abroad=None), "abroad"),
    case("MIC-22", "both_know_their_place", "should", answers(context_knowledge__abroad=None), "abroad"),
    case("MIC-22", "harm_considered", "should", answers(harm__home=None), "home"),
    case("MIC-22", "dominance_considered", "should", answers(dominance__home=None), "home"),
    case("", "rates_known", "must", rows("budget", lambda row: {**row, "currency": "GTQ"})),
    case("", "within_ceiling", "should", rows("budget", lambda row: {**row, "years": {"1": 99_000_000_000}})),
    case("", "own_contribution", "should", rows("budget", lambda row: {**row, "paid_by": "grant"})),
]


@pytest.mark.expects("UX-13", "FLD-5")
@pytest.mark.parametrize(("rule", "severity", "breaking", "party", "limit"), CASES)
def test_what_is_broken_is_named_with_reason_remedy_and_source(
    world: Any, rule: str, severity: str, breaking: Callable[[Any], None], party: str, limit: Any
) -> None:
    breaking(world)
    where = look(world)
    broken = [verdict for verdict in where.verdicts if verdict.rule == rule and not verdict.passed]
    assert broken, f"{rule} should not hold"
    verdict = next((one for one in broken if one.party == party), broken[0]) if party else broken[0]
    assert verdict.severity == Severity(severity)
    assert verdict.source.cites
    assert verdict.remedy.verb
    for language in ("en", "es"):
        assert verdict.refusal[language] and "{" not in verdict.refusal[language]
        assert verdict.mend[language] and "{" not in verdict.mend[language]
    assert where.ready is (severity == "should" and where.missing == 0)


@pytest.mark.parametrize("rule", [case_.values[0] for case_ in CASES if case_.values[1] == "must"])
def test_a_must_that_does_not_hold_keeps_everybody_from_signing_and_nobody_from_saving(world: Any, rule: str) -> None:
    breaking = next(c.values[2] for c in CASES if c.values[0] == rule)
    breaking(world)
    where = look(world)
    with pytest.raises(Refused) as refused:
        sign(world.actors["home"], world.application.id, where.content.sha256)
    assert refused.value.code in {"not_ready"}
    change(world, summary="Saved all the same")


@pytest.mark.clause("MIC-1")
def test_a_third_purpose_is_refused_with_numbers(world: Any) -> None:
    three_purposes(world)
    verdict = next(v for v in look(world).verdicts if v.rule == "one_or_two_purposes")
    assert verdict.actual == 3 and str(verdict.limit).endswith("2") and "3" in verdict.refusal["en"]
    assert verdict.remedy.verb != "none" and verdict.path == "purposes"


@pytest.mark.clause("MIC-2")
def test_an_organisation_elsewhere_is_refused_by_the_name_of_its_country(world: Any) -> None:
    organisation("abroad", country="FR")(world)
    verdict = next(v for v in look(world).verdicts if v.rule == "eligible_country")
    assert "FR" in verdict.refusal["en"] or "France" in verdict.refusal["en"]


@pytest.mark.clause("MIC-3")
def test_a_missing_side_is_a_failure_that_names_the_party(world: Any) -> None:
    change(world, core_task__abroad__budget_line=None)
    verdicts = [v for v in look(world).verdicts if v.rule == "core_task_declared"]
    assert {v.party: v.passed for v in verdicts} == {"home": True, "abroad": False}


@pytest.mark.clause("MIC-4")
def test_a_missing_council_decision_is_advice_and_does_not_stop_signing(world: Any) -> None:
    where = look(world)
    advice = [v for v in where.verdicts if v.rule == "council_stands_behind" and not v.passed]
    assert {v.party for v in advice} == {"home", "abroad"} and not any(v.refuses for v in advice)
    assert sign(world.actors["home"], world.application.id, where.content.sha256).waiting_for == ("abroad",)


@pytest.mark.clause("MIC-5")
def test_each_side_has_its_own_learning_goals_in_the_plan_and_a_one_sided_plan_is_flagged(world: Any) -> None:
    plan = Application.objects.get(id=world.application.id).plan_id
    goals = {row.side: row.text for row in newest(plan).notes if row.kind == "learning_goal"}
    assert set(goals) == {"home", "abroad"} and all(goals.values())
    assert one_sided(newest(plan), ("home", "abroad")) == ()
    change(world, learning_goals__home=None)
    assert one_sided(newest(plan), ("home", "abroad")) == ("home",)


@pytest.mark.clause("MIC-11")
def test_the_code_of_ethics_is_asked_once_and_found_by_the_next_application(world: Any) -> None:
    second_call = calls.call(world.actor("ana"), year=2024, slug="project-support-2024-again")
    second = applications.draft(world.actors["home"], second_call, world.sides)
    held = access.hold(world.actors["home"], second.id)
    assert all(v.passed for v in standing(held).verdicts if v.rule == "ethics_on_record")


@pytest.mark.clause("MIC-15")
def test_the_cycle_of_two_donors_with_offsets_and_what_has_no_date(world: Any) -> None:
    cycle = world.call.rulebook.cycle
    found = expand(cycle, 2024)
    by = {}
    for milestone in found:
        by.setdefault((milestone.donor, milestone.kind), []).append(milestone)
    norad, mfa = (key for key in cycle.donors)
    assert by[(norad, "application")][0].on.isoformat() == "2024-10-01"
    assert [m.on.isoformat() for m in by[(norad, "instalment")]] == ["2025-03-01", "2025-10-01"]
    assert len(by[(mfa, "instalment")]) == 1
    assert by[(mfa, "application")][0].because == "not applicable" or by[(mfa, "application")][0].on
    assert by[(norad, "donor_report")][0].because == "not yet set"


@pytest.mark.clause("MIC-21")
def test_the_framework_is_signed_for_by_each_party(world: Any) -> None:
    change(world, framework__home__inside=False)
    where = look(world)
    assert not where.ready and any(v.rule == "inside_the_framework" and v.refuses for v in where.verdicts)
