"""How long the support is asked for, as the rule about its length reads the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.core.eligibility.book import BookLike
from tandem.core.eligibility.case import Case
from tandem.core.eligibility.checks_support import Lasts
from tandem.core.eligibility.evaluate import BadRule, check_of


@dataclass(frozen=True)
class TimeAsked:
    """The time that is asked for: its days where they are named, else only how many whole months it takes."""

    months: int
    first: date | None = None
    last: date | None = None


def time_asked(rulebook: BookLike, component: str, answers: Mapping[str, Any]) -> TimeAsked | None:
    """The time asked for, by the component's first rule about length; None without such a rule or without an answer.

    `answers` by question id, as rules see them. A broken month counts as begun. KeyError for an unknown component.
    """
    case = Case(rulebook, component, {"answers": answers})
    for rule in case.component.rules:
        try:
            check = check_of(rule)
        except BadRule:
            continue
        if isinstance(check, Lasts):
            counted = check.months(case)
            if counted is None:
                return None
            named = check.until is not None or check.by_days(case)
            return TimeAsked(counted[1], *(check.days(case) if named else (None, None)))
    return None
