"""How is chosen and what may be done: floors, preferences, lowest scores, findings, kinds of activity."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from tandem.core.eligibility import Case
from tandem.core.eligibility.checks_free import constant_of
from tandem.core.rulebook.choosing import FloorRule
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.facts import lint_names
from tandem.core.rulebook.lint.numbers import lint_number
from tandem.core.rulebook.schema import Component


def lint_choosing(desk: Desk) -> None:
    """Every component's floors and preferences, then what the whole programme says."""
    for id, component in desk.rulebook.components.items():
        path: Path = ("components", id)
        case = Case(desk.rulebook, id, {}) if component.form in desk.rulebook.forms else None
        _selection(desk, case, component, (*path, "selection"))
        _criteria(desk, case, component, (*path, "criteria"))
    _activities(desk)
    _findings(desk)
    _profile(desk)


def _selection(desk: Desk, case: Case | None, component: Component, path: Path) -> None:
    selection = component.selection
    lint_number(desk, (*path, "lowest_score"), selection.lowest_score, 100)
    if selection.lowest_score is not None and not selection.scoring:
        desk.say("needs_scoring", (*path, "lowest_score"), name="lowest_score")
    desk.twice([floor.id for floor in selection.floors], (*path, "floors"), "floor", key="id")
    desk.twice([one.id for one in selection.prefer], (*path, "prefer"), "preference", key="id")
    for index, floor in enumerate(selection.floors):
        _floor(desk, floor, (*path, "floors", index))
        _when(desk, case, floor.when, (*path, "floors", index, "when"))
    for index, one in enumerate(selection.prefer):
        _when(desk, case, one.when, (*path, "prefer", index, "when"))
        if not one.source.strip():
            desk.say("section_source_missing", (*path, "prefer", index), name=one.id)
    shares = [share for floor in selection.floors if (share := _number(floor.share)) is not None]
    if sum(shares) > 100 and len(shares) > 1:
        desk.say("floors_share_more", (*path, "floors"), level="advice", actual=str(sum(shares)))


def _floor(desk: Desk, floor: FloorRule, path: Path) -> None:
    if (floor.share is None) == (floor.at_least is None):
        desk.say("floor_one_of", path, name=floor.id)
    if floor.of == "number" and floor.share is not None:
        desk.say("floor_share_of_money", (*path, "share"), name=floor.id)
    lint_number(desk, (*path, "share"), floor.share, 100)
    lint_number(desk, (*path, "at_least"), floor.at_least, Decimal(10) ** 15 if floor.of == "money" else 10_000)
    number = _number(floor.at_least)
    if floor.of == "number" and number is not None and number != number.to_integral_value():
        desk.say("bad_number", (*path, "at_least"), value=floor.at_least, low=0, high=10_000)
    if not floor.source.strip():
        desk.say("section_source_missing", path, name=floor.id)


def _when(desk: Desk, case: Case | None, source: str, path: Path) -> None:
    if desk.expression(source, path) is None:
        return
    constant = constant_of(source)
    if constant is not None:
        desk.say("condition_constant", path, expression=source, holds=constant)
    if case is not None:
        lint_names(desk, case, source, path)


def _number(written: str | None) -> Decimal | None:
    try:
        number = None if written is None else Decimal(written)
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _criteria(desk: Desk, case: Case | None, component: Component, path: Path) -> None:
    known = [finding.id for finding in desk.rulebook.needs_assessment]
    for index, criterion in enumerate(component.criteria):
        desk.twice(criterion.findings, (*path, index, "findings"), "finding")
        for number, name in enumerate(criterion.findings):
            desk.unknown(name, known, (*path, index, "findings", number), "finding")
        least = criterion.not_below
        if least is None:
            continue
        here: Path = (*path, index, "not_below")
        scale = component.scale
        if not scale.lowest < least.score < scale.highest:
            desk.say(
                "not_below_outside_scale",
                (*here, "score"),
                actual=least.score,
                lowest=scale.lowest,
                highest=scale.highest,
            )
        _when(desk, case, least.when, (*here, "when"))


def _activities(desk: Desk) -> None:
    kinds = desk.rulebook.activities
    rules = [(component, rule) for component in desk.rulebook.components.values() for rule in component.rules]
    asked = {str(_check(rule).get("follow_up", "")) for _, rule in rules}
    offered = {_offered(desk, component, str(_check(rule).get("follow_up", ""))) for component, rule in rules} - {()}
    for index, kind in enumerate(kinds):
        path: Path = ("activities", index)
        desk.twice(kind.support, (*path, "support"), "support")
        if kind.followed_by is None:
            continue
        here: Path = (*path, "followed_by")
        desk.twice([one.id for one in kind.followed_by.kinds], (*here, "kinds"), "kind of follow-up", key="id")
        desk.twice(kind.followed_by.by, (*here, "by"), "name")
        for number, name in enumerate(kind.followed_by.by):
            for options in offered:
                desk.unknown(name, options, (*here, "by", number), "option")
        if not asked - {""} and desk.written(path):
            desk.say("follow_up_unasked", here, name=kind.id)


def _offered(desk: Desk, component: Component, table: str) -> tuple[str, ...]:
    """What may be answered to who follows it up, where a rule looks; () where none does."""
    form = desk.rulebook.forms.get(component.form)
    questions = [question for question in form.questions() if question.id == table] if form and table else []
    parts = [part for question in questions for part in question.parts if part.id == "follow_up_by"]
    return tuple(option.id for part in parts for option in part.options)


def _check(rule: object) -> dict[str, object]:
    return getattr(rule, "must", None) or getattr(rule, "should", None) or {}


def _findings(desk: Desk) -> None:
    findings = desk.rulebook.needs_assessment
    cited = {name for c in desk.rulebook.components.values() for each in c.criteria for name in each.findings}
    desk.twice([finding.id for finding in findings], ("needs_assessment",), "finding", key="id")
    for index, finding in enumerate(findings):
        if not finding.source.strip():
            desk.say("section_source_missing", ("needs_assessment", index), name=finding.id)
        if finding.id not in cited:
            desk.say("finding_uncited", ("needs_assessment", index), level="advice", name=finding.id)


def _profile(desk: Desk) -> None:
    """Fields of profiles that are looked at although nothing asks for them: less is better."""
    desk.twice(desk.rulebook.profile, ("profile",), "field")
    said: list[str] = []
    for component in desk.rulebook.components.values():
        chosen = component.selection
        said += [str(_check(rule)) + str(rule.when) + str(rule.unless) for rule in component.rules]
        said += [floor.when for floor in chosen.floors] + [preference.when for preference in chosen.prefer]
        said += [each.not_below.when for each in component.criteria if each.not_below]
    forms = [question.prefill for form in desk.rulebook.forms.values() for question in form.questions()]
    whole = " ".join([*said, *forms])
    for index, field in enumerate(desk.rulebook.profile):
        if field not in whole:
            desk.say("profile_unused", ("profile", index), level="advice", name=field)
