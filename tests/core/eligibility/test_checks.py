"""Each check says what it is, what it may be, by how much it differs, where to go and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.eligibility import apply_remedy, evaluate, refused
from tandem.core.eligibility.remedies import valid_remedy
from tandem.core.values import Severity, Verdict
from tests.core.eligibility.books import book, rule

COMPANY = {
    "lantern": {"name": "Hikari", "kind": "municipality", "country": "JP", "languages": ["ja", "en"]},
    "tide": {"name": "Marea", "kind": "network", "country": "CL", "languages": ["es"]},
    "guild": {"name": "Stapi", "kind": "university", "country": "IS", "languages": ["en"]},
}


def one(facts: dict[str, Any], check: dict[str, Any], remedy: Any = "none", **more: Any) -> Verdict:
    """The only verdict."""
    found = evaluate(book(rule(check, remedy, **more)), "voyage", {"parties": COMPANY, **facts})
    assert len(found) == 1
    return found[0]


def test_choose_counts_options_that_exist_once_each() -> None:
    facts = {"answers": {"crafts_carried": ["caulking", "caulking", "nonsense", "pilotage"]}}
    assert one(facts, {"choose": "crafts_carried", "between": [1, 2]}).actual == 2
    many = {"answers": {"crafts_carried": ["caulking", "netmaking", "pilotage", "signalling"]}}
    verdict = one(many, {"choose": "crafts_carried", "between": [1, 3]}, {"choose": "crafts_carried"})
    assert (verdict.passed, verdict.actual, verdict.limit, verdict.difference) == (False, 4, 3, 1)
    assert verdict.path == "crafts_carried"
    assert verdict.remedy.verb == "choose_fewer"
    assert verdict.remedy.arguments["remove"] == 1
    none = one({}, {"choose": "crafts_carried", "at_least": 2}, {"choose": "crafts_carried"})
    assert (none.actual, none.limit, none.remedy.verb, none.remedy.arguments["add"]) == (0, 2, "choose_more", 2)


@pytest.mark.expects("UX-13")
def test_a_share_speaks_in_numbers_and_names_both_ways_out() -> None:
    check = {"share": "budget.own_contribution", "in": "budget.total", "at_least": "10", "rest": "budget.asked"}
    budget = {"currency": "NOK", "total": "1200000", "own_contribution": "96000", "asked": "1104000"}
    text = {"en": "{actual} % of {limit} %: add {add} {currency} or lower the grant to {lower_to}"}
    told = rule(check, {"change_amount": "purse"}).model_copy(update={"refusal": text})
    verdict = evaluate(book(told), "voyage", {"budget": budget})[0]
    said = verdict.refusal["en"].replace("\N{NO-BREAK SPACE}", " ")
    assert said == "8 % of 10 %: add 26 666.67 NOK or lower the grant to 864 000"
    assert (verdict.actual, verdict.limit, verdict.difference) == (8, 10, 2)
    for way in range(2):
        after = apply_remedy({"budget": budget}, verdict.remedy, way)
        assert evaluate(book(told), "voyage", after)[0].passed
    yen = {**budget, "currency": "JPY"}
    assert evaluate(book(told), "voyage", {"budget": yen})[0].remedy.arguments["options"][0]["by"] == "26667"


def test_a_share_just_missed_never_reads_as_met() -> None:
    check = {"share": "budget.own_contribution", "in": "budget.total", "at_least": "10", "rest": "budget.asked"}
    budget = {"currency": "NOK", "total": "1000000", "own_contribution": "99999.99", "asked": "900000.01"}
    verdict = one({"budget": budget}, check, {"change_amount": "purse"})
    assert not verdict.passed
    assert str(verdict.actual).startswith("9.9999")


def test_an_empty_budget_is_no_share_and_a_zero_is_an_amount() -> None:
    check = {"share": "budget.own_contribution", "in": "budget.total", "at_least": "10", "rest": "budget.asked"}
    assert one({"budget": {"total": "0"}}, check).passed
    nothing = one(
        {"budget": {"total": "50", "own_contribution": "0", "asked": "50"}}, check, {"change_amount": "purse"}
    )
    assert (nothing.passed, nothing.actual) == (False, 0)


def test_amounts_take_the_worst_year_and_the_components_ceiling() -> None:
    check = {"amount": "budget.years", "at_most": "ceiling"}
    years = {"1": "4100000", "2": "5000000", "3": "1"}
    verdict = one({"budget": {"currency": "JPY", "years": years}}, check, {"change_amount": "purse"})
    assert (verdict.actual, verdict.limit, verdict.difference) == (5_000_000, 4_000_000, 1_000_000)
    way = verdict.remedy.arguments["options"][0]
    assert way["set"] == {"/budget/years/1": "4000000", "/budget/years/2": "4000000"}
    assert one({"budget": {"years": {"1": "4000000"}}}, check).passed


def test_country_and_kind_name_the_party_and_what_is_allowed() -> None:
    facts = {"parties": {**COMPANY, "tide": {"name": "Marea", "country": "SE"}}}
    verdict = one(facts, {"country": "tide"}, {"replace_party": "tide"})
    assert (verdict.actual, verdict.limit, verdict.party) == ("SE", ["CL", "PE", "NZ"], "tide")
    assert verdict.refusal["en"] == "SE of CL, PE, NZ, : Marea "
    spoken = evaluate(book(rule({"country": "tide"})), "voyage", facts, lambda kind, code, language: f"<{code}>")
    assert "<SE> of <CL>" in spoken[0].refusal["en"]
    assert not one({"parties": {}}, {"kind": "guild"}).passed


def test_declarations_name_the_parts_that_are_missing() -> None:
    berth = {"tide": {"depth": "4", "safe": False}, "lantern": {"depth": " ", "safe": True}}
    found = evaluate(book(rule({"declared": "berth"}, {"fill_in": "berth"})), "voyage", {"answers": {"berth": berth}})
    said = {verdict.party: verdict for verdict in found}
    assert list(said) == ["lantern", "tide", "guild"]
    assert (said["tide"].passed, said["tide"].actual) == (True, 2)  # a no is an answer
    assert said["lantern"].path == "berth/lantern/depth"
    assert said["lantern"].refusal["en"].endswith("Depth in metres")
    assert said["guild"].remedy.arguments["paths"] == ["berth/guild/depth", "berth/guild/safe"]
    strict = rule({"declared": "berth", "truthy": ["safe"]}, {"fill_in": "berth"})
    second = evaluate(book(strict), "voyage", {"answers": {"berth": berth}})[1]
    assert second.remedy.arguments["set"] == {"/answers/berth/tide/safe": [True]}


def test_yes_wants_a_yes() -> None:
    facts = {"answers": {"berth": {"lantern": {"safe": False}, "tide": {"safe": True}}}}
    found = evaluate(
        book(rule({"yes": "berth/safe"}, {"answer": "berth/safe"})), "voyage", {"parties": COMPANY, **facts}
    )
    assert [(verdict.passed, verdict.actual) for verdict in found] == [(False, False), (True, True), (False, None)]
    assert found[0].remedy.arguments["set"] == {"/answers/berth/lantern/safe": [True]}


def test_a_blank_text_is_no_answer_and_each_party_answers_for_itself() -> None:
    facts = {"answers": {"tale": {"lantern": "  \n", "tide": "Once"}, "days": 0}}
    found = evaluate(book(rule({"answered": "tale"}, {"fill_in": "tale"})), "voyage", facts)
    assert [verdict.passed for verdict in found] == [False, True, False]
    assert found[0].path == "tale/lantern"
    assert one(facts, {"answered": "days"}).passed  # zero is an answer


def test_evidence_is_one_paper_of_any_kind_from_each() -> None:
    facts = {"answers": {"chart": {"lantern": 0, "tide": 2}, "sketch": {"lantern": 1}}}
    found = evaluate(book(rule({"evidence": ["chart", "sketch"]}, {"attach": ["chart", "sketch"]})), "voyage", facts)
    assert [(verdict.passed, verdict.actual) for verdict in found] == [(True, 1), (True, 2), (False, 0)]
    assert found[2].remedy.arguments["any_of"] == ["chart/guild", "sketch/guild"]


def test_a_paper_on_record_is_asked_of_each_organisation() -> None:
    parties = {**COMPANY, "tide": {**COMPANY["tide"], "records": {"quay_pledge": True}}}
    found = evaluate(
        book(rule({"on_record": "quay_pledge"}, {"hand_in": "quay_pledge"})), "voyage", {"parties": parties}
    )
    assert [verdict.passed for verdict in found] == [False, True, False]
    assert found[0].remedy.arguments["party"] == "lantern"


def test_leading_is_said_for_each_thing() -> None:
    verdict = one(
        {"answers": {"who_steers": "guild"}}, {"leads": ["who_steers"], "by": "tide"}, {"answer": "who_steers"}
    )
    assert (verdict.actual, verdict.limit, verdict.party) == (0, 1, "tide")
    assert verdict.remedy.arguments["set"] == {"/answers/who_steers": ["tide"]}


def test_a_language_is_understood_by_whoever_has_to_read() -> None:
    check, remedy = {"understood": "log_language", "by": "tide"}, {"answer": "log_language"}
    assert one({"answers": {"log_language": "es"}}, check).passed
    verdict = one({"answers": {"log_language": "ja"}}, check, remedy)
    assert verdict.remedy.arguments["set"] == {"/answers/log_language": ["es"]}
    unknown = {"parties": {**COMPANY, "tide": {"name": "Marea"}}, "answers": {"log_language": "ja"}}
    assert one(unknown, check).passed  # nobody has said what it reads: its own word counts


def test_people_are_counted_by_sort_and_side() -> None:
    team = [
        {"name": "Ana", "party": "tide", "rank": "skipper", "watch": "day"},
        {"name": "Bo", "party": "tide", "rank": "guest", "watch": "day"},
        {"name": "Cy", "party": "guild", "rank": "hand"},
    ]
    own = rule(
        {"count": "person", "per": "party", "exactly": 1, "not_counting": 'rank == "guest"'}, {"change_team": "crew"}
    )
    found = evaluate(book(own), "voyage", {"team": team})
    assert [(verdict.party, verdict.actual, verdict.passed) for verdict in found] == [
        ("lantern", 0, False), ("tide", 1, True), ("guild", 1, True),
    ]  # fmt: skip
    skippers = one(
        {"team": team * 2}, {"count": 'rank == "skipper"', "per": "team", "exactly": 1}, {"change_team": "crew"}
    )
    assert (skippers.actual, skippers.remedy.verb, skippers.remedy.arguments["number"]) == (2, "remove_person", 1)
    watches = one({"team": team}, {"include": ["day", "night"], "of": "watch", "per": "team"}, {"change_team": "crew"})
    assert watches.refusal["en"].endswith("Night")
    assert watches.remedy.verb == "complete_people"
    assert watches.remedy.arguments["set"] == {"/team/2/watch": ["night"]}
    doubles = one(
        {"team": team[:2]}, {"include": ["day", "night"], "of": "watch", "per": "team"}, {"change_team": "crew"}
    )
    assert doubles.remedy.verb == "replace_people"  # the same number of people: other rules stay met
    assert (doubles.remedy.arguments["at"], doubles.remedy.arguments["rows"]) == (["/team/1"], [{"watch": "night"}])
    alone = one(
        {"team": team[:1]}, {"include": ["day", "night"], "of": "watch", "per": "team"}, {"change_team": "crew"}
    )
    assert (alone.remedy.verb, alone.remedy.arguments["rows"]) == ("add_person", [{"watch": "night"}])
    around = {"count": "person", "per": "team", "around": 3}
    assert one({"team": team}, around).passed
    assert not one({"team": team[:1]}, around).passed


def test_balance_counts_only_those_who_say_and_changes_as_few_as_it_takes() -> None:
    check = {"balance": "watch", "among": ["day", "night"], "at_least": "40", "per": "team"}
    team = [{"watch": "day"}] * 4 + [{"watch": ""}, {}]
    verdict = one({"team": team}, check, {"change_team": "crew"})
    assert (verdict.actual, verdict.remedy.verb, verdict.remedy.arguments["number"]) == (0, "replace_people", 2)
    assert apply_remedy({"team": team}, verdict.remedy)["team"][2]["watch"] == "night"
    one_only = one({"team": [{"watch": "day"}]}, check, {"change_team": "crew"})
    assert (one_only.remedy.verb, one_only.remedy.arguments["rows"]) == ("add_person", [{"watch": "night"}])
    assert one({"team": [{}]}, check).passed


def test_rates_that_are_missing_are_counted() -> None:
    verdict = one({"budget": {"unconverted": [{"row": "1"}, {"row": "2"}]}}, {"rates": "purse"}, {"add_rates": "purse"})
    assert (verdict.actual, verdict.limit, verdict.path, verdict.remedy.verb) == (2, 0, "purse", "add_rates")


def test_conditions_decide_whether_a_rule_speaks_at_all() -> None:
    asked = {"answered": "storm_plan"}
    assert evaluate(book(rule(asked, when='answers.wind == "north"')), "voyage", {}) == ()
    north = {"answers": {"wind": "north"}}
    assert len(evaluate(book(rule(asked, when='answers.wind == "north"')), "voyage", north)) == 1
    own = rule({"yes": "berth/safe"}, unless='party.kind == "university"')
    assert [v.party for v in evaluate(book(own), "voyage", {"parties": COMPANY})] == ["lantern", "tide"]
    undecided = rule(asked, when="answers.crafts_carried > 3")  # a list has no order: then the rule applies
    assert len(evaluate(book(undecided), "voyage", {"answers": {"crafts_carried": ["caulking"]}})) == 1


def test_an_expression_that_cannot_be_decided_does_not_pass() -> None:
    assert not one({"answers": {"crafts_carried": ["caulking"]}}, {"expression": "answers.crafts_carried > 3"}).passed
    verdict = one({}, {"expression": "answers.days > 3"}, {"answer": "days", "value": "9"})
    assert verdict.remedy.arguments["set"] == {"/answers/days": ["9"]}
    assert verdict.path == "days"


def test_a_remedy_of_none_stays_none_and_a_should_never_refuses() -> None:
    verdict = one({}, {"answered": "days"}, "none", must=False)
    assert (verdict.remedy.verb, verdict.severity, verdict.refuses) == ("none", Severity.SHOULD, False)
    assert not refused([verdict])
    assert verdict.source.is_house_advice


def test_an_optional_party_that_is_not_there_is_not_asked() -> None:
    harbour = book(rule({"on_record": "quay_pledge"}))
    guild = harbour.parties["guild"].model_copy(update={"optional": True})
    optional = harbour.model_copy(update={"parties": {**harbour.parties, "guild": guild}})
    two = {"parties": {side: COMPANY[side] for side in ("lantern", "tide")}}
    assert [verdict.party for verdict in evaluate(optional, "voyage", two)] == ["lantern", "tide"]
    assert len(evaluate(optional, "voyage", {"parties": COMPANY})) == 3


@pytest.mark.parametrize("facts", [
    {}, {"parties": None, "answers": [], "team": {"a": 1}, "budget": "x"}, {"team": [None, 3, {"party": 7}]},
    {"answers": {"berth": 3, "crafts_carried": {"a": 1}, "tale": [], "chart": {"tide": "x"}, "days": object()}},
    {"budget": {"years": {"1": "much", "2": None}, "total": "1e9", "own_contribution": True}},
])  # fmt: skip
def test_misshapen_facts_count_as_absent_and_never_raise(facts: dict[str, Any]) -> None:
    from tests.core.eligibility.books import HARBOUR

    for verdict in evaluate(HARBOUR, "voyage", facts):
        assert valid_remedy(verdict.remedy)
