"""Founding organisers and appointing the people who work for them. Each function is one transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tandem.foundation import clock
from tandem.foundation.access.decision import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit import chain
from tandem.foundation.tenancy.models import Membership, Office, Organiser, Role
from tandem.foundation.tenancy.scope import current, organiser_scope

RESERVED = frozenset({"version", "versions"})  # words of addresses below a programme's


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
def make_office(actor: Actor, *, names: Mapping[str, str], country: str = "", slug: str = "") -> Office:
    """An office of the organiser in scope, with its own people, rulebook and calls. `names` is {language: name}.

    Officers of the whole organiser make it. Refuses an office without a name, an address that is taken and unknown
    countries (ISO 3166 alpha-2, '' for none).
    """
    if not actor.has(Role.OFFICER) or actor.offices is not None:
        raise Refused("officer_only", _("Only officers of the whole organiser make offices."), status=403)
    named = {language: name.strip()[:200] for language, name in names.items() if name.strip()}
    if not named:
        raise Refused("name_missing", _("The office needs a name."), _("Write it in at least one language."))
    address = slugify(slug or next(iter(named.values())))[:60]
    if not address or address in RESERVED:
        raise Refused("bad_address", _("This name gives no address of its own."), _("Write a short address too."))
    if Office.objects.filter(slug=address).exists():
        raise Refused(
            "office_exists", _("There is already an office at this address."), _("Choose another name or address."),
            status=409,
        )
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise Refused("bad_country", _("This is no country."), _("Choose one from the list."))
    office: Office = Office.objects.create(slug=address, name=named, country=country)
    chain.record(actor, "office.made", "office", office.id, {"slug": address, "country": country})
    return office


@transaction.atomic
def appoint(actor: Actor, person: Person, role: str, office: Office | None = None) -> Membership:
    """Let somebody work for the organiser in scope, or for one of its offices only; twice changes nothing.

    Officers of the whole organiser appoint everybody, those of an office for their office.
    """
    _may_appoint(actor, office.id if office else None)
    row, created = Membership.objects.get_or_create(
        organiser_id=current(), person=person, role=Role(role), office=office,
        defaults={"from_on": clock.now().date()},
    )
    if created:
        chain.record(
            actor, "person.appointed", "person", person.id,
            {"role": role, **({"office": office.id} if office else {})},
        )
    return row


@transaction.atomic
def dismiss(actor: Actor, membership_id: UUID) -> None:
    """End somebody's role. Only officers do, and one officer of the whole organiser always stays. What they did stays
    in the record."""
    if not actor.has(Role.OFFICER):
        raise Refused("officer_only", _("Only programme officers appoint people."), status=403)
    rows = Membership.objects.select_for_update().filter(organiser_id=current())
    row = rows.filter(id=membership_id).first()
    if row is None:
        raise Refused("no_such_role", _("This person no longer has the role."), status=404)
    _may_appoint(actor, row.office_id)
    whole = row.role == Role.OFFICER and row.office_id is None
    if whole and rows.filter(role=Role.OFFICER, office=None).count() == 1:
        raise Refused(
            "last_officer", _("Somebody has to run the programme."), _("Appoint another officer first."), status=409
        )
    chain.record(
        actor, "person.dismissed", "person", row.person_id,
        {"role": row.role, **({"office": row.office_id} if row.office_id else {})},
    )
    row.delete()


def _may_appoint(actor: Actor, office: UUID | None) -> None:
    if not actor.has(Role.OFFICER):
        raise Refused("officer_only", _("Only programme officers appoint people."), status=403)
    if actor.offices is not None and office not in actor.offices:
        raise Refused("another_office", _("You appoint people for your own office."), status=403)
