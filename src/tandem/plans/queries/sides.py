"""Reading a version of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tandem.plans.models import BudgetLine, Note, Version


@dataclass(frozen=True)
class Contents:
    """One version with its parts."""

    version: Version
    notes: tuple[Note, ...]
    budget: tuple[BudgetLine, ...]


def newest(plan: UUID) -> Contents:
    """The newest version of a plan with its notes and budget lines (years prefetched). Four queries."""
    version = Version.objects.filter(plan=plan).order_by("-number")[0]
    lines = BudgetLine.objects.filter(version=version).prefetch_related("years").order_by("place", "id")
    return Contents(version, tuple(Note.objects.filter(version=version).order_by("id")), tuple(lines))


def one_sided(contents: Contents, sides: tuple[str, ...]) -> tuple[str, ...]:
    """Sides that state no learning goal of their own although another does: the plan benefits one side only (MIC-5)."""
    with_goal = {row.side for row in contents.notes if row.kind == "learning_goal" and row.text.strip()}
    return tuple(side for side in sides if side not in with_goal) if with_goal else ()
