"""When the time of an award runs: on the days asked for, or counted from the day of the award."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.answers.queries import values
from tandem.calls.models import Call
from tandem.core.eligibility.asking import TimeAsked, time_asked
from tandem.core.eligibility.days import last_day
from tandem.core.forms.conditions import named_values


@dataclass(frozen=True)
class Period:
    """First and last day, calendar years touched; `months` where they are counted from a day, and from which."""

    starts_on: date
    ends_on: date
    years: int
    months: int | None = None
    counted_from: str = ""
    counted_on: date | None = None


def period_of(call: Call, application: UUID, decided: date) -> Period:
    """The time of an application that is awarded on the day `decided` (ICLD-1, ICLD-2, ICLD-4).

    Where the rulebook says from where it is counted, the months asked for run from the award; where the form asks for
    days, these are granted. Else it begins on the call's day, or on 1 January of the year after the call, and lasts for
    the component's calendar years. One query, none where no rule asks for a length.
    """
    component = call.component
    asked = _asked(call, application)
    if asked is not None and "award" in component.counted_from:
        last = last_day(decided, asked.months)
        return _period(decided, last, asked.months, "award", decided)
    if asked is not None and asked.first is not None and asked.last is not None:
        return _period(asked.first, asked.last)
    starts = call.starts_on or date(call.year + 1, 1, 1)
    if asked is not None and component.counted_from:
        return _period(starts, last_day(starts, asked.months), asked.months)
    return _period(starts, date(starts.year + component.years - 1, 12, 31))


def _asked(call: Call, application: UUID) -> TimeAsked | None:
    rules = (rule.must or rule.should or {} for rule in call.component.rules)
    if not any("lasts" in check for check in rules):
        return None
    form = call.form
    return time_asked(call.rulebook, call.component_id, named_values(form, (), values(application)))


def _period(
    first: date, last: date, months: int | None = None, counted_from: str = "", counted_on: date | None = None
) -> Period:
    return Period(first, last, last.year - first.year + 1, months, counted_from, counted_on)
