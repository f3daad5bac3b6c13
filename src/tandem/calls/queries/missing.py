"""What a call still lacks before it may be published (UX-4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.calls.models import Call
from tandem.core.forms.definition import Shape
from tandem.core.rulebook.schema import Rulebook

_NO_TEXTS = frozenset({"must", "should", "remedy", "forms", "components"})


@dataclass(frozen=True)
class Missing:
    """One thing that is missing. `code` is from a closed list, `field` is the form's field to go to ('' when it lies in
    the rulebook), `language` says in which language, `where` names the place in the rulebook."""

    code: str
    field: str = ""
    language: str = ""
    where: str = ""


def missing(call: Call, now: datetime) -> tuple[Missing, ...]:
    """Everything that keeps the call from being published, in the order of the form; empty when nothing does."""
    return (*_facts(call, now), *_texts(call), *_rulebook(call.rulebook, call.component_id))


def _facts(call: Call, now: datetime) -> Iterator[Missing]:
    if call.closes_at <= now:
        yield Missing("closes_in_the_past", "closes")
    if call.budget_minor <= 0:
        yield Missing("amounts", "budget")
    if not call.minutes:
        yield Missing("time_needed", "minutes")
    if call.decision_on is None:
        yield Missing("decision_date", "decision_on")
    if call.starts_on is None:
        yield Missing("start_date", "starts_on")


def _texts(call: Call) -> Iterator[Missing]:
    texts: dict[str, Mapping[str, str]] = {
        "title": call.title, "lead": call.lead, "own_contribution": call.own_contribution, "papers": call.papers
    }
    for name, text in texts.items():
        written = [language for language in call.languages if text.get(language, "").strip()]
        if not written:
            yield Missing(name, f"{name}_{call.languages[0]}")
            continue
        for language in call.languages:
            if language not in written:
                yield Missing("translation", f"{name}_{language}", language, name)
    lines = {language: len(_lines(call.papers.get(language, ""))) for language in call.languages}
    most = max(lines.values(), default=0)
    for language, number in lines.items():
        if 0 < number < most:
            yield Missing("papers_uneven", f"papers_{language}", language)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _rulebook(rulebook: Rulebook, component_id: str) -> Iterator[Missing]:
    """Texts of the pinned rulebook that lack a language; only what this component's readers meet."""
    component = rulebook.components[component_id]
    roots: list[tuple[str, Any]] = [
        ("rulebook", rulebook), (component_id, component), (component.form, rulebook.form_of(component_id))
    ]
    for where, root in roots:
        for path, text in _walk(root, where):
            for language in rulebook.languages:
                if not text.get(language, "").strip():
                    yield Missing("rulebook_translation", "", language, path)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every {language: text} below a part of a rulebook that has at least one text, with its place."""
    if isinstance(value, Shape):
        here = f"{path}.{value.id}" if hasattr(value, "id") and not path.endswith(str(value.id)) else path
        for name in type(value).model_fields:
            if name not in _NO_TEXTS:
                yield from _walk(getattr(value, name), f"{here}.{name}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _walk(item, path if isinstance(item, Shape) else f"{path}.{number}")
    elif isinstance(value, dict) and value:
        if all(isinstance(item, str) for item in value.values()):
            yield path, value
        else:
            for key, item in value.items():
                yield from _walk(item, f"{path}.{key}")
