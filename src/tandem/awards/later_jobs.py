"""Duties after the decision: complaints to answer, a reserve list to look at, one more application to decide."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tandem.applications.models import Application
from tandem.awards import access
from tandem.awards.events import AwardFellAway, ComplaintAnswered, ComplaintMade, LaterDecided, LaterProposed
from tandem.awards.jobs import COMPLAINT, LATER, RESERVE
from tandem.awards.models import Complaint, LaterDecision
from tandem.awards.queries.later import hands_in
from tandem.awards.queries.running import running
from tandem.foundation import clock
from tandem.foundation.access.officers import officers_in
from tandem.foundation.duties import book
from tandem.foundation.tenancy.models import Role


def ask_to_answer(event: ComplaintMade) -> None:
    """Now: every officer who had no hand in the decision gets the duty; the first answer settles it."""
    row = Complaint.objects.select_related("application__call").get(id=event.complaint_id)
    call = row.application.call
    hands, now = hands_in(call.id), clock.now()
    for officer in officers_in(call.office_id):
        runners = running(call, officer.person_id, now)
        if access.may_answer(
            officer, hands, any(each.interested for each in runners), any(each.assessed for each in runners)
        ):
            book.assign(
                COMPLAINT, ("complaint", row.id), due_at=row.due_at, person=officer.person_id,
                values={"call": call.title, "slug": call.slug},
            )


def settle_complaint(event: ComplaintAnswered) -> None:
    """Now: answered."""
    book.settle(COMPLAINT, UUID(event.complaint_id))


def look_at_reserve(event: AwardFellAway) -> None:
    """Now: money is free; the officers see who is next."""
    call = Application.objects.select_related("call").get(id=event.application_id).call
    book.assign(
        RESERVE, ("call", call.id), due_at=clock.now() + timedelta(days=14), role=Role.OFFICER,
        office=call.office_id, values={"call": call.title, "slug": call.slug},
    )


def ask_for_later(event: LaterProposed) -> None:
    """Now: every officer but the one who proposed it may decide."""
    row = LaterDecision.objects.select_related("application__call").get(id=event.later_id)
    call = row.application.call
    book.settle(RESERVE, call.id)
    for officer in officers_in(call.office_id):
        if officer.person_id != row.proposed_by_id:
            book.assign(
                LATER, ("later", row.id), due_at=clock.now() + timedelta(days=14), person=officer.person_id,
                values={"call": call.title, "slug": call.slug},
            )


def settle_later(event: LaterDecided) -> None:
    """Now: decided."""
    book.settle(LATER, UUID(event.later_id))
