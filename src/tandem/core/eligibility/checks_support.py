"""Checks on the support asked for: lasts, grant, tool, recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any, ClassVar, Literal

from tandem.core.eligibility.case import Case, as_decimal, mapping, sequence
from tandem.core.eligibility.days import as_day, last_day, whole_months
from tandem.core.eligibility.outcome import Outcome
from tandem.core.eligibility.registry import Bounds, Check, Count, Hopeless, Reference, register
from tandem.core.values import Remedy

NOMINAL_START = "2025-01-01"


def period_days(case: Case, questions: tuple[str, ...]) -> tuple[date | None, date | None]:
    """First and last day as one question of a period or two of days say them; None where it is not said."""
    if len(questions) == 1:
        value = mapping(case.answer(questions[0]))
        return as_day(value.get("from")), as_day(value.get("to"))
    return as_day(case.answer(questions[0])), as_day(case.answer(questions[1]))


@register
class Lasts(Bounds):
    """`lasts: months, usually: 12`, `lasts: period, between: [12, 36]`, or `lasts: starts_on, until: ends_on`.

    Whole months, asked as a number, as a period, or as the first and the last day. A broken month counts as begun
    against the upper bound and as nothing against the lower one. `usually` is for a should: this many, without
    refusing others.
    """

    word: ClassVar[str] = "lasts"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_period"})
    places: ClassVar[frozenset[str]] = frozenset({"at_least", "at_most"})

    lasts: str
    until: str | None = None
    usually: Count | None = None

    def _lowest(self) -> int | None:
        found = super()._lowest()
        return self.usually if found is None else found

    def _highest(self) -> int | None:
        found = super()._highest()
        return self.usually if found is None else found

    def judge(self, case: Case, party: str) -> Outcome:
        path = case.path(self.until or self.lasts)
        months, (low, high) = self.months(case), self.extremes
        if months is None:
            limit = low if low is not None else high
            return Outcome(False, None, limit, None, path, self.remedy(case, limit or 0), self.words())
        full, begun = months
        short = low is not None and full < low
        long = high is not None and begun > high
        actual = full if short else begun
        limit = self.limit(actual)
        if not short and not long:
            return Outcome(True, actual, limit, 0, path)
        by = abs(actual - (limit or 0))
        return Outcome(False, actual, limit, by, path, self.remedy(case, limit or 0), self.words())

    def months(self, case: Case) -> tuple[int, int] | None:
        """Full and begun months; None when it is not said, is no number or day, or ends before it starts."""
        if self.until is None and not self.by_days(case):
            number = as_decimal(case.answer(self.lasts))
            if number is None or not 0 <= number <= 1200:
                return None
            return int(number.to_integral_value(ROUND_FLOOR)), int(number.to_integral_value(ROUND_CEILING))
        first, last = self.days(case)
        return None if first is None or last is None or last < first else whole_months(first, last)

    def by_days(self, case: Case) -> bool:
        """Is it asked as a period?"""
        asked = case.questions.get(self.lasts)
        return asked is not None and asked.type == "period"

    def days(self, case: Case) -> tuple[date | None, date | None]:
        """The first and the last day, None where it is not said."""
        return period_days(case, (self.lasts,) if self.until is None else (self.lasts, self.until))

    def remedy(self, case: Case, months: int) -> Remedy:
        months = max(1, months)
        if self.until is None and not self.by_days(case):
            set_ = {case.pointer(self.lasts): [str(months)]}
            return Remedy("change_period", {"path": case.path(self.lasts), "months": months, "set": set_})
        first = self.days(case)[0]
        start = first or as_day(mapping(case.facts.get("call")).get("starts_on")) or date.fromisoformat(NOMINAL_START)
        if self.until is None:
            whole = {"from": start.isoformat(), "to": last_day(start, months).isoformat()}
            set_ = {f"{case.pointer(self.lasts)}/{end}": [day] for end, day in whole.items()}
            return Remedy("change_period", {"path": case.path(self.lasts), "months": months, "set": set_})
        set_ = {} if first else {case.pointer(self.lasts): [start.isoformat()]}
        set_ |= {case.pointer(self.until): [last_day(start, months).isoformat()]}
        return Remedy("change_period", {"path": case.path(self.until), "months": months, "set": set_})

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.lasts, "lasts", ("number", "period") if self.until is None else ("date",))
        if self.until is not None:
            yield Reference("question", self.until, "until", ("date",))

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        yield from self.hopeless_bounds(None)
        if self.high == 0:
            yield Hopeless("never", "no_time", {"at_most": 0})


@register
class GrantNeeded(Check):
    """`grant: steering_group, covers: [period], or_applied: true` — another kind of support is there.

    `active`: it runs now. `covers`: this period, or [first day, last day], lies inside its period; grants that follow
    each other count as one. Where the days are not known, one of the kind is enough. `or_applied`: one that is applied
    for counts as well.
    Actual is how many of the kind there are.
    """

    word: ClassVar[str] = "grant"
    remedies: ClassVar[frozenset[str]] = frozenset({"apply_first"})
    places: ClassVar[frozenset[str]] = frozenset({"component"})

    grant: str
    active: bool = False
    covers: tuple[str] | tuple[str, str] | None = None
    or_applied: bool = False

    def judge(self, case: Case, party: str) -> Outcome:
        first, last = period_days(case, self.covers) if self.covers else (None, None)
        counted = [row for row in _grants(case) if self.counts(row)]
        passed = bool(counted) if first is None or last is None else _covered(counted, first, last)
        component = case.book.components.get(self.grant)
        words = {"component": component.title if component else self.grant}
        path = case.path(self.covers[0]) if self.covers else ""
        begin, end = (first.isoformat(), last.isoformat()) if first and last else ("", "")
        row = {"component": self.grant, "from": begin, "to": end, "active": True}
        arguments = {"component": self.grant, "begin": begin, "end": end, "row": row}
        remedy = None if passed else Remedy("apply_first", arguments)
        return Outcome(passed, len(counted), 1, None, path, remedy, words)

    def counts(self, row: Mapping[str, Any]) -> bool:
        """Is this a grant of the right kind in the right state?"""
        applied = row.get("applied") is True
        if row.get("component") != self.grant or (applied and not self.or_applied):
            return False
        return applied or not self.active or row.get("active") is True

    def references(self) -> Iterator[Reference]:
        yield Reference("component", self.grant, "grant")
        for question in self.covers or ():
            yield Reference("question", question, "covers", ("period",) if len(self.covers or ()) == 1 else ("date",))

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if self.grant == case.component_id:
            yield Hopeless("never", "asks_for_itself", {"name": self.grant})


def _grants(case: Case) -> list[Mapping[str, Any]]:
    return [row for row in sequence(case.facts.get("grants")) if isinstance(row, Mapping)]


def _covered(rows: list[Mapping[str, Any]], first: date, last: date) -> bool:
    """Do these periods, laid end to end, hold every day from first to last?"""
    spans = [(begin, end) for row in rows if (begin := as_day(row.get("from"))) and (end := as_day(row.get("to")))]
    reached = first
    for begin, end in sorted(spans):
        if begin <= reached <= end:
            reached = end + timedelta(days=1)
    return reached > last


@register
class ToolFilled(Check):
    """`tool: planning_tool, filled: [problems, exchange]` — these steps of a tool are done; without `filled`: all."""

    word: ClassVar[str] = "tool"
    remedies: ClassVar[frozenset[str]] = frozenset({"fill_in_tool"})

    tool: str
    filled: tuple[str, ...] = ()

    def wanted(self, case: Case) -> tuple[str, ...]:
        """The steps that count, in the tool's order."""
        tool = case.book.tools.get(self.tool)
        steps = tuple(step.id for step in tool.steps) if tool else ()
        return tuple(step for step in steps if not self.filled or step in self.filled)

    def judge(self, case: Case, party: str) -> Outcome:
        tool = case.book.tools.get(self.tool)
        done = set(map(str, sequence(mapping(mapping(case.facts.get("tools")).get(self.tool)).get("filled"))))
        wanted = self.wanted(case)
        lacking = [step for step in wanted if step not in done]
        labels = {step.id: step.label for step in tool.steps} if tool else {}
        arguments = {"tool": self.tool, "steps": lacking, "at": f"/tools/{self.tool}/filled"}
        remedy = Remedy("fill_in_tool", arguments) if lacking else None
        words = {"names": [labels[step] for step in lacking]}
        actual = len(wanted) - len(lacking)
        return Outcome(not lacking, actual, len(wanted), len(lacking), "", remedy, words)

    def references(self) -> Iterator[Reference]:
        yield Reference("tool", self.tool, "tool")
        for step in self.filled:
            yield Reference("step", step, "filled", inside=self.tool)

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if self.tool in case.book.tools and not self.wanted(case):
            yield Hopeless("always", "asks_for_nothing", {})


