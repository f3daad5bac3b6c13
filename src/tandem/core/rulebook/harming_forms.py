"""What hurts in a changed form: more to answer, less room, answers that lose their question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.forms.definition import Form, Limit, Option, Part, Question
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.schema import Rulebook

Found = tuple[str, Path, Mapping[str, Any]]
ROOM = ("words", "characters", "files", "rows", "months")  # less is narrower
LEAST = ("at_least_words", "at_least_rows", "at_least_months")  # more is narrower
SAME = ("type", "of", "currency", "years")


def form_harms(old: Rulebook, new: Rulebook, component: str) -> Iterator[Found]:
    """(code, path, values) of everything that hurts; paths are by name, as in differences of the form's file.

    code: question_new, question_required, question_gone, question_changed, question_shown, option_gone, less_room,
    kind_gone, part_new, part_gone.
    """
    before, after = old.form_of(component), new.form_of(component)
    places = _places(after)
    was = {question.id: question for question in before.questions()}
    now = {question.id: question for question in after.questions()}
    gone_at = _places(before)
    for id in was:
        if id not in now:
            yield "question_gone", gone_at[id], {"name": id}
    for id, question in now.items():
        path = places[id]
        if id not in was:
            if question.required:
                yield "question_new", path, {"name": id}
            continue
        yield from _question(was[id], question, path, old, new)


def _places(form: Form) -> dict[str, Path]:
    return {
        question.id: ("sections", section.id, "questions", question.id)
        for section in form.sections
        for question in section.questions
    }


def _question(was: Question, now: Question, path: Path, old: Rulebook, new: Rulebook) -> Iterator[Found]:
    name = {"name": now.id}
    for field in SAME:
        if getattr(was, field) != getattr(now, field):
            yield "question_changed", (*path, field), name
    if now.required and not was.required:
        yield "question_required", (*path, "required"), name
    if now.required and was.when is not None and was.when != now.when:
        yield "question_shown", (*path, "when"), name
    before, after = _options(was, old), _options(now, new)
    less = [option for option in before if option not in after]
    if less:
        yield "option_gone", (*path, "options"), {**name, "less": less}
    if gone := [line.id for line in was.lines if line.id not in {other.id for other in now.lines}]:
        yield "option_gone", (*path, "lines"), {**name, "less": gone}
    if gone := [kind for kind in was.accept if kind not in now.accept]:
        yield "kind_gone", (*path, "accept"), {**name, "less": gone}
    yield from _room(was.limit, now.limit, (*path, "limit"), name)
    yield from _parts(was.parts, now.parts, path, name)


def _options(question: Question, rulebook: Rulebook) -> list[str]:
    options: Sequence[Option] = question.options
    if question.options_from and question.options_from in rulebook.lists:
        options = rulebook.lists[question.options_from].options
    return [option.id for option in options]


def _parts(was: Sequence[Part], now: Sequence[Part], path: Path, name: Mapping[str, Any]) -> Iterator[Found]:
    before = {part.id: part for part in was}
    for part in now:
        here: Path = (*path, "parts", part.id)
        older = before.pop(part.id, None)
        if older is None:
            if part.required:
                yield "part_new", here, {**name, "part": part.id}
            continue
        if older.type != part.type:
            yield "question_changed", here, name
        if part.required and not older.required:
            yield "question_required", here, name
        if gone := [o.id for o in older.options if o.id not in {other.id for other in part.options}]:
            yield "option_gone", here, {**name, "less": gone}
        yield from _room(older.limit, part.limit, here, name)
    for id in before:
        yield "part_gone", (*path, "parts", id), {**name, "part": id}


def _room(was: Limit, now: Limit, path: Path, name: Mapping[str, Any]) -> Iterator[Found]:
    for field in ROOM:
        before, after = getattr(was, field), getattr(now, field)
        if after is not None and (before is None or after < before):
            yield "less_room", (*path, field), {**name, "limit": field, "before": before, "after": after}
    for field in LEAST:
        before, after = getattr(was, field) or 0, getattr(now, field) or 0
        if after > before:
            yield "less_room", (*path, field), {**name, "limit": field, "before": before, "after": after}
    if _narrower(was.maximum, now.maximum, down=True):
        yield "less_room", (*path, "maximum"), {**name, "limit": "maximum", "before": was.maximum, "after": now.maximum}
    if _narrower(was.minimum, now.minimum, down=False):
        yield "less_room", (*path, "minimum"), {**name, "limit": "minimum", "before": was.minimum, "after": now.minimum}


def _narrower(was: str | None, now: str | None, down: bool) -> bool:
    if now is None or now == was:
        return False
    if was is None:
        return True
    try:
        before, after = Decimal(was), Decimal(now)
    except InvalidOperation:
        return (now < was) is down  # days as ISO
    return before != after and (after < before) is down
