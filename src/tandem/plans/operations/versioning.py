"""From version to version: a draft begun, proposed and agreed. What is frozen never changes again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core import planning
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.events import happened
from tandem.plans import access, queries
from tandem.plans.events import PlanProposed, PlanRevised
from tandem.plans.models import (
    Activity,
    BudgetLine,
    BudgetYear,
    Indicator,
    Note,
    Plan,
    Risk,
    Stage,
    Statement,
    Target,
    Version,
)
from tandem.plans.operations.following import draft_of
from tandem.plans.rules import OFFICERS_MEND

Seen = tuple[int, int]  # number and revision of the version that a page showed


@transaction.atomic
def revise(actor: Actor, plan: UUID, reason: str = "") -> Version:
    """A new draft with everything the newest version says, every part under its own identity.

    Refused: not a writer of the partnership (403), not to be known (404), a closed grant or a draft that is there
    already (409), no reason although a version was agreed (422).
    """
    held = access.hold_plan(actor, plan, lock=True)
    held.demand_write()
    kept = storable(reason.replace("\r\n", "\n"))[0].strip()
    if held.versions[0].frozen_at is None:
        raise Refused(
            "draft_exists", _("There is a draft of this plan already."), _("Go on with the one that is there."),
            status=409,
        )
    if not kept and any(version.stage == Stage.AGREED for version in held.versions):
        raise Refused(
            "reason_missing", _("The plan is agreed. Changing it needs a reason."),
            _("Say in a sentence or two why it should change."), problems=[Problem("missing", "reason")],
        )
    made = copied(actor, held.versions[0], Stage.DRAFT, kept)
    audit.record(actor, "plan.revised", "plan", plan, {"version": made.number, "reason": kept})
    happened(PlanRevised(str(plan), str(made.id), str(held.held.grant.id)))
    return made


def copied(actor: Actor, source: Version, stage: Stage, reason: str) -> Version:
    """A version that says the same as `source`, part by part. Inside the caller's transaction."""
    try:
        made = Version.objects.create(
            plan_id=source.plan_id, number=source.number + 1, stage=stage, reason=reason,
            made_by_id=actor.person_id, made_at=clock.now(), frozen_at=None,
        )
    except IntegrityError as error:
        raise Refused(
            "moved_on", _("Somebody else has begun a new version meanwhile."), _("Look at the plan again."), status=409
        ) from error
    plain: tuple[Any, ...] = (Statement, Risk, Activity, Note)
    for model in plain:
        model.objects.bulk_create([_again(row, made) for row in model.objects.filter(version=source)])
    _with_years(Indicator, Target, "indicator", source, made)
    _with_years(BudgetLine, BudgetYear, "line", source, made)
    return made


def _again(row: Any, made: Version) -> Any:
    row.pk, row._state.adding = new_id(), True
    row.version, row.changed_in = made, 0
    return row


def _with_years(model: Any, child: Any, parent: str, source: Version, made: Version) -> None:
    below = list(child.objects.filter(**{f"{parent}__version": source}))
    new: dict[UUID, Any] = {}
    for row in model.objects.filter(version=source):
        old = row.pk
        new[old] = _again(row, made)
    model.objects.bulk_create(new.values())
    for row in below:
        row.pk, row._state.adding = new_id(), True
        setattr(row, parent, new[getattr(row, f"{parent}_id")])
    child.objects.bulk_create(below)


@transaction.atomic
def propose(actor: Actor, plan: UUID, seen: Seen | None = None) -> Version:
    """Freeze the draft with the SHA-256 of its canonical content; recorded.

    Before the award this is part of sending the application. After it, the partners lay the plan before the organiser;
    Refused: not a writer (403), not to be known (404), no draft, or changed since it was `seen` (409), something
    lacks that the partners must mend (422, one problem each: `<kind>/<identity>/<field>`).
    """
    row = Plan.objects.select_for_update(of=("self",)).filter(id=plan).first()
    if row is None:
        raise access.missing()
    draft = locked(draft_of(plan))
    content = queries.content(draft.id)
    if row.grant_id is not None:
        _refuse_early(actor, plan, draft, content, seen)
    draft.stage, draft.frozen_at, draft.sha256 = Stage.PROPOSED, clock.now(), planning.digest(content)
    draft.save(update_fields=["stage", "frozen_at", "sha256"])
    audit.record(actor, "plan.proposed", "plan", plan, {"version": draft.number, "sha256": draft.sha256})
    if row.grant_id is not None:
        happened(PlanProposed(str(plan), str(draft.id), str(row.grant_id)))
    return draft


