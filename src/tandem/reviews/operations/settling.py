"""What follows for an application's score when an assessor's work is locked, opened again or falls away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.applications import operations as applications
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.core import scoring
from tandem.core.transitions import move_refusal
from tandem.foundation import audit
from tandem.foundation.access import Actor
from tandem.foundation.outbox.events import happened
from tandem.programmes.models import heavy
from tandem.reviews.events import ApplicationScored, ScoreRecounted
from tandem.reviews.models import Assignment
from tandem.reviews.queries.counting import criteria_of, final, locked_scores, revised, scale_of


def steps_of(application: Application) -> list[str]:
    """The ids of the workflow's steps."""
    return [step.id for step in application.call.component.workflow]


def settle(actor: Actor, application: Application) -> None:
    """Move the application to 'scored' when everybody to whom it is given has locked. Inside the transaction."""
    works = Assignment.objects.filter(application=application, ended_at=None)
    if not works.exists() or works.filter(locked_at=None).exists():
        return
    if move_refusal(steps_of(application), application.step, Step.SCORED) is not None:
        return
    scores, assessors = locked_scores(application.id)
    found = final(application.call.component, scores, revised(application.id))
    applications.move(application.id, step=Step.SCORED, score=found.after)
    application.step, application.score = Step.SCORED, found.after
    audit.record(actor, "application.scored", "application", application.id, {
        "score": found.after, "means": found.means, "assessors": sorted(assessors),
    })
    happened(ApplicationScored(str(application.id), str(application.call_id)))


def unsettle(application: Application) -> None:
    """Take an application back from 'scored' to the step before: a score that stood is not complete any more."""
    if application.step != Step.SCORED:
        return
    steps = steps_of(application)
    application.step = steps[steps.index(Step.SCORED) - 1]
    application.score = None
    applications.move(application.id, step=application.step, clear_score=True)
    happened(ScoreRecounted(str(application.id), str(application.call_id)))


@dataclass(frozen=True)
class FellAway:
    """What a late interest took out: the trace of the assessors' scores, the published score before and after."""

    trace: scoring.Recusal
    before: Decimal | None
    after: Decimal | None

    def said(self) -> dict[str, Any]:
        """As the audit and the assignment keep it: whose scores fell away, which, the figures before and after."""
        trace = self.trace
        return {
            "assessor": trace.assessor,
            "dropped": [{"criterion": score.criterion, "value": score.value} for score in trace.dropped],
            "before": {"score": _text(self.before), "means": _texts(trace.before.means)},
            "after": {"score": _text(self.after), "means": _texts(trace.after.means)},
        }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _texts(means: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    return {criterion: _text(mean) for criterion, mean in means.items()}


def drop(application: Application, work: Assignment) -> FellAway | None:
    """The trace of taking one assessor's scores out, and the score counted anew without them (SEC-9).

    Call it while the assignment is still in force; what an interview revised stays. None when nothing of theirs had
    counted. A decided application keeps its score: the decision was bound to it, and the officer is told instead.
    """
    if work.locked_at is None:
        return None
    component, before = application.call.component, application.score
    scores, assessors = locked_scores(application.id)
    gone = str(work.assessor_id)
    trace = scoring.recuse(criteria_of(component), scale_of(component), scores, gone, assessors)
    if application.step == Step.SCORED and not trace.after.assessors:
        unsettle(application)
    elif application.score is not None and application.step != Step.DECIDED:
        kept = [score for score in scores if score.assessor != gone]
        _write(application, final(component, kept, revised(application.id)).after)
    return FellAway(trace, before, application.score)


def _write(application: Application, score: Decimal | None) -> None:
    applications.move(application.id, score=score, clear_score=score is None)
    application.score = score
    happened(ScoreRecounted(str(application.id), str(application.call_id)))


def recount(application: Application) -> Decimal | None:
    """Count a score that stands anew, e.g. after an interview; inside the transaction. The score that counts now."""
    scores, _assessors = locked_scores(application.id)
    score = final(application.call.component, scores, revised(application.id)).after
    if score != application.score:
        _write(application, score)
    return score


def locked_application(id: UUID) -> Application | None:
    """The submitted application with call and rulebook, its row locked until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__rulebook_version")
    rows = rows.defer(*heavy("call__rulebook_version"))
    found: Application | None = rows.filter(id=id).exclude(submitted_at=None).first()
    return found
