"""Questions, answers, tasks and verdicts in templates: `{% load controls %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tandem.web import controls, lines
from tandem.web.shapes import Answer, Asked, Cell

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str) -> SafeString:
    """A part rendered once, to stand in several places: `{% once "web/parts/nav.html" as entries_html %}`."""
    part = context.template.engine.get_template(name)  # type: ignore[union-attr]
    with context.push():
        return part.render(context)


@register.simple_tag
def question(asked: Asked) -> SafeString:
    """A question with its inputs."""
    return controls.question_html(asked)


@register.simple_tag
def cells(fields: Iterable[Cell]) -> SafeString:
    """Small fields to be typed in, such as the columns of one row."""
    return controls.cells_html(fields)


@register.simple_tag
def answered(answer: Answer) -> SafeString:
    """An answer to be read."""
    return controls.answered_html(answer)


@register.simple_tag
def task_items(tasks: Iterable[Mapping[str, Any]], parties: Sequence[str] = ()) -> SafeString:
    """The items of a task list."""
    return lines.tasks_html(tasks or (), parties or ())


@register.simple_tag
def verdict(judged: Any) -> SafeString:
    """One verdict as the item of a list."""
    return lines.verdict_html(judged)
