"""What check finds in teams, periods, ceilings, tools and talks: one spoilt entry each, named at its line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce
from typing import Any

import pytest

from tandem.core.eligibility.days import as_day, last_day, later, whole_months
from tandem.core.rulebook.check import check_documents
from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import Document, read_yaml
from tandem.rulebooks import shipped
from tandem.rulebooks.messages import finding_text
from tests.core.rulebook.mutants import replaced

MAIN = "rulebook.yaml"
DOCUMENTS = {name: read_yaml(name, text) for name, text in read_folder(shipped()["icld-partnership"]).texts.items()}
DATA: Any = DOCUMENTS[MAIN].data
OFFICIAL = 'role == "official" and not external'


def place(written: str) -> tuple[str | int, ...]:
    """`preparation:about_four` is that rule, `:conduct` one of everyone's; anything else a path with dots."""
    if ":" not in written:
        return tuple(int(part) if part.isdigit() else part for part in written.split("."))
    component, id = written.split(":")
    rules = DATA["components"][component]["rules"] if component else DATA["everyone"]
    index = next(index for index, rule in enumerate(rules) if rule["id"] == id)
    return ("components", component, "rules", index) if component else ("everyone", index)


def spoilt(changes: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What check says once these entries are otherwise; of a mapping only the named keys change."""
    document = reduce(_one, changes.items(), DOCUMENTS[MAIN])
    return check_documents({**DOCUMENTS, MAIN: document})


def _one(document: Document, change: tuple[str, Any]) -> Document:
    path, value = place(change[0]), change[1]
    if ":" in change[0]:
        before = reduce(lambda data, key: data[key], path, document.data)
        value = {key: entry for key, entry in {**before, **value}.items() if entry is not None}
    return replaced(document, path, value)


def must(check: dict[str, Any], remedy: Any = "none") -> dict[str, Any]:
    """A must instead of whatever the rule asks."""
    return {"must": check, "should": None, "remedy": remedy}


should = partial(lambda check, remedy="none": {"should": check, "must": None, "remedy": remedy})

PREP, BROAD = "components.preparation", "components.broadening"
ABOUT, BENCHES = "preparation:about_four", "preparation:both_benches"
OWN = {"per": "party", "not_counting": "external"}
MARK = {"marked": "is_coordinator", "among": OFFICIAL, "nobody_else": True}
SPOILT: list[tuple[str, Any, str]] = [
    # teams that cannot be, and some that can
    (ABOUT, must({"count": "person", "at_most": 2, **OWN}), "rules_dead_end"),
    (ABOUT, must({"count": "person", "at_most": 3, **OWN}), ""),
    (ABOUT, must({"count": "person", "at_most": 5, **OWN, "per": "team"}), "rules_dead_end"),
    (ABOUT, must({"count": "person", "at_most": 6, **OWN, "per": "team"}), ""),
    (ABOUT, must({"count": "is_coordinator", "at_least": 2}), "rules_dead_end"),
    (ABOUT, must({"count": 'role == "official" and external', "at_least": 2}), ""),
    ("preparation:one_coordinator", must({**MARK, "exactly": 3}), "rules_dead_end"),
    ("preparation:one_coordinator", must({**MARK, "exactly": 2}), ""),
    (BENCHES, must({"include": ["majority", "opposition"], "of": "bench", "where": 'role == "politician"'}), ""),
    ("steering_group:majority_takes_part", must({"count": "person", "exactly": 0}), "rules_dead_end"),
    # people
    (":follows_the_code", must({"all": "person", "have": ["code_of_honour"]}), "unknown_reference"),
    (":follows_the_code", must({"all": "person", "have": []}), "rule_always"),
    (":follows_the_code", must({"all": "post = 1", "have": ["post"]}), "bad_expression"),
    ("preparation:one_coordinator", must({"marked": "mandate", "exactly": 1}), "rule_never"),
    ("preparation:one_coordinator", must({"marked": "is_boss", "exactly": 1}), "unknown_reference"),
    ("preparation:one_coordinator", must({"marked": "is_coordinator", "among": OFFICIAL}), "rule_always"),
    ("preparation:one_coordinator", {"remedy": {"change_team": "team"}}, "remedy_does_not_fit"),
    # periods
    ("preparation:lasts", must({"lasts": "months", "usually": 12}), "usual_is_no_must"),
    ("preparation:lasts", should({"lasts": "months"}), "rule_always"),
    ("preparation:lasts", should({"lasts": "title", "usually": 12}), "wrong_type"),
    ("project:lasts", must({"lasts": "starts_on", "until": "ends_on", "between": [36, 12]}), "rule_never"),
    ("project:lasts", must({"lasts": "starts_on", "until": "end", "between": [12, 36]}), "unknown_reference"),
    # other grants, tools, talks
    ("broadening:steering_group_runs", must({"grant": "steering", "active": True}), "unknown_reference"),
    ("broadening:steering_group_runs", must({"grant": "broadening"}), "rule_never"),
    ("project:steering_group_alongside", must({"grant": "project", "covers": ["starts_on", "title"]}), "wrong_type"),
    ("project:tool_came_before", must({"tool": "hammer"}), "unknown_reference"),
    ("project:exchange_shown", must({"tool": "planning_tool", "filled": ["exchanges"]}), "unknown_reference"),
    ("dissemination:talked_first", must({"recorded": "chat"}), "unknown_reference"),
    ("dissemination:talked_first", must({"recorded": "dialogue", "before": "breakfast"}), "wrong_value"),
    ("dissemination:talked_first", must({"expression": "recorded.chat != none"}), "unknown_reference"),
    (f"{PREP}.during.tools", ["hammer"], "unknown_reference"),
    (f"{PREP}.leads_to", ["steering"], "unknown_reference"),
    (f"{PREP}.leads_to", ["project", "preparation"], "leads_to_itself"),
    (f"{PREP}.counted_from", ["award", "award"], "twice"),
    # ceilings and regions
    ("regions.europe.countries", ["MD", "UA"], "country_without_region"),
    ("regions.europe.countries", ["MD", "UA", "XK", "KE"], "country_of_two_regions"),
    (f"{PREP}.ceilings.rows.0.region", "europa", "unknown_reference"),
    (f"{PREP}.ceilings.rows.0", {"region": "europe", "amount": "5"}, "row_never_reached"),
    (f"{PREP}.ceilings.rows.0", {"region": "europe", "parties": 3, "amount": "5"}, "ceiling_row_missing"),
    (f"{PREP}.ceilings.rows.0.parties", 9, "bad_number"),
    (f"{PREP}.ceilings.rows.0.amount", "plenty", "bad_number"),
    (f"{PREP}.ceilings.decided_by", "sea", "unknown_reference"),
    (f"{PREP}.ceiling", "5", "two_ceilings"),
    # rounds, everyone
    ("cycle.rounds.spring.opens", "30 February", "day_not_in_month"),
    ("cycle.rounds.autumn", {"title": {"sv": "a", "en": "a"}, "opens": "15 February", "closes": "15 March"}, "twice"),
    (":fit_to_travel", {"id": "two_politicians"}, "twice"),
    (":swedish_party", must({"country": "moon"}), "unknown_reference"),
    (BENCHES, {"unless": "party.answers.senate.elected_opposition == false"}, "unknown_reference"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "change", "code"), SPOILT)
def test_one_spoilt_entry_is_named(where: str, change: Any, code: str) -> None:
    findings = spoilt({where: change})
    if not code:
        assert not [finding for finding in findings if finding.code == "rules_dead_end"]
        return
    found = [finding for finding in findings if finding.code == code]
    assert found, [(finding.line, finding.code, dict(finding.values)) for finding in findings]
    what, mend = finding_text(found[0])
    assert what and mend and "{" not in what + mend
    shared = place(where)[:2] if where.startswith(("components", "cycle", "regions")) else place(where)[:1]
    assert found[0].path[: len(shared)] == shared or code in (
        "twice",
        "country_without_region",
        "country_of_two_regions",
    )


def test_a_dead_end_names_the_rules_that_make_it() -> None:
    (finding,) = spoilt({ABOUT: must({"count": "person", "at_most": 2, **OWN})})
    assert (finding.code, finding.rule) == ("rules_dead_end", "about_four")
    assert (finding.line, finding.column) == DOCUMENTS[MAIN].place(place(ABOUT))
    assert set(finding.values["others"]) == {"two_politicians", "one_or_two_officials"}
    assert finding_text(finding)[0] == "no team can meet it together with two_politicians, one_or_two_officials"


def test_kinds_of_support_that_wait_for_each_other_are_named() -> None:
    waits = must({"grant": "broadening", "active": True})
    found = spoilt({"steering_group:six_tasks": waits})
    assert {(finding.code, finding.values["name"], finding.values["other"]) for finding in found} == {
        ("components_wait", "steering_group", "broadening"), ("components_wait", "broadening", "steering_group"),
    }  # fmt: skip
    assert not spoilt({"steering_group:six_tasks": must({"grant": "broadening", "or_applied": True})})


def test_what_nobody_uses_is_advice() -> None:
    title = {"sv": "x", "en": "x"}
    tools = {**DATA["tools"], "hammer": {"title": title, "steps": [{"id": "hit", "label": title}]}}
    found = spoilt({"tools": tools, "recorded": {**DATA["recorded"], "letter": {"title": title}}})
    assert {(finding.code, finding.level) for finding in found} == {
        ("tool_unused", "advice"),
        ("recorded_unused", "advice"),
    }


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-01-01", "2025-12-31", (12, 12)), ("2025-01-01", "2026-01-01", (12, 13)),
        ("2025-01-01", "2025-12-30", (11, 12)), ("2025-01-31", "2025-02-27", (1, 1)),
        ("2025-01-31", "2025-02-28", (1, 2)), ("2024-02-29", "2025-02-27", (12, 12)),
        ("2025-05-05", "2025-05-05", (0, 1)), ("2025-05-05", "2025-05-04", (0, 0)),
    ],
)  # fmt: skip
def test_months_are_counted_from_day_to_day(first: str, last: str, months: tuple[int, int]) -> None:
    start, end = as_day(first), as_day(last)
    assert start and end and whole_months(start, end) == months


def test_a_period_of_whole_months_is_as_long_as_it_says() -> None:
    for text in ("2024-02-29", "2025-01-31", "2025-07-01", "2025-12-31"):
        start = as_day(text)
        assert start is not None
        for months in range(1, 40):
            assert whole_months(start, last_day(start, months)) == (months, months), (text, months)
            assert later(start, months) > last_day(start, months)


@pytest.mark.parametrize("written", ["2027-02-29", "soon", "", None, 20250101, "2025-1-1", "9999-12-31", "2025-01-01x"])
def test_what_is_no_day_is_none(written: object) -> None:
    assert as_day(written) is None
