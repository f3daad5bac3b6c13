"""What an application stands on beside its answers: tools filled in, days recorded, other support, its ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from tandem.applications.access import Held
from tandem.applications.around import around
from tandem.core.eligibility import Case
from tandem.core.values import Money


@dataclass(frozen=True)
class Prerequisites:
    """Rows to show; each list is empty where the programme asks for nothing of the kind."""

    tools: list[dict[str, Any]]
    recorded: list[dict[str, Any]]
    support: list[dict[str, Any]]
    asks_support: bool
    ceiling: dict[str, Any] | None
    partnership: str  # address of the partnership's page

    def __bool__(self) -> bool:
        return bool(self.tools or self.recorded or self.asks_support or self.ceiling)


def prerequisites(held: Held) -> Prerequisites:
    """What is there and what is not. No query beyond those of the rules' facts."""
    application, rulebook = held.application, held.application.rulebook
    facts, slug = around(held), application.organiser.slug
    there = reverse("partnerships:partnership", args=[slug, application.partnership_id])
    return Prerequisites(
        tools=[
            {
                "title": tool.title, "steps": len(tool.steps),
                "done": len(set(facts["tools"].get(key, {}).get("filled", ())) & {step.id for step in tool.steps}),
                "url": reverse("plans:tools", args=[slug, application.partnership_id, key]),
            }
            for key, tool in rulebook.tools.items() if "tools" in facts and tool.form
        ],
        recorded=[
            {"title": asked.title, "day": _day(facts["recorded"].get(key))}
            for key, asked in rulebook.recorded.items() if "recorded" in facts
        ],
        support=[
            {
                "title": rulebook.components[row["component"]].title, "active": row["active"],
                "applied": row["applied"], "first": _day(row["from"]), "last": _day(row["to"]),
            }
            for row in facts.get("grants", ()) if row["component"] in rulebook.components
        ],
        asks_support="grants" in facts,
        ceiling=_ceiling(held),
        partnership=there,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _ceiling(held: Held) -> dict[str, Any] | None:
    """The row of the table that holds for these parties."""
    call, table = held.application.call, held.application.component.ceilings
    if table is None:
        return None
    parties = {party.side: {"country": party.organisation.country} for party in held.parties}
    case = Case(held.application.rulebook, call.component_id, {"parties": parties})
    if case.ceiling is None:
        return None
    region = held.application.rulebook.regions.get(case.region(table.decided_by))
    return {
        "amount": Money.of(case.ceiling, call.currency), "per_year": table.per == "year",
        "region": region.title if region else {}, "parties": len(parties),
    }
