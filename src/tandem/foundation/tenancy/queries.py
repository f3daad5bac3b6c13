"""Who works for the organiser in scope."""

from __future__ import annotations

from uuid import UUID

from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import current


def holders(role: str) -> dict[UUID, list[UUID | None]]:
    """By person: the offices for which they hold this role, None for the whole organiser. One query.

    People whose account is closed are not among them.
    """
    found: dict[UUID, list[UUID | None]] = {}
    rows = Membership.objects.filter(organiser=current(), role=role, person__is_active=True)
    for person, office in rows.values_list("person_id", "office_id"):
        found.setdefault(person, []).append(office)
    return found
