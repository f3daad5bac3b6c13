"""Checks of activities, budget lines and of both sides being in the plan (MIC-5, MIC-8, MIC-22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tandem.core.planning.case import Case, must, should
from tandem.core.planning.model import Activity, Finding, Line


def activities(case: Case) -> Iterator[Finding]:
    """Codes, must: no_text, no_output, unknown_statement, serves_wrong_level, ends_before_start, outside_period.
    Should: no_dates."""
    for activity in case.plan.activities:
        here = activity.identity
        if not activity.title.strip():
            yield must("no_text", "activity", here, "title")
        if activity.statement is None:
            yield must("no_output", "activity", here, "statement")
        elif activity.statement not in case.statements:
            yield must("unknown_statement", "activity", here, "statement")
        elif case.served and case.statements[activity.statement].level not in case.served:
            actual, wanted = case.statements[activity.statement].level, ", ".join(sorted(case.served))
            yield must("serves_wrong_level", "activity", here, "statement", actual=actual, level=wanted)
        yield from _dated(case, activity)


def _dated(case: Case, activity: Activity) -> Iterator[Finding]:
    start, end = activity.starts_on, activity.ends_on
    if start is None or end is None:
        yield should("no_dates", "activity", activity.identity, "starts_on" if start is None else "ends_on")
    if start is not None and end is not None and end < start:
        yield must("ends_before_start", "activity", activity.identity, "ends_on", starts_on=start, ends_on=end)
    for name, day in (("starts_on", start), ("ends_on", end)):
        if case.period is not None and day is not None and day not in case.period:
            numbers = {"actual": day, "first": case.period.start, "last": case.period.end}
            yield must("outside_period", "activity", activity.identity, name, **numbers)


def lines(case: Case) -> Iterator[Finding]:
    """Codes, all must: no_line, no_currency, negative_amount, year_twice, year_outside_grant, no_rate, bad_rate,
    rate_without_source."""
    mixed = len({line.currency for line in case.plan.lines}) > 1
    for line in case.plan.lines:
        if not line.line:
            yield must("no_line", "line", line.identity, "line")
        if not line.currency:
            yield must("no_currency", "line", line.identity, "currency")
        yield from _amounts(case, line)
        yield from _rated(case, line, mixed)


def _amounts(case: Case, line: Line) -> Iterator[Finding]:
    last = len(case.period.years) if case.period is not None else None
    for year, times in Counter(year for year, _ in line.years).items():
        if times > 1:
            yield must("year_twice", "line", line.identity, f"years/{year}", year=year)
        if year < 1 or (last is not None and year > last):
            yield must("year_outside_grant", "line", line.identity, f"years/{year}", year=year, years=last or "")
    for year, minor in line.years:
        if minor < 0:
            numbers = {"minor": minor, "currency": line.currency, "year": year}
            yield must("negative_amount", "line", line.identity, f"years/{year}", **numbers)


def _rated(case: Case, line: Line, mixed: bool) -> Iterator[Finding]:
    foreign = line.currency != case.currency if case.currency else None  # None: the grant's currency is not known
    numbers = {"currency": line.currency, "grant_currency": case.currency, "rate": line.rate}
    if not line.rate.strip():
        if foreign or (foreign is None and mixed):
            yield must("no_rate", "line", line.identity, "rate", **numbers)
        return
    rate = _decimal(line.rate)
    if rate is None or rate <= 0 or (foreign is False and rate != 1):
        yield must("bad_rate", "line", line.identity, "rate", **numbers)
    elif (foreign or rate != 1) and (not line.rate_source.strip() or line.rate_on is None):
        where = "rate_on" if line.rate_source.strip() else "rate_source"
        yield must("rate_without_source", "line", line.identity, where, **numbers)


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def sides(case: Case) -> Iterator[Finding]:
    """What makes a plan one-sided, all should: side_without_learning_goals, side_without_context_knowledge,
    side_without_activities, side_without_budget; `numbers` name the side. An activity of both sides counts for each."""
    notes = {(note.kind, note.side) for note in case.plan.notes if note.text.strip()}
    busy = {activity.side for activity in case.plan.activities}
    paid = {line.side for line in case.plan.lines if any(minor > 0 for _, minor in line.years)}
    for side in case.sides:
        if ("learning_goal", side) not in notes:
            yield should("side_without_learning_goals", "note", side=side)
        if ("context_knowledge", side) not in notes:
            yield should("side_without_context_knowledge", "note", side=side)
        if not busy & {side, ""}:
            yield should("side_without_activities", "activity", side=side)
        if not paid & {side, ""}:
            yield should("side_without_budget", "line", side=side)
