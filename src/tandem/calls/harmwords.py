"""What an adoption of a newer rulebook does to people who have begun, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from tandem.core.rulebook.harming import Harm
from tandem.core.rulebook.schema import Rulebook
from tandem.programmes.words import rule_said
from tandem.web.templatetags.tandem import localised

HARMS: Mapping[str, Any] = {
    "new_must": gettext_lazy("A new must: %(title)s"),
    "now_must": gettext_lazy("What was advice is a must now: %(title)s"),
    "rule_stricter": gettext_lazy("A must asks more: %(title)s"),
    "rule_applies_more": gettext_lazy("A must applies to more people than before: %(title)s"),
    "rule_unsure": gettext_lazy("A must asks something else: %(title)s"),
    "ceiling_lower": gettext_lazy("The largest grant is lower: %(after)s"),
    "contribution_higher": gettext_lazy("The own contribution is higher: %(after)s %%"),
    "years_fewer": gettext_lazy("Support for fewer years: %(after)s"),
    "more_signatures": gettext_lazy("Every party has to sign"),
    "party_narrower": gettext_lazy("Fewer may take part: %(less)s"),
    "party_needed": gettext_lazy("One more party has to take part"),
    "judged_otherwise": gettext_lazy("It is judged otherwise than the call promised"),
    "closes_earlier": gettext_lazy("The day by which to apply has changed: %(after)s"),
    "language_gone": gettext_lazy("A language is gone: %(names)s"),
    "component_gone": gettext_lazy("This kind of support is gone"),
    "question_new": gettext_lazy("One more question to answer: %(title)s"),
    "question_required": gettext_lazy("A question that could stay empty has to be answered: %(title)s"),
    "question_shown": gettext_lazy("A question is asked of more people: %(title)s"),
    "question_gone": gettext_lazy("A question is gone, and its answers with it: %(title)s"),
    "question_changed": gettext_lazy("A question asks in another way: %(title)s"),
    "option_gone": gettext_lazy("A choice is gone: %(title)s"),
    "less_room": gettext_lazy("Less room for an answer: %(title)s"),
    "kind_gone": gettext_lazy("A kind of file is no longer taken: %(title)s"),
    "part_new": gettext_lazy("One more point to answer: %(title)s"),
    "part_gone": gettext_lazy("A point is gone, and its answers with it: %(title)s"),
}


def kept(harms: Sequence[Harm]) -> list[dict[str, Any]]:
    """Harms as they are kept with an adoption: JSON."""
    rows = []
    for harm in harms:
        values = {key: value if isinstance(value, int | list) else str(value) for key, value in harm.values.items()}
        path = [str(part) for part in harm.path]
        rows.append({"code": harm.code, "path": path, "file": harm.file, "values": values, "judged": harm.judged})
    return rows


def harm_said(harm: Mapping[str, Any], old: Rulebook, new: Rulebook, component: str) -> str:
    """One kept harm of an adoption as a sentence, with the question's or the rule's own words."""
    values = {key: ", ".join(map(str, v)) if isinstance(v, list) else v for key, v in harm["values"].items()}
    name = str(values.get("name", ""))
    questions = [q for book in (new, old) if component in book.components for q in book.form_of(component).questions()]
    title = next((localised(q.label) for q in questions if q.id == name), "")
    if harm["file"] == "rulebook.yaml":
        rule = next((r for r in new.components[component].rules if r.id == name), None)
        title = rule_said(new, component, rule)[0] if rule else name
    values = {"after": "", "less": "", "names": "", **values, "title": title or name}
    return str(HARMS[harm["code"]]) % values