def reopen(actor: Actor, plan: UUID) -> Version:
    """Before the award: the application was taken back, so what it proposed may be written again, as a new draft.

    Inside the caller's transaction, which has decided whether it may be. A draft that is there already stays.
    """
    newest: Version = Version.objects.filter(plan=plan).select_related("plan").latest("number")
    if newest.frozen_at is None or newest.plan.grant_id is not None:
        return newest
    made = copied(actor, newest, Stage.DRAFT, "")
    audit.record(actor, "plan.reopened", "plan", plan, {"version": made.number})
    return made


def _refuse_early(actor: Actor, plan: UUID, draft: Version, content: planning.Plan, seen: Seen | None) -> None:
    held = access.hold_plan(actor, plan)
    held.demand_write()
    demand_seen(draft, seen)
    lacking = [
        finding for finding in held.terms.findings(content)
        if finding.severity == "must" and finding.code not in OFFICERS_MEND
    ]
    if lacking:
        raise Refused(
            "plan_incomplete",
            ngettext(
                "One thing is missing before the plan can be proposed.",
                "%(number)d things are missing before the plan can be proposed.", len(lacking),
            ) % {"number": len(lacking)},
            _("The plan lists each of them with the place where it is mended."),
            problems=[Problem(f.code, place_of(f), dict(f.numbers)) for f in lacking],
        )


def locked(version: Version) -> Version:
    """The version as it is now, its row held until the transaction ends: nobody writes in it meanwhile."""
    found: Version = Version.objects.select_for_update(of=("self",)).get(id=version.id)
    if found.frozen_at != version.frozen_at:
        raise Refused("moved_on", _("Somebody else has frozen this version meanwhile."), _("Look again."), status=409)
    return found


def place_of(finding: planning.Finding) -> str:
    """`<kind>/<identity>/<field>`, shorter where there is no identity or field."""
    pieces = [finding.part, str(finding.identity or ""), finding.field]
    return "/".join(piece for piece in pieces if piece)


def demand_seen(draft: Version, seen: Seen | None) -> None:
    """Refused (409) when the draft is not exactly what a page showed; None asks nothing."""
    if seen is not None and seen != (draft.number, draft.revision):
        raise Refused(
            "changed_since", _("The plan has changed since you read it."), _("Read it again, then decide."), status=409
        )


@transaction.atomic
def agree(actor: Actor, version: UUID) -> Version:
    """The version that an agreement was signed on is the plan in force. Inside the agreement's transaction; recorded.

    Whether it may be agreed is the agreement's to decide. Again for the same version: nothing happens.
    Refused: unknown (404), a draft (409), older than the version in force (409).
    """
    row = Version.objects.select_for_update(of=("self",)).filter(id=version).first()
    if row is None:
        raise access.missing()
    if row.stage == Stage.AGREED:
        return row
    if row.frozen_at is None:
        raise Refused("still_a_draft", _("A draft cannot be agreed: it may still change."), status=409)
    if Version.objects.filter(plan=row.plan_id, stage=Stage.AGREED, number__gt=row.number).exists():
        raise Refused("superseded", _("A later version of this plan is in force already."), status=409)
    row.stage, row.agreed_at = Stage.AGREED, clock.now()
    row.save(update_fields=["stage", "agreed_at"])
    audit.record(actor, "plan.agreed", "plan", row.plan_id, {"version": row.number, "sha256": row.sha256})
    return row
