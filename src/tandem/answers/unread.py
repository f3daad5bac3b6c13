"""Why a text that is kept could not be read: it is read once more, and the reason takes the place of the bare fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language

from tandem.core.forms.answers import Rows, is_unread
from tandem.core.forms.missing import gaps_at
from tandem.core.forms.paths import Field, split_where
from tandem.core.forms.reading import read
from tandem.core.values import Problem


def wrong_at(place: Field, parties: Sequence[str], rows: Rows) -> tuple[Problem, ...]:
    """`core.forms.missing.gaps_at` with the reasons for what is unread."""
    there = dict(rows)
    return tuple(
        each
        for problem in gaps_at(place, parties, rows)
        for each in explained(place, there.get(split_where(problem.where)[1]), (problem,))
    )


def explained(place: Field, value: Any, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of one stored answer or row, each `unread` replaced by its reason where reading again finds one.

    Numbers and days are read as the reader of the page writes them. No queries.
    """
    found = tuple(problems)
    if not any(problem.code == "unread" for problem in found):
        return found
    reasons = _reasons(place, value)
    return tuple(_explained(problem, reasons) if problem.code == "unread" else problem for problem in found)


def _explained(problem: Problem, reasons: Mapping[str, Problem]) -> Problem:
    reason = reasons.get(split_where(problem.where)[2])
    return problem if reason is None else replace(reason, where=problem.where)


def _reasons(place: Field, value: Any) -> dict[str, Problem]:
    """By cell ('' for a single answer): why it cannot be read."""
    raw = value["unread"] if is_unread(value) else _typed(value)
    reading = read(place.asked, raw, get_language() or "en", currency=place.question.currency)
    return {problem.where: problem for problem in reading.problems}


def _typed(row: Any) -> Any:
    """A row's unread cells as they were typed, with the currency that its amounts are in."""
    if not isinstance(row, Mapping):
        return row
    raw: dict[str, Any] = {key: value["unread"] for key, value in row.items() if is_unread(value)}
    if isinstance(row.get("currency"), str):
        raw["currency"] = row["currency"]
    for key, value in row.items():
        if isinstance(value, Mapping) and not is_unread(value):
            raw[key] = {inner: cell["unread"] for inner, cell in value.items() if is_unread(cell)}
    return raw
