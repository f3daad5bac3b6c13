"""Which questions are shown: `when` expressions over the answers so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.forms import periods
from tandem.core.forms.answers import Answers, Rows, by_path, is_blank, is_unread, without_unread
from tandem.core.forms.definition import Form, Question
from tandem.core.forms.paths import EACH_PARTY, Field, asked_in
from tandem.core.values import exponent

Evaluate = Callable[[str, Mapping[str, Any]], bool]


def visible(form: Form, parties: Sequence[str], answers: Answers, evaluate: Evaluate) -> frozenset[str]:
    """Ids of the questions that are shown, asked in reading order.

    `evaluate(source, names)` decides a `when`; `names` maps the id of each shown question that has an answer to its
    value (see `named_values`). A hidden question's answer is kept but counts as absent for the conditions after it.
    Whatever `evaluate` raises is passed on: a `when` is proved against the form when the rulebook is checked.
    """
    rows = by_path(answers)
    shown: set[str] = set()
    names: dict[str, Any] = {}
    conditional = form.kept("conditional", (), lambda: any(question.when is not None for question in form.questions()))
    if not conditional:
        return form.kept("all", (), lambda: frozenset(question.id for question in form.questions()))
    for question, fields in asked_in(form, parties):
        if question.when is not None and not evaluate(question.when, names):
            continue
        shown.add(question.id)
        value = _named_value(question, fields, rows)
        if value is not None:
            names[question.id] = value
    return frozenset(shown)


def named_values(form: Form, parties: Sequence[str], answers: Answers) -> dict[str, Any]:
    """Each answered question's value under its id, for expressions.

    text: string · choice: option id · many: list of ids · number: Decimal · money: Decimal in main units · date: date ·
    period: {from, to, first, last: ISO days, months: Decimal, days} · yes_no: bool · file: number of files ·
    organisation: its mapping · people, budget and results: list of row mappings · table: list of {column: value}.
    each_party: {party: value}; declaration: {part: value}, per party {party: {part: value}}. Missing, blank and
    unread answers are absent.
    """
    rows = by_path(answers)
    values: dict[str, Any] = {}
    for question, fields in asked_in(form, parties):
        value = _named_value(question, fields, rows)
        if value is not None:
            values[question.id] = value
    return values


def _named_value(question: Question, fields: Sequence[Field], rows: Mapping[str, Rows]) -> Any:
    found: dict[str, Any] = {}
    for field in fields:
        value = _value(field, rows.get(field.path, ()))
        if value is None:
            continue
        inner = found
        if question.of == EACH_PARTY:
            if question.type != "declaration":
                found[field.party] = value
                continue
            inner = found.setdefault(field.party, {})
        if field.part is None:
            return value
        inner[field.part.id] = value
    return found or None


def _value(field: Field, rows: Rows) -> Any:
    values = [without_unread(value) for _, value in rows if not is_blank(value) and not is_unread(value)]
    if field.question.type == "file":
        return len(values) or None
    if field.question.type == "table":
        return [_row_of(field.question, value) for value in values if isinstance(value, Mapping)] or None
    if field.has_rows:
        return values or None
    return _scalar(field.asked.type, values[0]) if values else None


def _row_of(question: Question, value: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table with its cells as expressions compare them; what cannot be compared is absent."""
    cells = {part.id: _scalar(part.type, value[part.id]) for part in question.parts if part.id in value}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _scalar(type_: str, value: Any) -> Any:
    """The value in the type that expressions compare; None when it does not have the shape of its type."""
    try:
        if type_ == "number":
            number = Decimal(value)
            return number if number.is_finite() else None
        if type_ == "money":
            return Decimal(value["minor"]).scaleb(-exponent(value["currency"]))
        if type_ == "date":
            return date.fromisoformat(value)
        if type_ == "period":
            return periods.named(value)
    except (ValueError, TypeError, KeyError, InvalidOperation):
        return None
    return value
