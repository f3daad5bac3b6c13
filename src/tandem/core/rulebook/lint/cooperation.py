"""What comes after the award: levels, scales, agreements, reports, audit, steps of the grant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from tandem.core.forms.definition import Option, Text
from tandem.core.rulebook.cooperation import GrantStep, Level, ReportKind
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.numbers import lint_number

STEPS: tuple[str, ...] = get_args(GrantStep.model_fields["id"].annotation)
MOST_DAYS = 365


def lint_cooperation(desk: Desk) -> None:
    """Every section of the main file about what follows a decision."""
    _results(desk)
    _risks(desk)
    _agreements(desk)
    _meeting(desk)
    _money(desk)
    for id, kind in desk.rulebook.reports.items():
        _report(desk, kind, ("reports", id))
        desk.twice(kind.components, ("reports", id, "components"), "component")
        for index, name in enumerate(kind.components):
            desk.unknown(name, desk.rulebook.components, ("reports", id, "components", index), "component")
    _audit(desk)
    _steps(desk)
    _options(desk, desk.rulebook.activities, ("activities",), "kind of activity")


def _options(desk: Desk, options: Sequence[Option], path: Path, what: str) -> None:
    desk.twice([option.id for option in options], path, what, key="id")


def _same(desk: Desk, texts: Sequence[Text], path: Path, what: str) -> None:
    """Say texts that stand in the list before, in the first language they have."""
    desk.twice([next(iter(text.values()), "") for text in texts], path, what)


# ---- results and risks ---------------------------------------------------------------------------------------------


def _results(desk: Desk) -> None:
    results = desk.rulebook.results
    if results is None:
        return
    path: Path = ("results", "levels")
    desk.twice([level.id for level in results.levels], path, "level", key="id")
    _marks(desk, results.levels, path)
    _order(desk, results.levels, path)
    for name in ("vague", "joiners"):
        words: dict[str, tuple[str, ...]] = getattr(results.wording, name)
        here: Path = ("results", "wording", name)
        for language in desk.rulebook.languages if words else ():
            if language not in words:
                desk.say("language_missing", here, language=language)
        for language, listed in words.items():
            desk.unknown(language, desk.rulebook.languages, (*here, language), "language")
            desk.twice([word.casefold() for word in listed], (*here, language), "word")
            for index, word in enumerate(listed):
                if not word.strip():
                    desk.say("text_empty", (*here, language, index), language=language)


def _marks(desk: Desk, levels: Sequence[Level], path: Path) -> None:
    centres = [index for index, level in enumerate(levels) if level.centre]
    for index in centres[1:]:
        first = levels[centres[0]].id
        desk.say("centre_twice", (*path, index, "centre"), name=levels[index].id, first=first)
    if not any(level.stated for level in levels):
        desk.say("no_level_stated", path)
    elif not any(level.measured for level in levels):
        desk.say("no_level_measured", path)
    for index, level in enumerate(levels):
        for mark in ("centre", "measured"):
            if getattr(level, mark) and not level.stated:
                desk.say("level_not_stated", (*path, index, mark), name=level.id, mark=mark)


def _order(desk: Desk, levels: Sequence[Level], path: Path) -> None:
    """From the lowest to the highest: what is not stated comes first, IATI's types rise, each there once."""
    stated, highest = "", 0
    for index, level in enumerate(levels):
        if stated and not level.stated:
            desk.say("level_order", (*path, index, "stated"), name=level.id, before=stated)
        stated = level.id if level.stated else stated
        if level.iati is not None:
            if level.iati <= highest:
                desk.say("level_order", (*path, index, "iati"), name=level.id, before=str(highest))
            highest = max(highest, level.iati)


