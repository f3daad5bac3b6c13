"""Whether typed terms can stand: times that exist once, days in order, amounts that make sense (REL-5)."""

from __future__ import annotations

import re
from datetime import datetime

from tandem.calls.queries.terms import Terms
from tandem.core.timetable import BadLocalTime, deadline
from tandem.core.values import Problem


def instant(local: datetime, zone: str) -> datetime:
    """The UTC instant of a local time that `unsound` has found no fault with."""
    return deadline(local, zone)


def unsound(terms: Terms, year: int) -> list[Problem]:
    """Every fault, with the form's field in `where`; empty when the terms can stand."""
    problems = [*_moments(terms), *_days(terms)]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", terms.slug) or len(terms.slug) > 60:
        problems.append(Problem("slug_wrong", "slug"))
    if not 2000 <= year <= 2100:
        problems.append(Problem("year_odd", "year", {"actual": year}))
    if terms.budget.minor < 0:
        problems.append(Problem("budget_negative", "budget"))
    if terms.ceiling is not None and terms.ceiling.minor <= 0:
        problems.append(Problem("ceiling_not_positive", "ceiling"))
    return problems


def moment_problem(local: datetime, zone: str, where: str) -> Problem | None:
    """What is wrong with a typed moment: it does not exist or exists twice in this zone. None when it names one."""
    try:
        deadline(local, zone)
    except BadLocalTime as error:
        return Problem(error.code, where, {"zone": zone, "readings": [reading.at for reading in error.readings]})
    return None


def _moments(terms: Terms) -> list[Problem]:
    problems: list[Problem] = []
    instants: dict[str, datetime] = {}
    for name in ("opens", "closes"):
        try:
            instants[name] = deadline(getattr(terms, name), terms.zone)
        except BadLocalTime as error:
            where = "zone" if error.code == "zone_unknown" else name
            values = {"zone": terms.zone, "readings": [reading.at for reading in error.readings]}
            if not any(problem.where == "zone" for problem in problems):
                problems.append(Problem(error.code, where, values))
    if len(instants) == 2 and instants["closes"] <= instants["opens"]:
        problems.append(Problem("closes_before_opens", "closes"))
    return problems


def _days(terms: Terms) -> list[Problem]:
    problems: list[Problem] = []
    if terms.decision_on and terms.decision_on <= terms.closes.date():
        problems.append(Problem("decision_before_close", "decision_on"))
    if terms.decision_on and terms.starts_on and terms.starts_on < terms.decision_on:
        problems.append(Problem("start_before_decision", "starts_on"))
    return problems
