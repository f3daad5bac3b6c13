"""Types of questions and their limits in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TYPES: Mapping[str, Any] = {
    "long_text": _("Long text"),
    "short_text": _("Short text"),
    "choice": _("One of several"),
    "many": _("Several of a list"),
    "number": _("Number"),
    "money": _("Amount of money"),
    "date": _("Day"),
    "period": _("Period: from and to"),
    "file": _("Files"),
    "declaration": _("Declaration: several points"),
    "people": _("People: the team"),
    "budget": _("Budget"),
    "table": _("Table with columns"),
    "results": _("Sketch of results"),
    "organisation": _("Another organisation"),
}

PART_TYPES: Mapping[str, Any] = {
    kind: TYPES.get(kind, _("Yes or no"))
    for kind in ("short_text", "long_text", "yes_no", "choice", "many", "number", "money", "date", "period")
}

LIMIT_WORDS: Mapping[str, Any] = {
    "words": _("At most so many words"),
    "characters": _("At most so many characters"),
    "at_least_words": _("At least so many words"),
    "minimum": _("Smallest"),
    "maximum": _("Largest"),
    "months": _("At most so many months"),
    "at_least_months": _("At least so many months"),
    "files": _("At most so many files"),
    "rows": _("At most so many rows"),
    "at_least_rows": _("At least so many rows"),
}

EDITS_WORDS: Mapping[str, Any] = {
    "team": _("the team of the application"),
    "plan.budget": _("the budget of the plan"),
    "plan.learning_goals": _("what each party wants to learn"),
    "plan.results": _("the results of the plan"),
    "plan.context_knowledge": _("what each party knows of its place"),
    "plan.activities": _("the activities of the plan"),
    "plan.risks": _("the risks of the plan"),
}

FILE_KINDS: Mapping[str, str] = {
    "pdf": "PDF",
    "docx": "Word",
    "odt": "OpenDocument",
    "xlsx": "Excel",
    "png": "PNG",
    "jpg": "JPG",
}

PREFILL_WORDS: Mapping[str, Any] = {
    "earlier": _("the organisation's latest answer to the same question"),
}
