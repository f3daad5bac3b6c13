"""The list of applicants by name: who stands behind which application, and what a person said about each name."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tandem.applications.models import Application
from tandem.applications.states import Outcome
from tandem.calls.models import Call
from tandem.foundation.access import Actor
from tandem.foundation.tenancy.models import Role
from tandem.organisations.models import Organisation
from tandem.partnerships.models import Party
from tandem.reviews.models import Assignment, OrganisationInterest, Panelist
from tandem.reviews.states import GONE


def asked_about(actor: Actor, call: Call) -> bool:
    """Whether this person is asked about the applicants of a call: as officer, on its panel, or given work in it."""
    if actor.has(Role.OFFICER):
        return True
    if Panelist.objects.filter(call=call, person=actor.person_id).exists():
        return True
    given = Assignment.objects.filter(application__call=call, assessor=actor.person_id)
    return given.exclude(ended__in=GONE).exists()


def applicants(call: Call) -> dict[UUID, tuple[UUID, ...]]:
    """The organisations behind every submitted application of a call that was not withdrawn. One query."""
    sent = Application.objects.filter(call=call).exclude(submitted_at=None).exclude(outcome=Outcome.WITHDRAWN)
    rows = Party.objects.filter(partnership__applications__in=sent, left_at=None)
    found: dict[UUID, list[UUID]] = {}
    pairs = rows.filter(partnership__applications__call=call).values_list("partnership__applications", "organisation")
    for application, organisation in pairs.order_by("side").distinct():
        found.setdefault(application, []).append(organisation)
    return {application: tuple(organisations) for application, organisations in found.items()}


def named(behind: Mapping[UUID, tuple[UUID, ...]]) -> list[Organisation]:
    """The organisations on the list, by name: an order that has nothing to do with the applications'. One query."""
    ids = {organisation for organisations in behind.values() for organisation in organisations}
    return sorted(Organisation.objects.filter(id__in=ids), key=lambda one: (one.name.casefold(), str(one.id)))


def said_of(person: UUID, call: UUID) -> dict[UUID, OrganisationInterest]:
    """What a person said about each name in a call. One query."""
    rows = OrganisationInterest.objects.filter(call=call, person=person, replaced_at=None)
    return {row.organisation_id: row for row in rows}
