"""Taking back what was sent: before the deadline to send it again, after it for good."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.events import ApplicationWithdrawn
from tandem.applications.models import Application, Submission
from tandem.applications.states import Outcome, Step
from tandem.applications.subject import void_signatures
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.plans import operations as plans

LONGEST = 4000  # characters of a reason or a message


@transaction.atomic
def withdraw(actor: Actor, application_id: UUID, reason: str = "") -> Application:
    """Take back what was sent, as a signer of any party; everybody of every party is told.

    Before the deadline it becomes a draft again that may be changed, signed and sent anew; what was sent and its
    receipt stay on record. After the deadline it is final and needs a reason. Refused: unknown (404), not a signer
    (403), nothing sent, decided or before those who decide (409), no reason after the deadline or one too long (422).
    """
    held = access.hold(actor, application_id, lock=True)
    application, now = held.application, clock.now()
    decision = access.may_withdraw(held, now)
    if not decision:
        raise Refused.by(decision, status=403 if decision.code == "no_signer" else 409)
    final = not application.call.is_open(now)
    said = kept(reason)
    if final and not said:
        raise Refused(
            "reason_missing", _("The call has closed, so this is final. Say why you take it back."),
            _("One sentence is enough."),
        )
    submission = Submission.objects.get(application=application, withdrawn_at=None)
    submission.withdrawn_at, submission.withdrawn_by_id = now, actor.person_id
    submission.withdrawn_name, submission.withdrawn_because = actor.name, said
    submission.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_name", "withdrawn_because"])
    application.withdrawn_at = now
    if final:
        application.step, application.outcome = Step.DECIDED, Outcome.WITHDRAWN
    else:
        application.step, application.submitted_at, application.rulebook_version = Step.DRAFT, None, None
        void_signatures(application)
        plans.reopen(actor, application.plan_id)
    application.save(update_fields=["step", "outcome", "submitted_at", "withdrawn_at", "rulebook_version"])
    audit.record(
        actor, "application.withdrawn", "application", application.id,
        {"reference": submission.reference, "sha256": submission.sha256, "final": final, "reason": said},
    )
    happened(ApplicationWithdrawn(str(application.id), str(application.call_id), str(submission.id), final))
    return application


def kept(text: str, longest: int = LONGEST) -> str:
    """A text as it can be stored; Refused (422) when it is too long, with by how much."""
    found = storable(text.replace("\r\n", "\n"))[0].strip()
    if len(found) > longest:
        raise Refused(
            "text_too_long",
            _("The text has %(actual)d characters; %(limit)d fit.") % {"actual": len(found), "limit": longest},
            _("Shorten it by %(difference)d.") % {"difference": len(found) - longest},
        )
    return found
