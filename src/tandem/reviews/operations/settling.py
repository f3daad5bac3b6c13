"""What follows for an application's score when an assessor's work is locked, opened again or falls away."""

from __future__ import annotations

from uuid import UUID

from tandem.applications import operations as applications
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.core import scoring
from tandem.core.transitions import move_refusal
from tandem.foundation import audit
from tandem.foundation.access import Actor
from tandem.foundation.outbox.events import happened
from tandem.reviews.events import ApplicationScored, ScoreRecounted
from tandem.reviews.models import Assignment
from tandem.reviews.queries.counting import counted, criteria_of, locked_scores, scale_of


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
    found = counted(application.call.component, application.id)
    applications.move(application.id, step=Step.SCORED, score=found.score)
    application.step, application.score = Step.SCORED, found.score
    audit.record(actor, "application.scored", "application", application.id, {
        "score": found.score, "means": found.means, "assessors": [each.assessor for each in found.assessors],
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


def drop(application: Application, work: Assignment) -> scoring.Recusal | None:
    """The trace of taking one assessor's scores out, and the score counted anew without them (SEC-9).

    Call it while the assignment is still in force. None when nothing of theirs had counted. A decided application
    keeps its score: the decision was bound to it, and the officer is told instead.
    """
    if work.locked_at is None:
        return None
    component = application.call.component
    scores, assessors = locked_scores(application.id)
    trace = scoring.recuse(criteria_of(component), scale_of(component), scores, str(work.assessor_id), assessors)
    if application.step == Step.SCORED and not trace.after.assessors:
        unsettle(application)
    elif application.score is not None and application.step != Step.DECIDED:
        _write(application, trace)
    return trace


def _write(application: Application, trace: scoring.Recusal) -> None:
    applications.move(application.id, score=trace.after.score, clear_score=trace.after.score is None)
    application.score = trace.after.score
    happened(ScoreRecounted(str(application.id), str(application.call_id)))


def trace_said(trace: scoring.Recusal | None) -> dict[str, object]:
    """A trace as the audit keeps it: what fell away, the figures before and after."""
    if trace is None:
        return {}
    return {
        "assessor": trace.assessor,
        "dropped": [{"criterion": score.criterion, "value": score.value} for score in trace.dropped],
        "before": {"score": trace.before.score, "means": trace.before.means},
        "after": {"score": trace.after.score, "means": trace.after.means},
    }


def locked_application(id: UUID) -> Application | None:
    """The submitted application with call and rulebook, its row locked until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__rulebook_version")
    rows = rows.defer("call__rulebook_version__bundle")
    found: Application | None = rows.filter(id=id).exclude(submitted_at=None).first()
    return found
