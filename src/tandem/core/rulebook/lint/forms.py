"""Forms: what each type of question needs, what it cannot have, and conditions that can be met."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.expressions import Expression
from tandem.core.forms.definition import Form, Limit, Option, Part, Question
from tandem.core.forms.periods import months_in
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.codes import COUNTRIES, CURRENCIES, FILE_KINDS
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.starts import lint_starts, walk

TEXTS = frozenset({"short_text", "long_text"})
CHOICES = frozenset({"choice", "many"})
EDITS = {
    "team": frozenset({"people"}),
    "plan.budget": frozenset({"budget"}),
    "plan.learning_goals": frozenset({"long_text"}),
    "plan.results": frozenset({"long_text", "results"}),
    "plan.activities": frozenset({"table"}),
    "plan.risks": frozenset({"table"}),
    "plan.context_knowledge": frozenset({"long_text"}),
}
# what a table that writes the plan cannot be without
PLAN_COLUMNS = {"plan.activities": ("title",), "plan.risks": ("text", "probability", "consequence")}
ROWS = frozenset({"people", "budget", "table", "results"})
# limits of which the second may not be below the first
LOW_AND_HIGH = (("at_least_words", "words"), ("at_least_months", "months"), ("at_least_rows", "rows"))
# limit → the types it can be put on
LIMITS = {
    "words": TEXTS,
    "characters": TEXTS,
    "at_least_words": TEXTS,
    "minimum": frozenset({"number", "money", "date", "period"}),
    "maximum": frozenset({"number", "money", "date", "period"}),
    "months": frozenset({"period"}),
    "at_least_months": frozenset({"period"}),
    "files": frozenset({"file"}),
    "rows": ROWS,
    "at_least_rows": ROWS,
}
# field of a question → the types that have it; the second set must have it
FIELDS = {
    "parts": (frozenset({"declaration", "people", "table"}), frozenset({"declaration", "table"})),
    "accept": (frozenset({"file"}), frozenset({"file"})),
    "currency": (frozenset({"money", "budget"}), frozenset({"money", "budget"})),
    "other_currencies": (frozenset({"budget"}), frozenset[str]()),
    "lines": (frozenset({"budget"}), frozenset({"budget"})),
    "years": (frozenset({"budget"}), frozenset({"budget"})),
}


def lint_forms(desk: Desk) -> None:
    """Each form by itself, then beside the components and reports that use it; forms that nobody uses."""
    rulebook = desk.rulebook
    for file, form in rulebook.forms.items():
        _form(desk, file, form)
    applied_with = {component.form for component in rulebook.components.values()}
    reported_with = {kind.form for kind in rulebook.reports.values()}
    planned_with = {tool.form for tool in rulebook.tools.values() if tool.form}
    of_people = {rulebook.participants.form} if rulebook.participants else set()
    for file in desk.documents:
        if file.startswith("forms/") and file not in applied_with | reported_with | planned_with | of_people:
            desk.say("form_unused", (), file, level="advice")
    for component in rulebook.components.values():
        shared = rulebook.forms.get(component.form)
        if shared is not None:
            _beside(desk, component.form, shared, component.parties)
            _of_component(desk, component.form, shared, component.selection.currency, component.years)
    for file in sorted((reported_with | planned_with) - applied_with):
        told = rulebook.forms.get(file)
        if told is not None:
            _beside(desk, file, told, tuple(rulebook.parties))
    for file, form in rulebook.forms.items():
        lint_starts(desk, file, form, file in applied_with)


def _form(desk: Desk, file: str, form: Form) -> None:
    if not form.sections:
        desk.say("form_empty", ("sections",), file)
    desk.twice([section.id for section in form.sections], ("sections",), "section", file, "id")
    edited: dict[str, str] = {}
    seen: dict[str, Question] = {}
    for s, section in enumerate(form.sections):
        if not section.questions:
            desk.say("section_empty", ("sections", s, "questions"), file, name=section.id)
    for path, question in walk(form):
        if question.id in seen:
            first_at = list(seen).index(question.id) + 1
            desk.say("twice", (*path, "id"), file, what="question", name=question.id, first=first_at)
        if question.edits is not None:
            if question.edits in edited:
                first = edited[question.edits]
                desk.say("edited_twice", (*path, "edits"), file, name=question.edits, first=first)
            edited.setdefault(question.edits, question.id)
            if question.type not in EDITS[question.edits]:
                values: dict[str, Any] = {"name": question.edits, "actual": question.type}
                desk.say("edits_wrong_type", (*path, "edits"), file, needed=sorted(EDITS[question.edits]), **values)
        for column in PLAN_COLUMNS.get(question.edits or "", ()):
            if question.type == "table" and column not in {part.id for part in question.parts}:
                desk.say("plan_column_missing", (*path, "parts"), file, name=question.id, column=column)
        _question(desk, file, path, question)
        if question.when is not None:
            _when(desk, file, (*path, "when"), question, form, seen)
        seen.setdefault(question.id, question)


def _question(desk: Desk, file: str, path: Path, question: Question) -> None:
    _fields(desk, file, path, question)
    if question.type == "results":
        _levels(desk, file, path, question)
    else:
        _options(desk, file, path, question.type, question.options, question.options_from)
    if question.options_from is not None:
        desk.unknown(question.options_from, desk.rulebook.lists, (*path, "options_from"), "list", file)
    _limits(desk, file, (*path, "limit"), question.type, question.limit)
    desk.twice([part.id for part in question.parts], (*path, "parts"), "part", file, "id")
    desk.twice([line.id for line in question.lines], (*path, "lines"), "line", file, "id")
    desk.twice(question.accept, (*path, "accept"), "file kind", file)
    desk.twice(question.other_currencies, (*path, "other_currencies"), "currency", file)
    for p, part in enumerate(question.parts):
        _part(desk, file, (*path, "parts", p), part)
    for index, kind in enumerate(question.accept):
        desk.unknown(kind, FILE_KINDS, (*path, "accept", index), "file kind", file)
    for index, currency in enumerate(question.other_currencies):
        here = (*path, "other_currencies", index)
        desk.unknown(currency, CURRENCIES, here, "currency", file)
        if currency == question.currency:
            desk.say("twice", here, file, what="currency", name=currency, first=0)
    if question.currency is not None:
        desk.unknown(question.currency, CURRENCIES, (*path, "currency"), "currency", file)


def _fields(desk: Desk, file: str, path: Path, question: Question) -> None:
    for name, (may, must) in FIELDS.items():
        given = getattr(question, name) not in (None, ())
        if given and question.type not in may:
            desk.say("field_does_not_fit", (*path, name), file, field=name, type=question.type, fits=sorted(may))
        if not given and question.type in must:
            desk.say("field_needed", path, file, field=name, type=question.type, name=question.id)


def _levels(desk: Desk, file: str, path: Path, question: Question) -> None:
    """The levels that a sketch of results may name are the rulebook's stated ones, from the lowest to the highest."""
    if question.options_from is not None:
        fits = sorted(CHOICES)
        desk.say("field_does_not_fit", (*path, "options_from"), file, field="options_from", type="results", fits=fits)
    known = [level.id for level in desk.rulebook.results.levels if level.stated] if desk.rulebook.results else []
    if not question.options:
        desk.say("field_needed", path, file, field="options", type="results", name=question.id)
        return
    desk.twice([option.id for option in question.options], (*path, "options"), "option", file, "id")
    if not known:
        return
    before = ""
    for index, option in enumerate(question.options):
        here = (*path, "options", index, "id")
        if not desk.unknown(option.id, known, here, "level", file):
            if before and known.index(option.id) < known.index(before):
                desk.say("level_order", here, file, name=option.id, before=before)
            before = option.id


