"""Duties that a plan gives people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy

from tandem.foundation import clock
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.plans.events import PlanCommented, PlanProposed, PlanRevised

COMPLETE, ANSWER = "plans.complete", "plans.answer"
TO_ANSWER = timedelta(days=14)  # house advice
AT_LEAST = timedelta(days=30)  # house advice: a plan is written in no less, however late the donor answers


class HasGrants(Protocol):
    """An event after which grants are firm; ids as strings."""

    @property
    def grants(self) -> Sequence[str]: ...


def register() -> None:
    """Make the kinds of duty known."""
    book.register(book.Kind(COMPLETE, gettext_lazy("Complete the plan of “{grant}” and propose it"), _address))
    book.register(book.Kind(ANSWER, gettext_lazy("Read what the officer says about the plan of “{grant}”"), _talk))


def _address(duty: Duty) -> str:
    return reverse("plans:plan", args=[duty.organiser.slug, duty.subject_id])


def _talk(duty: Duty) -> str:
    return reverse("plans:comment", args=[duty.organiser.slug, duty.subject_id])


def ask_to_complete(event: HasGrants) -> None:
    """Now: the donor has granted the money; each party completes the plan before the agreement."""
    for grant in Grant.objects.filter(id__in=list(event.grants)).select_related("organiser"):
        _ask(grant)


def ask_again(event: PlanRevised) -> None:
    """Now: a new draft is begun; whoever belongs to the partnership has a part in completing it."""
    if event.grant_id:
        book.settle(ANSWER, UUID(event.grant_id))
        _ask(Grant.objects.select_related("organiser").get(id=event.grant_id))


def ask_to_answer(event: PlanCommented) -> None:
    """Now: an officer said something, so the partners read it; a partner's own words settle that."""
    grant = Grant.objects.select_related("organiser").get(id=event.grant_id)
    if not event.officer:
        book.settle(ANSWER, grant.id)
        return
    for party in parties_of(grant.partnership_id):
        book.assign(
            ANSWER, ("grant", grant.id), due_at=clock.now() + TO_ANSWER, organisation=party.organisation_id,
            values={"grant": grant.title},
        )


def settle(event: PlanProposed) -> None:
    """Now: the plan lies before the organiser."""
    book.settle(COMPLETE, UUID(event.grant_id))
    book.settle(ANSWER, UUID(event.grant_id))


def _ask(grant: Grant) -> None:
    for party in parties_of(grant.partnership_id):
        book.assign(
            COMPLETE, ("grant", grant.id), due_at=due(grant), organisation=party.organisation_id,
            values={"grant": grant.title},
        )


def due(grant: Grant) -> datetime:
    """The end of the grant's first day, but never sooner than the house's least time from now."""
    zone = ZoneInfo(grant.organiser.time_zone)
    first = datetime.combine(grant.starts_on, time(23, 59), zone).astimezone(UTC)
    soonest = datetime.combine((clock.now().astimezone(zone) + AT_LEAST).date(), time(23, 59), zone).astimezone(UTC)
    return max(first, soonest)
