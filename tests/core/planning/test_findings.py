"""What is said about plans: each finding by an example, and laws over plans of every shape."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.planning import (
    CODES,
    BudgetCell,
    Level,
    Plan,
    Risk,
    Scale,
    Statement,
    Target,
    baseline_missing,
    blocks_agreement,
    by_weight,
    cells,
    double_objective,
    find,
    has_baseline,
    original,
    rating,
    residual,
    upwards,
    vague_words,
)
from tests.core.planning.plans import (
    BINS,
    IMPACT,
    LEVELS,
    OUTCOME,
    OUTPUT,
    PERIOD,
    RISK,
    SCALE,
    SHARE,
    SIDES,
    SORT,
    plans,
    risks,
    sound,
    uid,
    with_row,
)

VAGUE = {"en": ("improve", "capacity building"), "es": ("fortalecer",)}
JOINERS = {"en": (" and ", ";"), "es": (" y ",)}


def said(plan, **more):
    """(code, severity, field) of every finding, as a set of rows."""
    arguments = {"period": PERIOD, "sides": SIDES, "vague": VAGUE, "joiners": JOINERS, "currency": "NOK"} | more
    return [(each.code, each.severity, each.field) for each in find(plan, LEVELS, SCALE, **arguments)]


def test_about_a_sound_plan_there_is_nothing_to_say():
    assert said(sound()) == []
    assert blocks_agreement(sound(), LEVELS, SCALE, PERIOD, "NOK") == ()


def _statement(identity, **fields):
    return lambda plan: with_row(plan, "statements", identity, **fields)


def _indicator(**fields):
    return lambda plan: with_row(plan, "indicators", SHARE, **fields)


def _risk(**fields):
    return lambda plan: with_row(plan, "risks", RISK, **fields)


def _activity(**fields):
    return lambda plan: with_row(plan, "activities", SORT, **fields)


def _line(**fields):
    return lambda plan: with_row(plan, "lines", BINS, **fields)


def _targets(*values):
    return tuple(Target(2025 + index, Decimal(value)) for index, value in enumerate(values))


def _milestone(*values):
    return _indicator(kind="milestone", baseline=Decimal(0), targets=_targets(*values))


def _doubled(plan):
    return replace(plan, risks=(*plan.risks, replace(plan.risks[0], identity=OUTPUT)))


MUST, SHOULD = "must", "should"
CASES = [
    (_statement(OUTCOME, parent=None), ("no_parent", MUST, "parent")),
    (_statement(OUTCOME, parent=uid(99)), ("unknown_parent", MUST, "parent")),
    (_statement(OUTPUT, parent=IMPACT), ("wrong_parent", MUST, "parent")),
    (_statement(IMPACT, parent=OUTCOME), ("wrong_parent", MUST, "parent")),
    (_statement(IMPACT, level="dream"), ("unknown_level", MUST, "level")),
    (_statement(OUTPUT, text=" "), ("no_text", MUST, "text")),
    (_statement(OUTPUT, text="Improve the bins"), ("vague_words", SHOULD, "text")),
    (
        _statement(OUTPUT, text="Homes sort waste well and schools cook local food"),
        ("double_objective", SHOULD, "text"),
    ),
    (lambda plan: replace(plan, indicators=()), ("no_indicator", MUST, "")),
    (_statement(OUTPUT, parent=None), ("nothing_leads_here", SHOULD, "")),
    (_indicator(title=""), ("no_text", MUST, "title")),
    (_indicator(statement=None), ("no_statement", MUST, "statement")),
    (_indicator(statement=uid(99)), ("unknown_statement", MUST, "statement")),
    (_indicator(kind="number"), ("no_unit", MUST, "unit")),
    (_indicator(source=""), ("no_source", MUST, "source")),
    (_indicator(method=""), ("no_method", MUST, "method")),
    (_indicator(targets=()), ("no_targets", MUST, "targets")),
    (_indicator(baseline=None), ("no_baseline", SHOULD, "baseline")),
    (_indicator(baseline_on=None), ("no_baseline_date", SHOULD, "baseline_on")),
    (_indicator(baseline_source=""), ("no_baseline_source", SHOULD, "baseline_source")),
    (_indicator(targets=_targets(4, 8)), ("target_equals_baseline", MUST, "targets/2025")),
    (_indicator(targets=_targets(3, 8)), ("target_wrong_side", MUST, "targets/2025")),
    (_indicator(direction="falling", targets=_targets(8)), ("target_wrong_side", MUST, "targets/2025")),
    (_indicator(targets=_targets(8, 7)), ("targets_not_monotone", SHOULD, "targets/2026")),
    (_indicator(targets=_targets(8, 101)), ("percent_out_of_range", MUST, "targets/2026")),
    (_indicator(targets=_targets(8) * 2), ("target_year_twice", MUST, "targets/2025")),
    (_indicator(targets=_targets(8, 9, 10, 11)), ("target_year_outside", MUST, "targets/2028")),
    (_milestone("0.5"), ("milestone_not_yes_no", MUST, "targets/2025")),
    (_milestone(0, 0), ("target_equals_baseline", MUST, "targets/2026")),
    (lambda plan: replace(plan, risks=()), ("no_risks", MUST, "")),
    (_risk(text=""), ("no_text", MUST, "text")),
    (_risk(threatens=None), ("threatens_nothing", MUST, "threatens")),
    (_risk(threatens=uid(99)), ("unknown_statement", MUST, "threatens")),
    (_risk(probability=6), ("score_outside_scale", MUST, "probability")),
    (_risk(residual_consequence=0), ("score_outside_scale", MUST, "residual_consequence")),
    (_risk(residual_probability=None), ("residual_incomplete", MUST, "residual_probability")),
    (_risk(residual_probability=5), ("residual_higher", MUST, "residual_probability")),
    (_risk(answer=""), ("high_without_answer", MUST, "answer")),
    (_risk(answer="accept"), ("high_only_accepted", MUST, "tolerance")),
    (_risk(residual_probability=4), ("high_after_answer", MUST, "tolerance")),
    (_risk(answer_text=""), ("answer_without_text", SHOULD, "answer_text")),
    (_activity(title=""), ("no_text", MUST, "title")),
    (_activity(statement=None), ("no_output", MUST, "statement")),
    (_activity(statement=uid(99)), ("unknown_statement", MUST, "statement")),
    (_activity(statement=OUTCOME), ("serves_wrong_level", MUST, "statement")),
    (_activity(starts_on=None), ("no_dates", SHOULD, "starts_on")),
    (_activity(ends_on=date(2025, 2, 1)), ("ends_before_start", MUST, "ends_on")),
    (_activity(starts_on=date(2024, 12, 31)), ("outside_period", MUST, "starts_on")),
    (_activity(ends_on=date(2028, 1, 1)), ("outside_period", MUST, "ends_on")),
    (_line(line=""), ("no_line", MUST, "line")),
    (_line(currency=""), ("no_currency", MUST, "currency")),
    (_line(years=((1, -5),)), ("negative_amount", MUST, "years/1")),
    (_line(years=((1, 5), (1, 6))), ("year_twice", MUST, "years/1")),
    (_line(years=((4, 5),)), ("year_outside_grant", MUST, "years/4")),
    (_line(years=((0, 5),)), ("year_outside_grant", MUST, "years/0")),
    (_line(rate=""), ("no_rate", MUST, "rate")),
    (_line(rate="0"), ("bad_rate", MUST, "rate")),
    (_line(rate="NaN"), ("bad_rate", MUST, "rate")),
    (_line(currency="NOK"), ("bad_rate", MUST, "rate")),
    (_line(rate_on=None), ("rate_without_source", MUST, "rate_on")),
    (_line(rate_source=""), ("rate_without_source", MUST, "rate_source")),
    (_doubled, ("duplicate_identity", MUST, "identity")),
]


@pytest.mark.clause("MIC-7")
@pytest.mark.clause("MIC-8")
@pytest.mark.clause("MIC-10")
@pytest.mark.parametrize(("mutate", "expected"), CASES, ids=[f"{case[1][0]}-{case[1][2]}" for case in CASES])
def test_one_fault_is_found_by_name(mutate, expected):
    broken = mutate(sound())
    assert expected in said(broken)
    refused = [
        (each.code, each.severity, each.field) for each in blocks_agreement(broken, LEVELS, SCALE, PERIOD, "NOK")
    ]
    assert (expected in refused) == (expected[1] == MUST)


def test_each_code_has_an_example():
    others = {"no_centre", "too_many_indicators"} | {code for code in CODES if code.startswith("side_without")}
    assert {case[1][0] for case in CASES} | others == CODES
    assert "no_centre" in [each.code for each in blocks_agreement(Plan(), LEVELS, SCALE)]


@pytest.mark.clause("MIC-5")
@pytest.mark.clause("MIC-22")
def test_a_plan_for_one_side_only_is_flagged_and_names_the_side():
    plan = with_row(sound(), "activities", SORT, side="home")
    plan = replace(plan, lines=plan.lines[1:], notes=tuple(note for note in plan.notes if note.side == "home"))
    found = [each for each in find(plan, LEVELS, SCALE, PERIOD, sides=SIDES) if each.code.startswith("side_without")]
    assert [each.code for each in found] == [
        "side_without_learning_goals",
        "side_without_context_knowledge",
        "side_without_activities",
        "side_without_budget",
    ]
    assert {each.numbers["side"] for each in found} == {"abroad"}
    assert {each.severity for each in found} == {"should"}


def test_an_empty_budget_row_is_no_budget_and_a_common_activity_counts_for_each_side():
    plan = with_row(sound(), "lines", BINS, years=((1, 0),))
    assert said(plan) == [("side_without_budget", "should", "")]
    assert said(with_row(sound(), "activities", SORT, side="home")) == [("side_without_activities", "should", "")]


@pytest.mark.clause("MIC-8")
def test_more_indicators_than_advised_is_advice():
    assert said(sound(), advise_indicators=1) == []
    (found,) = find(sound(), LEVELS, SCALE, advise_indicators=0, currency="NOK")
    assert (found.code, found.severity, found.numbers) == (
        "too_many_indicators",
        "should",
        {"count": "1", "advised": "0"},
    )


def test_a_milestone_may_stay_open_until_its_year_and_a_level_to_hold_has_no_wrong_side():
    assert said(_milestone(0, 0, 1)(sound())) == []
    assert said(_indicator(direction="none", targets=_targets(4, 3, 5))(sound())) == []
    assert said(_indicator(direction="falling", baseline=Decimal(50), targets=_targets(40, 20))(sound())) == []
    words = _indicator(kind="qualitative", baseline=None, baseline_text="No plan yet", targets=())(sound())
    assert said(words) == []
    assert has_baseline(words.indicators[0])


@pytest.mark.clause("MIC-10")
def test_a_high_risk_that_is_borne_needs_a_written_reason_and_nothing_else_will_do():
    for answer in ("", "accept", "reduce_probability", "stop"):
        borne = _risk(answer=answer, residual_probability=4)(sound())
        assert {each.code for each in blocks_agreement(borne, LEVELS, SCALE)} & {
            "high_without_answer",
            "high_only_accepted",
            "high_after_answer",
        }
        told = with_row(borne, "risks", RISK, tolerance="The council has voted twice for it")
        assert blocks_agreement(told, LEVELS, SCALE) == ()


def test_currencies_without_rates_are_refused_only_when_they_mix():
    alone = replace(sound(), lines=(replace(sound().lines[0], rate="", rate_source="", rate_on=None),))
    assert "no_rate" not in [each[0] for each in said(alone, currency="")]
    both = replace(alone, lines=(*alone.lines, sound().lines[1]))
    assert "no_rate" in [each[0] for each in said(both, currency="")]
    assert "no_rate" in [each[0] for each in said(alone, currency="NOK")]


def test_vague_words_are_whole_words_of_the_language():
    assert vague_words("They IMPROVE; capacity building", "en", VAGUE) == ("improve", "capacity building")
    assert vague_words("Improvement of schools", "en", VAGUE) == ()
    assert vague_words("Fortalecer la escuela", "es-GT", VAGUE) == ("fortalecer",)
    assert vague_words("Fortalecer la escuela", "en", VAGUE) == ()
    assert vague_words("Fortalecer, improve", "", VAGUE) == ("improve", "fortalecer")


def test_two_objectives_need_two_halves_that_stand_alone():
    assert double_objective("Homes have clean water and sanitation", "en", JOINERS) == ""
    assert double_objective("Homes sort their waste and schools cook local food", "en", JOINERS) == "and"
    assert double_objective("Homes sort their waste; schools cook local food", "en", JOINERS) == ";"
    assert double_objective("Los hogares separan y las escuelas cocinan bien", "es", JOINERS) == "y"
    assert double_objective("Yesterday many hands andante slowly went home", "en", JOINERS) == ""


@pytest.mark.clause("MIC-8")
def test_an_activity_waits_for_the_baselines_of_its_whole_chain_and_of_no_other():
    plan = sound()
    (activity,) = plan.activities
    assert baseline_missing(plan, activity) == ()
    undated = _indicator(baseline_on=None)(plan)
    assert baseline_missing(undated, activity) == undated.indicators
    other = (
        *undated.statements,
        Statement(uid(50), "outcome", "Meals", parent=IMPACT),
        Statement(uid(51), "output", "Ovens", parent=uid(50)),
    )
    aside = replace(undated, statements=other)
    assert baseline_missing(aside, replace(activity, statement=uid(51))) == ()
    assert baseline_missing(aside, replace(activity, statement=None)) == undated.indicators
    assert baseline_missing(undated, replace(activity, statement=uid(99))) == undated.indicators
    zero = _indicator(baseline=Decimal(0))(plan)
    assert baseline_missing(zero, activity) == ()  # a zero is a value


def test_a_circle_is_walked_once():
    circle = (Statement(uid(1), "a", "", parent=uid(2)), Statement(uid(2), "a", "", parent=uid(1)))
    assert upwards(circle, uid(1)) == (uid(1), uid(2))


def test_which_level_activities_serve_can_be_said():
    levels = (Level("impact"), Level("outcome", centre=True, served=True), Level("output", measured=True))
    plan = _activity(statement=OUTCOME)(sound())
    codes = [each.code for each in find(plan, levels, SCALE, PERIOD)]
    assert codes == ["no_indicator"]  # of the output, as advice
    assert not blocks_agreement(plan, levels, SCALE, PERIOD)
    assert find(Plan(risks=sound().risks), (), SCALE)[0].code == "unknown_statement"


@given(plans)
def test_every_plan_can_be_looked_at_and_what_refuses_is_part_of_what_is_found(plan):
    found = find(plan, LEVELS, SCALE, PERIOD, 2, SIDES, VAGUE, JOINERS, "NOK")
    refused = blocks_agreement(plan, LEVELS, SCALE, PERIOD, "NOK")
    assert all(each.severity == "must" for each in refused)
    assert {each.code for each in found} <= CODES
    assert [each for each in found if each.severity == "must"] == list(refused)
    assert all(isinstance(value, str) for each in found for value in each.numbers.values())
    for activity in plan.activities:
        assert all(not (has_baseline(each) and each.baseline_on) for each in baseline_missing(plan, activity))


@pytest.mark.clause("MIC-10")
@given(st.lists(risks, max_size=6), st.randoms())
def test_risks_are_read_highest_first_in_one_order(rows, random):
    rows = [replace(risk, identity=uid(index + 1)) for index, risk in enumerate(rows)]
    mixed = list(rows)
    random.shuffle(mixed)
    assert by_weight(rows) == by_weight(mixed)
    scores = [residual(risk, SCALE).score for risk in by_weight(rows)]
    assert scores == sorted(scores, reverse=True)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_more_probability_or_consequence_never_weighs_less_and_acceptance_changes_nothing(p, c, q, d):
    lower, higher = rating(min(p, q), min(c, d), SCALE), rating(max(p, q), max(c, d), SCALE)
    assert lower.score <= higher.score
    assert ["low", "medium", "high"].index(lower.band) <= ["low", "medium", "high"].index(higher.band)
    borne = Risk(
        RISK, "x", probability=p, consequence=c, answer="accept", residual_probability=q, residual_consequence=d
    )
    assert residual(borne, SCALE) == original(borne, SCALE) == rating(p, c, SCALE)
    assert residual(replace(borne, answer="stop"), SCALE) == rating(q, d, SCALE)


def test_bands_begin_where_the_rulebook_says():
    assert [rating(3, 5, SCALE).band, rating(2, 7, SCALE).band, rating(2, 4, SCALE).band, rating(1, 7, SCALE).band] == [
        "high",
        "medium",
        "medium",
        "low",
    ]
    assert rating(1, 1, Scale(5, 5, 15)).band == "low"


def test_the_budget_is_counted_in_the_grants_currency():
    assert cells(sound(), "NOK") == (
        BudgetCell("equipment", "abroad", "grant", 1, 138),  # 1.00 GTQ at 1.3850 is 1.385, half to even 1.38
        BudgetCell("travel", "home", "grant", 1, 500),
        BudgetCell("travel", "home", "grant", 2, 700),
    )
    for rate in ("", "0", "NaN", "-2", "much"):
        with pytest.raises(ValueError, match="no rate"):
            cells(with_row(sound(), "lines", BINS, rate=rate), "NOK")
    yen = with_row(sound(), "lines", BINS, currency="JPY", rate="0.07", years=((1, 1000),))
    assert cells(yen, "NOK")[0].minor == 7000
    dinar = with_row(sound(), "lines", BINS, currency="KWD", rate="34.5", years=((1, 1000),))
    assert cells(dinar, "NOK")[0].minor == 3450
