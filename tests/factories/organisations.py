"""Organisations and the people who act for them. Must be called inside an organiser's scope."""

from __future__ import annotations

from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.organisations.models import Member, Organisation
from tests.remembered import remembered

LANGUAGES = {"NO": ["nb", "en"], "GT": ["es"], "TZ": ["en", "sw"]}


@remembered
def make(
    name: str = "Fjordvik kommune",
    country: str = "NO",
    *,
    kind: str = "municipality",
    sign: Person | None = None,
    edit: Person | None = None,
    read: Person | None = None,
) -> Organisation:
    """One organisation; the people given have accepted and may sign, write or read for it."""
    now = clock.now()
    row = Organisation.objects.create(
        name=name, kind=kind, country=country, languages=LANGUAGES.get(country, ["en"]), made_at=now
    )
    for role, person in (("sign", sign), ("edit", edit), ("read", read)):
        if person is not None:
            Member.objects.create(organisation=row, person=person, role=role, invited_at=now, accepted_at=now)
    return row


def pair(home: Person, abroad: Person, canary: str = "") -> tuple[Organisation, Organisation]:
    """Fjordvik in Norway and San Telmo in Guatemala; `canary` is added to both names."""
    tail = f" {canary}" if canary else ""
    return make(f"Fjordvik kommune{tail}", sign=home), make(f"Municipalidad de San Telmo{tail}", "GT", sign=abroad)


def joins(organisation: Organisation, person: Person, role: str) -> Member:
    """The person acts for an organisation that is there already."""
    now = clock.now()
    row: Member = Member.objects.create(
        organisation=organisation, person=person, role=role, invited_at=now, accepted_at=now
    )
    return row
