"""Periods, tables, results and prefill: one fault each, named at its line, and what differs said in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tandem.core.rulebook import check, load
from tandem.core.rulebook.differences import differences
from tandem.rulebooks.differences import difference_text
from tests.factories import sixty

FORM = "forms/ten.yaml"
PART = {"id": "what", "type": "short_text", "label": {"en": "What"}}
MONEY = {"id": "cost", "type": "money", "label": {"en": "Cost"}, "currency": "EUR"}
LEVELS = [{"id": "output", "label": {"en": "Output"}}, {"id": "impact", "label": {"en": "Impact"}}]
GOOD: dict[str, dict[str, Any]] = {
    "lasts": {
        "type": "period",
        "limit": {"minimum": "2025-01-01", "maximum": "2026-12-31", "at_least_months": 6, "months": 12},
    },
    "work": {"type": "table", "parts": [PART, MONEY], "limit": {"at_least_rows": 1, "rows": 5}},
    "chain": {"type": "results", "options": LEVELS, "edits": "plan.results", "prefill": "earlier"},
    "based": {"type": "long_text", "of": "each_party", "prefill": "profile.based_in"},
}


def folder(to: Path, changed: dict[str, dict[str, Any]] | None = None) -> Path:
    """The rulebook with the good questions, fields replaced as `changed` says (None: left out)."""
    asked: list[dict[str, Any]] = []
    for id, given in GOOD.items():
        merged = {**given, **(changed or {}).get(id, {})}
        there = {key: json.loads(json.dumps(value)) for key, value in merged.items() if value is not None}
        asked.append({"id": id, **there})
    return sixty.folder(to, 10, asked)


def test_the_good_questions_are_good_and_levels_that_are_not_written_are_the_rulebooks(tmp_path: Path) -> None:
    made = folder(tmp_path)
    assert [finding for finding in check(made) if finding.level == "error"] == []
    own = folder(tmp_path / "own", {"chain": {"options": None}})
    form = next(iter(load(own).forms.values()))
    assert [option.id for option in form.question("chain").options] == list(sixty.LEVELS)


@pytest.mark.parametrize(
    ("question", "change", "code", "near"),
    [
        ("lasts", {"limit": {"minimum": "2026-01-01", "maximum": "2025-01-01"}}, "limits_contradict", "minimum"),
        ("lasts", {"limit": {"minimum": "2027-02-29"}}, "bad_limit", "minimum"),
        ("lasts", {"limit": {"months": 3, "at_least_months": 6}}, "limits_contradict", "at_least_months"),
        ("lasts", {"limit": {"minimum": "2025-01-01", "maximum": "2025-03-31", "at_least_months": 6}},
         "limits_contradict", "at_least_months"),
        ("lasts", {"limit": {"words": 5}}, "field_does_not_fit", "words"),
        ("lasts", {"parts": [PART]}, "field_does_not_fit", "parts"),
        ("work", {"parts": None}, "field_needed", "label"),
        ("work", {"limit": {"rows": 1, "at_least_rows": 2}}, "limits_contradict", "at_least_rows"),
        ("work", {"limit": {"months": 2}}, "field_does_not_fit", "months"),
        ("work", {"parts": [PART, {**PART}]}, "twice", "what"),
        ("work", {"parts": [{**PART, "currency": "NOK"}]}, "field_does_not_fit", "currency"),
        ("work", {"parts": [{**MONEY, "currency": "XXY"}]}, "unknown_reference", "currency"),
        ("work", {"parts": [{**PART, "type": "budget"}]}, "bad_value", "type"),
        ("chain", {"options": LEVELS[::-1]}, "level_order", "output"),
        ("chain", {"options": [{"id": "heaven", "label": {"en": "Heaven"}}]}, "unknown_reference", "heaven"),
        ("chain", {"options_from": "themes", "options": None}, "field_does_not_fit", "options_from"),
        ("chain", {"edits": "team"}, "edits_wrong_type", "edits"),
        ("chain", {"prefill": "later"}, "unknown_reference", "prefill"),
        ("based", {"prefill": "profile.shoe_size"}, "unknown_reference", "prefill"),
        ("based", {"of": "together"}, "prefill_of_nobody", "prefill"),
        ("based", {"prefill": "tool.nothing/here"}, "unknown_reference", "prefill"),
        ("based", {"type": "period"}, "field_does_not_fit", "prefill"),
    ],
)  # fmt: skip
def test_one_fault_is_named_at_its_line(
    tmp_path: Path, question: str, change: dict[str, Any], code: str, near: str
) -> None:
    made = folder(tmp_path, {question: change})
    lines = (made / FORM).read_text().splitlines()
    found = [finding for finding in check(made) if finding.file == FORM and finding.level == "error"]
    said = [(finding.code, finding.line, lines[finding.line - 1]) for finding in found]
    if code == "bad_value":
        assert any(near in text for _code, _line, text in said), said
    else:
        assert any(each == code and near in text for each, _line, text in said), said


def test_what_changed_in_these_questions_is_said_in_words(tmp_path: Path) -> None:
    changed = {
        "lasts": {"limit": {**GOOD["lasts"]["limit"], "months": 24}},
        "work": {"parts": [PART, {**MONEY, "currency": "SEK"}]},
        "based": {"prefill": "earlier"},
    }
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new", changed)
    said = [difference_text(each) for each in differences(old, new)]
    assert any("question lasts" in each and "24" in each and "12" in each for each in said), said
    assert any("part cost of question work" in each and "SEK" in each for each in said), said
    assert any("question based" in each and "earlier" in each for each in said), said


