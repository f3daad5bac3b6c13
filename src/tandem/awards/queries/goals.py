"""What an application chose from the rulebook's lists: goal and purposes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tandem.answers.queries import stored
from tandem.core.forms.definition import Form


def goal_of(form: Form, application: UUID) -> dict[str, Any]:
    """What was chosen from the rulebook's lists, by list: {purposes: [ids], effects: [ids], …}. One query."""
    asked = {question.id: question.options_from for question in form.questions() if question.options_from}
    found: dict[str, Any] = {}
    for (path, _row), kept in stored(application, asked).items():
        if path in asked and kept.value:
            found[asked[path]] = kept.value
    return found
