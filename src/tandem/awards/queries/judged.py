"""What the judgement came to for all applications of a call: scores with reasons, or the interviews' records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tandem.applications.models import Submission
from tandem.calls.models import Call
from tandem.core.scoring import INTERVIEW
from tandem.reviews.models import Finding, Interview, Scoring
from tandem.reviews.queries.counting import answered
from tandem.reviews.queries.listing import left_out

Score = tuple[str, str, int | None]  # assessor, criterion, value or None for an abstention


@dataclass(frozen=True)
class Judged:
    """By application: the scores that count, the reasons per criterion (assessors not named), the interview."""

    scores: Mapping[UUID, tuple[Score, ...]] = field(default_factory=dict)
    reasons: Mapping[UUID, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    interviews: Mapping[UUID, tuple[bool, str]] = field(default_factory=dict)
    left_out: Mapping[UUID, str] = field(default_factory=dict)  # of the short list, with the reason
    counts: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)  # floors and preferences it counts for

    def complete(self, application: UUID) -> bool:
        """Whether there is something to rank it by."""
        scored = any(value is not None for _, _, value in self.scores.get(application, ()))
        return scored or application in self.interviews


def judged(call: Call) -> Judged:
    """What counts for the ranking: scores or interviews, the short list, floors and preferences. At most five queries.

    Floors and preferences were judged over the facts that each application was sent with, and are not judged again.
    """
    found = _scored(call)
    selection = call.component.selection
    listed = any(step.id == "shortlisted" for step in call.component.workflow)
    rows = Submission.objects.filter(application__call=call, withdrawn_at=None)
    counts = dict(rows.values_list("application_id", "selection")) if selection.floors or selection.prefer else {}
    return replace(found, left_out=left_out(call.id) if listed else {}, counts=counts)


def _scored(call: Call) -> Judged:
    """Scores that count, or interview records where a programme does not score. At most two queries.

    Those of locked assignments in force; a criterion that a confirmed interview revised has one score, the interview's.
    """
    if not call.component.selection.scoring:
        rows = Interview.objects.filter(application__call=call, replaced_at=None, confirmed_at__isnull=False)
        return Judged(interviews={row.application_id: (row.recommended, row.reason.strip()) for row in rows})
    rows = Scoring.objects.filter(
        assignment__application__call=call, assignment__ended_at=None, assignment__locked_at__isnull=False
    ).select_related("assignment").order_by("assignment_id", "criterion")
    scores: dict[UUID, list[Score]] = {}
    reasons: dict[UUID, dict[str, list[str]]] = {}
    for row in rows:
        if not answered(row):
            continue
        application = row.assignment.application_id
        scores.setdefault(application, []).append((str(row.assignment.assessor_id), row.criterion, row.value))
        if row.reason.strip():
            reasons.setdefault(application, {}).setdefault(row.criterion, []).append(" ".join(row.reason.split()))
    if any(step.id == "interviewed" for step in call.component.workflow):
        _talked(call, scores, reasons)
    # Reasons stand in alphabetical order, so that the same place in two criteria does not mean the same assessor.
    return Judged(
        {id: tuple(given) for id, given in scores.items()},
        {id: {name: tuple(sorted(texts)) for name, texts in said.items()} for id, said in reasons.items()},
    )


def _talked(call: Call, scores: dict[UUID, list[Score]], reasons: dict[UUID, dict[str, list[str]]]) -> None:
    """Let confirmed interviews count: a revised criterion by itself, every finding's reason among the reasons."""
    rows = Finding.objects.filter(
        interview__application__call=call, interview__replaced_at=None, interview__confirmed_at__isnull=False
    ).select_related("interview").order_by("criterion")
    for row in rows:
        application = row.interview.application_id
        if row.value is not None:
            kept = [score for score in scores.get(application, ()) if score[1] != row.criterion]
            scores[application] = [*kept, (INTERVIEW, row.criterion, row.value)]
        reasons.setdefault(application, {}).setdefault(row.criterion, []).append(" ".join(row.reason.split()))
