"""Who has to approve a rulebook that was sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.foundation import clock
from tandem.foundation.access import Actor, offices_of
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.scope import current
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
    held: dict[UUID, list[tuple[str, UUID | None]]] = {}
    rows = Membership.objects.filter(organiser=current(), role=Role.OFFICER, person__is_active=True)
    for person, role, office in rows.values_list("person_id", "role", "office_id"):
        held.setdefault(person, []).append((role, office))
    for person, roles in held.items():
        actor = Actor(person, roles=frozenset({Role.OFFICER.value}), offices=offices_of(roles))
        if may_approve(actor, draft.office_id, draft.authors):
            book.assign(APPROVE, ("rulebook_draft", draft.id), due_at=clock.now() + WITHIN, person=person,
                        values={"title": draft.title})


def settle(event: DraftSettled) -> None:
    """Now: published, given back or given up."""
    book.settle(APPROVE, UUID(event.draft))
