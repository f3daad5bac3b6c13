"""Who belongs to partnerships, what they were awarded and what was recorded: what the other stages ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tandem.organisations.models import Member, MemberRole
from tandem.partnerships.models import Grant, Partnership, Party, RecordedDay
from tandem.partnerships.parties import names_of_many, parties_for, parties_in, parties_of, parties_of_many

__all__ = [
    "grants_of", "names_of_many", "parties_for", "parties_in", "parties_of", "parties_of_many", "recorded",
    "recorded_days", "reusable",
]


def grants_of(partnership: UUID, programme: UUID | None = None) -> list[Grant]:
    """What a partnership was awarded (by one programme), the newest first. One query."""
    rows = Grant.objects.filter(partnership=partnership).select_related("donor", "programme")
    return list((rows.filter(programme=programme) if programme else rows).order_by("-awarded_at", "reference"))


def recorded(partnership: UUID) -> list[RecordedDay]:
    """Everything that was recorded about a partnership, the newest first. One query."""
    rows = RecordedDay.objects.filter(partnership=partnership).select_related("recorded_by", "programme")
    return list(rows.order_by("-recorded_at", "-id"))


def recorded_days(partnership: UUID, programme: UUID) -> dict[str, date]:
    """By what was asked for: the day that counts, which is the one recorded last. One query."""
    rows = RecordedDay.objects.filter(partnership=partnership, programme=programme).order_by("recorded_at", "id")
    return dict(rows.values_list("what", "happened_on"))


def reusable(person: UUID, sides: Sequence[str], needed: Sequence[str]) -> list[tuple[Partnership, list[Party]]]:
    """Partnerships of the organisations a person may write for, whose sides are among `sides` and include `needed`.

    Newest first, each with its parties. Two queries.
    """
    acting = Member.objects.filter(
        person=person, ended_at=None, accepted_at__isnull=False, role__in=[MemberRole.EDIT, MemberRole.SIGN]
    )
    own = Party.objects.filter(organisation__in=acting.values("organisation"), left_at=None).values("partnership_id")
    rows = list(Partnership.objects.filter(id__in=own).order_by("-founded_at", "-id"))
    parties = parties_of_many([row.id for row in rows])
    fits = []
    for row in rows:
        there = {party.side for party in parties.get(row.id, ())}
        if there <= set(sides) and set(needed) <= there:
            fits.append((row, parties[row.id]))
    return fits
