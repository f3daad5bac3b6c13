"""A partnership of three sectors and of everybody concerned: what is refused, what is advised, and what mends it."""

from __future__ import annotations

import copy
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tandem.core.eligibility import apply_remedy, evaluate
from tandem.core.eligibility.remedies import put, valid_remedy
from tandem.core.rulebook import check, example_facts, load, try_
from tandem.core.values import Verdict
from tandem.rulebooks import shipped

FOLDER = shipped()["local-partnership"]
BOOK = load(FOLDER)
KIND = "partnership"
SECTORS = {"P": "public", "B": "business", "S": "social", "R": "residents"}
SIDE = {"P": "public", "B": "business", "S": "social", "R": "social"}
MARKS = {"e": "elected", "a": "animator"}


def group(written: str) -> list[dict[str, Any]]:
    """People as codes: sector P, B, S or R, then e elected, a animator; `Pe B Sa R` is a whole group."""
    return [
        {
            "name": f"Osoba {number}", "party": SIDE[code[0]], "post": "praca", "sector": SECTORS[code[0]],
            **{MARKS[mark]: True for mark in code[1:]},
        }
        for number, code in enumerate(written.split())
    ]  # fmt: skip


def concerned(*rows: tuple[str, str]) -> list[dict[str, Any]]:
    """The map of those concerned: sector and part of each."""
    return [{"who": f"Grupa {n}", "sector": s, "stake": "…", "part": p} for n, (s, p) in enumerate(rows)]


MAP = concerned(("public", "partner"), ("business", "partner"), ("social", "works"), ("residents", "asked"))


def facts(people: str = "Pe B Sa R", **changes: Any) -> dict[str, Any]:
    """Facts that pass every rule, with another group and other values at `a__b` (for /a/b)."""
    sides = {"public": "municipality", "business": "company", "social": "cso"}
    found: dict[str, Any] = {
        "call": {"year": 2025, "closes_at": "2025-03-15T22:59:59+00:00"},
        "parties": {
            side: {"name": f"Strona {side}", "kind": kind, "country": "PL", "records": {}}
            for side, kind in sides.items()
        },
        "answers": {
            "title": "Podwórka Jarnowa", "summary": "…", "diagnosis": "…", "vision": "…", "first_step": "…",
            "stakeholders": copy.deepcopy(MAP), "role": dict.fromkeys(sides, "…"),
            "openness": {"open": True, "how": "…"}, "in_kind": [{"what": "Sala", "who": "Szkoła"}],
        },
        "team": group(people),
        "budget": {
            "currency": "PLN", "years": {"1": "20000", "2": "0"}, "total": "20000", "asked": "18000",
            "own_contribution": "2000", "by_party": {"public": "20000"}, "unconverted": [],
        },
        "workflow": {"step": "draft"},
    }  # fmt: skip
    for at, value in changes.items():
        put(found, "/" + at.replace("__", "/"), copy.deepcopy(value))
    return found


def failed(given_: dict[str, Any]) -> set[str]:
    """What does not hold, as rule or rule@party."""
    verdicts, problems = try_(BOOK, KIND, given_)
    assert not problems, problems
    return {f"{v.rule}@{v.party}" if v.party else v.rule for v in verdicts if not v.passed}


