"""The plan as it is being done, and which of its activities have begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from tandem.core import planning
from tandem.delivery.models import ActivityStart
from tandem.plans.models import Stage, Version
from tandem.plans.queries import content


@dataclass(frozen=True)
class Doing:
    """The version that is carried out, and where its indicators stand.

    `version` and `plan` are the agreed ones, before the agreement the newest that was laid before the organiser.
    `measured` is the newest frozen content: a baseline that was found later stands there first.
    """

    version: Version
    plan: planning.Plan
    measured: planning.Plan

    def activity(self, identity: UUID) -> planning.Activity | None:
        """An activity of the plan; None when there is none."""
        return next((row for row in self.plan.activities if row.identity == identity), None)

    def indicator(self, identity: UUID) -> planning.Indicator | None:
        """An indicator of the plan; None when there is none."""
        return next((row for row in self.plan.indicators if row.identity == identity), None)

    def without_baseline(self, activity: planning.Activity) -> tuple[planning.Indicator, ...]:
        """Indicators that the activity serves and whose dated baseline stands nowhere yet (MIC-8)."""
        return planning.baseline_missing(self.measured, activity)


def doing(grant: UUID) -> Doing | None:
    """The plan of a grant as it is carried out; None before it was laid before anybody. One query when remembered."""
    rows = Version.objects.filter(plan__grant=grant).exclude(frozen_at=None).order_by("-number")
    versions: list[Version] = list(rows)
    if not versions:
        return None
    version = carried_out(versions)
    return Doing(version, frozen(version.id), frozen(versions[0].id))


def carried_out(versions: Sequence[Version]) -> Version:
    """Of frozen versions, the newest first: the one that is agreed, before the agreement the newest."""
    return next((each for each in versions if each.stage == Stage.AGREED), versions[0])


@lru_cache(maxsize=256)
def frozen(version: UUID) -> planning.Plan:
    """What a frozen version says: read once per process, because it never changes."""
    return content(version)


def starts(grant: UUID) -> dict[UUID, ActivityStart]:
    """The activities that have begun, by identity. One query."""
    rows = ActivityStart.objects.filter(grant=grant).select_related("recorded_by")
    return {row.activity: row for row in rows}
