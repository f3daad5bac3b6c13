"""Checks of indicators: unit, source, method, dated baseline, targets that go somewhere (MIC-8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from uuid import UUID

from tandem.core.planning.canonical import plain
from tandem.core.planning.case import Case, must, should
from tandem.core.planning.model import Activity, Finding, Indicator, Plan, Statement

_MEASURED = ("number", "percentage", "scale")  # kinds whose baseline is a number
_NEED_UNIT = ("number", "scale")
_HUNDRED = Decimal(100)


def indicators(case: Case) -> Iterator[Finding]:
    """Codes, must: no_text, no_statement, unknown_statement, no_unit, no_source, no_method, no_targets,
    target_equals_baseline, target_wrong_side, target_year_twice, target_year_outside, percent_out_of_range,
    milestone_not_yes_no. Should: no_baseline, no_baseline_date (an activity cannot start without them),
    no_baseline_source, targets_not_monotone, too_many_indicators."""
    count = len(case.plan.indicators)
    if case.advise_indicators is not None and count > case.advise_indicators:
        yield should("too_many_indicators", "indicator", count=count, advised=case.advise_indicators)
    for indicator in case.plan.indicators:
        yield from _described(case, indicator)
        yield from _based(indicator)
        yield from _values(indicator)
        yield from _years(case, indicator)
        yield from _aimed(indicator)


def _described(case: Case, indicator: Indicator) -> Iterator[Finding]:
    here = indicator.identity
    if not indicator.title.strip():
        yield must("no_text", "indicator", here, "title")
    if indicator.statement is None:
        yield must("no_statement", "indicator", here, "statement")
    elif indicator.statement not in case.statements:
        yield must("unknown_statement", "indicator", here, "statement")
    if indicator.kind in _NEED_UNIT and not indicator.unit.strip():
        yield must("no_unit", "indicator", here, "unit")
    if not indicator.source.strip():
        yield must("no_source", "indicator", here, "source")
    if not indicator.method.strip():
        yield must("no_method", "indicator", here, "method")
    if indicator.kind != "qualitative" and not indicator.targets:
        yield must("no_targets", "indicator", here, "targets")


def has_baseline(indicator: Indicator) -> bool:
    """Whether it is known where things stood: a number, or for milestones and qualitative indicators also words."""
    if indicator.baseline is not None:
        return True
    return indicator.kind not in _MEASURED and bool(indicator.baseline_text.strip())


def _based(indicator: Indicator) -> Iterator[Finding]:
    if not has_baseline(indicator):
        yield should("no_baseline", "indicator", indicator.identity, "baseline")
        return
    if indicator.baseline_on is None:
        yield should("no_baseline_date", "indicator", indicator.identity, "baseline_on")
    if not indicator.baseline_source.strip():
        yield should("no_baseline_source", "indicator", indicator.identity, "baseline_source")


def _values(indicator: Indicator) -> Iterator[Finding]:
    values = [(f"targets/{target.year}", target.value) for target in indicator.targets]
    if indicator.baseline is not None:
        values.insert(0, ("baseline", indicator.baseline))
    for name, value in values:
        if indicator.kind == "percentage" and not 0 <= value <= _HUNDRED:
            yield must("percent_out_of_range", "indicator", indicator.identity, name, actual=plain(value))
        if indicator.kind == "milestone" and value not in (0, 1):
            yield must("milestone_not_yes_no", "indicator", indicator.identity, name, actual=plain(value))


def _years(case: Case, indicator: Indicator) -> Iterator[Finding]:
    seen: set[int] = set()
    for target in indicator.targets:
        where = f"targets/{target.year}"
        if target.year in seen:
            yield must("target_year_twice", "indicator", indicator.identity, where, year=target.year)
        seen.add(target.year)
        if case.period is not None and target.year not in case.period.years:
            first, last = case.period.years[0], case.period.years[-1]
            numbers = {"year": target.year, "first": first, "last": last}
            yield must("target_year_outside", "indicator", indicator.identity, where, **numbers)


def _aimed(indicator: Indicator) -> Iterator[Finding]:
    """Whether targets lead away from the baseline in the indicator's direction, and do not turn back."""
    if indicator.direction == "none" or indicator.kind == "qualitative":
        return
    sign = 1 if indicator.direction == "rising" else -1
    targets = sorted(indicator.targets, key=lambda target: target.year)
    judged = targets[-1:] if indicator.kind == "milestone" else targets  # a milestone may stay open until its year
    for target in judged:
        if indicator.baseline is None:
            break
        numbers = {"year": target.year, "target": plain(target.value), "baseline": plain(indicator.baseline)}
        where, ahead = f"targets/{target.year}", sign * (target.value - indicator.baseline)
        if ahead == 0:
            yield must("target_equals_baseline", "indicator", indicator.identity, where, **numbers)
        elif ahead < 0:
            yield must("target_wrong_side", "indicator", indicator.identity, where, **numbers)
    for earlier, later in zip(targets, targets[1:], strict=False):
        if sign * (later.value - earlier.value) < 0:
            numbers = {"year": later.year, "target": plain(later.value), "before": plain(earlier.value)}
            yield should("targets_not_monotone", "indicator", indicator.identity, f"targets/{later.year}", **numbers)


def upwards(statements: Iterable[Statement], start: UUID) -> tuple[UUID, ...]:
    """The statement and everything it leads to, from there to the top; a circle is walked once."""
    parents = {statement.identity: statement.parent for statement in statements}
    chain: list[UUID] = []
    here: UUID | None = start
    while here is not None and here in parents and here not in chain:
        chain.append(here)
        here = parents[here]
    return tuple(chain)


def baseline_missing(plan: Plan, activity: Activity) -> tuple[Indicator, ...]:
    """Indicators that the activity serves through its output's chain and that have no dated baseline yet.

    The activity cannot start before this is empty (an officer may, with a logged reason). An activity that names no
    output, or one that is not there, is held to every indicator of the plan.
    """
    chain = upwards(plan.statements, activity.statement) if activity.statement is not None else ()
    return tuple(
        indicator
        for indicator in plan.indicators
        if (not chain or indicator.statement in chain) and not (has_baseline(indicator) and indicator.baseline_on)
    )
