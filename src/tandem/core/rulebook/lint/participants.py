"""The people whom the organiser approves: their form beside the components' teams, the lines that name them."""

from __future__ import annotations

from tandem.core.forms.definition import Form, Question
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.support import Participants

HERE: Path = ("participants",)


def lint_participants(desk: Desk) -> None:
    """The section `participants`, where there is one."""
    people = desk.rulebook.participants
    if people is None:
        return
    if not people.source.strip():
        desk.say("section_source_missing", (*HERE, "source"), name="participants")
    _lines(desk, people)
    form = desk.rulebook.forms.get(people.form)
    if form is None:
        return
    asked = [question for question in form.questions() if question.type == "people"]
    if len(asked) != 1 or len(list(form.questions())) != 1:
        desk.say("participants_form", (*HERE, "form"), number=len(asked))
        return
    _columns(desk, asked[0])


def _lines(desk: Desk, people: Participants) -> None:
    desk.twice(people.lines, (*HERE, "lines"), "line")
    known = {line.id for form in desk.rulebook.forms.values() for one in form.questions() for line in one.lines}
    for index, line in enumerate(people.lines):
        desk.unknown(line, sorted(known), (*HERE, "lines", index), "line")
    if people.lines and not people.costs_only_for_approved:
        desk.say("lines_not_asked", (*HERE, "lines"), level="advice")


def _columns(desk: Desk, asked: Question) -> None:
    """A column of a team that the form lacks would be lost at the award; one of another type cannot be read."""
    columns = {part.id: part for part in asked.parts}
    told: set[str] = set()
    for id, component in desk.rulebook.components.items():
        team = team_of(desk.rulebook.forms.get(component.form))
        if team is None:
            desk.say("participants_without_team", (*HERE, "form"), name=id)
        for part in team.parts if team else ():
            mine = columns.get(part.id)
            if part.id in told:
                continue
            if mine is None:
                desk.say("participants_lack", (*HERE, "form"), name=part.id, component=id)
                told.add(part.id)
            elif mine.type != part.type or {o.id for o in part.options} - {o.id for o in mine.options}:
                desk.say("participants_differ", (*HERE, "form"), name=part.id, component=id)
                told.add(part.id)


def team_of(form: Form | None) -> Question | None:
    """The question of a form where the team is named."""
    return next((question for question in form.questions() if question.edits == "team"), None) if form else None
