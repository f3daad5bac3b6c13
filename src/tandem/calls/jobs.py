"""Who decides on an adoption that hurts somebody."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.calls.events import AdoptionDecided, AdoptionProposed
from tandem.calls.models import Adoption
from tandem.calls.operations.adoption import DECIDE_WITHIN
from tandem.foundation import clock
from tandem.foundation.access import in_office, offices_of
from tandem.foundation.access.decision import Actor
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.scope import current

ADOPT = "calls.adopt"


def _address(duty: Duty) -> str:
    return reverse("calls:adoption", args=[duty.organiser.slug, duty.values["slug"]])


def register() -> None:
    """Make the kind of duty known."""
    book.register(book.Kind(ADOPT, _("Decide whether “{call}” takes a newer rulebook"), _address))


def ask_to_decide(event: AdoptionProposed) -> None:
    """Now: every other officer who may act on the call; the first decision settles it for all."""
    if not event.hurts:
        return
    adoption = Adoption.objects.select_related("call").get(id=UUID(event.adoption))
    held: dict[UUID, list[tuple[str, UUID | None]]] = {}
    rows = Membership.objects.filter(organiser=current(), role=Role.OFFICER, person__is_active=True)
    for person, role, office in rows.values_list("person_id", "role", "office_id"):
        held.setdefault(person, []).append((role, office))
    for person, roles in held.items():
        actor = Actor(person, roles=frozenset({Role.OFFICER.value}), offices=offices_of(roles))
        if person != adoption.proposed_by_id and in_office(actor, adoption.call.office_id):
            book.assign(ADOPT, ("adoption", adoption.id), due_at=clock.now() + DECIDE_WITHIN, person=person,
                        values={"call": adoption.call.title, "slug": adoption.call.slug})


def settle_adoption(event: AdoptionDecided) -> None:
    """Now: decided, or taken back."""
    book.settle(ADOPT, UUID(event.adoption))
