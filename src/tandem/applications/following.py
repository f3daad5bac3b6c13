"""What comes after a grant: the kinds of support it leads to, with the calls in which the partnership can go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from tandem.applications.models import Application
from tandem.calls.models import Call, Status
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import heavy, parsed


@dataclass(frozen=True)
class Next:
    """One kind of support that a grant leads to, and how the partnership gets there."""

    component: str
    title: Any
    summary: Any
    after: Any  # title of the kind of support that leads there
    call: Call | None = None  # open or coming; None: none is announced
    opened: bool = False
    application: Application | None = None  # the one it has made already


def following(partnership: UUID, grants: Iterable[Grant], now: datetime) -> list[Next]:
    """For grants of one partnership, the newest first: each kind of support once. Two queries, none without any."""
    wanted: dict[tuple[UUID, str], tuple[Any, Any, Any]] = {}
    for grant in grants:
        if grant.step == GrantStep.CANCELLED:
            continue
        rulebook = parsed(grant.rulebook_version_id)
        after = rulebook.components[grant.component]
        for id in after.leads_to:
            found = rulebook.components[id]
            wanted.setdefault((grant.programme_id, id), (found.title, found.summary, after.title))
    if not wanted:
        return []
    calls = _calls({programme for programme, _id in wanted}, {id for _programme, id in wanted}, now)
    made = {
        row.call_id: row
        for row in Application.objects.filter(partnership=partnership, call__in=[call.id for call in calls])
    }
    return [_next(key, said, calls, made, now) for key, said in wanted.items()]


def _calls(programmes: set[UUID], components: set[str], now: datetime) -> list[Call]:
    rows = Call.objects.filter(
        programme__in=programmes, component_id__in=components, status=Status.PUBLISHED, closes_at__gt=now
    )
    return list(rows.select_related("rulebook_version").defer(*heavy("rulebook_version")).order_by("closes_at"))


def _next(
    key: tuple[UUID, str], said: tuple[Any, Any, Any], calls: list[Call], made: dict[UUID, Application], now: datetime
) -> Next:
    programme, component = key
    fits = [call for call in calls if (call.programme_id, call.component_id) == (programme, component)]
    call = next((call for call in fits if call.is_open(now)), fits[0] if fits else None)
    application = next((made[each.id] for each in fits if each.id in made), None)
    return Next(component, *said, call, bool(call and call.is_open(now)), application)


def address(slug: str, partnership: UUID, one: Next) -> str:
    """Where the partnership goes on: its application, the start of one, or the call; '' when there is none."""
    if one.application is not None:
        return reverse("applications:overview", args=[slug, one.application.id])
    if one.call is None:
        return ""
    if one.opened:
        return f"{reverse('applications:start', args=[slug, one.call.slug])}?partnership={partnership}"
    return reverse("calls:call", args=[slug, one.call.slug])
