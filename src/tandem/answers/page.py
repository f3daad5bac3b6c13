"""What the pages of a subject share: its sections with their state, what is missing, what the rules say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.answers.queries import Stored, stored
from tandem.answers.sentences import sentence
from tandem.answers.shown import View, sheet
from tandem.answers.subjects import Subject, kind_named
from tandem.answers.unread import explained
from tandem.core.expressions import evaluate
from tandem.core.forms.answers import Answers
from tandem.core.forms.conditions import visible
from tandem.core.forms.definition import Section
from tandem.core.forms.missing import gaps
from tandem.core.forms.paths import Field, index, split_where
from tandem.core.values import Problem, Verdict
from tandem.foundation.access import deny
from tandem.web.templatetags.tandem import localised


@dataclass
class State:
    """A subject with its answers and everything that can be said about them. Two queries and those of the kind."""

    subject: Subject
    stored: Mapping[tuple[str, str], Stored]
    shown: frozenset[str] = frozenset()
    gaps: tuple[Problem, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    places: Mapping[str, Field] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        """The values alone, emptied answers left out."""
        return answers_in(self.stored)

    @property
    def refusals(self) -> int:
        """How many musts do not hold."""
        return sum(1 for verdict in self.verdicts if verdict.refuses)

    @property
    def ready(self) -> bool:
        """Nothing missing and no must broken."""
        return not self.gaps and not self.refusals


def state_of(subject: Subject, found: Mapping[tuple[str, str], Stored] | None = None) -> State:
    """Everything about a subject at this moment."""
    found = stored(subject.id) if found is None else found
    answers = answers_in(found)
    shown = visible(subject.form, subject.parties, answers, evaluate)
    return State(
        subject,
        found,
        shown,
        gaps(subject.form, subject.parties, answers, shown=shown),
        kind_named(subject.kind).verdicts(subject, answers),
        index(subject.form, subject.parties),
    )


def answers_in(found: Mapping[tuple[str, str], Stored]) -> dict[tuple[str, str], Any]:
    """The values as `core.forms` takes them; emptied answers left out."""
    return {key: kept.value for key, kept in found.items() if kept.value is not None}


def section_address(subject: Subject, section: str) -> str:
    """Where a section is filled in."""
    return f"{subject.address}sections/{section}/"


def line(state: State, current: str = "") -> list[dict[str, Any]]:
    """The tandem line: one step per section, one dot per party, full when that party has done its part there."""
    open_at = {_owner(state, problem) for problem in state.gaps}
    touched = {state.places[path].section for path, _row in state.stored if path in state.places}
    steps = []
    for section in state.subject.form.sections:
        done = [
            section.id in touched and not {(section.id, ""), (section.id, side.id)} & open_at
            for side in state.subject.sides
        ]
        steps.append(
            {
                "label": localised(section.title),
                "done": done,
                "current": section.id == current,
                "url": section_address(state.subject, section.id),
            }
        )
    return steps


def _owner(state: State, problem: Problem) -> tuple[str, str]:
    place = state.places[split_where(problem.where)[0]]
    return place.section, place.party


def tasks(state: State) -> list[dict[str, Any]]:
    """The task list: sections with what is open in each."""
    rows = []
    for section, step in zip(state.subject.form.sections, line(state), strict=True):
        open_here = sum(1 for problem in state.gaps if _owner(state, problem)[0] == section.id)
        done = all(step["done"])
        still = ngettext("%(number)s open", "%(number)s open", open_here) % {"number": open_here}
        tag = _("done") if done else still if open_here else _("not begun")
        rows.append(
            {
                "title": step["label"],
                "url": step["url"],
                "hint": localised(section.intro),
                "done": step["done"],
                "tag": tag,
                "kind": "good" if done else "",
            }
        )
    return rows


def missing(state: State) -> list[dict[str, Any]]:
    """“What is missing”, section by section: each with what it is about, what is wrong and where to mend it (UX-12)."""
    groups: list[dict[str, Any]] = []
    for section in state.subject.form.sections:
        items = [_item(state, p) for p in state.gaps if _owner(state, p)[0] == section.id]
        if items:
            groups.append({"title": localised(section.title), "items": items})
    return groups


def _item(state: State, problem: Problem) -> dict[str, Any]:
    path, row, _cell = split_where(problem.where)
    place, kept = state.places[path], state.stored.get((path, row))
    problem = explained(place, kept.value if kept else None, (problem,))[0]
    side = state.subject.side(place.party)
    label = localised(place.question.label)
    if place.part is not None:
        label = f"{label}: {localised(place.part.label)}"
    return {
        "label": label,
        "party": side.name if side else "",
        "text": sentence(problem),
        "url": section_address(state.subject, place.section) + "#" + anchor(place),
        "mine": not place.party or place.party in state.subject.mine,
    }


def anchor(place: Field) -> str:
    """The id of an answer's input on its page."""
    return f"f-{place.path}".replace("/", "-")


def shown_verdicts(state: State, section: Section | None = None, *, to_read: bool = False) -> list[dict[str, Any]]:
    """Verdicts for the page, those about one section when it is given; each leads to the question it is about.

    `to_read`: the links lead down the same page instead of to the sections. What no question of the form mends (a paper
    handed in once) leads where the subject says.
    """
    rows = []
    for verdict in state.verdicts:
        place = _place_of(state, verdict)
        if section is not None and not verdict.passed and place is not None and place.section != section.id:
            continue
        url = "" if to_read else state.subject.elsewhere.get((verdict.remedy.verb, verdict.party), "")
        if place is not None:
            beside = f"#r-{place.question.id}"
            url = beside if to_read else section_address(state.subject, place.section) + "#" + anchor(place)
        rows.append(
            {
                "passed": verdict.passed,
                "severity": verdict.severity.value,
                "refusal": verdict.refusal,
                "mend": verdict.mend,
                "source": verdict.source,
                "title": place.question.label if place else "",
                "rule": verdict.rule,
                "url": "" if verdict.passed else url,
            }
        )
    return rows


def _place_of(state: State, verdict: Verdict) -> Field | None:
    """The answer a verdict is about: its path, or the first one below it."""
    if not verdict.path:
        return None
    below = (place for path, place in state.places.items() if path.startswith(f"{verdict.path}/"))
    return state.places.get(verdict.path) or next(below, None)


def reading(subject: Subject, found: Mapping[tuple[str, str], Stored], zone: str) -> list[dict[str, Any]]:
    """All sections with their answers to be read, nothing to be typed: check-your-answers, assessor, officer."""
    shown = visible(subject.form, subject.parties, answers_in(found), evaluate)
    view = View(_closed(subject), found, zone=zone, reading=True)
    return [
        {
            "id": section.id,
            "title": section.title,
            "url": section_address(subject, section.id),
            "questions": sheet(view, section, shown).questions,
        }
        for section in subject.form.sections
    ]


def _closed(subject: Subject) -> Subject:
    return replace(subject, write=deny("reading", ""))


def neighbours(sections: Sequence[Section], id: str) -> tuple[Section | None, Section | None]:
    """The sections before and after this one."""
    at = next(number for number, section in enumerate(sections) if section.id == id)
    return sections[at - 1] if at else None, sections[at + 1] if at + 1 < len(sections) else None
