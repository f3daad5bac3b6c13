"""Who decides on an adoption that hurts somebody."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.calls.events import AdoptionDecided, AdoptionProposed
from tandem.calls.models import Adoption
from tandem.calls.operations.adoption import DECIDE_WITHIN
from tandem.foundation import clock
from tandem.foundation.access.officers import officers_in
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty

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
    for officer in officers_in(adoption.call.office_id):
        if officer.person_id != adoption.proposed_by_id:
            book.assign(ADOPT, ("adoption", adoption.id), due_at=clock.now() + DECIDE_WITHIN, person=officer.person_id,
                        values={"call": adoption.call.title, "slug": adoption.call.slug})


def settle_adoption(event: AdoptionDecided) -> None:
    """Now: decided, or taken back."""
    book.settle(ADOPT, UUID(event.adoption))