def _risks(desk: Desk) -> None:
    risks = desk.rulebook.risks
    if risks is None:
        return
    for name in ("probability", "consequence"):
        _same(desk, getattr(risks, name), ("risks", name), "point of the scale")
    most = len(risks.probability) * len(risks.consequence)
    for name in ("medium_from", "high_from"):
        if getattr(risks, name) > most:
            desk.say("bad_number", ("risks", name), value=getattr(risks, name), low=1, high=most)
    if risks.medium_from > risks.high_from:
        desk.say("limits_contradict", ("risks", "medium_from"), low=risks.medium_from, high=risks.high_from)


# ---- agreements, meeting, money ------------------------------------------------------------------------------------


def _agreements(desk: Desk) -> None:
    rulebook = desk.rulebook
    for id, agreement in rulebook.agreements.items():
        path: Path = ("agreements", id, "languages")
        desk.twice(agreement.languages, path, "language")
        for index, language in enumerate(agreement.languages):
            desk.unknown(language, rulebook.languages, (*path, index), "language")
        if not agreement.source.strip():
            desk.say("section_source_missing", ("agreements", id), name=id)
    if rulebook.agreements and rulebook.results is None:
        desk.say("section_needed", ("agreements",), name="results")


def _meeting(desk: Desk) -> None:
    meeting = desk.rulebook.meeting
    if meeting is None:
        return
    if not meeting.agenda:
        desk.say("list_empty", ("meeting", "agenda"), name="agenda")
    _options(desk, meeting.agenda, ("meeting", "agenda"), "point of the agenda")


def _money(desk: Desk) -> None:
    money = desk.rulebook.money
    lint_number(desk, ("money", "over_line_percent"), money.over_line_percent, 100)
    lint_number(desk, ("money", "explain_from_percent"), money.explain_from_percent, 100)
    lint_number(desk, ("money", "repay_from"), money.repay_from, 10**9)
    _options(desk, money.forms, ("money", "forms"), "form")


# ---- reports, audit, steps -----------------------------------------------------------------------------------------


def _report(desk: Desk, kind: ReportKind, path: Path) -> None:
    if not kind.source.strip():
        desk.say("section_source_missing", path, name=str(path[-1]))
    if kind.results and desk.rulebook.results is None:
        desk.say("section_needed", (*path, "results"), name="results")
    days: Path = (*path, "remind_days")
    desk.twice([str(day) for day in kind.remind_days], days, "reminder")
    for index, day in enumerate(kind.remind_days):
        lint_number(desk, (*days, index), str(day), MOST_DAYS)
        if index and day > kind.remind_days[index - 1]:
            desk.say("reminders_out_of_order", (*days, index), actual=day, before=kind.remind_days[index - 1])
    lint_number(desk, (*path, "escalate_days"), str(kind.escalate_days), MOST_DAYS)


def _audit(desk: Desk) -> None:
    rulebook, audit = desk.rulebook, desk.rulebook.audit
    if audit is None:
        for id in rulebook.cycle.donors:
            if desk.written(("cycle", "donors", id, "audit")) and rulebook.reports:
                desk.say("section_needed", ("cycle", "donors", id, "audit"), name="audit")
        return
    if not audit.standard.strip():
        desk.say("list_empty", ("audit", "standard"), name="standard")
    _options(desk, audit.statements, ("audit", "statements"), "statement")
    _options(desk, audit.opinions, ("audit", "opinions"), "opinion")
    desk.unknown(audit.clean, [opinion.id for opinion in audit.opinions], ("audit", "clean"), "opinion")


def _steps(desk: Desk) -> None:
    steps = [step.id for step in desk.rulebook.grant_steps]
    if not steps:
        return
    path: Path = ("grant_steps",)
    desk.twice(steps, path, "step", key="id")
    for name in STEPS:
        if name not in steps:
            desk.say("step_needed", path, name=name)
    places = [STEPS.index(step) for step in steps]
    for index, place in enumerate(places[1:], 1):
        if place < places[index - 1]:
            desk.say("grant_step_order", (*path, index, "id"), name=steps[index], after=steps[index - 1])
