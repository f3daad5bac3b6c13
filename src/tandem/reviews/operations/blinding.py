"""Letting a panel see who applies once it has judged, and noting what was said about scores that stand apart."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.reviews.models import Assignment, DiscussionNote, Unblinding
from tandem.reviews.operations.assigning import open_content
from tandem.reviews.operations.running import run, run_work


@transaction.atomic
def unblind(actor: Actor, application: UUID) -> Unblinding:
    """Show a blind panel who applies, after everybody has locked; from then on the scores are not opened again.

    Doing it again changes nothing. Refused: not an officer of its office or an own interest (403), unknown (404), not
    blind, nobody has scored yet or somebody has not locked (409).
    """
    now = clock.now()
    found = run(actor, application, now)
    if not found.call.component.blind:
        raise Refused("not_blind", _("This panel sees who applies from the beginning."), status=409)
    before: Unblinding | None = Unblinding.objects.filter(application=found).first()
    if before is not None:
        return before
    works = list(Assignment.objects.filter(application=found, ended_at=None))
    if not works or any(work.locked_at is None for work in works):
        raise Refused(
            "not_locked", _("Somebody has not locked their scores yet."),
            _("Names are shown once everybody has locked."), status=409,
        )
    row: Unblinding = Unblinding.objects.create(application=found, unblinded_by_id=actor.person_id, unblinded_at=now)
    for work in works:
        open_content(work.assessor_id, found, now)
    audit.record(actor, "application.unblinded", "application", found.id)
    return row


@transaction.atomic
def note(actor: Actor, assignment: UUID, text: str) -> DiscussionNote:
    """Write what was said about an assessor's scores that stand apart from the others'; a newer note keeps the older.

    Refused: not an officer of its office or an own interest (403), unknown or not locked (404), no text (422), after
    the decision (409).
    """
    now = clock.now()
    work, application = run_work(actor, assignment, now, locked=True)
    kept = storable(text.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused("note_missing", _("Say what you have found out about the difference."))
    if application.step == "decided":
        raise Refused("too_late", _("This application is decided."), status=409)
    DiscussionNote.objects.filter(assignment=work, replaced_at=None).update(replaced_at=now)
    row: DiscussionNote = DiscussionNote.objects.create(
        assignment=work, note=kept, noted_by_id=actor.person_id, noted_at=now
    )
    audit.record(actor, "assessment.discussed", "assignment", work.id)
    return row
