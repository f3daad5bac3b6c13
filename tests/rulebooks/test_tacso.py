"""Cooperation of civil society organisations: the regional rulebook and its two offices, rule by rule."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from tandem.core.eligibility import apply_remedy, evaluate
from tandem.core.rulebook import Rulebook, check, example_facts, load
from tandem.core.rulebook.marks import marks
from tandem.core.values import Severity
from tandem.rulebooks import shipped
from tandem.rulebooks.library import sectors

FOLDERS = {name: folder for name, folder in shipped().items() if name.startswith("tacso")}
BOOKS = {name: load(folder, shipped()) for name, folder in FOLDERS.items()}
PARENT, SERBIA, TURKEY = (BOOKS[name] for name in sorted(BOOKS))
KINDS = {
    "exchange": "exchange_visit",
    "mentoring": "mentoring",
    "meetings": "network_meeting",
    "training": "training",
    "pilot": "pilot",
}
FOLLOW = {"follow_up": "mentoring", "follow_up_what": "Two mentors, once a month", "follow_up_by": "partners"}


def facts_of(book: Rulebook = SERBIA, component: str = "exchange") -> dict[str, Any]:
    """Facts of three organisations that pass every rule."""
    facts = example_facts(book, component)
    for side in ("fourth", "fifth"):
        del facts["parties"][side]
    facts["answers"]["activities"] = [
        {
            "title": "First",
            "kind": KINDS[component],
            "period": {"from": "2025-03-03", "to": "2025-03-05", "days": "3"},
            **FOLLOW,
        },
        {"title": "Second", "kind": "coaching"},
    ]
    if component == "mentoring":
        facts["answers"]["activities"][0]["period"] = {"from": "2025-03-03", "to": "2025-09-05", "days": "180"}
    facts["answers"]["earlier"] = {"years": "3", "what": "A fair"}
    return facts


def failed(facts: dict[str, Any], book: Rulebook = SERBIA, component: str = "exchange") -> dict[str, Severity]:
    return {each.rule: each.severity for each in evaluate(book, component, facts) if not each.passed}


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_the_rulebooks_have_no_finding_and_loosen_nothing(name: str) -> None:
    assert check(FOLDERS[name], shipped()) == ()
    assert set(BOOKS[name].components) == set(KINDS)


@pytest.mark.parametrize("component", sorted(KINDS))
@pytest.mark.parametrize("name", sorted(BOOKS))
def test_good_facts_pass_every_rule(name: str, component: str) -> None:
    facts = facts_of(BOOKS[name], component)
    assert failed(facts, BOOKS[name], component) == {}


def gone(*path: str) -> Any:
    """A change that takes an answer away."""

    def change(facts: dict[str, Any]) -> None:
        holder = facts
        for part in path[:-1]:
            holder = holder[part]
        holder.pop(path[-1], None)

    return change


def put(value: Any, *path: str) -> Any:
    """A change that gives another answer."""

    def change(facts: dict[str, Any]) -> None:
        holder = facts
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = value

    return change


def rows(*kinds: Any) -> Any:
    return put(
        [{"title": str(n), **(kind if isinstance(kind, dict) else {"kind": kind})} for n, kind in enumerate(kinds)],
        "answers",
        "activities",
    )


def both(*changes: Any) -> Any:
    def change(facts: dict[str, Any]) -> None:
        for each in changes:
            each(facts)

    return change


MUST, SHOULD = Severity.MUST, Severity.SHOULD
# what is changed, which rule says so, how strongly, in which component
CASES: list[tuple[str, Any, str, Severity, str]] = [
    ("TAC-2", put("company", "parties", "lead", "kind"), "civil_society", MUST, "exchange"),
    ("TAC-2", put("municipality", "parties", "third", "kind"), "civil_society", MUST, "exchange"),
    ("TAC-2", gone("parties", "lead", "profile", "based_in"), "profile_told", SHOULD, "exchange"),
    ("TAC-2", gone("parties", "third", "profile", "rural_serves"), "profile_told", SHOULD, "exchange"),
    ("TAC-2", gone("parties", "partner", "profile", "sectors"), "profile_told", SHOULD, "exchange"),
    ("TAC-2", gone("parties", "partner", "profile", "work"), "profile_told", SHOULD, "exchange"),
    ("TAC-2", gone("parties", "partner", "profile", "capacity"), "profile_told", SHOULD, "exchange"),
    ("TAC-3", gone("answers", "exchange", "lead", "gains"), "everybody_gains", MUST, "exchange"),
    ("TAC-3", gone("answers", "exchange", "third", "gains"), "everybody_gains", MUST, "exchange"),
    ("TAC-3", gone("answers", "without_grant"), "goes_on_without_grant", SHOULD, "exchange"),
    ("TAC-3", rows("exchange_visit"), "not_once_only", SHOULD, "exchange"),
    ("TAC-4", gone("parties", "third"), "more_than_two", SHOULD, "exchange"),
    ("TAC-4", both(gone("answers", "earlier"), gone("answers", "new_because")), "known_or_reasoned", MUST, "exchange"),
    (
        "TAC-4",
        both(put("0", "answers", "earlier", "years"), gone("answers", "new_because")),
        "known_or_reasoned",
        MUST,
        "exchange",
    ),
    ("TAC-4", gone("answers", "networking"), "networking", SHOULD, "exchange"),
    ("TAC-5", put("TR", "parties", "lead", "country"), "region", MUST, "exchange"),
    ("TAC-5", put("8000.01", "budget", "asked"), "within_ceiling", MUST, "exchange"),
    ("TAC-7", rows("coaching", "mentoring"), "of_this_kind", MUST, "exchange"),
    ("TAC-7", rows("exchange_visit", "pilot"), "of_this_kind", MUST, "mentoring"),
    ("TAC-7", rows("pilot", "coaching"), "of_this_kind", MUST, "meetings"),
    ("TAC-7", rows("pilot", "coaching"), "of_this_kind", MUST, "training"),
    ("TAC-7", rows("coaching", "coaching"), "of_this_kind", MUST, "pilot"),
    ("TAC-7", put("31", "answers", "members"), "small_network", SHOULD, "meetings"),
    ("TAC-7", gone("answers", "lasting", "replicate"), "can_be_repeated", MUST, "pilot"),
    (
        "TAC-7",
        rows({"kind": "exchange_visit", "period": {"days": "8"}}, "coaching"),
        "visits_are_short",
        SHOULD,
        "exchange",
    ),
    (
        "TAC-7",
        rows({"kind": "mentoring", "period": {"days": "59"}}, "coaching"),
        "mentoring_is_long",
        SHOULD,
        "mentoring",
    ),
    ("TAC-8", put("0", "answers", "expert_days"), "advice_too", SHOULD, "exchange"),
    ("TAC-8", gone("answers", "expert_days"), "advice_too", SHOULD, "exchange"),
    ("TAC-8", put("0", "budget", "asked"), "money_too", SHOULD, "exchange"),
    ("TAC-9", put({}, "answers", "thought"), "thought_through", MUST, "exchange"),
    ("TAC-9", gone("answers", "thought", "challenges"), "wholly_thought_through", SHOULD, "exchange"),
    ("TAC-9", put({}, "answers", "lasting"), "lasts_or_repeats", MUST, "exchange"),
    ("TAC-9", gone("answers", "outcomes", "measured"), "outcomes_measured", MUST, "exchange"),
    ("TAC-9", gone("answers", "outcomes", "beneficiaries"), "outcomes_measured", MUST, "exchange"),
    ("TAC-9", gone("answers", "outcomes", "society"), "public_thought_of", SHOULD, "exchange"),
]


@pytest.mark.parametrize(
    ("change", "rule", "strength", "component"),
    [pytest.param(*case[1:], marks=pytest.mark.clause(case[0])) for case in CASES],
)
def test_each_rule_says_what_is_missing_and_nothing_else(
    change: Any, rule: str, strength: Severity, component: str
) -> None:
    facts = facts_of(component=component)
    change(facts)
    found = failed(facts, component=component)
    assert found.pop(rule) == strength
    assert not [name for name, how in found.items() if how == MUST]


# rules of the house, which cite no clause
HOUSE: list[tuple[Any, str]] = [(put([{"row": "1"}], "budget", "unconverted"), "rates_known")]


@pytest.mark.parametrize("name", sorted(BOOKS))
@pytest.mark.parametrize(("change", "rule"), HOUSE)
def test_rules_of_the_house_refuse_in_the_region_and_in_every_office(change: Any, rule: str, name: str) -> None:
    facts = facts_of(BOOKS[name])
    change(facts)
    assert failed(facts, BOOKS[name]) == {rule: MUST}


@pytest.mark.clause("TAC-4")
@pytest.mark.parametrize(("name", "strength"), [("serbia", SHOULD), ("turkey", MUST)])
def test_work_in_networks_is_preferred_and_in_turkey_demanded(name: str, strength: Severity) -> None:
    book = BOOKS[f"tacso-cooperation-{name}"]
    facts = facts_of(book)
    del facts["answers"]["networking"]
    assert failed(facts, book) == {"networking": strength}


# what an office takes from its region, its ceiling and its country: (office, what is changed, the rule)
OWN: list[tuple[str, Any, str]] = [
    ("serbia", put("8000.01", "budget", "asked"), "within_ceiling"),
    ("serbia", put("AL", "parties", "lead", "country"), "region"),
    ("turkey", put("10000.01", "budget", "asked"), "within_ceiling"),
    ("turkey", put("RS", "parties", "lead", "country"), "region"),
]


@pytest.mark.clause("TAC-5")
@pytest.mark.parametrize(("office", "change", "rule"), OWN)
def test_an_office_is_for_its_country_and_within_its_resources(office: str, change: Any, rule: str) -> None:
    own = BOOKS[f"tacso-cooperation-{office}"]
    facts = facts_of(own)
    change(facts)
    assert failed(facts, own) == {rule: MUST}
    assert rule not in failed(facts, PARENT)


@pytest.mark.clause("TAC-5")
def test_an_office_asks_for_more_than_the_region_and_never_for_less() -> None:
    chosen = {name: book.components["exchange"].selection for name, book in BOOKS.items()}
    floors = {name: {floor.id: floor for floor in each.floors} for name, each in chosen.items()}
    assert [floors[name]["rural"].share for name in sorted(floors)] == ["30", "35", "30"]
    assert [floors[name]["sector"].at_least for name in sorted(floors)] == ["2", "2", "3"]
    assert [chosen[name].lowest_score for name in sorted(chosen)] == ["40", "50", "40"]


@pytest.mark.clause("TAC-3")
def test_one_way_is_flagged_in_the_region_and_refused_in_serbia() -> None:
    facts = facts_of()
    del facts["answers"]["exchange"]["partner"]["brings"]
    facts["parties"] = {side: {**party, "country": "RS"} for side, party in facts["parties"].items()}
    assert failed(facts, PARENT) == {"everybody_gives": SHOULD}
    assert failed(facts, SERBIA) == {"everybody_gives": MUST}


# one activity of a kind that needs follow-up: what its row says, and whether it is followed up
ROWS: list[tuple[dict[str, Any], bool]] = [
    ({}, False),
    (FOLLOW, True),
    ({**FOLLOW, "follow_up_by": "networks"}, True),
    ({**FOLLOW, "follow_up_by": "others"}, False),
    ({**FOLLOW, "follow_up": "other"}, True),  # the list is open
    ({**FOLLOW, "follow_up": "other", "follow_up_what": " "}, False),  # and what follows is concrete
    ({**FOLLOW, "follow_up_what": ""}, False),
    ({**FOLLOW, "follow_up": "good_will"}, False),
    ({"follow_up": "joint_work"}, False),
    *(({**FOLLOW, "follow_up": kind.id}, True) for kind in (PARENT.activities[5].followed_by or pytest.fail()).kinds),
]


@pytest.mark.clause("TAC-7")
@pytest.mark.parametrize("kind", ["training", "conference"])
@pytest.mark.parametrize(("said", "followed"), ROWS)
def test_training_and_large_events_need_concrete_follow_up(kind: str, said: dict[str, Any], followed: bool) -> None:
    facts = facts_of(component="training")
    facts["answers"]["activities"] = [{"title": "Course", "kind": kind, **said}, {"title": "Visit", "kind": "coaching"}]
    verdict = next(each for each in evaluate(SERBIA, "training", facts) if each.rule == "followed_up")
    assert verdict.passed is followed and verdict.severity == MUST
    if not followed:
        assert "Course" in verdict.refusal["en"] and "Bez nastavka" in verdict.refusal["sr"]
        assert "followed_up" not in failed(apply_remedy(facts, verdict.remedy), component="training")


@pytest.mark.clause("TAC-7")
@pytest.mark.parametrize(
    "kind", ["exchange_visit", "job_shadowing", "coaching", "mentoring", "network_meeting", "pilot", "other"]
)
def test_other_kinds_stand_by_themselves_and_carry_a_definition(kind: str) -> None:
    facts = facts_of()
    facts["answers"]["activities"].append({"title": "More", "kind": kind})
    assert "followed_up" not in failed(facts)
    for book in BOOKS.values():
        defined = next(each for each in book.activities if each.id == kind)
        assert set(defined.definition) == set(book.languages) and defined.support


@pytest.mark.clause("TAC-8")
def test_activities_say_how_they_are_supported() -> None:
    offered = {support for each in PARENT.activities for support in each.support}
    assert offered == {"money", "expert_days"}


@pytest.mark.clause("TAC-2")
def test_the_sectors_are_those_of_the_library_and_the_profile_is_looked_at_field_by_field() -> None:
    for book in BOOKS.values():
        assert [option.id for option in book.lists["sectors"].options] == [option.id for option in sectors()]
        assert {"rural_based", "rural_serves", "sectors", "work", "networks"} <= set(book.profile)


@pytest.mark.clause("TAC-4")
@pytest.mark.parametrize(
    ("change", "preferred"),
    [
        (put("3", "answers", "earlier", "years"), ["more_than_two", "networking"]),
        (
            both(gone("answers", "earlier"), put("Same river", "answers", "new_because")),
            ["more_than_two", "networking"],
        ),
        (both(gone("answers", "earlier"), gone("answers", "new_because")), ["networking"]),
        (gone("parties", "third"), ["networking"]),
        (gone("answers", "networking"), ["more_than_two"]),
    ],
)
def test_more_than_two_with_a_track_record_or_a_reason_are_preferred(change: Any, preferred: list[str]) -> None:
    facts = facts_of()
    change(facts)
    assert marks(SERBIA, "exchange", facts)["preferred"] == preferred


@pytest.mark.clause("TAC-4")
@pytest.mark.parametrize(
    ("based", "serves", "fields", "floors"),
    [
        (True, False, ["health", "energy"], ["rural"]),
        (False, True, ["health", "energy"], ["rural"]),
        (False, False, ["health"], ["sector"]),
        (False, False, [], []),
        (True, True, ["health"], ["rural", "sector"]),
    ],
)
def test_rural_and_sector_organisations_count_for_the_published_floors(
    based: bool, serves: bool, fields: list[str], floors: list[str]
) -> None:
    facts = facts_of()
    for party in facts["parties"].values():
        party["profile"] |= {"rural_based": False, "rural_serves": False, "sectors": ["health", "energy"]}
    facts["parties"]["partner"]["profile"] |= {"rural_based": based, "rural_serves": serves, "sectors": fields}
    assert marks(SERBIA, "exchange", facts)["floors"] == floors
    assert all(floor.where_possible for floor in SERBIA.components["exchange"].selection.floors)


@pytest.mark.clause("TAC-4")
def test_newcomers_with_a_reason_are_never_scored_zero_for_being_new() -> None:
    facts = facts_of()
    assert marks(SERBIA, "exchange", facts)["not_below"] == {"earlier": 2}
    del facts["answers"]["new_because"]
    assert marks(SERBIA, "exchange", facts)["not_below"] == {}
    earlier = SERBIA.components["exchange"].criteria[0]
    assert {anchor.score for anchor in earlier.anchors} == {0, 2, 3, 5}


@pytest.mark.clause("TAC-9")
@pytest.mark.parametrize("name", sorted(BOOKS))
def test_five_groups_of_evidence_have_weights_guidance_anchors_and_evidence(name: str) -> None:
    book = BOOKS[name]
    for component in book.components.values():
        assert [each.id for each in component.criteria] == [
            "earlier",
            "thought_through",
            "mutual_benefit",
            "lasting",
            "outcomes",
        ]
        assert sum(each.weight for each in component.criteria) == 100
        for each in component.criteria:
            assert set(each.guidance) == set(book.languages) and len(each.anchors) >= 3 and each.evidence


@pytest.mark.clause("TAC-5")
def test_an_office_has_its_own_weights_ceilings_and_findings() -> None:
    weights = {name: [each.weight for each in book.components["exchange"].criteria] for name, book in BOOKS.items()}
    assert len({tuple(each) for each in weights.values()}) == 3
    assert (
        SERBIA.components["pilot"].ceiling != TURKEY.components["pilot"].ceiling
        and not PARENT.components["pilot"].ceiling
    )
    cited = {finding for each in SERBIA.components["exchange"].criteria for finding in each.findings}
    assert cited == {finding.id for finding in SERBIA.needs_assessment}
    for book in (SERBIA, TURKEY):
        used = {finding for each in book.components["exchange"].criteria for finding in each.findings}
        assert used and used <= {finding.id for finding in book.needs_assessment}
    assert SERBIA.languages == ("sr", "en") and TURKEY.languages == ("tr", "en")


@pytest.mark.clause("TAC-10")
def test_there_is_a_short_list_and_an_interview_on_every_criterion() -> None:
    for component in SERBIA.components.values():
        steps = [step.id for step in component.workflow]
        assert steps.index("scored") < steps.index("shortlisted") < steps.index("interviewed")
        assert component.interview.each_criterion and "site_visit" in component.interview.kinds


@pytest.mark.clause("TAC-16")
@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_panel_is_blind_for_names_size_and_place(name: str) -> None:
    for component in BOOKS[name].components.values():
        assert component.blind == ("names", "size", "place", "files") and component.assessors.each >= 2


@pytest.mark.clause("TAC-9")
def test_what_changes_is_measured_at_the_level_of_the_outcome() -> None:
    for book in BOOKS.values():
        assert book.results is not None
        assert [level.id for level in book.results.levels if level.centre and level.measured] == ["outcome"]


@pytest.mark.clause("TAC-11")
def test_a_cooperation_plan_and_at_least_one_report_are_asked_for() -> None:
    for book in BOOKS.values():
        assert any(each.form == "forms/report.yaml" for each in book.reports.values())
        shown = [block.show for block in book.template(book.agreements["cooperation_plan"].template).blocks]
        assert {"activities", "reporting", "signatures"} <= set(shown)


@pytest.mark.clause("TAC-1")
def test_no_text_ranks_organisations() -> None:
    words = (
        "stronger",
        "weaker",
        "strong organisation",
        "weak organisation",
        "jače",
        "slabije",
        "güçlü kuruluş",
        "zayıf",
    )
    for folder in FOLDERS.values():
        for file in folder.rglob("*.yaml"):
            text = file.read_text(encoding="utf-8").lower()
            assert not [word for word in words if word in text], file


# what a child writes instead, where, and the code it is reported with
LOOSE: list[tuple[str, str, str, str]] = [
    ("  - id: everybody_gains\n", "  - id: everybody_gains\n    must: null\n    should: {answered: title}\n",
     "loosened_to_should", "everybody_gains"),
    ('        share: "35"\n', '        share: "10"\n', "loosened_number", "share"),
    ('    lowest_score: "50"\n', '    lowest_score: "20"\n', "loosened_number", "lowest_score"),
    ("  within_days: 30\n", "  within_days: 7\n", "loosened_number", "within_days"),
    ("  answer_days: 21\n", "  answer_days: 90\n", "loosened_number", "answer_days"),
    ("      - RS\n", "      - RS\n      - HU\n", "loosened_list", "countries"),
]  # fmt: skip


@pytest.mark.clause("TAC-5")
@pytest.mark.parametrize(("before", "after", "code", "named"), LOOSE, ids=[case[-1] for case in LOOSE])
def test_an_office_that_loosens_is_reported_at_its_line(
    before: str, after: str, code: str, named: str, tmp_path: Path
) -> None:
    folder = tmp_path / "tacso-cooperation-serbia"
    shutil.copytree(FOLDERS["tacso-cooperation-serbia"], folder)
    main = folder / "rulebook.yaml"
    text = main.read_text(encoding="utf-8")
    assert before in text
    main.write_text(text.replace(before, after, 1), encoding="utf-8")
    found = [each for each in check(folder, shipped()) if each.code == code]
    assert found and named in str(found[0].values)
    lines = main.read_text(encoding="utf-8").splitlines()
    near = "\n".join(lines[max(0, found[0].line - 3) : found[0].line + 3])
    assert any(part in near for part in (named, "HU"))


def test_facts_of_the_tests_are_not_shared() -> None:
    one = facts_of()
    assert copy.deepcopy(one) == facts_of()
