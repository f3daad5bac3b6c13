"""Rows of tables and of a sketch of results: read cell by cell, checked column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tandem.core.forms.answers import Rows, is_blank, is_unread
from tandem.core.forms.cells import Cell, Context, number, part_cell
from tandem.core.forms.checks import Problems, check, decimal, malformed, shown, unread_problem
from tandem.core.forms.definition import Question
from tandem.core.forms.limits import too_few, too_many
from tandem.core.forms.rows import RowOf, among, is_row, line, no_row
from tandem.core.values import Problem

RESULT_COLUMNS = ("level", "text", "leads_to", "indicator", "unit", "baseline", "target")
MEASURES = ("unit", "baseline", "target")
_NUMBERS = ("baseline", "target")
Where = Callable[[str], str]


def table_row(context: Context, raw: Any) -> Cell:
    """{<part id>: <part value>…}: one row of a table, each cell read as its column's type."""
    if not is_row(raw):
        return no_row(context, raw)
    row = RowOf()
    parts = context.asked.parts if isinstance(context.asked, Question) else ()
    for part in parts:
        row.put(part.id, part_cell(context, part, raw.get(part.id)))
    row.refuse_others(context, raw, (part.id for part in parts))
    return row.read()


def result_row(context: Context, raw: Any) -> Cell:
    """{"level", "text", "leads_to", "indicator", "unit", "baseline", "target"}: one statement of the results chain.

    Baseline and target are plain decimals; `leads_to` is the row of the statement above that this one serves.
    """
    if not is_row(raw):
        return no_row(context, raw)
    row = RowOf()
    level = raw.get("level")
    row.put("level", line(context, level) if context.options is None else among(context, level, context.options))
    for column in ("text", "leads_to", "indicator", "unit"):
        row.put(column, line(context, raw.get(column)))
    for column in _NUMBERS:
        row.put(column, number(context, raw.get(column)))
    row.refuse_others(context, raw, RESULT_COLUMNS)
    return row.read()


def check_table(question: Question, value: Mapping[str, Any], where: Where) -> Problems:
    """What is wrong with one row of a table, in the order of its columns."""
    problems: list[Problem] = []
    for part in question.parts:
        cell = value.get(part.id)
        if not is_blank(cell):
            problems.extend(check(part, cell, where(part.id)))
        elif part.required:
            problems.append(Problem("missing", where(part.id), {"type": part.type}))
    return tuple(problems)


def check_results(question: Question, rows: Rows, row: str, value: Mapping[str, Any], where: Where) -> Problems:
    """What is wrong with one statement, beside the others that it may lead to."""
    problems: list[Problem] = []
    levels = [option.id for option in question.options]
    for column in ("level", "text"):
        cell = value.get(column)
        if is_unread(cell):
            problems.append(unread_problem(cell, where(column)))
        elif is_blank(cell):
            kind = "choice" if column == "level" else "short_text"
            problems.append(Problem("missing", where(column), {"type": kind}))
        elif not isinstance(cell, str):
            problems.extend(malformed(question.type, where(column)))
        elif column == "level" and levels and cell not in levels:
            problems.append(Problem("choice_unknown", where(column), {"chosen": [cell[:60]]}))
    problems.extend(_leads(levels, rows, row, value, where))
    return (*problems, *_measure(value, where))


def _leads(levels: Sequence[str], rows: Rows, row: str, value: Mapping[str, Any], where: Where) -> list[Problem]:
    """A statement leads to another one that is there, on a higher level; the highest lead nowhere."""
    above = value.get("leads_to")
    if is_blank(above):
        return []
    there = {id: other for id, other in rows if isinstance(other, Mapping)}
    if not isinstance(above, str) or above not in there or above == row:
        return [Problem("leads_nowhere", where("leads_to"), {"typed": shown(above)})]
    own, other = value.get("level"), there[above].get("level")
    if own in levels and other in levels and levels.index(str(other)) <= levels.index(str(own)):
        return [Problem("leads_down", where("leads_to"), {"typed": shown(there[above].get("text"))})]
    return []


def _measure(value: Mapping[str, Any], where: Where) -> list[Problem]:
    problems: list[Problem] = []
    if is_blank(value.get("indicator")) and any(not is_blank(value.get(column)) for column in MEASURES):
        problems.append(Problem("missing", where("indicator"), {"type": "short_text"}))
    for column in _NUMBERS:
        cell = value.get(column)
        if is_unread(cell):
            problems.append(unread_problem(cell, where(column)))
        elif not is_blank(cell) and decimal(cell) is None:
            problems.extend(malformed("number", where(column)))
    return problems


def how_many(question: Question, number: int, where: str) -> Problems:
    """More rows than the question takes, or fewer than it asks for once there are any."""
    limit = question.limit
    return (
        *too_many("too_many_rows", limit.rows, number, where),
        *too_few(limit.at_least_rows, number, where),
    )
