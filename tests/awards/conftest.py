"""A call with judged applications, made fast: the choice is tested here, how they came to be judged elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from tandem.applications.models import Application
from tandem.awards import operations
from tandem.awards.content import content_of
from tandem.awards.models import Decision, Proposal
from tandem.awards.queries.proposals import in_force
from tandem.awards.queries.running import running
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership
from tandem.organisations.models import Organisation
from tandem.partnerships import operations as partnerships
from tandem.plans import operations as plans
from tandem.reviews.models import Assignment, Interview, Scoring
from tests.cast import Cast
from tests.factories import calls, organisations

NOON = "2024-12-01T12:00"


@dataclass
class World:
    """A closed call and a hand to put judged applications into it. Use inside `cast.scope()`."""

    cast: Cast
    call: Call
    made: list[Application] = field(default_factory=list)

    def actor(self, name: str) -> Any:
        return self.cast.actor(name)

    def assessors(self, number: int) -> list[Person]:
        """Cy and others like Cy."""
        others = [
            Person.objects.get_or_create(email=f"assessor{n}@tandem.example", defaults={"name": f"Assessor {n}"})[0]
            for n in range(1, number)
        ]
        for person in others:
            Membership.objects.get_or_create(organiser=self.cast.samband, person=person, role="assessor")
        return [self.cast.cy, *others]

    def application(
        self, title: str, asked: int, *, country: str = "GT", step: str = "scored", parties: Any = None
    ) -> Application:
        """A submitted application for `asked` main units, of Bo's and Dee's people unless `parties` are given."""
        number = len(self.made) + 1
        if parties is None:
            parties = (
                organisations.make(f"Fjord {number} kommune", sign=self.cast.bo),
                organisations.make(f"San Telmo {number}", country, sign=self.cast.dee if country == "GT" else None),
            )
        sides = dict(zip(self.call.component.parties, parties, strict=False))
        partnership = partnerships.found(self.actor("bo"), title, {side: o.id for side, o in sides.items()})
        now = clock.now()
        scale = 1 if self.call.currency == "JPY" else 100
        row = Application.objects.create(
            call=self.call, partnership=partnership, plan=plans.start(partnership.id), title=title, step=step,
            asked_minor=asked * scale, founded_at=now, reference=f"{self.call.slug}-{number:04d}".upper(),
            submitted_at=now, founded_by=self.cast.bo,
        )
        self.made.append(row)
        return row

    def judge(self, application: Application, *values: int | tuple[int, ...], reason: str = "") -> Application:
        """Locked scores: per assessor one value for every criterion, or a tuple with one each. Score as published."""
        from tandem.applications.operations import move
        from tandem.reviews.queries.counting import counted

        criteria = self.call.component.criteria
        for person, given in zip(self.assessors(len(values)), values, strict=True):
            work = Assignment.objects.create(
                application=application, assessor=person, assigned_at=clock.now(), opened_at=clock.now(),
                locked_at=clock.now(),
            )
            row = (given,) * len(criteria) if isinstance(given, int) else given
            Scoring.objects.bulk_create([
                Scoring(assignment=work, criterion=criterion.id, value=value, saved_at=clock.now(),
                        reason=reason or f"{application.title}: {criterion.id} seen as {value}")
                for criterion, value in zip(criteria, row, strict=True)
            ])
        score = counted(self.call.component, application.id).score
        move(application.id, step="scored", score=score)
        application.refresh_from_db()
        return application

    def scored(self, title: str, asked: int, *values: int | tuple[int, ...], country: str = "GT") -> Application:
        """A judged application."""
        return self.judge(self.application(title, asked, country=country), *values)

    def interviewed(self, title: str, asked: int, recommended: bool, parties: Any) -> Application:
        """An application with an interview record, where a programme does not score."""
        row = self.application(title, asked, step="interviewed", parties=parties)
        Interview.objects.create(
            application=row, recommended=recommended, reason=f"{title}: what the interview showed",
            recorded_by=self.cast.ana, recorded_at=clock.now(), confirmed_at=clock.now(),
        )
        return row

    def four(self) -> list[Application]:
        """Four judged applications; the call's five millions reach the first three."""
        return [
            self.scored("Waste", 2_000_000, 5, 4), self.scored("Schools", 1_500_000, 4, 4, country="AL"),
            self.scored("Budgets", 1_000_000, 4, 3), self.scored("Fire", 1_000_000, 2, 3),
        ]

    def proposed(self) -> Proposal:
        """Ana's proposal with confirmed donors."""
        proposal = operations.propose(self.actor("ana"), self.call.id)
        current = in_force(self.call.id)
        assert current is not None
        operations.confirm_donors(
            self.actor("ana"), proposal.id, {row.id: row.donor_proposed_id for row in current.funded}
        )
        return proposal

    def sent(self) -> Proposal:
        """Ana's proposal, before a second officer."""
        return operations.send_for_decision(self.actor("ana"), self.proposed().id)

    def seen(self, by: str = "omar") -> str:
        """The checksum of what the second officer's page shows now."""
        current = in_force(self.call.id)
        assert current is not None
        runners = running(self.call, self.actor(by).person_id, clock.now())
        return content_of(self.call, self.cast.samband, current, runners).sha256

    def decided(self) -> Decision:
        """Approved by Omar."""
        proposal = self.sent()
        return operations.decide(self.actor("omar"), proposal.id, self.seen(), "approve")


@pytest.fixture
def world(cast: Cast, at: Callable[..., datetime]) -> Iterator[World]:
    """The call of 2024 has closed; the scope is Samband's."""
    with cast.scope():
        made = World(cast, calls.call(cast.actor("ana")))
        at(NOON)
        yield made


@pytest.fixture
def harbour(cast: Cast, at: Callable[..., datetime]) -> Iterator[World]:
    """The invented programme: three parties, an interview, no scoring, a currency without decimals."""
    with cast.scope():
        made = World(cast, calls.call(cast.actor("ana"), calls.HARBOUR, year=2025, starts_on=date(2026, 3, 1)))
        at("2025-12-01T12:00")
        yield made


def three(cast: Cast, *countries: str) -> list[Organisation]:
    """Three organisations for the invented programme."""
    return [
        organisations.make(f"Harbour of {country} {n}", country, sign=cast.bo if n == 0 else None)
        for n, country in enumerate(countries)
    ]
