"""From stored scores to what the core counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from tandem.core import scoring
from tandem.core.rulebook.schema import Component
from tandem.core.rulebook.schema import Criterion as Asked
from tandem.core.values import Problem
from tandem.reviews.models import Assignment, Finding, Scoring


def criteria_of(component: Component) -> tuple[scoring.Criterion, ...]:
    """The component's criteria as the core counts them."""
    return tuple(scoring.Criterion(each.id, each.weight) for each in component.criteria)


def scale_of(component: Component) -> scoring.Scale:
    """The component's scale as the core counts it."""
    scale = component.scale
    return scoring.Scale(scale.lowest, scale.highest, scale.abstain)


def answered(row: Scoring) -> bool:
    """Whether there is a value or a deliberate abstention."""
    return row.value is not None or row.abstains


def plain(rows: Iterable[Scoring], assessors: Mapping[UUID, str]) -> tuple[scoring.Score, ...]:
    """Answered scores; `assessors` names the assessor of each assignment."""
    return tuple(
        scoring.Score(assessors[row.assignment_id], row.criterion, row.value, row.reason)
        for row in rows if answered(row) and row.assignment_id in assessors
    )


def locked_scores(application: UUID) -> tuple[tuple[scoring.Score, ...], tuple[str, ...]]:
    """The scores that count now (of locked assignments in force) and whose they are, by person id. Two queries."""
    locked = Assignment.objects.filter(application=application, ended_at=None).exclude(locked_at=None)
    assessors = {id: str(person) for id, person in locked.values_list("id", "assessor_id")}
    rows = Scoring.objects.filter(assignment__in=list(assessors)).order_by("id")
    return plain(rows, assessors), tuple(assessors.values())


def counted(component: Component, application: UUID) -> scoring.Assessment:
    """What the locked scores of an application come to."""
    scores, assessors = locked_scores(application)
    return scoring.assess(criteria_of(component), scale_of(component), scores, assessors)


def revised(application: UUID) -> dict[str, int]:
    """What a confirmed interview lets count instead of the assessors' scores, by criterion. One query."""
    return revised_in([application]).get(application, {})


def revised_in(applications: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """The same for many applications. One query."""
    rows = Finding.objects.filter(
        interview__application__in=list(applications), interview__replaced_at=None,
        interview__confirmed_at__isnull=False, value__isnull=False,
    )
    found: dict[UUID, dict[str, int]] = {}
    for application, criterion, value in rows.values_list("interview__application_id", "criterion", "value"):
        found.setdefault(application, {})[criterion] = value
    return found


def final(component: Component, scores: Sequence[scoring.Score], found: Mapping[str, int]) -> scoring.Revision:
    """What the scores come to once the interview has spoken."""
    known = {criterion.id for criterion in component.criteria}
    return scoring.revise(
        criteria_of(component), scale_of(component), scores, {id: n for id, n in found.items() if id in known}
    )


def counting_scores(call: UUID) -> dict[UUID, tuple[tuple[str, str, int | None], ...]]:
    """By application: every score that counts, as (assessor, criterion, value or None for an abstention).

    Of locked assignments in force; a criterion that an interview revised has one row only, that of `scoring.INTERVIEW`.
    Two queries.
    """
    rows = Scoring.objects.filter(
        assignment__application__call=call, assignment__ended_at=None, assignment__locked_at__isnull=False
    ).select_related("assignment").order_by("assignment_id", "criterion")
    found: dict[UUID, list[tuple[str, str, int | None]]] = {}
    for row in rows:
        if answered(row):
            own = found.setdefault(row.assignment.application_id, [])
            own.append((str(row.assignment.assessor_id), row.criterion, row.value))
    for application, changed in revised_in(found).items():
        kept = [each for each in found[application] if each[1] not in changed]
        found[application] = [*kept, *((scoring.INTERVIEW, id, value) for id, value in sorted(changed.items()))]
    return {application: tuple(given) for application, given in found.items()}


def score_now(component: Component, application: UUID) -> Decimal | None:
    """The published figure of an application as its locked scores and its interview make it. Three queries."""
    scores, _assessors = locked_scores(application)
    return final(component, scores, revised(application)).after


def lacking(component: Component, rows: Sequence[Scoring]) -> tuple[Problem, ...]:
    """What keeps one assessor's scores from being locked, criterion by criterion.

    Codes: score_missing, reason_missing, and evidence_missing for an appraisal principle that was not abstained from
    (MIC-6); `where` is the criterion.
    """
    there = {row.criterion: row for row in rows}
    return tuple(problem for asked in component.criteria for problem in _lacking_one(asked, there.get(asked.id)))


def _lacking_one(asked: Asked, row: Scoring | None) -> list[Problem]:
    if row is None or not answered(row):
        return [Problem("score_missing", asked.id)]
    problems = [] if row.reason.strip() else [Problem("reason_missing", asked.id)]
    if asked.principle and not row.abstains and not row.evidence.strip():
        problems.append(Problem("evidence_missing", asked.id))
    return problems


def evidence_kinds(component: Component) -> tuple[str, ...]:
    """Question ids of the papers that are asked at appraisal, from the rules recorded there (MIC-4)."""
    kinds: dict[str, None] = {}
    for rule in component.rules:
        if rule.recorded_at == "appraisal":
            named = (rule.must or rule.should or {}).get("evidence", ())
            kinds.update(dict.fromkeys([named] if isinstance(named, str) else list(named)))
    return tuple(kinds)
