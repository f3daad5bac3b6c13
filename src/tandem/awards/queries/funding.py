"""What is asked of a donor in a year, from which awards, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tandem.awards.models import DonorGrant, DonorGrantRow, ProgrammeApplication
from tandem.awards.states import Answer, Asked
from tandem.calls.models import Call
from tandem.core.planning import Plan
from tandem.core.rulebook.schema import Rulebook
from tandem.core.timetable import Milestone, expand
from tandem.foundation.access import Actor, Refused
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.models import Grant, Party
from tandem.partnerships.queries import parties_of_many
from tandem.partnerships.states import GrantStep
from tandem.plans.models import Version
from tandem.plans.queries import contents
from tandem.programmes.models import Donor, Programme, RulebookVersion
from tandem.programmes.queries import latest_version


@dataclass(frozen=True)
class Ask:
    """One donor of one programme in one cycle year: the rulebook that dates it, and the donor's date."""

    programme: Programme
    donor: Donor
    year: int
    version: RulebookVersion
    due: Milestone
    zone: str

    @property
    def rulebook(self) -> Rulebook:
        """The programme's newest rulebook."""
        return self.version.rulebook


@dataclass(frozen=True)
class Award:
    """One award with what the donor is told about it. `plan` is its newest frozen version."""

    grant: Grant
    parties: tuple[Party, ...]
    plan: Plan
    late: bool  # decided after the donor's date

    @property
    def names(self) -> dict[str, str]:
        """Organisation by side."""
        return {party.side: party.organisation.name for party in self.parties}


def ask_of(actor: Actor, slug: str, key: str, year: int) -> Ask:
    """What is asked of this donor in this year, for officers; Refused (404) for an unknown address. Four queries."""
    programme = Programme.objects.filter(slug=slug).first()
    donor = programme.donors.filter(key=key).first() if programme else None
    if programme is None or donor is None or not actor.has(Role.OFFICER):
        raise missing()
    return ask_by_ids(programme, donor, year)


def ask_by_ids(programme: Programme, donor: Donor, year: int) -> Ask:
    """The same for records that are loaded. Two queries. Refused (404) when no rulebook knows the donor."""
    version = latest_version(programme)
    if version is None or donor.key not in version.rulebook.cycle.donors or not 1990 <= year <= 2200:
        raise missing()
    calls = Call.objects.filter(programme=programme, year=year).order_by("closes_at")
    found = list(calls.values_list("conditions", "zone"))
    words = {word for conditions, _zone in found for word in conditions}
    stones = expand(version.rulebook.cycle, year, words, [donor.key])
    due = next(stone for stone in stones if stone.kind == "programme_application")
    return Ask(programme, donor, year, version, due, found[-1][1] if found else "Europe/Oslo")


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_donor", _("There is no such donor of this programme."), status=404)


def waiting(ask: Ask, *, lock: bool = False) -> list[Grant]:
    """The awards of the year that still wait for this donor, oldest reference first."""
    rows = Grant.objects.filter(
        programme=ask.programme, donor=ask.donor, cycle_year=ask.year, step=GrantStep.CONDITIONAL
    ).order_by("reference")
    return list(rows.select_for_update() if lock else rows)


def is_late(ask: Ask, grant: Grant) -> bool:
    """Whether the award was decided after the donor's date."""
    return ask.due.on is not None and decided_on(ask, grant) > ask.due.on


def decided_on(ask: Ask, grant: Grant) -> date:
    """The day of the award, in the call's zone."""
    day: date = grant.awarded_at.astimezone(ZoneInfo(ask.zone)).date()
    return day


def awards_of(ask: Ask, grants: list[Grant]) -> list[Award]:
    """The awards with their parties and plans. Eight queries, however many there are."""
    parties = parties_of_many({grant.partnership_id for grant in grants})
    versions = newest_frozen([grant.id for grant in grants])
    plans = contents(versions.values())
    return [
        Award(
            grant, tuple(parties.get(grant.partnership_id, ())),
            plans[versions[grant.id]] if grant.id in versions else Plan(), is_late(ask, grant),
        )
        for grant in grants
    ]


def newest_frozen(grants: list[UUID]) -> dict[UUID, UUID]:
    """By grant: the newest version of its plan that is frozen. One query."""
    rows = Version.objects.filter(plan__grant__in=grants).exclude(frozen_at=None).order_by("number")
    return dict(rows.values_list("plan__grant_id", "id"))


def in_force(ask: Ask) -> ProgrammeApplication | None:
    """The programme application that counts, with who made and sent it. One query."""
    rows = ProgrammeApplication.objects.filter(
        programme=ask.programme, donor=ask.donor, year=ask.year, superseded_at=None
    )
    found: ProgrammeApplication | None = rows.select_related("made_by", "sent_by").first()
    return found


def next_number(ask: Ask) -> int:
    """The number of the next one."""
    rows = ProgrammeApplication.objects.filter(programme=ask.programme, donor=ask.donor, year=ask.year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def recorded(ask: Ask) -> list[DonorGrant]:
    """What the donor granted for this year, with the awards it counts for. Two queries."""
    rows = DonorGrant.objects.filter(
        application__programme=ask.programme, application__donor=ask.donor, application__year=ask.year
    )
    return list(rows.select_related("paper", "recorded_by").prefetch_related("rows__grant").order_by("recorded_at"))


def donor_grant_of(grant: UUID) -> DonorGrant | None:
    """The donor's grant that made this award firm; None while it waits."""
    row = (
        DonorGrantRow.objects.filter(grant=grant).exclude(outcome=Answer.CONDITIONAL)
        .select_related("donor_grant").order_by("-donor_grant__recorded_at").first()
    )
    return row.donor_grant if row else None


@dataclass(frozen=True)
class Line:
    """One donor and year of a programme: how many awards name it, how many wait, and where its application stands."""

    donor: Donor
    year: int
    awards: int
    waiting: int
    stand: Asked | None


def asks_of(programme: UUID, year: int | None = None) -> list[Line]:
    """Every donor and cycle year that awards of the programme name, newest year first. Two queries."""
    rows = Grant.objects.filter(programme=programme, donor__isnull=False)
    asked = ProgrammeApplication.objects.filter(programme=programme, superseded_at=None)
    if year is not None:
        rows, asked = rows.filter(cycle_year=year), asked.filter(year=year)
    stands = {(row.donor_id, row.year): row.stand for row in asked.defer("content")}
    found: dict[tuple[UUID, int], list[Grant]] = {}
    givers: dict[UUID, Donor] = {}
    for grant in rows.select_related("donor").order_by("-cycle_year", "donor__key"):
        found.setdefault((grant.donor_id, grant.cycle_year), []).append(grant)
        givers[grant.donor_id] = grant.donor
    return [
        Line(givers[key[0]], key[1], len(grants), sum(grant.conditional for grant in grants), stands.get(key))
        for key, grants in found.items()
    ]
