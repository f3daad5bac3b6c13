"""The two tables of a report, from the records now or as they were sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.core.planning import Indicator, Plan, Statement
from tandem.plans.models import Stage, Version
from tandem.plans.queries import contents
from tandem.reports.access import Held
from tandem.reports.models import Reason, Sending
from tandem.reports.queries.money import Income, LineRow, MoneyTable, Paid, financial
from tandem.reports.queries.results import ResultRow, results

ZERO = UUID(int=0)


@dataclass(frozen=True)
class Tables:
    """Results and money of a report, made against one version of the plan."""

    version: UUID | None
    number: int  # of that version
    plan: Plan
    results: tuple[ResultRow, ...]
    money: MoneyTable | None

    @property
    def lines(self) -> tuple[LineRow, ...]:
        """Lines of the financial report; none when the kind carries none."""
        return self.money.lines if self.money else ()

    def plain(self) -> dict[str, Any]:
        """What is signed of them."""
        return {
            "plan_number": self.number,
            "results": [row.plain() for row in self.results],
            "money": self.money.plain() if self.money else {},
        }


def tables(held: Held) -> Tables:
    """The tables as the records stand now, against the plan version in force. At most twelve queries."""
    grant = held.of.grant
    versions = list(Version.objects.filter(plan__grant=grant).order_by("number").only("id", "number", "stage"))
    agreed = [version for version in versions if version.stage == Stage.AGREED]
    if not versions:
        return Tables(None, 0, Plan(), (), None)
    now, first = (agreed or versions)[-1], (agreed or versions)[0]
    said = contents({now.id, first.id})
    reasons = dict(Reason.objects.filter(report=held.report).values_list("line", "text"))
    plan = said[now.id]
    return Tables(
        now.id,
        now.number,
        plan,
        results(grant.id, held.report.year, plan) if held.kind.results else (),
        financial(grant, held.of.rulebook, held.grant_year, said[first.id], plan, reasons)
        if held.kind.financial
        else None,
    )


def as_sent(held: Held, sending: Sending) -> Tables:
    """The tables exactly as they were signed and sent, whatever has changed since. No query."""
    said: Mapping[str, Any] = json.loads(sending.content)
    rows = tuple(_result(row, held.report.year) for row in said.get("results", ()))
    money = said.get("money") or None
    return Tables(
        sending.plan_version_id, int(said.get("plan_number", 0)), Plan(), rows, _money(money) if money else None
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _result(row: Mapping[str, Any], year: int) -> ResultRow:
    indicator = Indicator(
        UUID(row["indicator"]),
        None,
        row["title"],
        unit=row["unit"],
        direction=row["direction"],
        baseline=_number(row["baseline"]),
    )
    statement = Statement(ZERO, "", row["statement"]) if row["statement"] else None
    return ResultRow(
        indicator,
        statement,
        _number(row["target"]),
        _number(row["actual"]),
        row["words"],
        row["reason"],
        "sent",
        UUID(row["row"]) if row["row"] else None,
        0,
    )


def _money(said: Mapping[str, Any]) -> MoneyTable:
    lines = tuple(
        LineRow(
            row["line"],
            row["approved"],
            row["revised"],
            row["spent"],
            row["to_date"],
            _number(row["percent"]),
            bool(row["reason"]),
            row["reason"],
        )
        for row in said["lines"]
    )
    income = said["income"]
    paid = tuple(Paid(n, date.fromisoformat(on), minor, UUID(row)) for n, on, minor, row in income["instalments"])
    own = tuple((line, budget, spent) for line, budget, spent in said["own"])
    return MoneyTable(
        said["currency"], lines, Income(income["opening"], paid, income["other"], income["spent"]), own, 0
    )
