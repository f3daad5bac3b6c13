"""The team while people are added one by one: how many of each sort, what must hold, what is advised (UX-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tandem.answers.beside import Beside
from tandem.answers.page import section_address
from tandem.applications.access import Held
from tandem.calls.checking.rulewords import said
from tandem.core.eligibility import about_team, check_of
from tandem.core.eligibility.composition import YES, Line, columns_asked, composed
from tandem.core.forms.answers import by_path, is_blank
from tandem.core.forms.definition import Question
from tandem.core.values import Severity, Verdict
from tandem.web.templatetags.tandem import joined, localised


def team(request: HttpRequest, about: Beside) -> str:
    """Counts and verdicts of the team beside the section where people are named; '' beside every other. No query."""
    held, question = about.state.subject.extra, named_in(about)
    if question is None or not isinstance(held, Held):
        return ""
    component = held.application.component
    rules = {rule.id for rule in component.rules if about_team(check_of(rule))}
    about.told |= rules
    rows = [
        (row, value) for row, value in by_path(about.state.answers).get(question.id, ())
        if isinstance(value, Mapping) and not is_blank(value)
    ]
    sides = about.state.subject.parties
    lines = composed(question.parts, columns_asked(component), [value for _row, value in rows], sides)
    verdicts = [verdict for verdict in about.state.verdicts if verdict.rule in rules]
    application = held.application
    words = {
        rule.id: said(application.rulebook, application.call.component_id, rule)
        for rule in component.rules if rule.id in {verdict.rule for verdict in verdicts if verdict.passed}
    }
    ids = [row for row, _value in rows]
    told = [_told(about, question, ids, verdict, words.get(verdict.rule, "")) for verdict in verdicts]
    context = {
        "sides": [side.name for side in about.state.subject.sides],
        "lines": [_line(question, line) for line in lines if shown(line)],
        "musts": [one for one in told if one["must"] and not one["passed"]],
        "advice": [one for one in told if not one["must"] and not one["passed"]],
        "holding": [one for one in told if one["passed"]], "asked": len({one["rule"] for one in told if one["must"]}),
    }
    return render_to_string("applications/parts/team.html", context, request)


def named_in(about: Beside) -> Question | None:
    """The question of this section where the team is named; None when it has none."""
    return next((question for question in about.section.questions if question.edits == "team"), None)


def shown(line: Line) -> bool:
    """Whether a count is worth a row: everybody, every yes, and the values that somebody has."""
    return not line.column or line.value == YES or line.total > 0


def _line(question: Question, line: Line) -> dict[str, Any]:
    part = next((part for part in question.parts if part.id == line.column), None)
    label = localised(part.label) if part else _("People")
    if part and line.value != YES:
        option = next((option for option in part.options if option.id == line.value), None)
        label = f"{label}: {localised(option.label) if option else line.value}"
    return {"label": label, "counts": list(line.counts.values())}


def _told(about: Beside, question: Question, rows: list[str], verdict: Verdict, words: str) -> dict[str, Any]:
    """One verdict for the page: how it stands in numbers, what mends it, and where."""
    side = about.state.subject.side(verdict.party)
    here = section_address(about.state.subject, about.section.id)
    title = " ".join(filter(None, (words, _numbers(verdict, side.name if side else ""))))
    return {
        "rule": verdict.rule, "passed": verdict.passed, "must": verdict.severity == Severity.MUST,
        "severity": verdict.severity.value, "refusal": verdict.refusal, "mend": verdict.mend,
        "source": verdict.source, "title": title,
        "url": "" if verdict.passed else here + _anchor(question, rows, verdict),
    }


def _numbers(verdict: Verdict, party: str) -> str:
    """'Fjordvik: 2 of 2' where a rule counts; the party alone where it does not."""
    if not isinstance(verdict.actual, int) or isinstance(verdict.actual, bool) or verdict.limit is None:
        return party
    said = _("%(actual)s, %(limit)s asked") % {"actual": verdict.actual, "limit": _limit(verdict.limit)}
    return f"{party}: {said}" if party else said


def _limit(limit: Any) -> str:
    return joined([str(each) for each in limit]) if isinstance(limit, list | tuple) else str(limit)


def _anchor(question: Question, rows: list[str], verdict: Verdict) -> str:
    """The first person whom the remedy is about, else the place where people are added."""
    said = verdict.remedy.arguments
    pointers = [*said.get("at", ()), *said.get("set", {}), *said.get("unmark", ())]
    for pointer in pointers:
        pieces = str(pointer).split("/")
        if len(pieces) > 2 and pieces[1] == "team" and pieces[2].isdigit() and int(pieces[2]) < len(rows):
            return f"#row-{rows[int(pieces[2])]}"
    return f"#f-{question.id}"
