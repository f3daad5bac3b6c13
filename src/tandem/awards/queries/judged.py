"""What the judgement came to for all applications of a call: scores with reasons, or the interviews' records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tandem.calls.models import Call
from tandem.reviews.models import Interview, Scoring
from tandem.reviews.queries.counting import answered

Score = tuple[str, str, int | None]  # assessor, criterion, value or None for an abstention


@dataclass(frozen=True)
class Judged:
    """By application: the scores that count, the reasons per criterion (assessors not named), the interview."""

    scores: Mapping[UUID, tuple[Score, ...]] = field(default_factory=dict)
    reasons: Mapping[UUID, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    interviews: Mapping[UUID, tuple[bool, str]] = field(default_factory=dict)

    def complete(self, application: UUID) -> bool:
        """Whether there is something to rank it by."""
        scored = any(value is not None for _, _, value in self.scores.get(application, ()))
        return scored or application in self.interviews


def judged(call: Call) -> Judged:
    """Scores of locked assignments in force, or interview records where a programme does not score. One query."""
    if not call.component.selection.scoring:
        rows = Interview.objects.filter(application__call=call, replaced_at=None)
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
    # Reasons stand in alphabetical order, so that the same place in two criteria does not mean the same assessor.
    return Judged(
        {id: tuple(given) for id, given in scores.items()},
        {id: {name: tuple(sorted(texts)) for name, texts in said.items()} for id, said in reasons.items()},
    )
