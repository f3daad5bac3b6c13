"""What a kind of support brings with it: ceilings, when its time starts, what belongs to it, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tandem.calls.models import Call
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Money


@dataclass(frozen=True)
class CeilingTable:
    """The largest grant by region (rows) and number of parties (columns); None where nothing limits it."""

    parties: tuple[int, ...]
    rows: tuple[tuple[Any, tuple[Money | None, ...]], ...]  # title per language, '' for everywhere
    per_year: bool


def ceiling_table(rulebook: Rulebook, component_id: str) -> CeilingTable | None:
    """The component's ceilings as a table; None when it has none that depend on anything."""
    component = rulebook.components[component_id]
    table = component.ceilings
    if table is None:
        return None
    optional = sum(1 for party in component.parties if rulebook.parties[party].optional)
    numbers = tuple(range(len(component.parties) - optional, len(component.parties) + 1))
    regions = {row.region for row in table.rows if row.region}
    named: list[tuple[str, Any]] = [(id, rulebook.regions[id].title) for id in rulebook.regions if id in regions]
    currency = component.selection.currency

    def amount(region: str, number: int) -> Money | None:
        fits = (r for r in table.rows if r.region in ("", region) and r.parties in (None, number))
        row = next(fits, None)
        return Money.of(Decimal(row.amount), currency) if row else None

    rows = tuple((title, tuple(amount(id, number) for number in numbers)) for id, title in named or [("", {})])
    return CeilingTable(numbers, rows, table.per == "year")


@dataclass(frozen=True)
class Support:
    """What the page of a call tells about the time of support; empty where the rulebook says nothing."""

    ceilings: CeilingTable | None
    counted_from: tuple[str, ...]
    tools: tuple[Any, ...]  # titles of what has to be used during it
    visits: int  # in each direction
    leads_to: tuple[Any, ...]  # titles of what it prepares for
    recorded: tuple[Any, ...]  # what happens with the organiser before the application

    def __bool__(self) -> bool:
        return any((self.ceilings, self.counted_from, self.tools, self.visits, self.leads_to, self.recorded))


def support_of(call: Call) -> Support:
    """What the call's component says beside its form and criteria. No query."""
    rulebook, component = call.rulebook, call.component
    checks = [rule.must or {} for rule in component.rules]
    before = [str(check.get("recorded")) for check in checks if check.get("recorded") in rulebook.recorded]
    tools = [*component.during.tools, *(str(check.get("tool")) for check in checks)]
    return Support(
        ceilings=ceiling_table(rulebook, call.component_id), counted_from=component.counted_from,
        tools=tuple(rulebook.tools[key].title for key in dict.fromkeys(tools) if key in rulebook.tools),
        visits=component.during.visits_each_way,
        leads_to=tuple(rulebook.components[id].title for id in component.leads_to),
        recorded=tuple(rulebook.recorded[key] for key in dict.fromkeys(before)),
    )
