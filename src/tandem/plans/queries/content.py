"""The rows of a version as the plan that the core looks at."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from django.db.models import F

from tandem.core import planning
from tandem.plans.models import Activity, BudgetLine, Indicator, Note, Risk, Statement


def content(version: UUID) -> planning.Plan:
    """What a version says. Six queries, however much it holds."""
    return contents([version])[version]


def contents(versions: Iterable[UUID]) -> dict[UUID, planning.Plan]:
    """The same for several versions, as for a difference. Six queries altogether."""
    wanted = list(versions)
    statements = _by_version(Statement.objects.filter(version__in=wanted).order_by("place", "id"), _statement)
    indicators = _measured(wanted)
    risks = _by_version(Risk.objects.filter(version__in=wanted).order_by("place", "id"), _risk)
    activities = _by_version(Activity.objects.filter(version__in=wanted).order_by("place", "id"), _activity)
    lines = _budgeted(wanted)
    notes = _by_version(Note.objects.filter(version__in=wanted).order_by("place", "id"), _note)
    return {
        id: planning.Plan(
            tuple(statements.get(id, ())), tuple(indicators.get(id, ())), tuple(risks.get(id, ())),
            tuple(activities.get(id, ())), tuple(lines.get(id, ())), tuple(notes.get(id, ())),
        )
        for id in wanted
    }


def _by_version(rows: Iterable[Any], shaped: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(shaped(row))
    return found


def _statement(row: Statement) -> planning.Statement:
    return planning.Statement(row.identity, row.level, row.text, row.language, row.parent, row.side, row.place)


def _risk(row: Risk) -> planning.Risk:
    return planning.Risk(
        row.identity, row.text, cast(Any, row.origin), row.probability, row.consequence, cast(Any, row.answer),
        row.answer_text, row.residual_probability, row.residual_consequence, row.threatens, row.owner, row.tolerance,
        row.place,
    )


def _activity(row: Activity) -> planning.Activity:
    return planning.Activity(
        row.identity, row.title, row.kind, row.statement, row.side, row.starts_on, row.ends_on, row.place
    )


def _note(row: Note) -> planning.Note:
    return planning.Note(row.identity, row.kind, row.side, row.text, row.language)


def _measured(versions: list[UUID]) -> dict[UUID, list[planning.Indicator]]:
    """Indicators with their targets, joined: one query, a row per target or one without."""
    rows = Indicator.objects.filter(version__in=versions).order_by("place", "id", "targets__year")
    targets: dict[UUID, list[planning.Target]] = {}
    order: dict[UUID, Indicator] = {}
    for row, year, value in _joined(rows, "targets__year", "targets__value"):
        order.setdefault(row.id, row)
        if year is not None and (number := decimal(value)) is not None:
            targets.setdefault(row.id, []).append(planning.Target(year, number))
    return _by_version(order.values(), lambda row: _indicator(row, tuple(targets.get(row.id, ()))))


def _indicator(row: Indicator, targets: tuple[planning.Target, ...]) -> planning.Indicator:
    return planning.Indicator(
        row.identity, row.statement, row.title, cast(Any, row.kind), row.unit, cast(Any, row.direction), row.definition,
        decimal(row.baseline), row.baseline_text, row.baseline_on, row.baseline_source, targets, row.method, row.source,
        cast(Any, row.entry), cast(Any, row.over_periods), cast(Any, row.across), row.frequency, row.responsible,
        row.place,
    )


def _budgeted(versions: list[UUID]) -> dict[UUID, list[planning.Line]]:
    """Budget lines with their years, joined in the same way."""
    rows = BudgetLine.objects.filter(version__in=versions).order_by("place", "id", "years__year")
    years: dict[UUID, list[tuple[int, int]]] = {}
    order: dict[UUID, BudgetLine] = {}
    for row, year, minor in _joined(rows, "years__year", "years__minor"):
        order.setdefault(row.id, row)
        if year is not None:
            years.setdefault(row.id, []).append((year, minor))
    return _by_version(order.values(), lambda row: _line(row, tuple(years.get(row.id, ()))))


def _line(row: BudgetLine, years: tuple[tuple[int, int], ...]) -> planning.Line:
    return planning.Line(
        row.identity, row.line, row.text, row.side, cast(Any, row.paid_by), row.currency, row.rate, row.rate_source,
        row.rate_on, years,
    )


def _joined(rows: Any, year: str, value: str) -> list[tuple[Any, int | None, Any]]:
    found = rows.annotate(_year=F(year), _value=F(value))
    return [(row, row._year, row._value) for row in found]


def decimal(text: str) -> Decimal | None:
    """The exact number that a column keeps as text; None when it keeps none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
