"""An organiser with two offices, their people, and a grant with one of everything. Inside an organiser's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tandem.delivery.models import Actual
from tandem.delivery.states import ActualState
from tandem.finance.models import Instalment
from tandem.finance.states import Payment
from tandem.foundation.access import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Office
from tandem.foundation.tenancy.operations import appoint
from tandem.partnerships.models import Grant
from tandem.reports.models import Report
from tandem.reports.states import Step
from tests.factories import agreements, delivery, finance, reports, rulebooks

NOW = "2025-11-10T12:00"
OFFICE_SAYS = "another_office"


@dataclass
class Region:
    """Samband with two offices, and a grant with one of everything that an officer acts on."""

    cast: Any
    belgrade: Office
    ankara: Office
    people: dict[str, Person]
    grant: Grant
    ids: dict[str, Any]
    mine: dict[str, str]  # by role: who acts on the grant
    others: dict[str, tuple[str, ...]]  # by role: who does not

    def actor(self, who: str) -> Actor:
        person = self.people.get(who)
        return self.cast.actor(person if person is not None else who)


def _people(cast: Any, belgrade: Office, ankara: Office) -> dict[str, Person]:
    """Iva and Zehra are officers of an office, Mirko and Cem pay for one; Ana and Kim are the whole organiser's."""
    found = {}
    for key, role, office in (("iva", "officer", belgrade), ("zehra", "officer", ankara),
                              ("mirko", "cashier", belgrade), ("cem", "cashier", ankara)):
        found[key] = Person.objects.create_user(f"{key}@tandem.example", key.title(), language="en")
        appoint(cast.actor("ana"), found[key], role, office)
    return found


def build(cast: Any, of: str) -> Region:
    """`of` says whose call it was: 'belgrade', or '' for the whole organiser's."""
    ana, dee = cast.actor("ana"), cast.actor("dee")
    belgrade, ankara = rulebooks.office(ana), rulebooks.office(ana, "Ankara office", "TR")
    people = _people(cast, belgrade, ankara)
    grant = finance.funded_grant(cast, office=belgrade if of else None)
    ids = delivery.touched(ana, grant)
    ids |= agreements.touched(ana, dee, grant) | agreements.asked(ana, grant)
    Instalment.objects.filter(grant=grant).update(number=0)
    ids |= finance.touched(ana, dee, cast.aud.id, grant) | reports.touched(ana, dee, grant)
    ids["planned"] = Instalment.objects.filter(grant=grant, state=Payment.PLANNED).latest("due_on").id
    Report.objects.filter(id=ids["report"]).update(step=Step.SENT, accepted_at=None)
    Actual.objects.filter(grant=grant).update(state=ActualState.SENT)
    if of:
        mine = {"officer": "iva", "cashier": "mirko"}
        others: dict[str, tuple[str, ...]] = {"officer": ("ana", "zehra"), "cashier": ("cem",)}
    else:
        mine, others = {"officer": "ana", "cashier": "kim"}, {"officer": ("iva", "zehra"), "cashier": ("mirko", "cem")}
    return Region(cast, belgrade, ankara, people, grant, ids, mine, others)


def client(person: Person) -> Client:
    """Somebody at a browser."""
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made
