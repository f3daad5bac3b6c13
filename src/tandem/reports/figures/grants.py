"""The figures of one partnership: money by line, visits, activities, risks, reports and audits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from tandem.core.aggregation import Source
from tandem.core.planning import Risk, Scale, residual
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import exponent
from tandem.partnerships.models import Grant
from tandem.reports.figures.building import Book, main
from tandem.reports.figures.rows import Rows
from tandem.reports.states import Step

MONEY = ("granted", "instalments_paid", "budget", "spent", "spent_to_date", "unspent", "variance", "own_contribution")
COUNTS = (
    "expenses_accepted",
    "expenses_refused",
    "receipts",
    "instalments_count",
    "activities_planned",
    "activities_started",
    "visits",
    "participants",
    "participants_paired",
    "meetings",
    "amendments",
    "risks_open",
    "risks_high",
    "risks_tolerated",
    "reports_due",
    "reports_accepted",
    "reports_late",
    "audits",
    "audits_clean",
    "audits_qualified",
    "findings",
    "findings_closed",
    "statements",
    "indicators",
    "indicators_reported",
    "indicators_missing",
    "targets_set",
    "targets_met",
    "zero_values",
)


def named(grant: Grant) -> str:
    """The grant's part of its figures' keys: its reference without signs that a key cannot bear."""
    return _sign(grant.reference)


@lru_cache(maxsize=10_000)
def _sign(reference: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", reference)[:32]


def key_of(grant: Grant, word: str) -> str:
    """'g.KS-2024-0001.spent'."""
    return f"g.{named(grant)}.{word}"


class OfGrant:
    """Registers the figures of one grant."""

    def __init__(self, book: Book, rows: Rows, grant: Grant, rulebook: Rulebook) -> None:
        self.book, self.rows, self.grant, self.rulebook = book, rows, grant, rulebook
        self.currency, self.id = grant.currency, grant.id
        self.number = rows.year - grant.first_year + 1

    def key(self, word: str) -> str:
        return key_of(self.grant, word)

    @property
    def report(self) -> tuple[Any, ...] | None:
        """The accepted report of the year; without it nothing of the accounts counts."""
        return self.rows.accepted.get(self.id)

    def put(self) -> None:
        """Register everything but the indicators."""
        self.granted()
        self.spent()
        self.balances()
        self.expense_counts()
        self.doing()
        self.risks()
        self.reports()
        self.audits()

    def granted(self) -> None:
        book, currency = self.book, self.currency
        row = f"grant:{self.id}"
        source = book.source(row, "awarded", main(self.grant.awarded_minor, currency), self.grant.reference)
        book.put(self.key("granted"), "value", [source], currency, exponent(currency))
        paid = [
            (on.year, book.source(f"instalment:{id}", "amount", main(minor, currency), str(number), by=by))
            for _grant, id, number, on, minor, by in self.rows.instalments.get(self.id, ())
        ]
        nothing = [book.source(row, "instalments", "0", self.grant.reference)]  # a true zero has a row that says so
        now = [source for year, source in paid if year == self.rows.year]
        book.money(self.key("instalments_paid"), now or nothing, currency)
        book.count(self.key("instalments_count"), now)
        book.money(self.key("paid_to_date"), [source for _year, source in paid] or nothing, currency)
        if now:
            book.put(self.key("instalment_largest"), "maximum", now, currency, exponent(currency))
        self.budget()

    def budget(self) -> None:
        """Budgets of the year, each entry converted by its own rate, per line and payer."""
        amounts: dict[tuple[str, str], list[Source]] = {}
        for _grant, id, line, paid_by, year, minor, currency, rate in self.rows.budget.get(self.id, ()):
            if year == self.number:
                row = f"budget:{id}"
                amounts.setdefault((paid_by, line), []).extend(
                    (
                        self.book.source(row, "amount", main(minor, currency), line, "amount"),
                        self.book.source(row, "rate", rate if currency != self.currency else "1", line, "rate"),
                    )
                )
        for payer, word in (("grant", "budget"), ("own", "own_budget")):
            keys = []
            for (paid_by, line), sources in amounts.items():
                if paid_by == payer:
                    keys.append(self.key(f"{word}.{line}"))
                    self.book.put(keys[-1], "conversion", sources, self.currency, exponent(self.currency))
            if keys:
                self.book.total(self.key(word), keys, self.currency, exponent(self.currency))
            else:
                nothing = self.book.source(f"grant:{self.id}", word, "0", self.grant.reference)
                self.book.money(self.key(word), [nothing], self.currency)

    def _expense(self, row: tuple[Any, ...]) -> Source:
        _grant, id, _line, _year, _own, minor, *_rest, text, _receipt, by = row
        return self.book.source(f"expense:{id}", "amount", main(minor, self.currency), text, by=by)

    def spent(self) -> None:
        """Accepted expenses of the year per line; nothing counts before the report of the year is accepted."""
        self.now: list[tuple[tuple[Any, ...], Source]] = []
        if self.report is None:
            missing = [self.book.source(f"grant:{self.id}", "accepted report", "", self.grant.reference)]
            for word in ("spent", "before", "own_contribution"):
                self.book.money(self.key(word), missing, self.currency)
            return
        mine = self.rows.expenses.get(self.id, ())
        self.now = [(row, self._expense(row)) for row in mine if row[3] == self.rows.year]
        lines: dict[str, list[Source]] = {}
        for row, source in self.now:
            if not row[4]:
                lines.setdefault(row[2], []).append(source)
        zero = self.book.source(f"report:{self.report[1]}", "accounts", "0", "", by=self.report[6])
        for line, sources in lines.items():
            self.book.money(self.key(f"spent.{line}"), sources, self.currency)
        keys = [self.key(f"spent.{line}") for line in lines]
        if keys:
            self.book.total(self.key("spent"), keys, self.currency, exponent(self.currency))
        else:
            self.book.money(self.key("spent"), [zero], self.currency)
        before = [self._expense(row) for row in mine if row[3] < self.rows.year and not row[4]]
        self.book.money(self.key("before"), before or [zero], self.currency)
        own = [source for row, source in self.now if row[4]]
        self.book.money(self.key("own_contribution"), own or [zero], self.currency)
        self.converted()

    def converted(self) -> None:
        """What was paid in another currency, converted by each receipt's own rate."""
        sources = [
            each
            for row, _source in self.now
            if row[7] != self.currency and not row[4]
            for each in (
                self.book.source(f"expense:{row[1]}", "amount", main(row[6], row[7]), row[9], "amount"),
                self.book.source(f"expense:{row[1]}", "rate", row[8], row[9], "rate"),
            )
        ]
        if sources:
            self.book.put(self.key("converted"), "conversion", sources, self.currency, exponent(self.currency))

    def balances(self) -> None:
        book, currency = self.book, self.currency
        if self.report is None:
            book.money(self.key("spent_to_date"), [book.of(self.key("spent"))], currency)
        else:
            book.total(self.key("spent_to_date"), [self.key("before"), self.key("spent")], currency, exponent(currency))
        book.less(self.key("unspent"), self.key("paid_to_date"), self.key("spent_to_date"), currency)
        book.less(self.key("variance"), self.key("budget"), self.key("spent"), currency)
        book.share(self.key("spent_share"), self.key("spent"), self.key("budget"))
        book.share(self.key("variance_share"), self.key("variance"), self.key("budget"))

    def expense_counts(self) -> None:
        book = self.book
        mine = [source for row, source in self.now if not row[4]]
        book.count(self.key("expenses_accepted"), mine)
        book.count(self.key("receipts"), [source for row, source in self.now if row[10]])
        refused = self.rows.refused.get(self.id, ())
        book.count(
            self.key("expenses_refused"),
            [book.source(f"expense:{id}", "refused", "1", text, by=by) for _grant, id, text, by in refused],
        )
        amounts = [(row[5], source) for row, source in self.now if not row[4]]
        if amounts:  # the row that is the largest says so by itself
            _minor, largest = max(amounts, key=lambda each: each[0])
            book.put(self.key("expense_largest"), "maximum", [largest], self.currency, exponent(self.currency))

    def _rows(self, word: str, kind: str, found: Iterable[tuple[Any, str, Any]]) -> None:
        """A count of rows, each (id, words, approver)."""
        self.book.count(
            self.key(word), [self.book.source(f"{kind}:{id}", word, "1", said, by=by) for id, said, by in found]
        )

    def doing(self) -> None:
        rows, year = self.rows, self.rows.year
        planned = [
            row for row in rows.activities.get(self.id, ()) if row[3] and row[3].year <= year <= (row[4] or row[3]).year
        ]
        started = [row for row in rows.started.get(self.id, ()) if row[3].year == year]
        titles = {row[1]: row[2] for row in rows.activities.get(self.id, ())}
        self._rows("activities_planned", "activity", ((row[1], row[2], None) for row in planned))
        self._rows("activities_started", "start", ((row[1], titles.get(row[2], ""), None) for row in started))
        self._rows("visits", "visit", ((row[1], row[2], None) for row in rows.visits.get(self.id, ())))
        people = rows.participants.get(self.id, ())
        self._rows("participants", "participant", ((row[1], row[2], None) for row in people))
        met = {row[3] for row in people}
        paired = [row for row in people if row[3] or row[1] in met]
        self._rows("participants_paired", "participant", ((row[1], row[2], None) for row in paired))
        self._rows("meetings", "meeting", ((row[1], str(row[2]), None) for row in rows.meetings.get(self.id, ())))
        self._rows("amendments", "amendment", ((row[1], row[2], None) for row in rows.amendments.get(self.id, ())))

    def risks(self) -> None:
        found = self.rows.risks.get(self.id, ())
        high = [row for row in found if self._band(row) == "high"]
        self._rows("risks_open", "risk", ((row[1], row[2], None) for row in found))
        self._rows("risks_high", "risk", ((row[1], row[2], None) for row in high))
        self._rows("risks_tolerated", "risk", ((row[1], row[2], None) for row in found if row[8]))

    def _band(self, row: tuple[Any, ...]) -> str:
        return band(self.rulebook, row)

    def reports(self) -> None:
        kinds = self.rulebook.reports
        due = [row for row in self.rows.reports.get(self.id, ()) if row[2] in kinds and kinds[row[2]].due == "report"]
        self._rows("reports_due", "report", ((row[1], row[2], None) for row in due))
        self._rows("reports_accepted", "report", ((row[1], row[2], row[6]) for row in due if row[5] == Step.ACCEPTED))
        self._rows("reports_late", "report", ((row[1], row[2], None) for row in due if is_late(row)))

    def audits(self) -> None:
        clean = self.rulebook.audit.clean if self.rulebook.audit else ""
        found = self.rows.audits.get(self.id, ())
        self._rows("audits", "audit", ((row[1], row[6], row[4]) for row in found))
        self._rows("audits_clean", "audit", ((row[1], row[6], row[4]) for row in found if row[3] == clean))
        self._rows("audits_qualified", "audit", ((row[1], row[6], row[4]) for row in found if row[3] != clean))
        findings = self.rows.findings.get(self.id, ())
        self._rows("findings", "finding", ((row[1], row[2][:120], None) for row in findings))
        self._rows("findings_closed", "finding", ((row[1], row[2][:120], row[5]) for row in findings if row[3]))


def band(rulebook: Rulebook, row: tuple[Any, ...]) -> str:
    """What is left of a risk after the answer to it: low, medium or high; '' where a programme has no scales."""
    rules = rulebook.risks
    if rules is None:
        return ""
    scale = Scale(len(rules.probability), len(rules.consequence), rules.high_from, rules.medium_from)
    _grant, _id, text, probability, consequence, answer, left_p, left_c, *_rest = row
    risk = Risk(
        UUID(int=0),
        text,
        probability=probability,
        consequence=consequence,
        answer=answer,
        residual_probability=left_p,
        residual_consequence=left_c,
    )
    return residual(risk, scale).band


def is_late(row: tuple[Any, ...]) -> bool:
    """Whether a report was sent after its day."""
    due_on, sent_at = row[3], row[4]
    return bool(due_on and sent_at and sent_at.date() > due_on)
