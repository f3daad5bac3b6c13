"""A grant under agreement, with a plan in which one indicator still has no baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from tandem.delivery import operations
from tandem.delivery.operations import VisitInput
from tandem.delivery.queries import doing
from tandem.foundation.access import Actor
from tandem.partnerships.models import Grant
from tests.cast import Cast
from tests.factories import delivery

NOON = "2025-11-20T12:00"


@dataclass
class Room:
    """A grant that is carried out, the parts of its plan by name, and hands to do it with."""

    cast: Cast
    grant: Grant
    ids: dict[str, UUID]
    team: dict[str, str] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        return self.cast.actor(who)

    def start(self, name: str = "visit", who: str = "dee", on: date = date(2025, 9, 2), **more: Any) -> Any:
        return operations.start_activity(self.actor(who), self.grant.id, self.ids[name], on, **more)

    def value(self, name: str = "rising", year: int = 2025, who: str = "dee", **given: Any) -> Any:
        return operations.record_actual(self.actor(who), self.grant.id, self.ids[name], year, **given)

    def all_values(self, year: int = 2025) -> None:
        """Everything that is measured is reported: a number, a zero, and a reason why not."""
        self.value("rising", year, value="1100")
        self.value("falling", year, value="0")
        self.value("milestone", year, reason="The record begins in March")

    def visit(self, *names: str, who: str = "bo", **changed: Any) -> Any:
        given = {
            "host": "abroad", "place": "San Telmo", "purpose": "See how routes are drawn", "from_on": date(2025, 10, 6),
            "to_on": date(2025, 10, 10), "people": tuple(self.team.get(name, name) for name in names), **changed,
        }
        return operations.plan_visit(self.actor(who), self.grant.id, VisitInput(**given))

    def address(self, rest: str) -> str:
        return f"/samband/grants/{self.grant.id}/{rest}"


@pytest.fixture
def room(cast: Cast, at: Callable[..., datetime]) -> Iterator[Room]:
    """Everything has its baseline; the scope is Samband's."""
    at(NOON)
    with cast.scope():
        yield Room(cast, *delivery.under_agreement(cast))


@pytest.fixture
def early(cast: Cast, at: Callable[..., datetime]) -> Iterator[Room]:
    """Nobody has counted the households yet."""
    at(NOON)
    with cast.scope():
        yield Room(cast, *delivery.under_agreement(cast, without=("rising",)))


@pytest.fixture
def travel(room: Room) -> Room:
    """The application named four people."""
    room.team = delivery.with_team(room.cast, room.grant)
    return room


def plan_of(room: Room) -> Any:
    """The plan as it is carried out."""
    found = doing(room.grant.id)
    assert found is not None
    return found
