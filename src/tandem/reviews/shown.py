"""The judgement as pages and panels show it: criteria beside answers, scores with their spread, what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.core.rulebook.schema import Criterion
from tandem.core.scoring import Assessment, Hint, assess
from tandem.core.transitions import move_refusal
from tandem.core.values import Problem
from tandem.organisations.models import Organisation
from tandem.partnerships.models import Party
from tandem.reviews.models import Scoring
from tandem.reviews.queries.counting import criteria_of, evidence_kinds, lacking, plain, scale_of
from tandem.reviews.queries.lists import Appraisal, Given
from tandem.reviews.states import Stand
from tandem.web.templatetags.tandem import clock, country, localised

KINDS = {
    Stand.UNDECLARED: "warn", Stand.OPEN: "", Stand.SCORING: "", Stand.LOCKED: "good", Stand.TALKED: "good",
    Stand.CONFLICT: "bad",
    Stand.TAKEN_BACK: "",
}


@dataclass(frozen=True)
class Typed:
    """What was typed and not saved: it is shown again, beside the reason."""

    criterion: str
    value: Any
    reason: str
    evidence: str
    revision: int
    error: str


def problem_said(problem: Problem) -> str:
    """What is missing of one criterion, for its reader."""
    return {
        "score_missing": _("Give a score, or abstain"),
        "reason_missing": _("Say why"),
        "evidence_missing": _("Say what in the application shows it"),
        "interest_without_reason": _("Say what your interest is"),
        "acts_for_party": _("You act for one of the parties: declare your interest"),
        "interest_stands": _("You declared an interest before. Only the programme officer can lift it."),
    }[problem.code]


def criteria(
    call: Call, own: Sequence[Scoring], others: Sequence[Scoring], questions: Mapping[str, Any], zone: str,
    typed: Typed | None = None,
) -> list[dict[str, Any]]:
    """Each criterion with its guidance and anchors, the answers that are its evidence, and what was scored."""
    there = {row.criterion: row for row in own}
    return [_one(asked, there.get(asked.id), others, questions, zone, typed) for asked in call.component.criteria]


def _one(
    asked: Criterion, row: Scoring | None, others: Sequence[Scoring], questions: Mapping[str, Any], zone: str,
    typed: Typed | None,
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": asked.id, "title": asked.title, "guidance": asked.guidance, "weight": asked.weight,
        "principle": asked.principle, "anchors": asked.anchors, "error": "", "kept": None,
        "questions": [questions[id] for id in asked.evidence if id in questions],
        "value": value_of(row), "reason": row.reason if row else "", "evidence": row.evidence if row else "",
        "revision": row.revision if row else 0, "saved": saved(row, zone),
        "others": [
            {"value": value_of(each), "reason": each.reason} for each in others if each.criterion == asked.id
        ],
    }
    if typed is not None and typed.criterion == asked.id:
        if row is not None and row.revision != typed.revision:
            shown["kept"] = {"value": value_of(row), "reason": row.reason, "evidence": row.evidence}
        shown |= {"value": typed.value, "reason": typed.reason, "evidence": typed.evidence, "error": typed.error}
    return shown


def value_of(row: Scoring | None) -> Any:
    """A score, 'abstain', or '' when there is neither: a zero is a zero."""
    if row is None:
        return ""
    return "abstain" if row.abstains else "" if row.value is None else row.value


def saved(row: Scoring | None, zone: str) -> str:
    """'Saved 10:22'."""
    return _("Saved %(time)s") % {"time": clock(row.saved_at, zone)} if row else ""


def standing(call: Call, rows: Sequence[Scoring], locked: bool) -> str:
    """What is the case with one's scores, in one sentence."""
    of = len(call.component.criteria)
    if locked:
        return _("You have locked your scores")
    if not of:
        return _("Read it, then say what you recommend")
    waiting = {problem.where for problem in lacking(call.component, rows)}
    if not waiting:
        return _("Everything is scored; you can lock it")
    return ngettext(
        "You have finished %(done)d of %(of)d criterion", "You have finished %(done)d of %(of)d criteria", of
    ) % {"done": of - len(waiting), "of": of}


