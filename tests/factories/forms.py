"""Answers to any form: what a careful partnership would write, as JSON values, whatever the questions' types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tandem.core.forms.definition import Form, Limit, Part, Question
from tandem.core.forms.paths import Field, expand
from tandem.core.rulebook.schema import Rulebook
from tandem.foundation.ids import new_id

FIRST, LAST = "2025-03-01", "2026-02-28"
PREFERRED = ("abroad", "es")  # options taken before others: the partner abroad, a language that she reads


def filling(
    rulebook: Rulebook, form: Form, sides: Sequence[str], text: str = "Waste is sorted at the door"
) -> dict[tuple[str, str], Any]:
    """An answer to every question but files; rows have new ids, a statement of results leads to the next level's."""
    answers: dict[tuple[str, str], Any] = {}
    for place in expand(form, sides):
        if not place.has_rows:
            answers[(place.path, "")] = value(rulebook, place.asked, f"{text}, {place.path}")
        elif place.question.type != "file":
            for row in rows(rulebook, place, sides, text):
                answers[(place.path, row.pop("", None) or str(new_id()))] = row
    return {key: answer for key, answer in answers.items() if answer is not None}


def value(rulebook: Rulebook, asked: Question | Part, text: str) -> Any:
    """A value that fits the question's or part's type and limits."""
    limit = asked.limit
    match asked.type:
        case "short_text" | "long_text":
            return _long_enough(text, limit)
        case "date":
            return limit.minimum or FIRST
        case "period":
            return {"from": limit.minimum or FIRST, "to": limit.maximum or _end(limit)}
        case "number":
            return limit.minimum or "2"
        case "money":
            return {"minor": 100_000, "currency": asked.currency or rulebook.organiser_currency}
        case "yes_no":
            return True
        case "choice" | "many":
            source = asked.options_from if isinstance(asked, Question) else None
            ids = [option.id for option in (rulebook.lists[source].options if source else asked.options)]
            chosen = next((id for id in PREFERRED if id in ids), ids[0])
            return chosen if asked.type == "choice" else [chosen]
        case "organisation":
            return {"organisation": "", "name": "Vesleby skole", "country": "NO", "kind": "school"}
    return None


def rows(rulebook: Rulebook, place: Field, sides: Sequence[str], text: str) -> Iterator[dict[str, Any]]:
    """Rows of people, budget, table or results; a row's own id, when it matters, under ''."""
    question = place.question
    if question.type == "results":
        yield from _chain(question, text)
    elif question.type == "table":
        for number in range(1, max(question.limit.at_least_rows or 1, 1) + 1):
            told = f"{text}, {place.path} {number}"
            yield {part.id: value(rulebook, part, told) for part in question.parts}
    else:
        for side in [place.party] if place.party else sides:
            yield _person(rulebook, question, side) if question.type == "people" else _entry(question, side, sides)


def _chain(question: Question, text: str) -> Iterator[dict[str, Any]]:
    """One statement for each level, from the highest down, each leading to the one above."""
    above = ""
    for option in reversed(question.options):
        row = str(new_id())
        made = {
            "": row, "level": option.id, "text": f"{text}: {option.id}", "indicator": "Households that sort",
            "unit": "per cent", "baseline": "0", "target": "40.5",
        }  # fmt: skip
        yield {**made, "leads_to": above} if above else made
        above = row


def _person(rulebook: Rulebook, question: Question, side: str) -> dict[str, Any]:
    row: dict[str, Any] = {"name": f"Person of {side}", "email": f"{side}@example.org", "party": side}
    for part in question.parts:
        row[part.id] = (
            [part.options[0].id] if part.type == "many" and part.options
            else part.options[0].id if part.type == "choice" and part.options
            else value(rulebook, part, "engineer")
        )  # fmt: skip
    return row


def _entry(question: Question, side: str, sides: Sequence[str]) -> dict[str, Any]:
    return {
        "line": question.lines[0].id,
        "text": f"Visits, {side}",
        "party": side,
        "currency": question.currency,
        "years": {str(n): 20_000_000 for n in range(1, (question.years or 1) + 1)},
        "paid_by": "own" if side == sides[0] else "grant",
    }


def _long_enough(text: str, limit: Limit) -> str:
    needed = (limit.at_least_words or 0) - len(text.split())
    told = text + " word" * max(needed, 0)
    return told[: limit.characters or None]


def _end(limit: Limit) -> str:
    """A last day twelve months after FIRST, or after the window's first day where there is one."""
    if limit.minimum is None:
        return LAST
    year, rest = limit.minimum[:4], limit.minimum[4:]
    return f"{int(year) + 1}{'-02-28' if rest == '-02-29' else rest}"
