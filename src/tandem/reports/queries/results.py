"""The results table of a report: what each indicator was, should be and is; not reported is not zero (REL-14)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.core.aggregation import Progress, progress
from tandem.core.planning import Indicator, Plan, Statement
from tandem.delivery.models import Actual
from tandem.delivery.states import ActualState


@dataclass(frozen=True)
class ResultRow:
    """One indicator of the plan in one calendar year."""

    indicator: Indicator
    statement: Statement | None
    target: Decimal | None
    actual: Decimal | None  # None: no number was reported
    words: str  # what was reported in words
    reason: str  # why nothing could be reported
    state: str  # of the value that the partners wrote: '' when there is none
    row: UUID | None
    revision: int

    @property
    def said(self) -> bool:
        """Whether there is a value, a text, or 'not reported' with its reason."""
        return self.actual is not None or bool(self.words or self.reason)

    @property
    def progress(self) -> Progress | None:
        """From baseline towards target, uncapped; None while one of the three is not known."""
        return progress(self.indicator.baseline, self.target, self.actual, self.indicator.direction)

    def plain(self) -> dict[str, Any]:
        """What is signed of it."""
        return {
            "indicator": str(self.indicator.identity),
            "title": self.indicator.title,
            "unit": self.indicator.unit,
            "statement": self.statement.text if self.statement else "",
            "direction": self.indicator.direction,
            "baseline": plain_number(self.indicator.baseline),
            "target": plain_number(self.target),
            "actual": plain_number(self.actual),
            "words": self.words,
            "reason": self.reason,
            "row": str(self.row or ""),
        }


def plain_number(value: Decimal | None) -> str:
    """An exact decimal as text; '' for none."""
    return "" if value is None else format(value, "f")


def results(grant: UUID, year: int, plan: Plan) -> tuple[ResultRow, ...]:
    """A row for each indicator of the plan, in its order. One query."""
    written = {row.indicator: row for row in Actual.objects.filter(grant_id=grant, year=year)}
    statements = {statement.identity: statement for statement in plan.statements}
    rows = []
    for indicator in plan.indicators:
        actual = written.get(indicator.identity)
        target = next((each.value for each in indicator.targets if each.year == year), None)
        statement = statements.get(indicator.statement) if indicator.statement else None
        rows.append(
            ResultRow(
                indicator,
                statement,
                target,
                actual.number if actual else None,
                actual.text if actual else "",
                actual.reason if actual else "",
                actual.state if actual else "",
                actual.id if actual else None,
                actual.revision if actual else 0,
            )
        )
    return tuple(rows)


def counted(row: ResultRow) -> bool:
    """Whether an officer has approved the value."""
    return row.state == ActualState.APPROVED
