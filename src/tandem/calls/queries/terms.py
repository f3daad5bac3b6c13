"""The terms of a call as an officer types them: proposed from the rulebook, or read back from a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.calls.models import Call
from tandem.core.rulebook.schema import Component, Rulebook
from tandem.core.timetable import expand
from tandem.core.timetable.cycle import DayOfYear, parse_day
from tandem.core.values import Money


@dataclass(frozen=True)
class Terms:
    """What an officer says about a call.

    `opens` and `closes` are naive local times of `zone` (an IANA name). Texts are {language: text}, `papers` one per
    line. `budget` is what there is to share out, `ceiling` the largest support a year (None: no limit but the budget).
    `minutes` is the time each party needs; `conditions` are words of the cycle's `when` that hold this year.
    """

    slug: str
    title: dict[str, str]
    lead: dict[str, str]
    opens: datetime
    closes: datetime
    zone: str
    budget: Money
    ceiling: Money | None = None
    own_contribution: dict[str, str] = field(default_factory=dict)
    minutes: int | None = None
    papers: dict[str, str] = field(default_factory=dict)
    decision_on: date | None = None
    starts_on: date | None = None
    grace_minutes: int = 0
    conditions: tuple[str, ...] = ()


def proposed(
    rulebook: Rulebook, component_id: str, year: int, zone: str, today: date | None = None
) -> Terms:
    """What the rulebook itself says for a call of this year; the officer changes what differs.

    Where the programme has rounds, those of the year's next one as seen from `today` (without it: the year's first).
    Else it closes on the first day on which a donor's cycle takes applications, and opens eight weeks before. The
    decision day is never guessed. KeyError for an unknown component.
    """
    component = rulebook.components[component_id]
    form = rulebook.form_of(component_id)
    currency = component.selection.currency
    stones = [stone for stone in expand(rulebook.cycle, year) if stone.on]
    last_day = next((s.on for s in stones if s.kind == "application" and s.on), date(year, 10, 1))
    first_day, last_day = _round(rulebook, year, today) or (last_day - timedelta(weeks=8), last_day)
    paid_on = min((s.on for s in stones if s.kind == "instalment" and s.on and s.on > last_day), default=None)
    return Terms(
        slug=f"{component_id.replace('_', '-')}-{year}",
        title={language: f"{text} {year}" for language, text in component.title.items()},
        lead=dict(component.summary or rulebook.summary),
        opens=datetime.combine(first_day, time(9)),
        closes=datetime.combine(last_day, time(23, 59)),
        zone=zone,
        budget=Money.of(Decimal(component.selection.budget), currency),
        ceiling=None if component.ceiling is None else Money.of(Decimal(component.ceiling), currency),
        own_contribution=_own_contribution(component, rulebook.languages),
        minutes=form.minutes,
        papers={
            language: "\n".join(paper[language] for paper in form.papers if paper.get(language))
            for language in rulebook.languages
        },
        starts_on=paid_on,
    )


def _round(rulebook: Rulebook, year: int, today: date | None) -> tuple[date, date] | None:
    """First and last day of the round to propose: the next that has not closed, the year's last when all have."""
    rounds = []
    for one in rulebook.cycle.rounds.values():
        first, last = parse_day(one.opens), parse_day(one.closes)
        if isinstance(first, DayOfYear) and isinstance(last, DayOfYear):
            rounds.append((first.in_year(year), last.in_year(year)))
    rounds.sort(key=lambda days: days[1])
    ahead = [days for days in rounds if today is None or days[1] >= today]
    return next(iter(ahead or rounds[-1:]), None)


def _own_contribution(component: Component, languages: tuple[str, ...]) -> dict[str, str]:
    """A sentence in each language the interface speaks; empty when the rulebook says nothing."""
    percent = component.own_contribution_percent
    said: dict[str, str] = {}
    for language in languages:
        if percent is None or language not in dict(settings.LANGUAGES):
            continue
        with override(language):
            said[language] = (
                _("The partners themselves carry %(percent)s %% of the whole cost; working time counts.")
                % {"percent": percent}
                if Decimal(percent) else _("Nothing is asked; the support may cover the whole cost.")
            )
    return said


def terms_of(call: Call) -> Terms:
    """The terms a call has now, its moments as local time of its zone."""
    zone = ZoneInfo(call.zone)
    return Terms(
        slug=call.slug, title=dict(call.title), lead=dict(call.lead),
        opens=call.opens_at.astimezone(zone).replace(tzinfo=None),
        closes=call.closes_at.astimezone(zone).replace(tzinfo=None), zone=call.zone,
        budget=call.budget, ceiling=call.ceiling, own_contribution=dict(call.own_contribution), minutes=call.minutes,
        papers=dict(call.papers), decision_on=call.decision_on, starts_on=call.starts_on,
        grace_minutes=call.grace_minutes, conditions=tuple(call.conditions),
    )
