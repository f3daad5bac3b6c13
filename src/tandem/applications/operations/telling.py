"""Writing to the people of an application."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.events import MessageSent
from tandem.applications.models import Application, Message
from tandem.applications.operations.withdrawing import kept
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened


@transaction.atomic
def message(actor: Actor, application_id: UUID, subject: str, text: str) -> Message:
    """Write to everybody who acts for a party of a submitted application; each gets a mail, the message stays here.

    Refused: unknown (404), not an officer of the call's office or an interest declared (403), no subject or text
    (422).
    """
    application = Application.objects.select_related("call").filter(id=application_id).first()
    if application is None or application.submitted_at is None:
        raise access.missing()
    if not (decision := access.may_run(actor, application.call)):
        raise Refused.by(decision)
    if not (decision := access.may_read_content(actor, application, clock.now())):
        raise Refused.by(decision)
    subject, text = " ".join(kept(subject, 200).split()), kept(text)
    if not subject or not text:
        raise Refused("text_missing", _("Write a subject and what you want to say."))
    row: Message = Message.objects.create(
        application=application, subject=subject, text=text, sent_by_id=actor.person_id, sent_at=clock.now()
    )
    what = {"message": str(row.id), "subject": subject}
    audit.record(actor, "application.message", "application", application.id, what)
    happened(MessageSent(str(row.id)))
    return row
