"""What budget lines and levels are called in a programme's own words."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.core.rulebook.schema import Rulebook
from tandem.partnerships.access import Held
from tandem.web.templatetags.tandem import localised


def line_titles(rulebook: Rulebook, component: str) -> dict[str, Mapping[str, str]]:
    """Title of each budget line by its id, from the component's form."""
    if component not in rulebook.components:
        return {}
    questions = rulebook.form_of(component).questions()
    return {line.id: line.label for question in questions if question.type == "budget" for line in question.lines}


def line_title(held: Held, key: str) -> str:
    """One line's title in the active language; its id when the form has no such line."""
    return localised(line_titles(held.rulebook, held.grant.component).get(key, {})) or key
