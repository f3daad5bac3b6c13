"""Who reads for a donor: an officer gives the access, and takes it back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.access.grants import give, withdraw
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.operations import appoint
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.access import READ
from tandem.programmes.models import Donor
from tandem.reports import access


@transaction.atomic
def invite_donor(actor: Actor, donor_id: UUID, mail: str, name: str, language: str = "en") -> Person:
    """Let a person read the reports to a donor, and what lies behind their figures. Nothing can be written with it.

    Refused: not an officer (403), no such donor (404), somebody who works for the organiser otherwise or acts for a
    partner (422), no usable address (422).
    """
    access.demand_officer(actor)
    donor = Donor.objects.filter(id=donor_id).first()
    if donor is None:
        raise Refused("no_such_donor", _("There is no such donor."), status=404)
    address = mail.strip().lower()
    if "@" not in address or len(address) > 254:
        raise Refused("bad_mail", _("That is not a mail address."), _("Write it as name@example.org."))
    person = Person.objects.filter(email=address).first() or Person.objects.create_user(
        address, name.strip()[:200], language=language
    )
    others = Membership.objects.filter(organiser=current(), person=person).exclude(role=Role.DONOR)
    if others.exists():
        raise Refused("works_here", _("This person works for you: a donor's reader is somebody else."))
    appoint(actor, person, Role.DONOR)
    give(person.id, "donor", donor.id, READ, allows=True, reason=_("reads for the donor"), now=clock.now())
    audit.record(actor, "donor.reader_invited", "donor", donor.id, {"person": str(person.id)})
    return person


@transaction.atomic
def withdraw_donor(actor: Actor, donor_id: UUID, person_id: UUID) -> None:
    """Take the access back, at once. Refused: not an officer (403), no such donor (404)."""
    access.demand_officer(actor)
    if not Donor.objects.filter(id=donor_id).exists():
        raise Refused("no_such_donor", _("There is no such donor."), status=404)
    withdraw(person_id, "donor", donor_id, READ, clock.now())
    audit.record(actor, "donor.reader_withdrawn", "donor", donor_id, {"person": str(person_id)})