# the group, and the rules that fail
GROUPS: list[tuple[str, str]] = [
    ("Pe B Sa R", ""),
    ("Pea B S R", ""),
    ("R S B Pea", ""),
    ("Pe P B B S S R Ra", ""),
    ("Pe B Sa", "residents_at_the_table"),
    ("Pe B Ra", "three_sectors_work"),
    ("Pe S Ra", "three_sectors_work"),
    ("B S Ra", "three_sectors_work elected_take_part"),
    ("P B Sa R", "elected_take_part"),
    ("P Be Sa R", "elected_take_part"),
    ("P B Sae R", "elected_take_part"),
    ("P B Sa Re", "elected_take_part"),
    ("Pe Pe B Sa R", ""),
    ("Pe B S R", "one_animator"),
    ("Pea B Sa R", "one_animator"),
    ("Pea Ba Sa Ra", "one_animator"),
    ("Pea", "three_sectors_work residents_at_the_table"),
    ("Ra", "three_sectors_work elected_take_part"),
    ("Pe Ba", "three_sectors_work residents_at_the_table"),
    ("", "three_sectors_work residents_at_the_table elected_take_part one_animator"),
]
# changes of good facts, and the rules that fail
OTHERWISE: list[tuple[dict[str, Any], str]] = [
    ({"parties__business__kind": "cso"}, "each_of_its_sector@business"),
    ({"parties__business__kind": "municipality"}, "each_of_its_sector@business"),
    ({"parties__social__kind": "company"}, "each_of_its_sector@social"),
    ({"parties__social__kind": "association"}, ""),
    ({"parties__social__kind": "network"}, ""),
    ({"parties__public__kind": "region"}, ""),
    ({"parties__public__kind": "municipal_association"}, ""),
    ({"parties__public__kind": "university"}, "each_of_its_sector@public"),
    ({"parties__public__kind": "company", "parties__business__kind": "municipality"},
     "each_of_its_sector@public each_of_its_sector@business"),
    ({"parties__further": {"name": "Politechnika", "kind": "university", "country": "PL", "records": {}},
      "answers__role__further": "…"}, ""),
    ({"parties__further": {"name": "Politechnika", "kind": "university", "country": "PL", "records": {}}},
     "roles_said@further"),
    ({"parties__further": {"name": "Sąsiad", "kind": "cso", "country": "DE", "records": {}},
      "answers__role__further": "…"}, "same_country@further"),
    ({"parties__social__country": "CZ"}, "same_country@social"),
    ({"answers__stakeholders": []}, "concerned_are_mapped"),
    ({"answers__stakeholders": None}, "concerned_are_mapped"),
    ({"answers__stakeholders": [*MAP, *concerned(("residents", "none"))]}, "nobody_left_outside"),
    ({"answers__stakeholders": concerned(("residents", "none"), ("public", "none"))}, "nobody_left_outside"),
    ({"answers__stakeholders": concerned(("residents", "asked"))}, ""),
    ({"answers__openness__open": False}, "open_to_others"),
    ({"answers__openness": {}}, "open_to_others"),
    ({"answers__vision": " "}, "shared_vision"),
    ({"answers__diagnosis": None}, "place_diagnosed"),
    ({"answers__first_step": ""}, "small_step_first"),
    ({"answers__in_kind": []}, "not_money_alone"),
    ({"answers__role__social": ""}, "roles_said@social"),
    ({"answers__role": {}}, "roles_said@public roles_said@business roles_said@social"),
    ({"budget__own_contribution": "1999.99", "budget__asked": "18000.01"}, "own_share"),
    ({"budget__own_contribution": "0", "budget__asked": "20000"}, "own_share"),
]  # fmt: skip


def test_the_rulebook_is_sound_and_has_an_example_that_passes() -> None:
    assert check(FOLDER) == ()
    assert BOOK.languages == ("pl", "en") and failed(facts()) == set()
    assert failed(example_facts(BOOK, KIND)) <= {"nobody_left_outside"}


@pytest.mark.clause("GDA-7")
@pytest.mark.parametrize(("people", "expected"), GROUPS)
def test_the_group_has_three_sectors_the_residents_and_somebody_elected(people: str, expected: str) -> None:
    assert failed(facts(people)) == set(expected.split())


@pytest.mark.clause("GDA-7")
@pytest.mark.parametrize(("changes", "expected"), OTHERWISE)
def test_each_side_is_of_its_sector_and_everybody_concerned_has_a_part(changes: dict[str, Any], expected: str) -> None:
    assert failed(facts(**changes)) == set(expected.split())


@pytest.mark.clause("GDA-7")
def test_must_and_should_are_the_guidelines_own() -> None:
    """Essential elements and what is called obligatory refuse; keys of success and examples advise."""
    rules = BOOK.components[KIND].rules
    strong = {"Zasadnicze elementy", "Obowiązkowa postawa partnerska"}
    assert all(rule.must is not None for rule in rules if rule.source in strong)
    assert {rule.id for rule in rules if rule.clause == "GDA-7"} == {r.id for r in rules if r.source in strong}
    weak = {"Klucze sukcesu partnerstwa", "Przykład klastrów", "Opierać się na lokalnych zasobach"}
    assert all(rule.should is not None for rule in rules if rule.source in weak)
    assert {rule.source for rule in rules} <= strong | weak | {"Badania OECD nam mówią", "house advice"}


