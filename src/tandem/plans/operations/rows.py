"""Rows of a form that become parts of the plan: the sketch of results, the table of activities, the table of risks.

A row keeps its id as the identity of the statement, activity or risk; the indicator of a statement has one of its own
that follows from it. What cannot be read as the plan wants it is left empty there: the answer keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from tandem.core.planning import plain
from tandem.plans.models import Activity, Indicator, Risk, Statement, Target, Version

ANSWERS = ("reduce_probability", "reduce_consequence", "accept", "stop")


def write(draft: Version, edits: str, identity: UUID, value: Any, last_year: int | None) -> None:
    """Write one row to the draft; None, or a row that says nothing, takes its parts away."""
    row = value if isinstance(value, Mapping) else {}
    {"plan.results": _result, "plan.activities": _activity, "plan.risks": _risk}[edits](draft, identity, row, last_year)


def indicator_of(statement: UUID) -> UUID:
    """The identity of the indicator that was typed beside a statement."""
    return uuid5(statement, "indicator")


def _result(draft: Version, identity: UUID, row: Mapping[str, Any], last_year: int | None) -> None:
    text = _text(row, "text")
    if not text:
        Statement.objects.filter(version=draft, identity=identity).delete()
    else:
        _put(Statement, draft, identity, {
            "text": text, "level": _text(row, "level")[:60], "parent": _row_id(row.get("leads_to")),
        })
    _indicator(draft, identity, row if text else {}, last_year)


def _indicator(draft: Version, statement: UUID, row: Mapping[str, Any], last_year: int | None) -> None:
    identity, title = indicator_of(statement), _text(row, "indicator")
    Target.objects.filter(indicator__version=draft, indicator__identity=identity).delete()
    if not title:
        Indicator.objects.filter(version=draft, identity=identity).delete()
        return
    baseline, target = _number(row.get("baseline")), _number(row.get("target"))
    falls = baseline is not None and target is not None and target < baseline
    made = _put(Indicator, draft, identity, {
        "statement": statement, "title": title[:300], "unit": _text(row, "unit")[:100],
        "kind": "number" if baseline is not None or target is not None else "qualitative",
        "direction": "falling" if falls else "rising" if target is not None else "none",
        "baseline": plain(baseline) if baseline is not None else "",
    })
    if target is not None and last_year is not None:
        Target.objects.create(indicator=made, year=last_year, value=plain(target))


def _activity(draft: Version, identity: UUID, row: Mapping[str, Any], last_year: int | None) -> None:
    title = _text(row, "title")
    if not title:
        Activity.objects.filter(version=draft, identity=identity).delete()
        return
    period = row.get("period")
    days = period if isinstance(period, Mapping) else {}
    _put(Activity, draft, identity, {
        "title": title[:300], "kind": _text(row, "kind")[:60], "side": _side(row, "party"),
        "starts_on": _day(days.get("from")), "ends_on": _day(days.get("to")),
    })


def _risk(draft: Version, identity: UUID, row: Mapping[str, Any], last_year: int | None) -> None:
    text = _text(row, "text")
    if not text:
        Risk.objects.filter(version=draft, identity=identity).delete()
        return
    answer = _text(row, "answer")
    _put(Risk, draft, identity, {
        "text": text, "origin": _text(row, "origin") or "internal", "answer_text": _text(row, "answer_text"),
        "probability": _points(row, "probability"), "consequence": _points(row, "consequence"),
        "answer": answer if answer in ANSWERS else "", "owner": _side(row, "owner"),
    })


def _put(model: Any, draft: Version, identity: UUID, values: dict[str, Any]) -> Any:
    rows = model.objects.filter(version=draft)
    if not rows.filter(identity=identity).exists():
        values["place"] = rows.count() + 1
    made, _fresh = model.objects.update_or_create(version=draft, identity=identity, defaults=values)
    return made


def _text(row: Mapping[str, Any], key: str) -> str:
    found = row.get(key)
    return found.strip() if isinstance(found, str) else ""


def _side(row: Mapping[str, Any], key: str) -> str:
    """The side named; '' for both of them together."""
    said = _text(row, key)[:60]
    return "" if said in ("both", "together") else said


def _points(row: Mapping[str, Any], key: str) -> int:
    """1 to 10 out of '3', 'p3' or 'points_3': an option's id has to begin with a letter. 0: not said."""
    digits = "".join(letter for letter in _text(row, key) if letter.isascii() and letter.isdigit())
    return min(int(digits[:2]), 10) if digits else 0


def _number(value: Any) -> Decimal | None:
    try:
        found = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and len(plain(found)) <= 40 else None


def _row_id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and value else None
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
