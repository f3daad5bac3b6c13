"""Small rulebooks made in a test: one component with a few questions, and the rules under test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tandem.core.forms.definition import Form
from tandem.core.rulebook import Rulebook, load
from tandem.core.rulebook.schema import Rule

HARBOUR = load(Path(__file__).parents[2] / "rulebooks" / "harbour-exchange")


def rule(check: dict[str, Any], remedy: Any = "none", must: bool = True, id: str = "tried", **more: Any) -> Rule:
    """A rule around a check."""
    strength = {"must": check} if must else {"should": check}
    texts = {"en": "{actual} of {limit}, {difference}: {party} {names}"}
    return Rule(id=id, source="house advice", refusal=texts, remedy=remedy, **strength, **more)


def book(*rules: Rule, form: Form | None = None, **component: Any) -> Rulebook:
    """The harbour's rulebook with these rules only, and another form if given."""
    voyage = HARBOUR.components["voyage"].model_copy(update={"rules": rules, **component})
    forms = {**HARBOUR.forms, voyage.form: form} if form else HARBOUR.forms
    return HARBOUR.model_copy(update={"components": {"voyage": voyage}, "forms": forms})