def places(names: Sequence[Party]) -> str:
    """'Fjordvik kommune, Norway – San Telmo, Guatemala': who applies, and from where."""
    return " – ".join(f"{party.organisation.name}, {country(party.organisation.country)}" for party in names)


def place(organisation: Organisation) -> str:
    """'Vrbovac, Serbia', or the country alone."""
    return ", ".join(filter(None, [organisation.place, country(organisation.country)]))


def hints(found: Iterable[Hint]) -> list[str]:
    """What may point at an interest, in words; whoever reads them decides."""
    said = {
        "same_organisation": _("you act or acted for it"),
        "named": _("your name or address stands in its application"),
        "same_domain": _("your addresses share the domain %(domain)s"),
        "scored_before": _("you were given an earlier application of theirs"),
    }
    return [said[hint.code] % {"domain": hint.detail} for hint in found]


def given(each: Given, of: int) -> dict[str, Any]:
    """One assessor's standing as a tag."""
    stand = each.stand
    text = str(stand.label)
    if stand == Stand.SCORING:
        text = _("%(done)d of %(of)d scored") % {"done": each.answered, "of": of}
    return {
        "id": each.assignment.id, "name": str(each.assignment.assessor), "text": text, "kind": KINDS[stand],
        "locked": stand == Stand.LOCKED, "ended": bool(each.assignment.ended),
    }


def results(call: Call, found: Appraisal) -> dict[str, Any] | None:
    """The locked scores, criterion by criterion, with their spread; None while nobody has locked."""
    works = [each.assignment for each in found.given if each.stand == Stand.LOCKED]
    if not works or not call.component.criteria:
        return None
    names = {work.id: str(work.assessor) for work in works}
    keys = {work.id: str(work.assessor_id) for work in works}
    rows = [row for row in found.scorings if row.assignment_id in names]
    counted = assess(criteria_of(call.component), scale_of(call.component), plain(rows, keys), keys.values())
    return {
        "score": counted.score, "talk_first": counted.talk_first,
        "spread": [each.total for each in counted.assessors if each.total is not None], "assessors": len(works),
        "waiting": sum(1 for each in found.given if not each.assignment.ended) - len(works),
        "criteria": _criterion_rows(call, counted, rows, names), "low": call.component.scale.lowest,
        "high": call.component.scale.highest,
    }


def _criterion_rows(
    call: Call, counted: Assessment, rows: Sequence[Scoring], names: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    titles = {asked.id: asked.title for asked in call.component.criteria}
    shown = []
    for result in counted.criteria:
        own = [row for row in rows if row.criterion == result.criterion]
        shown.append({
            "title": titles[result.criterion], "weight": result.weight, "mean": result.mean, "share": result.share,
            "values": [row.value for row in own if row.value is not None], "wide": result.talk_first,
            "abstained": result.abstained,
            "said": [
                {"name": names[r.assignment_id], "value": value_of(r), "reason": r.reason, "evidence": r.evidence}
                for r in own
            ],
        })
    return shown


def evidence(call: Call, parties: Sequence[Party], found: Appraisal) -> list[dict[str, Any]]:
    """What is asked at appraisal and what was seen, party by party (MIC-4)."""
    labels = {question.id: question.label for question in call.form.questions()}
    return [
        {
            "side": party.side, "party": party.organisation.name, "kind": kind,
            "label": localised(labels.get(kind, kind)), "id": f"{party.side}-{kind}",
            "record": found.evidence.get((party.side, kind)),
        }
        for party in parties
        for kind in evidence_kinds(call.component)
    ]


def may_go_to(application: Application, step: str) -> bool:
    """Whether this step is the application's next."""
    steps = [each.id for each in application.call.component.workflow]
    return move_refusal(steps, application.step, step) is None
