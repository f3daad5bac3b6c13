"""Complaints: made within the published time, answered by somebody who had no hand in the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.applications import operations as applications
from tandem.applications.access import hold
from tandem.applications.states import Outcome
from tandem.awards import access
from tandem.awards.events import ComplaintAnswered, ComplaintMade
from tandem.awards.letters import language_of
from tandem.awards.models import Complaint
from tandem.awards.queries.later import complaints_of, hands_in, newest_letter, until
from tandem.awards.queries.running import ready_step, running
from tandem.awards.states import Found
from tandem.calls.models import Call
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Decision, Refused, in_office
from tandem.foundation.files.operations import receive
from tandem.foundation.outbox.events import happened
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.organisations.models import MemberRole
from tandem.organisations.queries import people_of
from tandem.partnerships.queries import parties_of
from tandem.reviews.operations import give_access_again
from tandem.web.templatetags.tandem import day

ACCEPT = ("pdf", "docx", "png", "jpg")
MOST_BYTES, MOST_FILES, LONGEST = 10 * 1024 * 1024, 5, 8000


@transaction.atomic
def complain(actor: Actor, application: UUID, grounds: str, uploads: Sequence[Any] = ()) -> Complaint:
    """Complain about the decision on one's application, with grounds and up to five papers.

    Refused: not one of its people (404), may only read (403), not decided yet, no grounds (422), an open complaint
    (409), after the published time (410).
    """
    held = hold(actor, application, lock=True)
    letter = newest_letter(application)
    call = held.application.call
    if letter is None:
        raise Refused("not_decided", _("Nothing is decided yet, so there is nothing to complain about."))
    if not any(role in {MemberRole.EDIT, MemberRole.SIGN} for role in held.roles.values()):
        raise Refused("role_reads", _("You may read for this organisation, but not write."), status=403)
    if any(each.answered_at is None for each in complaints_of(application)):
        raise Refused("complaint_open", _("A complaint of yours waits for its answer."), status=409)
    now, last = clock.now(), until(letter, call)
    if now > last:
        raise Refused(
            "complaint_late", _("Complaints were possible until %(day)s.") % {"day": day(last.date())},
            _("Write to the organiser if something new has come up."), status=410,
        )
    kept = _text(grounds, "grounds_missing", _("Say what you think is wrong."))
    if len(uploads) > MOST_FILES:
        raise Refused("too_many_papers", _("At most %(limit)d papers can be added.") % {"limit": MOST_FILES})
    made: Complaint = Complaint.objects.create(
        application=held.application, about=letter, side=sorted(held.sides)[0], grounds=kept,
        made_by_id=actor.person_id, made_at=now,
        due_at=now + timedelta(days=call.rulebook.complaints.answer_days),
    )
    made.files.set([
        receive(actor, organiser_in_scope(), upload, ACCEPT, MOST_BYTES, f"complaint:{made.id}") for upload in uploads
    ])
    audit.record(actor, "awards.complaint_made", "application", application, {"complaint": str(made.id)})
    happened(ComplaintMade(str(made.id)))
    return made


def _text(text: str, code: str, remedy: str) -> str:
    kept = storable(text.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused(code, _("Nothing is written."), remedy)
    if len(kept) > LONGEST:
        raise Refused(
            "text_too_long", _("The text has %(actual)d characters; %(limit)d fit.")
            % {"actual": len(kept), "limit": LONGEST}, _("Shorten it."),
        )
    return kept


def may_answer(actor: Actor, call: Call) -> Decision:
    """Whether this officer may answer complaints of a call (SEC-9). Five queries."""
    runners = running(call, actor.person_id, clock.now())
    decision = access.may_answer(
        actor, hands_in(call.id), any(each.interested for each in runners), any(each.assessed for each in runners)
    )
    if decision and not in_office(actor, call.office_id):
        return Decision(False, "other_office", _("This call belongs to another office."))
    return decision


@transaction.atomic
def answer_complaint(actor: Actor, complaint: UUID, outcome: str, reasons: str) -> Complaint:
    """Uphold, uphold in part or dismiss a complaint, with reasons; the applicants get a letter.

    What is upheld, wholly or in part, opens the application again: it goes back to the step before the proposal, where
    its assessors read it again and an officer may open their scores, and is decided anew by two officers. An award
    stays. Refused: whoever had a hand in it (403), unknown (404), answered by somebody else (409), no reasons or no
    such outcome (422). Answering the same again gives the same.
    """
    row = Complaint.objects.select_for_update().select_related("application__call__rulebook_version").filter(
        id=complaint
    ).first()
    if row is None or not actor.roles:
        raise Refused("no_such_complaint", _("There is no such complaint."), status=404)
    call = row.application.call
    if not (decision := may_answer(actor, call)):
        raise Refused.by(decision)
    if outcome not in Found.values:
        raise Refused("unknown_outcome", _("Uphold the complaint, uphold it in part, or dismiss it."))
    kept = _text(reasons, "reasons_missing", _("Say why, so that the applicants understand it."))
    if row.answered_at is not None:
        if (row.answered_by_id, row.outcome, row.reasons) == (actor.person_id, outcome, kept):
            return row
        raise Refused("answered", _("This complaint has its answer already."), status=409)
    row.outcome, row.reasons, row.answered_by_id, row.answered_at = outcome, kept, actor.person_id, clock.now()
    row.save(update_fields=["outcome", "reasons", "answered_by", "answered_at"])
    reopened = outcome != Found.DISMISSED and row.application.outcome != Outcome.AWARDED
    if reopened:
        applications.move(row.application_id, step=ready_step(call.component), outcome=Outcome.NONE)
        give_access_again(actor, row.application, f"complaint {row.id} {outcome}")
    audit.record(actor, "awards.complaint_answered", "application", row.application_id, {
        "complaint": str(row.id), "outcome": outcome, "reopened": reopened, "was": row.application.outcome,
    })
    _tell(row, call)
    happened(ComplaintAnswered(str(row.id)))
    return row


def _tell(row: Complaint, call: Call) -> None:
    """The answer by mail, to everybody who acts for a party, in the language their organisation reads."""
    parties = list(parties_of(row.application.partnership_id))
    languages = {party.organisation_id: language_of(party, call.languages) for party in parties}
    for member in people_of(list(languages)):
        with override(languages[member.organisation_id]):
            said = {
                Found.UPHELD: _("Your complaint was upheld: the application is looked at again."),
                Found.PARTLY: _("Your complaint was upheld in part: the application is looked at again."),
                Found.DISMISSED: _("Your complaint was dismissed: the decision stands."),
            }[Found(row.outcome)]
            subject = _("Answer to your complaint: %(title)s") % {"title": row.application.title}
        send_mail(
            member.person.email, subject, f"{said}\n\n{row.reasons}\n", language=languages[member.organisation_id],
            key=f"complaint-{row.id}-{member.person_id}", about=("complaint", row.id),
        )

