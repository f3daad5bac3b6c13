"""Who belongs to a partnership."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tandem.partnerships.models import Party


def parties_of(partnership: UUID) -> list[Party]:
    """The parties in force, with their organisations, in the order in which they were entered."""
    rows = Party.objects.filter(partnership=partnership, left_at=None)
    return list(rows.select_related("organisation").order_by("id"))


def parties_of_many(partnerships: Iterable[UUID]) -> dict[UUID, list[Party]]:
    """The same for many partnerships. One query."""
    found: dict[UUID, list[Party]] = {}
    rows = Party.objects.filter(partnership__in=list(partnerships), left_at=None)
    for party in rows.select_related("organisation").order_by("id"):
        found.setdefault(party.partnership_id, []).append(party)
    return found
