"""The judgement: blind panels that would see, panels that are too small, interviews that nobody holds."""

from __future__ import annotations

from tandem.core.forms.definition import Form
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.schema import Component

TELLING = frozenset({"organisation"})  # types whose answer is a name


def lint_judgement(desk: Desk) -> None:
    """What each component says about assessors, blindness and interviews."""
    for id, component in desk.rulebook.components.items():
        path: Path = ("components", id)
        _panel(desk, component, path)
        _interview(desk, component, path)
        form = desk.rulebook.forms.get(component.form)
        if component.blind and form is not None:
            _blind(desk, component, form, path)
    _flags(desk)


def _panel(desk: Desk, component: Component, path: Path) -> None:
    desk.twice(component.blind, (*path, "blind"), "part")
    if component.blind and not component.criteria:
        desk.say("blind_without_scores", (*path, "blind"))
    if component.outlier_points is not None and component.assessors.each < 2:
        desk.say("outlier_of_one", (*path, "outlier_points"), actual=component.assessors.each)


def _interview(desk: Desk, component: Component, path: Path) -> None:
    rules, here = component.interview, (*path, "interview")
    steps = {step.id for step in component.workflow}
    if "interview" in component.model_fields_set and "interviewed" not in steps:
        desk.say("interview_without_step", here)
    if rules.each_criterion and not component.criteria:
        desk.say("interview_without_criteria", (*here, "each_criterion"))
    if not rules.kinds:
        desk.say("list_empty", (*here, "kinds"), name="kinds")
    desk.twice(rules.kinds, (*here, "kinds"), "kind")


def _blind(desk: Desk, component: Component, form: Form, path: Path) -> None:
    hidden = {question.id for question in form.questions() if question.identifies}
    for index, criterion in enumerate(component.criteria):
        for number, question in enumerate(criterion.evidence):
            if question in hidden:
                desk.say(
                    "evidence_hidden", (*path, "criteria", index, "evidence", number), name=question,
                    criterion=criterion.id,
                )  # fmt: skip
    for section_number, section in enumerate(form.sections):
        for number, asked in enumerate(section.questions):
            if asked.type in TELLING and not asked.identifies:
                at: Path = ("sections", section_number, "questions", number)
                desk.say("tells_who", at, component.form, name=asked.id)


def _flags(desk: Desk) -> None:
    """A flag that no blind panel reads is advice lost."""
    blind = {component.form for component in desk.rulebook.components.values() if component.blind}
    for name, form in desk.rulebook.forms.items():
        if name in blind:
            continue
        for section_number, section in enumerate(form.sections):
            for number, asked in enumerate(section.questions):
                if asked.identifies:
                    at: Path = ("sections", section_number, "questions", number, "identifies")
                    desk.say("identifies_for_nobody", at, name, name=asked.id, level="advice")
