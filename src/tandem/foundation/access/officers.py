"""The officers of the organiser in scope as those who may act: for what somebody is asked to do."""

from __future__ import annotations

from uuid import UUID

from tandem.foundation.access.decision import Actor
from tandem.foundation.access.offices import in_office, offices_of
from tandem.foundation.tenancy.models import Role
from tandem.foundation.tenancy.queries import holders


def officers() -> list[Actor]:
    """Every officer, each with the offices they are officer of. One query."""
    role = Role.OFFICER.value
    return [
        Actor(person, roles=frozenset({role}), offices=offices_of((role, office) for office in held))
        for person, held in holders(role).items()
    ]


def officers_in(office: UUID | None) -> list[Actor]:
    """The officers who act on what belongs to this office, or, with None, to the whole organiser. One query."""
    return [officer for officer in officers() if in_office(officer, office)]
