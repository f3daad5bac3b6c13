"""Who waits for the short list, who is on it, and who was left out of it and why."""

from __future__ import annotations

from uuid import UUID

from tandem.applications.models import Application
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.reviews.models import ListDecision


def has_short_list(call: Call) -> bool:
    """Whether the workflow of this call keeps a short list."""
    return any(step.id == Step.SHORTLISTED for step in call.component.workflow)


def candidates(call: Call, *, lock: bool = False) -> list[Application]:
    """The applications whose next step is the short list, highest score first, then by reference. One query."""
    steps: list[str] = [step.id for step in call.component.workflow]
    if Step.SHORTLISTED not in steps:
        return []
    before = steps[steps.index(Step.SHORTLISTED) - 1]
    rows = Application.objects.filter(call=call, step=before).exclude(submitted_at=None)
    rows = rows.exclude(outcome__in=(Outcome.WITHDRAWN, Outcome.INELIGIBLE))
    found = list((rows.select_for_update(of=("self",)) if lock else rows).order_by("id"))
    return sorted(found, key=lambda row: (row.score is None, -(row.score or 0), row.reference))


def decisions(call: UUID) -> dict[UUID, ListDecision]:
    """What was decided about each application's place on the short list, newest only. One query."""
    rows = ListDecision.objects.filter(application__call=call, replaced_at=None).select_related("decided_by")
    return {row.application_id: row for row in rows}


def left_out(call: UUID) -> dict[UUID, str]:
    """Applications that were not put on the short list, with the reason that their applicants are told. One query."""
    rows = ListDecision.objects.filter(application__call=call, replaced_at=None, listed=False)
    return dict(rows.values_list("application_id", "reason"))
