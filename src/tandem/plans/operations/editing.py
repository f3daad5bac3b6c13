"""Changing the draft part by part; nothing is overwritten that somebody has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as attributes
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.core.planning import PartKind
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.ids import new_id
from tandem.plans import access, queries
from tandem.plans.fields import Setting
from tandem.plans.models import Activity, BudgetLine, BudgetYear, Indicator, Note, Risk, Statement, Target, Version
from tandem.plans.operations.reading import read
from tandem.plans.operations.versioning import Seen

MODELS: Mapping[PartKind, Any] = {
    "statement": Statement, "indicator": Indicator, "risk": Risk, "activity": Activity, "line": BudgetLine,
    "note": Note,
}
ROOMS: Mapping[PartKind, str] = {
    "statement": "statements", "indicator": "indicators", "risk": "risks", "activity": "activities", "line": "lines",
    "note": "notes",
}
BY_YEAR = ("targets", "years")


@transaction.atomic
def put(
    actor: Actor,
    plan: UUID,
    part: PartKind,
    values: Mapping[str, str],
    *,
    identity: UUID | None = None,
    seen: Seen | None = None,
    locale: str = "",
    new: UUID | None = None,
) -> UUID:
    """Add a part to the draft (`identity` None) or change the fields given of one that is there; returns its identity.

    `values` are texts as people type them, by field of the core's part; 'targets/2026' (calendar year) and 'years/1'
    (year of the grant) for what goes by year; an empty text takes the value away. Numbers, amounts and days are read in
    `locale` (the request's language when left out; 'plain' for machines). `seen`: number and revision of the version
    that the form showed. `new`: the identity to give to a new part.
    Refused: not a writer (403), no such plan or part (404), frozen, or this part changed since it was seen (409, with
    `values` mine and theirs), what cannot be read or does not hold (422, one problem per field).
    """
    held = access.hold_plan(actor, plan)
    held.demand_write()
    draft = claimed(plan)
    content = queries.content(draft.id)
    before = find(content, part, identity or new)
    if identity is not None:
        _refuse_overwriting(draft, part, identity, before, seen)
    setting = Setting(held.terms, content, locale or get_language() or actor.language)
    after = read(part, before, values, setting, identity or new or new_id())
    if after == before:
        return after.identity
    if identity is None and before is not None:  # sent twice, and not the same
        _refuse_overwriting(draft, part, before.identity, before, (0, 0))
    _store(actor, draft, part, before, after)
    verb = "plan.part_changed" if before else "plan.part_added"
    audit.record(actor, verb, "plan", plan, {"part": part, "identity": str(after.identity), "version": draft.number})
    return after.identity


@transaction.atomic
def take_away(actor: Actor, plan: UUID, part: PartKind, identity: UUID, *, seen: Seen | None = None) -> None:
    """Take a part out of the draft; earlier versions keep it.

    Refused as in `put`, and (422) a statement on which other parts still hang.
    """
    held = access.hold_plan(actor, plan)
    held.demand_write()
    draft = claimed(plan)
    content = queries.content(draft.id)
    _refuse_overwriting(draft, part, identity, find(content, part, identity), seen)
    hanging = sum(1 for _kind, other in content.parts() if identity in _points_at(other))
    if hanging:
        raise Refused(
            "still_used",
            ngettext(
                "One other part of the plan hangs on this.", "%(number)d other parts of the plan hang on this.", hanging
            ) % {"number": hanging},
            _("Let them serve something else, or take them away first."),
        )
    MODELS[part].objects.filter(version=draft, identity=identity).delete()
    audit.record(actor, "plan.part_taken_away", "plan", plan, {
        "part": part, "identity": str(identity), "version": draft.number,
    })


def _points_at(part: planning.Part) -> set[UUID | None]:
    return {getattr(part, name, None) for name in ("parent", "statement", "threatens")}


def claimed(plan: UUID) -> Version:
    """The draft, its revision raised by one and its row held until the transaction ends: one writes at a time."""
    rows = Version.objects.filter(plan=plan, frozen_at=None)
    draft = rows.first()
    if draft is None or not rows.filter(id=draft.id).update(revision=F("revision") + 1):
        raise Refused(
            "plan_frozen", _("This version of the plan is frozen: nothing in it changes any more."),
            _("Begin a new version, then change it there."), status=409,
        )
    draft.refresh_from_db(fields=["revision"])
    return draft


def find(content: planning.Plan, part: PartKind, identity: UUID | None) -> planning.Part | None:
    """The part with this identity; None when there is none, or none is meant."""
    return next((row for row in getattr(content, ROOMS[part]) if row.identity == identity), None)


def _refuse_overwriting(
    draft: Version, part: PartKind, identity: UUID, before: planning.Part | None, seen: Seen | None
) -> None:
    if before is None and not (seen and _taken_away(draft, part, identity, seen)):
        raise Refused("no_such_part", _("There is no such part in this plan."), status=404)
    row = MODELS[part].objects.filter(version=draft, identity=identity).select_related("changed_by").first()
    if row is not None and (seen is None or (seen[0] == draft.number and row.changed_in <= seen[1])):
        return
    who, at = _last_hand(row)
    raise Refused(
        "part_changed" if row is not None else "part_taken_away",
        _("%(who)s changed this while you were writing.") % {"who": who} if row is not None
        else _("Somebody took this away while you were writing."),
        _("Compare the two, then save what should stand."), status=409, values={"who": who, "at": at, "theirs": before},
    )


def _taken_away(draft: Version, part: PartKind, identity: UUID, seen: Seen) -> bool:
    """Whether what a form showed has gone since: it belongs to no other plan, and the draft has moved on."""
    elsewhere = MODELS[part].objects.filter(identity=identity).exclude(version__plan=draft.plan_id).exists()
    return not elsewhere and seen != (draft.number, draft.revision - 1)


def _last_hand(row: Any) -> tuple[str, datetime | None]:
    if row is None:
        return "", None
    return str(row.changed_by or _("Your partner")), row.changed_at


def _store(actor: Actor, draft: Version, part: PartKind, before: planning.Part | None, after: planning.Part) -> None:
    """Write one part as it now is."""
    model = MODELS[part]
    kept = {each.name: getattr(after, each.name) for each in attributes(after) if each.name not in BY_YEAR}
    kept = {name: planning.plain(value) if name == "baseline" and value is not None else value
            for name, value in kept.items()}
    kept |= {"baseline": kept["baseline"] or ""} if "baseline" in kept else {}
    kept |= {"changed_in": draft.revision, "changed_by_id": actor.person_id, "changed_at": clock.now()}
    if isinstance(after, planning.Risk) and not after.tolerance:
        kept["tolerated_by"] = ""
    if before is None and "place" in kept:
        kept["place"] = model.objects.filter(version=draft).count() + 1
    row, _made = model.objects.update_or_create(version=draft, identity=after.identity, defaults=kept)
    if isinstance(after, planning.Indicator):
        Target.objects.filter(indicator=row).delete()
        Target.objects.bulk_create(
            Target(indicator=row, year=each.year, value=planning.plain(each.value)) for each in after.targets
        )
    elif isinstance(after, planning.Line):
        BudgetYear.objects.filter(line=row).delete()
        BudgetYear.objects.bulk_create(BudgetYear(line=row, year=year, minor=minor) for year, minor in after.years)
