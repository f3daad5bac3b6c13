"""Tables and sketches of results: read cell by cell, checked row by row, seen by rules as lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tandem.core.forms.answers import canonical, parse_canonical
from tandem.core.forms.conditions import named_values
from tandem.core.forms.definition import Form
from tandem.core.forms.missing import gaps
from tandem.core.forms.reading import read
from tests.core.forms.sample import question

COLUMNS = [
    {"id": "what", "type": "short_text", "label": {"en": "What"}},
    {"id": "cost", "type": "money", "label": {"en": "Cost"}, "currency": "NOK", "required": False},
    {"id": "each", "type": "money", "label": {"en": "Each"}, "required": False},
    {"id": "when", "type": "period", "label": {"en": "When"}, "required": False, "limit": {"months": 12}},
    {"id": "many", "type": "number", "label": {"en": "Many"}, "required": False},
    {"id": "on", "type": "date", "label": {"en": "On"}, "required": False},
]
TABLE = question("work", "table", parts=COLUMNS, required=True, limit={"rows": 3, "at_least_rows": 2})
LEVELS = [{"id": id, "label": {"en": id}} for id in ("output", "outcome", "impact")]
RESULTS = question("results", "results", options=LEVELS)
FORM = Form(id="f", title={"en": "F"}, sections=[{"id": "s", "title": {"en": "S"}, "questions": [TABLE, RESULTS]}])


def found(answers: dict[tuple[str, str], Any]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in gaps(FORM, [], answers)]


def rows(*values: Any, path: str = "work") -> dict[tuple[str, str], Any]:
    return {(path, f"r{number}"): value for number, value in enumerate(values, 1)}


def test_a_row_is_read_in_the_currency_and_habits_of_its_columns() -> None:
    typed = {
        "what": "Compost", "cost": "12 500,50", "each": "500 EUR", "when": {"from": "1.3.2025", "to": "28.2.2026"},
        "many": "1 234,5", "on": "17. mai 2025", "whom": "x",
    }  # fmt: skip
    reading = read(TABLE, typed, "nb")
    assert reading.value == {
        "what": "Compost", "cost": {"minor": 1_250_050, "currency": "NOK"},
        "each": {"minor": 50_000, "currency": "EUR"}, "when": {"from": "2025-03-01", "to": "2026-02-28"},
        "many": "1234.5", "on": "2025-05-17",
    }  # fmt: skip
    assert [problem.code for problem in reading.problems] == ["column_unknown"]


def test_an_unread_cell_keeps_its_text_and_the_rest_of_the_row_is_read() -> None:
    reading = read(TABLE, {"what": "A", "cost": "12,500", "when": {"from": "2025-01-01", "to": "soon"}}, "nb")
    assert reading.value["cost"] == {"unread": "12,500"} and reading.value["when"]["to"] == {"unread": "soon"}
    assert [(p.code, p.where) for p in reading.problems] == [
        ("number_ambiguous", "cost"), ("date_unreadable", "when/to"),
    ]  # fmt: skip
    assert ("unread", "work#r1/when/to") in found(rows(reading.value, {"what": "B"}))
    assert read(TABLE, {"what": "", "many": " "}, "nb").value is None


def test_rows_too_many_too_few_and_their_cells_are_named() -> None:
    assert found({}) == [("missing", "work")]
    assert found(rows({"what": "A"})) == [("too_few_rows", "work")]
    assert found(rows(*[{"what": "A"}] * 4)) == [("too_many_rows", "work")]
    assert found(rows({"many": "2"}, {"what": "B"})) == [("missing", "work#r1/what")]
    long = {"what": "A", "when": {"from": "2025-01-01", "to": "2027-01-01"}}
    assert found(rows(long, {"what": "B", "cost": {"minor": 5, "currency": "EUR"}})) == [
        ("period_too_long", "work#r1/when/to"), ("currency_other", "work#r2/cost"),
    ]  # fmt: skip
    assert found(rows("no row", {"what": "B"})) == [("value_malformed", "work#r1")]


def test_rules_see_rows_with_numbers_days_and_periods() -> None:
    answers = rows(
        {"what": "A", "cost": {"minor": 150, "currency": "NOK"}, "many": "2", "on": "2025-05-17"},
        {"what": "B", "many": {"unread": "some"}, "when": {"from": "2025-01-01", "to": "2025-06-30"}},
    )
    one, other = named_values(FORM, [], answers)["work"]
    assert one == {"what": "A", "cost": Decimal("1.50"), "many": Decimal(2), "on": date(2025, 5, 17)}
    assert other["when"]["months"] == 6 and "many" not in other
    assert parse_canonical(canonical(answers)).keys() == answers.keys()


def test_a_statement_leads_to_one_above_it_that_is_there() -> None:
    impact = {"level": "impact", "text": "A clean river"}
    outcome = {"level": "outcome", "text": "More is sorted", "leads_to": "r1"}
    assert found({**rows({"what": "A"}, {"what": "B"}), **rows(impact, outcome, path="results")}) == []
    base = rows({"what": "A"}, {"what": "B"})
    gone = {**outcome, "leads_to": "nowhere"}
    assert found({**base, **rows(impact, gone, path="results")}) == [("leads_nowhere", "results#r2/leads_to")]
    down = {**impact, "leads_to": "r2"}
    assert ("leads_down", "results#r1/leads_to") in found({**base, **rows(down, outcome, path="results")})
    itself = {**outcome, "leads_to": "r1"}
    assert found({**base, **rows(itself, path="results")}) == [("leads_nowhere", "results#r1/leads_to")]


def test_a_measure_needs_its_indicator_and_numbers_are_numbers() -> None:
    base = rows({"what": "A"}, {"what": "B"})
    typed = {"level": "output", "text": "Bins", "unit": "bins", "baseline": "0", "target": "1 500,5"}
    reading = read(RESULTS, typed, "nb", options=["output", "outcome", "impact"])
    assert reading.value["target"] == "1500.5" and reading.value["baseline"] == "0"
    assert found({**base, **rows(reading.value, path="results")}) == [("missing", "results#r1/indicator")]
    strange = read(RESULTS, {"level": "heaven", "target": "many"}, "nb", options=["output"])
    assert strange.value == {"level": {"unread": "heaven"}, "target": {"unread": "many"}}
    where = [where for _code, where in found({**base, **rows(strange.value, path="results")})]
    assert where == ["results#r1/level", "results#r1/text", "results#r1/indicator", "results#r1/target"]