def _part(desk: Desk, file: str, path: Path, part: Part) -> None:
    _options(desk, file, path, part.type, part.options, None)
    if part.currency is not None:
        if part.type != "money":
            desk.say("field_does_not_fit", (*path, "currency"), file, field="currency", type=part.type, fits=["money"])
        desk.unknown(part.currency, CURRENCIES, (*path, "currency"), "currency", file)
    _limits(desk, file, (*path, "limit"), part.type, part.limit)


def _options(
    desk: Desk, file: str, path: Path, type_: str, options: tuple[Option, ...], options_from: str | None
) -> None:
    if type_ not in CHOICES:
        for name, given in (("options", bool(options)), ("options_from", options_from is not None)):
            if given:
                desk.say("field_does_not_fit", (*path, name), file, field=name, type=type_, fits=sorted(CHOICES))
        return
    if options and options_from is not None:
        desk.say("options_and_list", (*path, "options_from"), file)
    if not options and options_from is None:
        desk.say("field_needed", path, file, field="options", type=type_, name="")
    desk.twice([option.id for option in options], (*path, "options"), "option", file, "id")


def _limits(desk: Desk, file: str, path: Path, type_: str, limit: Limit) -> None:
    for name, fits in LIMITS.items():
        if getattr(limit, name) is not None and type_ not in fits:
            desk.say("field_does_not_fit", (*path, name), file, field=name, type=type_, fits=sorted(fits))
    for least, most in LOW_AND_HIGH:
        low, high = getattr(limit, least), getattr(limit, most)
        if low is not None and high is not None and low > high:
            desk.say("limits_contradict", (*path, least), file, low=low, high=high)
    read: Callable[[str], date | Decimal] = date.fromisoformat if type_ in {"date", "period"} else Decimal
    bounds: dict[str, date | Decimal] = {}
    for name in ("minimum", "maximum"):
        written = getattr(limit, name)
        if written is None or type_ not in LIMITS[name]:
            continue
        try:
            bounds[name] = read(written)
        except (ValueError, InvalidOperation):
            desk.say("bad_limit", (*path, name), file, value=written, type=type_)
    first, last = bounds.get("minimum"), bounds.get("maximum")
    if first is None or last is None:
        return
    if first > last:  # type: ignore[operator]
        desk.say("limits_contradict", (*path, "minimum"), file, low=str(first), high=str(last))
    shortest = limit.at_least_months or 0
    if isinstance(first, date) and isinstance(last, date) and first <= last and months_in(first, last) < shortest:
        window = format(months_in(first, last), "f")
        desk.say("limits_contradict", (*path, "at_least_months"), file, low=shortest, high=window)


