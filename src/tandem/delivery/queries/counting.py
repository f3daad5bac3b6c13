"""How far the doing has come, in numbers: what the grant's page says, without reading the plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from tandem.delivery.models import ActivityStart, Actual, Visit
from tandem.delivery.states import ActualState, VisitState
from tandem.foundation.tenancy.prepared import Prepared
from tandem.plans.models import Activity, Indicator, Version


@dataclass(frozen=True)
class Counted:
    """Of one version of a plan: its activities, how many have begun, its indicators. Of the grant: values reported for
    a year in whatever state, those returned and those that wait, visits held."""

    activities: int
    begun: int
    indicators: int
    told: int
    returned: int
    waiting: int
    visits: int


NAMES = ("activities", "begun", "indicators", "told", "returned", "waiting", "visits")


def _number(rows: QuerySet[Any]) -> Subquery:
    count = Func(F("id"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(counted_rows=count).values("counted_rows"))


def _counts(version: UUID, grant: UUID, year: int) -> QuerySet[Version]:
    activities = Activity.objects.filter(version=version)
    begun = ActivityStart.objects.filter(grant=grant).values("activity")
    values = Actual.objects.filter(grant=grant, year=year)
    numbers = {
        "activities": activities, "begun": activities.filter(identity__in=begun),
        "indicators": Indicator.objects.filter(version=version), "told": values,
        "returned": values.filter(state=ActualState.RETURNED), "waiting": values.filter(state=ActualState.SENT),
        "visits": Visit.objects.filter(grant=grant, state=VisitState.HELD),
    }
    rows: QuerySet[Version] = Version.objects.filter(id=version).only("id")
    return rows.annotate(**{f"n_{name}": _number(each) for name, each in numbers.items()})


_counted: Prepared[Version] = Prepared(_counts, version=UUID, grant=UUID, year=int)


def counted(version: UUID, grant: UUID, year: int) -> Counted:
    """The numbers for a version of the grant's plan and a calendar year. One query."""
    row = _counted.first(version=version, grant=grant, year=year)
    return Counted(**{name: getattr(row, f"n_{name}", 0) for name in NAMES})


def visits_by_host(grant: UUID) -> dict[str, int]:
    """How many visits were held at each side. One query."""
    rows = Visit.objects.filter(grant=grant, state=VisitState.HELD).values_list("host", flat=True)
    return dict(Counter(rows))
