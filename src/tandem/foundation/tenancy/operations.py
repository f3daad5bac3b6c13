"""Founding organisers and appointing the people who work for them. Each function is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.foundation import clock
from tandem.foundation.access.decision import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit import chain
from tandem.foundation.tenancy.models import Membership, Organiser, Role
from tandem.foundation.tenancy.scope import current, organiser_scope


@transaction.atomic
def found_organiser(
    officer: Person, *, names: Mapping[str, str], slug: str, zone: str, languages: Sequence[str], mail: str
) -> Organiser:
    """A new organiser with its first officer. `names` is {language: name}, `zone` an IANA name.

    Whoever calls this has proved that they may: the set-up page by the console's token, the demo by being one.
    """
    organiser = Organiser.objects.create(
        slug=slug, name=dict(names), time_zone=zone, languages=list(languages), mail=mail.lower()
    )
    Membership.objects.create(organiser=organiser, person=officer, role=Role.OFFICER, from_on=clock.now().date())
    actor = Actor(officer.id, officer.name, frozenset({Role.OFFICER.value}))
    with organiser_scope(organiser.id):
        chain.record(
            actor, "organiser.founded", "organiser", organiser.id,
            {"slug": slug, "languages": list(languages), "zone": zone},
        )
    return organiser


@transaction.atomic
def appoint(actor: Actor, person: Person, role: str) -> Membership:
    """Let somebody work for the organiser in scope. Only officers appoint; appointing twice changes nothing."""
    if not actor.has(Role.OFFICER):
        raise Refused("officer_only", _("Only programme officers appoint people."), status=403)
    row, created = Membership.objects.get_or_create(
        organiser_id=current(), person=person, role=Role(role), office=None,
        defaults={"from_on": clock.now().date()},
    )
    if created:
        chain.record(actor, "person.appointed", "person", person.id, {"role": role})
    return row


@transaction.atomic
def dismiss(actor: Actor, membership_id: UUID) -> None:
    """End somebody's role. Only officers do, and one officer always stays. What they did stays in the record."""
    if not actor.has(Role.OFFICER):
        raise Refused("officer_only", _("Only programme officers appoint people."), status=403)
    rows = Membership.objects.select_for_update().filter(organiser_id=current())
    row = rows.filter(id=membership_id).first()
    if row is None:
        raise Refused("no_such_role", _("This person no longer has the role."), status=404)
    if row.role == Role.OFFICER and rows.filter(role=Role.OFFICER).count() == 1:
        raise Refused(
            "last_officer", _("Somebody has to run the programme."), _("Appoint another officer first."), status=409
        )
    chain.record(actor, "person.dismissed", "person", row.person_id, {"role": row.role})
    row.delete()