def _when(desk: Desk, file: str, path: Path, question: Question, form: Form, seen: dict[str, Question]) -> None:
    expression = desk.expression(question.when or "", path, file)
    if expression is None:
        return
    if not expression.names:
        desk.say("condition_constant", path, file, holds=expression.holds({}), expression=question.when)
    later = {other.id for other in form.questions()} - set(seen)
    for name in sorted({name.split(".")[0].split("[")[0] for name in expression.names}):
        if name in later:
            desk.say("asks_later_question", path, file, name=name)
        else:
            desk.unknown(name, seen, path, "question", file)
    for asked, option in compared(expression):
        known = seen.get(asked)
        if known is not None and known.type in CHOICES and (offered := offered_by(desk, known)):
            desk.unknown(option, offered, path, f"option of {asked}", file)


def offered_by(desk: Desk, question: Question) -> tuple[str, ...]:
    """Option ids of a question."""
    if question.options_from is not None:
        named = desk.rulebook.lists.get(question.options_from)
        return tuple(option.id for option in named.options) if named else ()
    return tuple(option.id for option in question.options)


def compared(expression: Expression, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Questions that an expression compares with a text: (question, text); `prefix` is 'answers.' in rules."""
    for node in ast.walk(expression.tree):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        sides = (node.left, node.comparators[0])
        names = [ast.unparse(side) for side in sides if isinstance(side, ast.Name | ast.Attribute)]
        flat = [inner for side in sides for inner in (side.elts if isinstance(side, ast.List | ast.Tuple) else [side])]
        texts = [side.value for side in flat if isinstance(side, ast.Constant) and isinstance(side.value, str)]
        if len(names) == 1 and names[0].startswith(prefix) and not isinstance(node.ops[0], ast.Lt | ast.Gt):
            for text in texts:
                yield names[0].removeprefix(prefix), text


def _beside(desk: Desk, file: str, form: Form, parties: tuple[str, ...]) -> None:
    askable = ("together", "each_party", *parties)
    for s, section in enumerate(form.sections):
        desk.unknown(section.answered_by, askable, ("sections", s, "answered_by"), "party", file)
    for path, question in walk(form):
        desk.unknown(question.of, askable, (*path, "of"), "party", file)


def _of_component(desk: Desk, file: str, form: Form, currency: str, years: int) -> None:
    for path, question in walk(form):
        if question.type == "budget" and question.currency not in (None, currency):
            desk.say("currencies_differ", (*path, "currency"), file, actual=question.currency, needed=currency)
        if question.type == "budget" and question.years is not None and question.years > years:
            desk.say("years_differ", (*path, "years"), file, actual=question.years, needed=years)


def known_country(code: str) -> bool:
    """An ISO 3166 alpha-2 code (or XK)."""
    return bool(re.fullmatch(r"[A-Z]{2}", code)) and code in COUNTRIES
