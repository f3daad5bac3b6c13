"""Kinds of support: regions, ceilings, tools, records, rounds, what leads to what and what waits for what."""

from __future__ import annotations

from decimal import Decimal

from tandem.core.eligibility import check_of
from tandem.core.eligibility.checks_support import GrantNeeded
from tandem.core.eligibility.evaluate import BadRule
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.codes import COUNTRIES
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.numbers import lint_number
from tandem.core.rulebook.lint.participants import lint_participants
from tandem.core.rulebook.schema import Component
from tandem.core.rulebook.support import Ceilings
from tandem.core.timetable import BadDay, parse_day


def lint_support(desk: Desk) -> None:
    """Everything that components share, then what each says about itself."""
    _regions(desk)
    _tools(desk)
    _rounds(desk)
    for id, component in desk.rulebook.components.items():
        path: Path = ("components", id)
        _links(desk, component, path)
        if component.ceilings is not None:
            _ceilings(desk, component, component.ceilings, (*path, "ceilings"))
            if component.ceiling is not None:
                desk.say("two_ceilings", (*path, "ceiling"))
    _waiting(desk)
    lint_participants(desk)


def _regions(desk: Desk) -> None:
    claimed: dict[str, str] = {}
    for id, region in desk.rulebook.regions.items():
        path: Path = ("regions", id, "countries")
        if not region.countries:
            desk.say("list_empty", path, name="countries")
        desk.twice(region.countries, path, "country")
        for index, country in enumerate(region.countries):
            if desk.unknown(country, COUNTRIES, (*path, index), "country"):
                continue
            if claimed.setdefault(country, id) != id:
                desk.say("country_of_two_regions", (*path, index), name=country, other=claimed[country])


def _tools(desk: Desk) -> None:
    used = {tool for component in desk.rulebook.components.values() for tool in component.during.tools}
    recorded: set[str] = set()
    for component in desk.rulebook.components.values():
        for rule in component.rules:
            written = rule.must or rule.should or {}
            used |= {str(written.get("tool"))}
            recorded |= {str(written.get("recorded"))}
    for id, tool in desk.rulebook.tools.items():
        desk.twice([step.id for step in tool.steps], ("tools", id, "steps"), "step", key="id")
        form = desk.rulebook.forms.get(tool.form)
        if form is not None and [step.id for step in tool.steps] != [section.id for section in form.sections]:
            sections = [section.id for section in form.sections]
            steps = [step.id for step in tool.steps]
            desk.say("tool_steps_differ", ("tools", id, "steps"), actual=steps, needed=sections, form=tool.form)
        if id not in used:
            desk.say("tool_unused", ("tools", id), name=id, level="advice")
    for id in desk.rulebook.recorded:
        if id not in recorded:
            desk.say("recorded_unused", ("recorded", id), name=id, level="advice")


def _rounds(desk: Desk) -> None:
    days: dict[str, tuple[str, str]] = {}
    for id, one in desk.rulebook.cycle.rounds.items():
        for name in ("opens", "closes"):
            try:
                parse_day(getattr(one, name))
            except BadDay as error:
                values = {key: value for key, value in error.problem.values.items() if key != "name"}
                desk.say(error.problem.code, ("cycle", "rounds", id, name), **values)
        both = (one.opens, one.closes)
        if both in days.values() and one.opens != "not yet set":
            other = next(name for name, those in days.items() if those == both)
            desk.say(
                "twice",
                ("cycle", "rounds", id, "opens"),
                what="round",
                name=f"{one.opens} to {one.closes}",
                first=list(days).index(other) + 1,
            )
        days[id] = both


def _links(desk: Desk, component: Component, path: Path) -> None:
    desk.twice(component.counted_from, (*path, "counted_from"), "start")
    desk.twice(component.leads_to, (*path, "leads_to"), "component")
    for index, name in enumerate(component.leads_to):
        desk.unknown(name, desk.rulebook.components, (*path, "leads_to", index), "component")
        if ("components", name) == path:
            desk.say("leads_to_itself", (*path, "leads_to", index), name=name)
    here: Path = (*path, "during", "tools")
    desk.twice(component.during.tools, here, "tool")
    for index, name in enumerate(component.during.tools):
        desk.unknown(name, desk.rulebook.tools, (*here, index), "tool")


def _ceilings(desk: Desk, component: Component, table: Ceilings, path: Path) -> None:
    rulebook = desk.rulebook
    if not desk.unknown(table.decided_by, component.parties, (*path, "decided_by"), "party"):
        regions = {country for region in rulebook.regions.values() for country in region.countries}
        asks_region = any(row.region for row in table.rows)
        role = rulebook.parties.get(table.decided_by)
        for country in role.countries if role and asks_region else ():
            if country not in regions:
                desk.say("country_without_region", (*path, "decided_by"), name=country)
    optional = sum(1 for party in component.parties if party in rulebook.parties and rulebook.parties[party].optional)
    numbers = range(len(component.parties) - optional, len(component.parties) + 1)
    reached: set[tuple[str, int]] = set()
    for index, row in enumerate(table.rows):
        here: Path = (*path, "rows", index)
        lint_number(desk, (*here, "amount"), row.amount, Decimal(10) ** 15)
        if row.region:
            desk.unknown(row.region, rulebook.regions, (*here, "region"), "region")
        if row.parties is not None and row.parties not in numbers:
            desk.say("bad_number", (*here, "parties"), value=row.parties, low=numbers[0], high=numbers[-1])
        regions_here = [row.region] if row.region else ["", *rulebook.regions]
        cases = {(region, n) for region in regions_here for n in ([row.parties] if row.parties else numbers)}
        if cases <= reached:
            desk.say("row_never_reached", here, number=index + 1)
        reached |= cases
    wanted = {(region, n) for region in (list(rulebook.regions) or [""]) for n in numbers}
    for region, number in sorted(wanted - reached):
        desk.say("ceiling_row_missing", (*path, "rows"), region=region or "everywhere", parties=number)


def _waiting(desk: Desk) -> None:
    """Components that wait for each other, so that nobody can begin with any of them."""
    waits: dict[str, dict[str, Path]] = {}
    for id in desk.rulebook.components:
        for index, rule in enumerate(desk.rulebook.own_rules(id)):
            if rule.must is None or rule.when is not None or rule.unless is not None:
                continue
            try:
                check = check_of(rule)
            except BadRule:
                continue
            if isinstance(check, GrantNeeded) and not check.or_applied:
                waits.setdefault(id, {})[check.grant] = ("components", id, "rules", index, "must", "grant")
    for id, needed in waits.items():
        for other, path in needed.items():
            if other != id and id in _all_before(other, waits):
                desk.say("components_wait", path, name=id, other=other)


def _all_before(component: str, waits: dict[str, dict[str, Path]]) -> set[str]:
    """Every component that has to come before this one."""
    found: set[str] = set()
    left = [component]
    while left:
        for needed in waits.get(left.pop(), {}):
            if needed not in found:
                found.add(needed)
                left.append(needed)
    return found
