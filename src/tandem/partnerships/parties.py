"""Who belongs to a partnership."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from tandem.foundation.access import Decision
from tandem.foundation.tenancy.prepared import Prepared
from tandem.organisations.access import by_role
from tandem.partnerships.models import Partnership, Party


class Acting:
    """What one person is to the parties of something that a partnership has; for the dataclasses that hold it."""

    parties: tuple[Party, ...]
    roles: dict[str, str]  # side → the person's role in that side's organisation

    @property
    def sides(self) -> frozenset[str]:
        """The sides the person acts for."""
        return frozenset(self.roles)

    @property
    def belongs(self) -> bool:
        """Whether the person acts for one of the parties."""
        return bool(self.roles)

    def may(self, purpose: str, side: str | None = None) -> Decision:
        """Whether the person may read, edit or sign for one side, or for any (None)."""
        roles = [self.roles.get(side, "")] if side is not None else list(self.roles.values()) or [""]
        decisions = [by_role(role, purpose) for role in roles]
        return next((decision for decision in decisions if decision), decisions[0])


def _in_force(partnership: UUID) -> QuerySet[Party]:
    rows: QuerySet[Party] = Party.objects.filter(partnership=partnership, left_at=None)
    return rows.select_related("organisation").order_by("id")


def _and_roles(partnership: UUID, person: UUID) -> QuerySet[Party]:
    members = "organisation__members"
    own = {"person": person, "ended_at": None, "accepted_at__isnull": False}
    condition = Q(**{f"{members}__{name}": value for name, value in own.items()})
    rows = _in_force(partnership).annotate(own=FilteredRelation(members, condition=condition))
    return rows.annotate(own_role=F("own__role"))


_parties: Prepared[Party] = Prepared(_in_force, partnership=UUID)
_with_roles: Prepared[Party] = Prepared(_and_roles, partnership=UUID, person=UUID)


def parties_of(partnership: UUID) -> list[Party]:
    """The parties in force, with their organisations, in the order in which they were entered."""
    return _parties.all(partnership=partnership)


def parties_in(partnership: Partnership) -> list[Party]:
    """The same, asked for once: whoever asks again about this object gets what was found. One query, then none."""
    found: list[Party] | None = getattr(partnership, "_parties_in", None)
    if found is None:
        found = parties_of(partnership.id)
        partnership._parties_in = found  # type: ignore[attr-defined]
    return found


def parties_for(partnership: UUID, person: UUID) -> tuple[list[Party], dict[str, str]]:
    """The same with, by side, the role that this person has accepted in its organisation. One query."""
    found = _with_roles.all(partnership=partnership, person=person)
    return found, {party.side: party.own_role for party in found if party.own_role}  # type: ignore[attr-defined]


def names_of_many(partnerships: Iterable[UUID]) -> dict[UUID, list[str]]:
    """For lists: the names of the parties' organisations, in the order in which they were entered. One query."""
    found: dict[UUID, list[str]] = {}
    rows = Party.objects.filter(partnership__in=list(partnerships), left_at=None).order_by("id")
    for partnership, name in rows.values_list("partnership_id", "organisation__name"):
        found.setdefault(partnership, []).append(name)
    return found


def parties_of_many(partnerships: Iterable[UUID]) -> dict[UUID, list[Party]]:
    """The same for many partnerships. One query."""
    found: dict[UUID, list[Party]] = {}
    rows = Party.objects.filter(partnership__in=list(partnerships), left_at=None)
    for party in rows.select_related("organisation").order_by("id"):
        found.setdefault(party.partnership_id, []).append(party)
    return found