@pytest.mark.clause("GDA-7")
def test_assessors_weigh_the_three_sectors() -> None:
    criteria = {each.id: each for each in BOOK.components[KIND].criteria}
    assert sum(each.weight for each in criteria.values()) == 100
    assert max(criteria.values(), key=lambda each: each.weight) == criteria["three_sectors"]
    assert "stakeholders" in criteria["three_sectors"].evidence


def test_every_rule_matters(tmp_path: Path) -> None:
    """Taken out of the rulebook, each rule changes what the tables expect."""
    cases = [facts(people) for people, _ in GROUPS] + [facts(**changes) for changes, _ in OTHERWISE]
    whole = [failed(case) for case in cases]
    yaml = YAML()
    for number, rule in enumerate(BOOK.own_rules(KIND)):
        document = yaml.load(FOLDER / "rulebook.yaml")
        del document["components"][KIND]["rules"][number]
        target = tmp_path / rule.id
        (target / "forms").mkdir(parents=True)
        yaml.dump(document, target / "rulebook.yaml")
        (target / "forms" / "partnership.yaml").write_bytes((FOLDER / "forms" / "partnership.yaml").read_bytes())
        lacking = load(target)
        fewer = [
            {f"{v.rule}@{v.party}" if v.party else v.rule for v in evaluate(lacking, KIND, case) if not v.passed}
            for case in cases
        ]
        assert fewer != whole, f"no case misses {rule.id}"


def test_refusals_speak_polish_with_their_signs() -> None:
    (told,) = [v for v in evaluate(BOOK, KIND, facts("Pe B Ra")) if v.rule == "three_sectors_work" and not v.passed]
    assert told.refusal["pl"] == "Brakujące sektory w grupie roboczej: Sektor społeczny."
    assert told.remedy.verb == "replace_people" and told.path == "group"


def test_polish_is_written_with_polish_letters() -> None:
    """Every file uses the language's own letters, composed, and no text is left empty or in English."""
    for file in FOLDER.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert set("ąćęłńóśż") <= set(text.casefold())
    rules = BOOK.components[KIND].rules
    assert all(rule.refusal["pl"] != rule.refusal["en"] and set(rule.mend) == {"pl", "en"} for rule in rules)


# ---- laws ------------------------------------------------------------------------------------------------------------

PEOPLE = st.lists(
    st.builds(lambda sector, marks: sector + "".join(sorted(marks)), st.sampled_from("PBSR"),
              st.sets(st.sampled_from("ea"))),
    max_size=8,
).map(" ".join)
KINDS = st.sampled_from(["municipality", "company", "cso", "university", "network"])
PARTS = st.lists(
    st.tuples(st.sampled_from(sorted(SECTORS.values())), st.sampled_from(["partner", "asked", "none"])), max_size=5
)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Facts of any quality."""
    changes: dict[str, Any] = {"answers__stakeholders": concerned(*draw(PARTS))}
    if draw(st.booleans()):
        changes[f"parties__{draw(st.sampled_from(['public', 'business', 'social']))}__kind"] = draw(KINDS)
    if draw(st.booleans()):
        changes["answers__openness"] = {}
    own = draw(st.integers(0, 20_000))
    changes |= {"budget__own_contribution": str(own), "budget__asked": str(20_000 - own)}
    return facts(draw(PEOPLE), **changes)


def outcome(given_: dict[str, Any]) -> dict[tuple[str, str], Verdict]:
    return {(verdict.rule, verdict.party): verdict for verdict in evaluate(BOOK, KIND, given_)}


@pytest.mark.expects("UX-13")
@settings(max_examples=60, deadline=None)
@given(cases())
def test_each_remedy_applied_removes_its_refusal(given_: dict[str, Any]) -> None:
    for key, verdict in outcome(given_).items():
        assert valid_remedy(verdict.remedy)
        if verdict.passed or verdict.remedy.verb == "none":
            continue
        for way in range(len(verdict.remedy.arguments.get("options", (0,)))):
            assert outcome(apply_remedy(given_, verdict.remedy, way))[key].passed, verdict


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(0, 99))
def test_the_order_of_people_does_not_matter(before: dict[str, Any], seed: int) -> None:
    after = {**before, "team": random.Random(seed).sample(before["team"], len(before["team"]))}
    first, second = outcome(before), outcome(after)
    assert {key: (v.passed, v.actual) for key, v in first.items()} == {
        key: (v.passed, v.actual) for key, v in second.items()
    }
