"""Which versions a plan has."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tandem.core import planning
from tandem.core.planning import PartKind
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.models import Grant
from tandem.plans.models import Comment, Plan, Stage, Version
from tandem.plans.queries.content import contents


def of_grant(grant: UUID) -> Plan | None:
    """The plan of a grant; None when the grant has none."""
    found: Plan | None = Plan.objects.filter(grant=grant).first()
    return found


def versions(plan: UUID) -> list[Version]:
    """Every version, the newest first, each with who made it. One query."""
    return list(Version.objects.filter(plan=plan).select_related("made_by").order_by("-number"))


def _versions_of(grant: UUID) -> QuerySet[Version]:
    rows: QuerySet[Version] = Version.objects.filter(plan__grant=grant)
    return rows.select_related("plan").order_by("-number")


_of_grant: Prepared[Version] = Prepared(_versions_of, grant=UUID)


def versions_in(grant: Grant) -> tuple[Version, ...]:
    """Every version of a grant's plan with the plan, the newest first; empty when the grant has none.

    Asked for once: whoever asks again about this object gets what was found. One query, then none.
    """
    found: tuple[Version, ...] | None = getattr(grant, "_versions_in", None)
    if found is None:
        found = tuple(_of_grant.all(grant=grant.id))
        grant._versions_in = found  # type: ignore[attr-defined]
    return found


def latest(plan: UUID) -> Version | None:
    """The newest version, draft or frozen."""
    return Version.objects.filter(plan=plan).order_by("-number").first()


def draft(plan: UUID) -> Version | None:
    """The version that is being written; None when every one is frozen."""
    return Version.objects.filter(plan=plan, frozen_at=None).order_by("-number").first()


def proposed(plan: UUID) -> Version | None:
    """The newest frozen version: proposed, or agreed when nothing was proposed after it."""
    return Version.objects.filter(plan=plan).exclude(frozen_at=None).order_by("-number").first()


def agreed(plan: UUID) -> Version | None:
    """The version in force: the newest that was agreed; None before the first agreement."""
    return Version.objects.filter(plan=plan, stage=Stage.AGREED).order_by("-number").first()


def numbered(plan: UUID, number: int) -> Version | None:
    """One version by its number."""
    return Version.objects.filter(plan=plan, number=number).select_related("made_by").first()


def comments(plan: UUID) -> list[Comment]:
    """What was said about a plan, the newest first. One query."""
    return list(Comment.objects.filter(plan=plan).select_related("written_by").order_by("-written_at", "-id"))


def history(plan: UUID, part: PartKind, identity: UUID) -> tuple[tuple[planning.Plan, planning.Plan, Version], ...]:
    """How one part came to be: pairs of plans that hold nothing else, before and in each frozen version that changed
    it, oldest first. Seven queries."""
    frozen = list(Version.objects.filter(plan=plan).exclude(frozen_at=None).order_by("number"))
    found = contents([version.id for version in frozen])
    pairs = []
    before = planning.Plan()
    for version in frozen:
        here = only(found[version.id], part, identity)
        if here != before:
            pairs.append((before, here, version))
        before = here
    return tuple(pairs)


def only(plan: planning.Plan, part: PartKind, identity: UUID) -> planning.Plan:
    """The plan without everything but one part."""
    rows = tuple(row for kind, row in plan.parts() if kind == part and row.identity == identity)
    room = "activities" if part == "activity" else f"{part}s"
    return planning.Plan(**{room: rows})  # type: ignore[arg-type]
