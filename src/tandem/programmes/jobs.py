"""Who has to approve a rulebook that was sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.foundation import clock
from tandem.foundation.access.officers import officers
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.programmes.access import may_approve
from tandem.programmes.events import DraftSettled, RulebookSent
from tandem.programmes.models import RulebookDraft

APPROVE = "programmes.approve"
WITHIN = timedelta(days=7)


def _address(duty: Duty) -> str:
    return reverse("programmes:draft-publish", args=[duty.organiser.slug, duty.subject_id])


def register() -> None:
    """Make the kind of duty known."""
    book.register(book.Kind(APPROVE, _("Read and publish the rulebook of “{title}”, or give it back"), _address))


def ask_to_approve(event: RulebookSent) -> None:
    """Now: every officer who may approve it gets the duty; the first one settles it for all."""
    draft = RulebookDraft.objects.defer("files").get(id=UUID(event.draft))
    for officer in officers():
        if may_approve(officer, draft.office_id, draft.authors):
            book.assign(APPROVE, ("rulebook_draft", draft.id), due_at=clock.now() + WITHIN, person=officer.person_id,
                        values={"title": draft.title})


def settle(event: DraftSettled) -> None:
    """Now: published, given back or given up."""
    book.settle(APPROVE, UUID(event.draft))
