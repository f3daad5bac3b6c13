"""What answers start from, and which part of the plan they write."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.core.forms.definition import PREFILLS, Form, Question, prefill_of, same_shape
from tandem.core.rulebook.choosing import PROFILE
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk

# what every organisation is known by, and may start an answer beside the fields of its profile
BASICS = ("name", "kind", "country", "languages", "place", "org_id")
PROFILE_TYPES = frozenset({"short_text", "long_text", "choice", "many", "number", "organisation"})


def lint_starts(desk: Desk, file: str, form: Form, applied_with: bool) -> None:
    """Reports start from what is known already; applications write the plan, reports never do."""
    for path, question in walk(form):
        if question.prefill:
            _prefill(desk, file, (*path, "prefill"), question, applied_with)
        if question.edits is not None and not applied_with:
            fits = ["forms of a component"]
            desk.say("field_does_not_fit", (*path, "edits"), file, field="edits", type=question.type, fits=fits)


def _prefill(desk: Desk, file: str, path: Path, question: Question, applied_with: bool) -> None:
    """What an answer starts from: earlier, the profile, a planning tool; in a report also what the plan knows."""
    kind, key, inner = prefill_of(question.prefill)
    if kind == "earlier":
        return
    if kind == "profile":
        if question.type not in PROFILE_TYPES:
            fits = sorted(PROFILE_TYPES)
            desk.say("field_does_not_fit", path, file, field="prefill", type=question.type, fits=fits)
        if question.of == "together":
            desk.say("prefill_of_nobody", path, file, name=question.prefill)
        desk.unknown(key, (*BASICS, *PROFILE), path, "field of the profile", file)
    elif kind == "tool":
        tool = desk.rulebook.tools.get(key)
        if desk.unknown(key, desk.rulebook.tools, path, "tool", file) or tool is None:
            return
        form = desk.rulebook.forms.get(tool.form)
        asked = {other.id: other for other in form.questions()} if form else {}
        if not desk.unknown(inner, asked, path, "question", file) and not same_shape(asked[inner], question):
            desk.say("wrong_type", path, file, name=inner, actual=asked[inner].type, needed=question.type)
    else:
        if applied_with or question.type != "long_text":
            fits = ["long_text of a report"]
            desk.say("field_does_not_fit", path, file, field="prefill", type=question.type, fits=fits)
        known = ["earlier", *sorted(PREFILLS), *(f"profile.{field}" for field in (*BASICS, *PROFILE))]
        desk.unknown(question.prefill, known, path, "prefill", file)


def walk(form: Form) -> Iterator[tuple[Path, Question]]:
    """Every question with its place in the file."""
    for s, section in enumerate(form.sections):
        for q, question in enumerate(section.questions):
            yield ("sections", s, "questions", q), question
