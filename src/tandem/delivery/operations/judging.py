"""An officer approves what was reported, or asks about it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import Problem
from tandem.delivery import access
from tandem.delivery.events import ActualsApproved, ActualsReturned
from tandem.delivery.models import Actual
from tandem.delivery.operations import typed
from tandem.delivery.states import ActualState
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold


@transaction.atomic
def approve_actuals(actor: Actor, grant_id: UUID, year: int) -> int:
    """Approve every value of the year that was sent; how many, 0 when none waits.

    Refused: not to be known (404), nobody who may judge, or who typed one of the values (403), not under agreement or
    closed (409).
    """
    held = hold(actor, grant_id, lock=True)
    access.demand_judge(held)
    rows = list(_waiting(held, year))
    if not rows:
        return 0
    if any(row.recorded_by_id == actor.person_id for row in rows):
        raise Refused(
            "own_value", _("You wrote one of these values down: another officer approves them."), status=403
        )
    Actual.objects.filter(id__in=[row.id for row in rows]).update(
        state=ActualState.APPROVED, approved_by=actor.person_id, approved_at=clock.now(), question="",
    )
    audit.record(actor, "delivery.values_approved", "grant", grant_id, {
        "year": year, "values": {str(row.indicator): row.value or row.text or row.reason for row in rows},
    })
    happened(ActualsApproved(str(grant_id), year))
    return len(rows)


@transaction.atomic
def return_actuals(actor: Actor, grant_id: UUID, year: int, questions: Mapping[UUID, str]) -> int:
    """Return values with a question each, sent ones and approved ones alike; how many.

    Refused as in `approve_actuals`; no question, or one about a value that does not lie with the officer (422).
    """
    held = hold(actor, grant_id, lock=True)
    access.demand_judge(held)
    asked = {one: kept for one, said in questions.items() if (kept := typed.text(said))}
    judged = Actual.objects.filter(grant=grant_id, year=year, state__in=(ActualState.SENT, ActualState.APPROVED))
    rows = {row.indicator: row for row in judged}
    problems = [Problem("not_sent", str(one)) for one in asked if one not in rows]
    if not asked:
        problems.append(Problem("question_missing", "question"))
    if problems:
        raise typed.refused("questions", problems)
    for one, question in asked.items():
        row = rows[one]
        row.state, row.question, row.approved_by, row.approved_at = ActualState.RETURNED, question, None, None
        row.save(update_fields=["state", "question", "approved_by", "approved_at"])
    audit.record(actor, "delivery.values_returned", "grant", grant_id, {
        "year": year, "questions": {str(one): question for one, question in asked.items()},
    })
    happened(ActualsReturned(str(grant_id), year))
    return len(asked)


def _waiting(held: Held, year: int) -> list[Actual]:
    return list(Actual.objects.filter(grant=held.grant, year=year, state=ActualState.SENT))
