"""Acts on many applications: first what would happen to which, and what is refused and why; then one confirmed act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.lists.filters import asked_in, rows
from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import uuid_or_none

MOST = 500  # applications at once


@dataclass(frozen=True)
class Fate:
    """What would happen to one application: `does` says whether anything, `says` what or why not."""

    application: Application
    does: bool
    says: str


@dataclass(frozen=True)
class Action:
    """One act on many. Later apps register theirs: their operations are called, never copied.

    `form` gives the fields it needs (None: none) for a call and what was posted; `preview` says each fate and writes
    nothing; `act` does it for the applications whose fate was `does`, inside a transaction, calling operations that
    refuse by themselves. `offered` says whether the call knows such an act at all, `waiting` for which applications of
    the call it may do something at this moment (the preview still says so of each); with none, no list offers it.
    """

    id: str
    label: Any
    preview: Callable[[Actor, Call, Sequence[Application], Mapping[str, Any]], list[Fate]]
    act: Callable[[Actor, Call, Sequence[UUID], Mapping[str, Any]], None]
    form: Callable[[Call, Any], forms.Form] | None = None
    offered: Callable[[Call], bool] = lambda call: True
    waiting: Callable[[Call, datetime], Q] = lambda call, now: Q()
    place: int = 50


_actions: dict[str, Action] = {}


def register(made: Action) -> None:
    """Make an act known to every list of applications; the same id again replaces it."""
    _actions[made.id] = made


def offered(call: Call) -> list[Action]:
    """The acts that this call knows, in their order."""
    return sorted((each for each in _actions.values() if each.offered(call)), key=lambda each: each.place)


def chances(call: Call, now: datetime) -> dict[str, Q]:
    """For a query of applications: to which each act of this call may do something now, by the act's id."""
    return {each.id: each.waiting(call, now) for each in offered(call)}


def action_of(call: Call, id: str) -> Action:
    """The act with this id; Refused (422) when there is none for this call."""
    found = _actions.get(id)
    if found is None or not found.offered(call):
        raise Refused("no_such_act", _("Choose what to do with the marked applications."))
    return found


def chosen(actor: Actor, call: Call, ids: Sequence[str], query: Mapping[str, Any] | None) -> list[Application]:
    """The marked applications, or with `query` all that fit it, in the list's order. Refused: none, or too many."""
    now = clock.now()
    found = rows(call, actor, asked_in(query or {}), now)
    if query is None:
        found = found.filter(id__in=[id for id in map(uuid_or_none, ids[: MOST + 1]) if id is not None])
    there = list(found[: MOST + 1])
    if not there:
        raise Refused("nothing_chosen", _("Mark at least one application."), _("Then choose what to do with it."))
    if len(there) > MOST or len(ids) > MOST:
        raise Refused(
            "too_many", _("More than %(limit)d applications are too many for one act.") % {"limit": MOST},
            _("Narrow the list with its filters and do it in parts."),
        )
    for each in there:
        each.call = call
    return there


def preview(
    actor: Actor, call: Call, action: Action, there: Sequence[Application], data: Mapping[str, Any]
) -> list[Fate]:
    """What would happen to each. An application closed to the officer by an interest is never touched."""
    if not (decision := access.may_run(actor, call)):
        raise Refused.by(decision)
    closed = [each for each in there if getattr(each, "closed", False)]
    rest = [each for each in there if not getattr(each, "closed", False)]
    fates = {fate.application.id: fate for fate in action.preview(actor, call, rest, data)}
    for each in closed:
        fates[each.id] = Fate(each, False, _("You declared an interest in it: a colleague decides."))
    return [fates[each.id] for each in there]


def fingerprint(action: Action, fates: Sequence[Fate], data: Mapping[str, Any]) -> str:
    """What a confirmation is bound to: the act, its fields, and each application's fate as it was shown."""
    said = [action.id, *sorted(f"{key}={value}" for key, value in data.items())]
    said += [f"{fate.application.id} {fate.does} {fate.says}" for fate in fates]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


@transaction.atomic
def carry_out(
    actor: Actor, call: Call, action: Action, there: Sequence[Application], data: Mapping[str, Any], seen: str
) -> int:
    """Do it, all or nothing, exactly as it was previewed; returns to how many.

    Refused: anything has changed since the preview (409), nothing would happen (422), or an operation refuses.
    """
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    fates = preview(actor, call, action, there, data)
    if fingerprint(action, fates, data) != seen:
        raise Refused(
            "changed", _("Something has changed since the preview, so nothing was done."),
            _("Look at the new preview, then confirm it."), status=409,
        )
    ids = [fate.application.id for fate in fates if fate.does]
    if not ids:
        raise Refused("nothing_to_do", _("Nothing would happen to any of them."))
    action.act(actor, call, ids, data)
    audit.record(actor, "applications.acted_on", "call", call.id, {"act": action.id, "applications": ids})
    return len(ids)
