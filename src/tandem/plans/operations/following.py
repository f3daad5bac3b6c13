"""Before the award the draft plan follows the form: answers are written through to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F

from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.partnerships.models import Grant
from tandem.plans.models import BudgetLine, BudgetYear, Note, Plan, Stage, Version
from tandem.plans.operations import rows

KINDS = {
    "plan.learning_goals": "learning_goal",
    "plan.context_knowledge": "context_knowledge",
    "plan.results": "result_sketch",
}
ROWS = frozenset({"plan.results", "plan.activities", "plan.risks"})  # rows of these become parts of the plan


@dataclass(frozen=True)
class Written:
    """One answer that edits the plan: `edits` names the part, `row` identifies a row of budget, table or results."""

    edits: str
    question: str
    side: str
    row: str
    value: Any  # None takes the part away


def start(partnership: UUID) -> Plan:
    """A plan with its first draft version. Inside the caller's transaction."""
    now = clock.now()
    plan = Plan.objects.create(partnership_id=partnership, made_at=now)
    Version.objects.create(plan=plan, number=1, stage=Stage.DRAFT, made_at=now)
    return plan


def draft_of(plan: UUID) -> Version:
    """The plan's draft; Refused when every version is frozen."""
    version = Version.objects.filter(plan=plan, frozen_at=None).order_by("-number").first()
    if version is None:
        raise Refused("plan_frozen", "the plan has no draft", status=409)
    return version


def write(plan: UUID, parts: Iterable[Written], *, last_year: int | None = None) -> None:
    """Write answers through to the draft, in the transaction of their save; a row's id is the part's identity.

    `last_year`: the calendar year in which the targets of a sketch of results are to be reached.
    """
    parts = tuple(parts)
    if not parts:
        return
    draft = draft_of(plan)
    Version.objects.filter(id=draft.id).update(revision=F("revision") + 1)
    for part in parts:
        if part.edits == "plan.budget":
            _budget(draft, part)
        elif part.row and part.edits in ROWS:
            rows.write(draft, part.edits, UUID(part.row), part.value, last_year)
        elif part.edits in KINDS:
            _note(draft, part)


def _identity(plan: UUID, part: Written) -> UUID:
    return UUID(part.row) if part.row else uuid5(plan, f"{part.question}/{part.side}")


def _note(draft: Version, part: Written) -> None:
    identity = _identity(draft.plan_id, part)
    notes = Note.objects.filter(version=draft, identity=identity)
    if part.value is None:
        notes.delete()
        return
    text = part.value if isinstance(part.value, str) else ""
    changed = notes.update(text=text)
    if not changed:
        Note.objects.create(
            version=draft, identity=identity, kind=KINDS[part.edits], side=part.side, question=part.question, text=text
        )


def _budget(draft: Version, part: Written) -> None:
    identity = _identity(draft.plan_id, part)
    BudgetLine.objects.filter(version=draft, identity=identity).delete()
    if part.value is None:
        return
    value = part.value
    line = BudgetLine.objects.create(
        version=draft,
        identity=identity,
        line=_text(value, "line"),
        text=_text(value, "text")[:500],
        side=_text(value, "party"),
        paid_by=_text(value, "paid_by") or "grant",
        currency=_text(value, "currency")[:3],
        rate=_text(value, "rate")[:40],
        rate_source=_text(value, "rate_source")[:200],
        rate_on=_day(value.get("rate_on")),
    )
    years = value.get("years") or {}
    BudgetYear.objects.bulk_create(
        BudgetYear(line=line, year=int(year), minor=minor) for year, minor in years.items() if isinstance(minor, int)
    )


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def attach(plan: UUID, grant: Grant) -> None:
    """The plan belongs to this grant from now on. Inside the transaction of the award."""
    Plan.objects.filter(id=plan).update(grant=grant)
