"""The programme itself: parties, lists, records, criteria, workflow, selection, cycle."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.codes import COUNTRIES, CURRENCIES
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.numbers import lint_clauses, lint_number
from tandem.core.rulebook.schema import Component, CycleEntry, DonorCycle
from tandem.core.timetable import BadDay, parse_day
from tandem.core.transitions.workflow import check_workflow

CONDITIONS = frozenset({"programme_application_year"})
KINDS = frozenset(
    ["municipality", "region", "municipal_association", "cso", "network", "association", "company", "university"]
)


def lint_programme(desk: Desk) -> None:
    """Everything outside rules and forms."""
    rulebook = desk.rulebook
    desk.unknown(rulebook.organiser_currency, CURRENCIES, ("organiser_currency",), "currency")
    if not rulebook.goal.effects:
        desk.say("list_empty", ("goal", "effects"), name="effects")
    desk.twice([effect.id for effect in rulebook.goal.effects], ("goal", "effects"), "effect", key="id")
    _parties(desk)
    _lists(desk)
    _records(desk)
    if not rulebook.components:
        desk.say("no_component", ("components",))
    for id, component in rulebook.components.items():
        path: Path = ("components", id)
        desk.twice(component.parties, (*path, "parties"), "party")
        for index, party in enumerate(component.parties):
            desk.unknown(party, rulebook.parties, (*path, "parties", index), "party")
        if not component.parties:
            desk.say("list_empty", (*path, "parties"), name="parties")
        _criteria(desk, component, path)
        _workflow(desk, component, path)
        _selection(desk, component, path)
    lint_clauses(desk)
    _cycle(desk)


def _parties(desk: Desk) -> None:
    rulebook = desk.rulebook
    used = {party for component in rulebook.components.values() for party in component.parties}
    for id, role in rulebook.parties.items():
        path: Path = ("parties", id)
        if id not in used:
            desk.say("party_unused", path, name=id)
        for name in ("kinds", "countries"):
            if not getattr(role, name):
                desk.say("list_empty", (*path, name), name=name)
            desk.twice(getattr(role, name), (*path, name), name)
        for index, country in enumerate(role.countries):
            desk.unknown(country, COUNTRIES, (*path, "countries", index), "country")
        for index, kind in enumerate(role.kinds):
            desk.unknown(kind, sorted(KINDS), (*path, "kinds", index), "kind of organisation")
        desk.twice(role.leads, (*path, "leads"), "leads")
        desk.twice(role.documents_in, (*path, "documents_in"), "language")
        for index, language in enumerate(role.documents_in):
            desk.unknown(language, rulebook.languages, (*path, "documents_in", index), "language")


def _lists(desk: Desk) -> None:
    rulebook = desk.rulebook
    used = {question.options_from for form in rulebook.forms.values() for question in form.questions()}
    for id, named in rulebook.lists.items():
        if not desk.written(("lists", id)):
            continue
        if not named.options:
            desk.say("list_empty", ("lists", id, "options"), name=id)
        if id not in used and rulebook.forms:
            desk.say("list_unused", ("lists", id), name=id, level="advice")
        desk.twice([option.id for option in named.options], ("lists", id, "options"), "option", key="id")


def _records(desk: Desk) -> None:
    rules = [rule for component in desk.rulebook.components.values() for rule in component.rules]
    asked = {str((rule.must or rule.should or {}).get("on_record")) for rule in rules}
    for id in desk.rulebook.once_per_organisation:
        if id not in asked:
            desk.say("record_unused", ("once_per_organisation", id), name=id, level="advice")


def _criteria(desk: Desk, component: Component, path: Path) -> None:
    criteria = component.criteria
    desk.twice([criterion.id for criterion in criteria], (*path, "criteria"), "criterion", key="id")
    if component.selection.scoring and not criteria:
        desk.say("scoring_without_criteria", (*path, "selection", "scoring"))
    if criteria and not component.selection.scoring:
        desk.say("criteria_without_scoring", (*path, "criteria"))
    total = sum(criterion.weight for criterion in criteria)
    if criteria and total != 100:
        weights = {criterion.id: criterion.weight for criterion in criteria}
        desk.say("weights", (*path, "criteria"), actual=total, limit=100, weights=weights)
    scale = component.scale
    if scale.lowest >= scale.highest:
        desk.say("scale_empty", (*path, "scale"), lowest=scale.lowest, highest=scale.highest)
    form = desk.rulebook.forms.get(component.form)
    questions = [question.id for question in form.questions()] if form else None
    for index, criterion in enumerate(criteria):
        here: Path = (*path, "criteria", index)
        desk.twice([str(anchor.score) for anchor in criterion.anchors], (*here, "anchors"), "anchor", key="score")
        for number, anchor in enumerate(criterion.anchors):
            if not scale.lowest <= anchor.score <= scale.highest:
                limits: dict[str, Any] = {"lowest": scale.lowest, "highest": scale.highest}
                desk.say("anchor_outside_scale", (*here, "anchors", number, "score"), actual=anchor.score, **limits)
        desk.twice(criterion.evidence, (*here, "evidence"), "question")
        for number, question in enumerate(criterion.evidence if questions is not None else ()):
            desk.unknown(question, questions or (), (*here, "evidence", number), "question")
        if criterion.principle and not criterion.evidence:
            desk.say("principle_without_evidence", here, name=criterion.id)


def _workflow(desk: Desk, component: Component, path: Path) -> None:
    here: Path = (*path, "workflow")
    steps: list[str] = [step.id for step in component.workflow]
    last = {step: (*here, index, "id") for index, step in enumerate(steps)}
    for problem in check_workflow(steps):
        desk.say(problem.code, last.get(problem.where, here), name=problem.where, **dict(problem.values))
    for before, after in (("eligible", "scored"), ("eligible", "shortlisted"), ("shortlisted", "interviewed")):
        if before in steps and after in steps and steps.index(before) > steps.index(after):
            desk.say("step_order", last[after], name=after, after=before)
    if component.selection.scoring and "scored" not in steps:
        desk.say("dead_end", here, name="scored", why="scoring_without_step")
    if not component.selection.scoring and "scored" in steps:
        desk.say("dead_end", last["scored"], name="scored", why="step_without_scoring")
    if not component.selection.scoring and "interviewed" not in steps:
        desk.say("dead_end", here, name="interviewed", why="nothing_to_decide_on")
    if "decided" in steps and "proposed" not in steps:
        desk.say("dead_end", here, name="proposed", why="decision_without_proposal")


def _selection(desk: Desk, component: Component, path: Path) -> None:
    here: Path = (*path, "selection")
    desk.unknown(component.selection.currency, CURRENCIES, (*here, "currency"), "currency")
    for at, written in (((*here, "budget"), component.selection.budget), ((*path, "ceiling"), component.ceiling)):
        lint_number(desk, at, written, Decimal(10) ** 15)
    lint_number(desk, (*path, "own_contribution_percent"), component.own_contribution_percent, Decimal(100))
    desk.twice(component.selection.ties, (*here, "ties"), "criterion")
    for index, tie in enumerate(component.selection.ties):
        desk.unknown(tie, [criterion.id for criterion in component.criteria], (*here, "ties", index), "criterion")


def _cycle(desk: Desk) -> None:
    cycle = desk.rulebook.cycle
    abroad = {country for role in desk.rulebook.parties.values() for country in role.countries}
    if not cycle.donors:
        desk.say("no_donor", ("cycle", "donors"))
    _entry(desk, cycle.network_meetings, ("cycle", "network_meetings"))
    claimed: dict[str, str] = {}
    for id, donor in cycle.donors.items():
        path: Path = ("cycle", "donors", id)
        for below, entry in _entries(donor):
            _entry(desk, entry, (*path, *below))
        if not donor.instalments:
            desk.say("list_empty", (*path, "instalments"), name="instalments")
        last: tuple[int, tuple[int, int]] | None = None
        for index, entry in enumerate(donor.instalments):
            day = _day(entry)
            if day is None and entry in donor.instalments[:index]:
                desk.say("instalments_out_of_order", (*path, "instalments", index))
            if day is not None:
                if last is not None and (entry.year, day) <= last:
                    desk.say("instalments_out_of_order", (*path, "instalments", index))
                last = (entry.year, day)
        desk.twice(donor.for_countries, (*path, "for_countries"), "country")
        for index, country in enumerate(donor.for_countries):
            here: Path = (*path, "for_countries", index)
            if desk.unknown(country, COUNTRIES, here, "country"):
                continue
            if country not in abroad:
                desk.say("country_of_no_party", here, name=country)
            if country in claimed:
                desk.say("country_of_two_donors", here, name=country, other=claimed[country])
            claimed.setdefault(country, id)


def _entries(donor: DonorCycle) -> Iterator[tuple[Path, CycleEntry]]:
    for name in ("application", "programme_application", "report", "donor_report"):
        yield (name,), getattr(donor, name)
    for index, entry in enumerate(donor.instalments):
        yield ("instalments", index), entry


def _day(entry: CycleEntry) -> tuple[int, int] | None:
    try:
        day = parse_day(entry.on)
    except BadDay:
        return None
    return None if isinstance(day, str) else (day.month, day.day)


def _entry(desk: Desk, entry: CycleEntry, path: Path) -> None:
    try:
        parse_day(entry.on)
    except BadDay as error:
        values = {key: value for key, value in error.problem.values.items() if key != "name"}
        desk.say(error.problem.code, (*path, "on"), **values)
    if not -1 <= entry.year <= 5:
        desk.say("year_offset", (*path, "year"), actual=entry.year, lowest=-1, highest=5)
    if entry.when:
        desk.unknown(entry.when, sorted(CONDITIONS), (*path, "when"), "condition")
