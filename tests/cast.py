"""The cast: who acts in the tests. Invented people in invented places.

Two organisers with twin data: Samband, where the stories happen, and Brofonden, whose every text carries a canary.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from tandem.foundation.access import Actor, offices_of, tills_of
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership, Organiser
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.organisations.models import Organisation
from tests.factories import organisations
from tests.remembered import remembered

CANARY = "KANARIGUL"  # stands in every text of the second organiser; may appear in no answer of the first
SECRET = f"{CANARY}-I-BUR"  # stands in those of its texts that are not public; may appear in no answer to others


@dataclass
class Cast:
    """People, organisers and organisations; all saved. `bo`, `dee` and `twin_*` act for organisations."""

    samband: Organiser
    brofonden: Organiser
    ana: Person  # officer
    omar: Person  # second officer, decides
    bo: Person  # applies, for Fjordvik in Norway
    dee: Person  # partner abroad, for San Telmo in Guatemala; leads; Spanish
    cy: Person  # assessor
    kim: Person  # cashier
    aud: Person  # auditor
    don: Person  # donor
    eve: Person  # officer of Brofonden
    twin_bo: Person  # applies to Brofonden
    nobody: Person  # signed in, belongs to nothing
    fjordvik: Organisation
    san_telmo: Organisation
    other: Organisation  # another organisation of Samband, with people of its own
    other_bo: Person  # writes and signs for `other`
    twin_fjordvik: Organisation
    twin_san_telmo: Organisation

    @classmethod
    @remembered
    def build(cls) -> Cast:
        """Save everybody. One call per test."""
        samband = Organiser.objects.create(
            slug="samband", name={"en": "Samband", "nb": "Samband"}, languages=["en", "es"], mail="post@samband.example"
        )
        brofonden = Organiser.objects.create(
            slug="brofonden", name={"en": f"Brofonden {CANARY}"}, languages=["en"], mail="post@brofonden.example"
        )
        people = {key: person(key) for key in NAMES}
        for key, role in ROLES.items():
            organiser = brofonden if key in BROFONDEN else samband
            Membership.objects.create(organiser=organiser, person=people[key], role=role)
        with organiser_scope(samband.id):
            ours = organisations.pair(people["bo"], people["dee"])
            other = organisations.make("Bergnes kommune", "NO", sign=people["other_bo"])
        with organiser_scope(brofonden.id):
            twins = organisations.pair(people["twin_bo"], people["twin_bo"], canary=SECRET)
        return cls(
            samband=samband, brofonden=brofonden, fjordvik=ours[0], san_telmo=ours[1], other=other,
            twin_fjordvik=twins[0], twin_san_telmo=twins[1], **people,
        )

    def people(self) -> Iterator[tuple[str, Person]]:
        """Everybody, by name in this file."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Person):
                yield item.name, value

    def actor(self, who: Person | str, organiser: Organiser | None = None) -> Actor:
        """The person as the first argument of operations, with their roles for the organiser (Samband)."""
        one = getattr(self, who) if isinstance(who, str) else who
        rows = Membership.objects.filter(organiser=organiser or self.samband, person=one)
        held = list(rows.values_list("role", "office"))
        roles = frozenset(role for role, _office in held)
        return Actor(one.id, one.name, roles, one.language, offices_of(held), tills_of(held))

    @contextmanager
    def scope(self, organiser: Organiser | None = None) -> Iterator[None]:
        """Inside, queries see the organiser's records (Samband's)."""
        with organiser_scope((organiser or self.samband).id):
            yield


NAMES = {
    "ana": ("Ana Solheim", "en"), "omar": ("Omar Lunde", "en"), "bo": ("Bo Fjellstad", "en"),
    "dee": ("Dee Morales Quiej", "es"), "cy": ("Cy Brandal", "en"), "kim": ("Kim Aasen", "en"),
    "aud": ("Aud Revland", "en"), "don": ("Don Hagen", "en"), "eve": (f"Eve {SECRET} Strand", "en"),
    "twin_bo": (f"Bo {SECRET} Fjellstad", "en"), "nobody": ("Nils Ingen", "en"), "other_bo": ("Berit Bergnes", "en"),
}
ROLES = {
    "ana": "officer", "omar": "officer", "cy": "assessor", "kim": "cashier", "aud": "auditor", "don": "donor",
    "eve": "officer",
}
BROFONDEN = {"eve", "twin_bo"}


def person(key: str) -> Person:
    """One of the cast, saved."""
    name, language = NAMES[key]
    mail = f"{key.replace('_', '.')}@{'brofonden' if key in BROFONDEN else 'tandem'}.example"
    return Person.objects.create_user(mail, name, language=language)
