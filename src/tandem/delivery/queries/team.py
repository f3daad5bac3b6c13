"""The people of a partnership, as its application names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.answers.models import Answer
from tandem.applications.facts import question_editing
from tandem.applications.models import Application
from tandem.partnerships.models import Grant

POSTS = ("post", "position", "title", "task")  # the part of a person's row that says what they do, the first there is


@dataclass(frozen=True)
class TeamMember:
    """One person: `row` is their row in the answer, by which they are chosen."""

    row: str
    side: str
    name: str
    post: str
    profession: str


def team(grant: Grant) -> tuple[TeamMember, ...]:
    """Everybody the application of this grant names, in the order in which they were entered. Two queries."""
    application = Application.objects.filter(plan__grant=grant).select_related("call").first()
    question = question_editing(application.call.form, "team") if application else None
    if application is None or question is None:
        return ()
    rows = Answer.objects.filter(subject_id=application.id, path=question.id).exclude(row="").order_by("row")
    return tuple(
        _member(row, value) for row, value in rows.values_list("row", "value")
        if isinstance(value, Mapping) and _text(value, "name")
    )


def _member(row: str, value: Mapping[str, Any]) -> TeamMember:
    post = next((said for name in POSTS if (said := _text(value, name))), "")
    return TeamMember(row, _text(value, "party"), _text(value, "name"), post, _text(value, "profession"))


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return " ".join(found.split())[:200] if isinstance(found, str) else ""