@register
class RecordedBefore(Check):
    """`recorded: dialogue, before: submission` — the organiser has recorded it, on a day before this application."""

    word: ClassVar[str] = "recorded"
    remedies: ClassVar[frozenset[str]] = frozenset({"have_recorded"})

    recorded: str
    before: Literal["submission", "closing"] = "submission"

    def judge(self, case: Case, party: str) -> Outcome:
        day = as_day(mapping(case.facts.get("recorded")).get(self.recorded))
        limit = self.limit_day(case)
        passed = day is not None and (limit is None or day <= limit)
        what = case.book.recorded.get(self.recorded)
        shown, by = day.isoformat() if day else None, limit.isoformat() if limit else ""
        arguments = {"what": self.recorded, "at": f"/recorded/{self.recorded}", "by": by}
        remedy = None if passed else Remedy("have_recorded", arguments)
        words = {"names": [what.title] if what else [], "actual": shown or "–", "limit": by or "–"}
        return Outcome(passed, shown, by or None, None, "", remedy, words)

    def limit_day(self, case: Case) -> date | None:
        """The last day that counts: of submission when it has happened, else of closing; None when neither is known."""
        sent = as_day(mapping(case.facts.get("workflow")).get("submitted_at")) if self.before == "submission" else None
        return sent or as_day(mapping(case.facts.get("call")).get("closes_at"))

    def references(self) -> Iterator[Reference]:
        yield Reference("recorded", self.recorded, "recorded")
