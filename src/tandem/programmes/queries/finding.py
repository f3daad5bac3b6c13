"""Finding programmes, their rulebooks and the dates of the yearly cycle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery

from tandem.core.rulebook.schema import Cycle, Rulebook
from tandem.core.timetable import Milestone, expand
from tandem.core.values import Localised
from tandem.foundation.tenancy.models import Office
from tandem.programmes.models import Donor, Programme, RulebookVersion, heavy, parsed


def programmes(**more: Subquery) -> list[Programme]:
    """All programmes of the organiser with `latest_version_id` and `published_at`, and `more` per row. One query."""
    versions = RulebookVersion.objects.filter(programme=OuterRef("pk"), office=None).order_by("-published_at", "-id")
    rows = Programme.objects.annotate(
        latest_version_id=Subquery(versions.values("id")[:1]), published_at=Max("versions__published_at"), **more
    )
    return list(rows.order_by("slug"))


def programme(slug: str) -> Programme | None:
    """The programme at this address, or None."""
    return Programme.objects.filter(slug=slug).first()


def latest_version(programme: Programme, office: Office | UUID | None = None) -> RulebookVersion | None:
    """The rulebook an office works with: its own newest, else the one published last for the whole organiser.

    Without its files (they are read once per process); None when there is none.
    """
    own = office_version(programme, office) if office is not None else None
    return own or versions(programme).filter(office=None).first()


def office_version(programme: Programme, office: Office | UUID) -> RulebookVersion | None:
    """The newest rulebook of the office's own; None when it has none."""
    return versions(programme).filter(office=office).first()


def versions(programme: Programme) -> QuerySet[RulebookVersion]:
    """Published versions of all offices, newest first, without their files."""
    rows = RulebookVersion.objects.filter(programme=programme).defer(*heavy())
    return rows.select_related("programme").order_by("-published_at", "-id")


def rulebooks_of(ids: Collection[UUID]) -> dict[UUID, Rulebook]:
    """Parsed rulebooks by version id, for ids that were found in scope. No query once this process has read them."""
    return {id: parsed(id) for id in ids}


def donors(programme: Programme) -> list[Donor]:
    """Who funds the programme, by key."""
    return list(programme.donors.order_by("key"))


@dataclass(frozen=True)
class CycleRow:
    """One kind of date across donors; `cells` follow the donors' order."""

    kind: str
    number: int
    cells: tuple[Milestone, ...]


@dataclass(frozen=True)
class CycleTable:
    """The year as a table: donors' titles by key, one row per kind of date, and the organiser's own meetings."""

    donors: Mapping[str, Localised]
    rows: tuple[CycleRow, ...]
    meetings: Milestone
    dated: tuple[Milestone, ...]


def cycle_conditions(cycle: Cycle) -> tuple[str, ...]:
    """The words that `when` uses in a cycle, in reading order: an officer says which of them hold this year."""
    words: dict[str, None] = {}
    for donor in cycle.donors.values():
        entries = (donor.application, donor.programme_application, *donor.instalments, donor.report, donor.donor_report)
        words.update({entry.when: None for entry in entries if entry.when})
    return tuple(words)


def cycle_table(cycle: Cycle, year: int, conditions: Collection[str] = ()) -> CycleTable:
    """All donors' dates that follow from a call of `year` (MIC-15).

    A donor without an entry of some kind (a second instalment) shows 'not applicable'.
    """
    found = expand(cycle, year, conditions)
    own = [stone for stone in found if stone.donor]
    order = list(dict.fromkeys((stone.kind, stone.number) for stone in own))
    order.sort(key=lambda pair: (_KINDS.index(pair[0]), pair[1]))
    by_place = {(stone.donor, stone.kind, stone.number): stone for stone in own}
    rows = tuple(
        CycleRow(kind, number, tuple(
            by_place.get((donor, kind, number), Milestone(donor, kind, None, "not applicable", number))
            for donor in cycle.donors
        ))
        for kind, number in order
    )
    meetings = next(stone for stone in found if not stone.donor)
    titles = {key: donor.title for key, donor in cycle.donors.items()}
    return CycleTable(titles, rows, meetings, dated(found))


def dated(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """Those that have a day, earliest first."""
    return tuple(sorted((stone for stone in milestones if stone.on), key=lambda stone: (stone.on, stone.donor)))


_KINDS = ("application", "programme_application", "instalment", "report", "donor_report")


def versions_of_all(programme: Programme | None = None) -> dict[UUID, list[RulebookVersion]]:
    """Versions of every programme of the organiser (or of one), newest first, with who published them. One query."""
    found: dict[UUID, list[RulebookVersion]] = {}
    rows = RulebookVersion.objects.defer(*heavy()).select_related("published_by", "office")
    if programme is not None:
        rows = rows.filter(programme=programme)
    for row in rows.order_by("-published_at", "-id"):
        found.setdefault(row.programme_id, []).append(row)
    return found
