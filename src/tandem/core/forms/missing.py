"""What is missing: everything that keeps a form from being sent, in one list, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tandem.core.forms import checks, row_checks, tables
from tandem.core.forms.answers import Answers, Rows, by_path, is_blank
from tandem.core.forms.conditions import Evaluate, visible
from tandem.core.forms.definition import Form
from tandem.core.forms.limits import too_many
from tandem.core.forms.paths import Field, expand, place
from tandem.core.values import Problem


def gaps(
    form: Form, parties: Sequence[str], answers: Answers, *, evaluate: Evaluate | None = None,
    shown: frozenset[str] | None = None,
) -> tuple[Problem, ...]:  # fmt: skip
    """Everything missing, unread, malformed or beyond a limit, in reading order: question, party, part, row, cell.

    `where` is the path, `path#row` or `path#row/cell` (see `paths.split_where`). Zero and no are answers. Questions
    whose `when` does not hold under `evaluate` are not asked; without `evaluate` all are. Optional answers may be left
    empty, but what is in them must be right. `shown`: the questions that are asked, where that is known already.
    Linear in fields and rows.
    """
    rows = by_path(answers)
    if shown is None and evaluate is not None:
        shown = visible(form, parties, answers, evaluate)
    return tuple(
        problem
        for field in expand(form, parties)
        if shown is None or field.question.id in shown
        for problem in gaps_at(field, parties, rows.get(field.path, ()))
    )


def gaps_at(field: Field, parties: Sequence[str], rows: Rows) -> tuple[Problem, ...]:
    """What is wrong at one field, given its rows (`answers.by_path`)."""
    filled = tuple((row, value) for row, value in rows if not is_blank(value))
    if not filled:
        return (Problem("missing", field.path, {"type": field.asked.type}),) if field.required else ()
    if not field.has_rows:
        return checks.check(field.asked, filled[0][1], field.path)
    problems: list[Problem] = []
    if field.question.type == "file":
        problems.extend(too_many("too_many_files", field.question.limit.files, len(filled), field.path))
    problems.extend(tables.how_many(field.question, len(filled), field.path))
    for row, value in filled:
        problems.extend(row_checks.check_row(field, parties, filled, row, value, partial(place, field.path, row)))
    return tuple(problems)
