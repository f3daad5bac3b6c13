"""A firm grant with a complete plan, and a hand to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tandem.core import planning
from tandem.foundation.access import Actor
from tandem.partnerships.models import Grant
from tandem.plans import operations, queries
from tandem.plans.access import HeldPlan, hold
from tandem.plans.models import Version
from tests.cast import Cast
from tests.factories import grants, plans

NOON = "2024-12-16T12:00"


@dataclass
class Desk:
    """Bo's and Dee's grant and its plan, complete and being written. Use inside `cast.scope()`."""

    cast: Cast
    grant: Grant
    written: plans.Written

    @property
    def plan(self) -> UUID:
        found: UUID = self.written.plan.id
        return found

    @property
    def ids(self) -> dict[str, UUID]:
        return self.written.ids

    def actor(self, name: str) -> Actor:
        return self.cast.actor(name)

    def held(self, who: str = "dee") -> HeldPlan:
        return hold(self.actor(who), self.grant.id)

    def newest(self) -> Version:
        version = queries.latest(self.plan)
        assert version is not None
        return version

    def content(self, version: Version | None = None) -> planning.Plan:
        return queries.content((version or self.newest()).id)

    def seen(self) -> tuple[int, int]:
        """What a page that is opened now shows."""
        version = self.newest()
        return version.number, version.revision

    def put(self, part: Any, values: dict[str, str], name: str = "", who: str = "dee", **more: Any) -> UUID:
        """Change the part of that name, or add one; typed as machines write unless a locale is given."""
        identity = self.ids[name] if name else None
        return operations.put(
            self.actor(who), self.plan, part, values, identity=identity, **{"locale": "plain", **more}
        )

    def part(self, name: str) -> Any:
        """The part as the newest version has it."""
        return next(part for _kind, part in self.content().parts() if part.identity == self.ids[name])

    def address(self, rest: str = "") -> str:
        return f"/samband/grants/{self.grant.id}/plan/{rest}"


@pytest.fixture
def desk(cast: Cast, at: Callable[..., datetime]) -> Iterator[Desk]:
    """The plan is complete and still a draft; the scope is Samband's."""
    at(NOON)
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty")
        yield Desk(cast, grant, plans.complete_plan(cast, grant))
