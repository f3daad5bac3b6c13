"""Everything that an agreement on a grant is made of, as the database says it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.agreements.instalments import PlannedInstalment, planned
from tandem.agreements.models import Amendment
from tandem.agreements.states import Outcome
from tandem.answers.queries import stored
from tandem.applications.models import Application
from tandem.awards.models import DonorGrant
from tandem.awards.plan_blocks import Told, granted_by_year
from tandem.awards.queries.funding import donor_grant_of
from tandem.awards.queries.goals import goal_of
from tandem.core import planning
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.partnerships.access import Held
from tandem.plans.models import Version
from tandem.plans.queries import content, of_grant, proposed
from tandem.plans.rules import Terms, terms_of
from tandem.programmes.models import parsed


@dataclass(frozen=True)
class Basis:
    """A grant with the version of its plan that would be agreed, and what was applied for and decided."""

    held: Held
    version: Version | None
    plan: planning.Plan
    application: Application | None
    applied: Mapping[str, Any]  # goal and purposes as the application says them now
    people: tuple[Mapping[str, Any], ...]
    donor_grant: DonorGrant | None
    amendments: tuple[Amendment, ...]  # approved ones, oldest first

    @cached_property
    def terms(self) -> Terms:
        """What the rulebook says about the grant's plan."""
        return terms_of(self.held.grant, tuple(party.side for party in self.held.parties))

    @cached_property
    def told(self) -> Told:
        """The plan with what is needed to tell it."""
        grant, rulebook = self.held.grant, self.held.rulebook
        names = {party.side: party.organisation.name for party in self.held.parties}
        return Told(self.plan, rulebook, grant.component, names, grant.currency, grant.first_year, grant.years)

    @cached_property
    def budget(self) -> dict[int, int]:
        """What the grant pays per year of the grant, minor units."""
        return granted_by_year(self.told)

    @property
    def asked(self) -> Money:
        """The same over all years."""
        return Money(sum(self.budget.values()), self.held.grant.currency)

    @cached_property
    def own(self) -> Money:
        """What the parties pay themselves, over all years."""
        minor = sum(cell.minor for cell in self.told.cells if cell.paid_by == "own")
        return Money(minor, self.held.grant.currency)

    @property
    def donor(self) -> str:
        """The donor's key; '' while there is none."""
        return self.held.grant.donor.key if self.held.grant.donor else ""

    @cached_property
    def instalments(self) -> tuple[PlannedInstalment, ...]:
        """The instalments by the donor's own cycle."""
        grant = self.held.grant
        return planned(self.held.rulebook.cycle, self.donor, grant.cycle_year, self.budget, grant.currency)

    @property
    def zone(self) -> ZoneInfo:
        """The call's zone, in which days are counted; Oslo's or anybody's is never guessed: UTC without a call."""
        return ZoneInfo(self.application.call.zone if self.application else "UTC")

    @property
    def today(self) -> Any:
        """The day it is there."""
        return clock.now().astimezone(self.zone).date()


def basis(held: Held, *, version: Version | None = None) -> Basis:
    """What there is; the newest frozen version of the plan unless another is asked for. About a dozen queries."""
    grant = held.grant
    if version is None:
        row = of_grant(grant.id)
        version = proposed(row.id) if row else None
    application = application_of(held)
    applied: dict[str, Any] = {}
    people: tuple[Mapping[str, Any], ...] = ()
    if application is not None:
        applied = goal_of(application.form, application.id)
        people = _people(application)
    return Basis(
        held, version, content(version.id) if version else planning.Plan(), application, applied, people,
        donor_grant_of(grant.id), approved(grant.id),
    )


def application_of(held: Held) -> Application | None:
    """The application that became this grant, with its call."""
    rows = Application.objects.filter(partnership=held.grant.partnership_id, reference=held.grant.reference)
    found: Application | None = rows.select_related("call").first()
    if found is not None:
        parsed(found.call.rulebook_version_id)
    return found


def _people(application: Application) -> tuple[Mapping[str, Any], ...]:
    """Who was named as taking part, as the form asks for people."""
    asked = {question.id for question in application.form.questions() if question.type == "people"}
    rows = stored(application.id, asked)
    return tuple(
        kept.value for (path, _row), kept in rows.items() if path in asked and isinstance(kept.value, Mapping)
    )


def approved(grant: UUID) -> tuple[Amendment, ...]:
    """Amendments that were approved, oldest first."""
    return tuple(Amendment.objects.filter(grant=grant, outcome=Outcome.APPROVED).order_by("number"))
