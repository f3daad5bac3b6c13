"""Stored values in words, to be compared by a reader: one line of text, or one line for each field of a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tandem.answers.inputs import plain, read_text
from tandem.answers.offline.slots import columns_of, labels, payers, yes_no
from tandem.answers.subjects import Subject
from tandem.core.forms.answers import is_unread
from tandem.core.forms.definition import Option, Part, Question
from tandem.core.forms.paths import Field
from tandem.core.values import Money
from tandem.web.templatetags.tandem import country, localised, money


def words_of(subject: Subject, place: Field, value: Any) -> str:
    """A value of an answer, or a row of it, as text; '' for nothing."""
    if value is None:
        return ""
    if is_unread(value):
        return value["unread"]
    if place.has_rows and isinstance(value, Mapping):
        return "\n".join(_row(subject, place, value))
    if place.asked.type == "organisation" and isinstance(value, Mapping):
        return ", ".join(filter(None, [plain(value.get("name")), country(plain(value.get("country")))]))
    options = place.part.options if place.part else subject.options(place.question)
    return said(place.asked, value, options)


def said(asked: Question | Part, value: Any, options: tuple[Option, ...]) -> str:
    """A single value in words: choices by their labels."""
    if asked.type in {"choice", "many"} and not is_unread(value):
        names = labels(options)
        chosen = value if isinstance(value, list) else [plain(value)]
        return ", ".join(names.get(each, str(each)) for each in chosen)
    if isinstance(value, bool):
        return yes_no()[value]
    return str(read_text(asked, value))


def _row(subject: Subject, place: Field, value: Mapping[str, Any]) -> Iterator[str]:
    question = place.question
    if question.type == "file":
        yield plain(value.get("name"))
        return
    parts = {part.id: part for part in question.parts}
    names: dict[str, Mapping[str, str]] = {
        "party": {side.id: side.name for side in subject.sides}, "paid_by": payers(),
        "line": labels(question.lines), "level": labels(question.options),
    }  # fmt: skip
    currency = plain(value.get("currency")) or question.currency or ""
    for column in columns_of([(side.id, side.name) for side in subject.sides], question, place.party):
        outer, _slash, inner = column.id.partition("/")
        cell = value.get(outer)
        if inner:
            cell = cell.get(inner) if isinstance(cell, Mapping) else None
            text = money(Money(cell, currency)) if isinstance(cell, int) and currency else plain(cell)
        elif outer in parts:
            text = said(parts[outer], cell, parts[outer].options) if cell is not None else ""
        elif outer == "leads_to":
            text = _("another result") if cell else ""
        else:
            text = names[outer].get(plain(cell), plain(cell)) if outer in names else plain(cell)
        if text:
            yield f"{localised(column.label)}: {text}"
