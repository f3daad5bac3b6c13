"""What a report starts from: last year's report, the plan, activities, results, risks, visits and budget (UX-20).

Every text is written in the language of whoever answers, and says where it comes from and of which day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.answers.operations import Begun
from tandem.core.forms.paths import Field, expand
from tandem.core.planning import Activity, Scale, by_weight, cells, residual
from tandem.core.values import Money
from tandem.delivery.models import ActivityStart, Visit
from tandem.delivery.states import VisitState
from tandem.foundation import clock
from tandem.reports.access import Held
from tandem.reports.content import answers_sent
from tandem.reports.models import Sending
from tandem.reports.queries.results import ResultRow
from tandem.reports.queries.tables import Tables, tables
from tandem.reports.queries.words import line_title
from tandem.reports.states import Step
from tandem.web.templatetags.tandem import day, localised, money, number


def filled(held: Held) -> tuple[Begun, ...]:
    """A text for every question that says what it starts from and for which something is known."""
    known = _Known(held)
    found = []
    for place in expand(held.form, held.sides):
        if place.part is not None or place.question.type != "long_text":
            continue
        language = _language(held, place.party)
        with override(language):
            text, source = known.say(place)
        if text.strip():
            found.append(Begun(place.path, text, language, source))
    return tuple(found)


def _language(held: Held, side: str) -> str:
    """What the party reads that the rulebook is written in; together: the party that leads, else the first."""
    languages, parties = held.of.rulebook.languages, held.of.rulebook.parties
    side = side or next((each for each in held.sides if parties[each].leads), held.sides[0] if held.sides else "")
    party = held.of.party(side)
    own = party.organisation.languages if party else []
    return next((each for each in own if each in languages), languages[0])


@dataclass
class _Known:
    """Everything known about the year, read once."""

    held: Held

    @cached_property
    def tables(self) -> Tables:
        return tables(self.held)

    @cached_property
    def before(self) -> Sending | None:
        """The last report of this kind that was accepted."""
        rows = Sending.objects.filter(
            report__grant_id=self.held.of.grant.id,
            report__kind=self.held.report.kind,
            report__year__lt=self.held.report.year,
            report__step=Step.ACCEPTED,
        )
        return rows.select_related("report").order_by("-report__year", "-number").first()

    @cached_property
    def started(self) -> dict[object, ActivityStart]:
        rows = ActivityStart.objects.filter(grant_id=self.held.of.grant.id)
        return {row.activity: row for row in rows}

    def say(self, place: Field) -> tuple[str, str]:
        """The text for one place and where it comes from; '' when nothing is known or asked for."""
        word = place.question.prefill
        if self.before is not None and word in ("", "last_report"):
            return self._said_before(place)
        maker = _MAKERS.get(word)
        if maker is None:
            return "", ""
        text, source = maker(self, place.party), self._source(word)
        if self.before is None or self.held.kind.due != "application":
            return text, source
        return _both(text, source, *self._said_before(place))

    def _said_before(self, place: Field) -> tuple[str, str]:
        """What the last accepted one of this kind says there, and where that comes from."""
        assert self.before is not None
        found = answers_sent(self.before).get((place.path, ""))
        source = f"{localised(self.held.kind.title)} {self.before.report.year}, {day(self.before.sent_at)}"
        return (str(found.value) if found else ""), source

    def _source(self, word: str) -> str:
        today = day(clock.now())
        if word in {"visits_made", "activities_done", "results_reached", "deviations"}:
            return _("What was recorded up to %(day)s") % {"day": today}
        return _("Plan, version %(number)s, as of %(day)s") % {"number": self.tables.number, "day": today}


def _both(text: str, source: str, before: str, where: str) -> tuple[str, str]:
    """An application to go on starts from the plan as it is now and from the words of the one before (MIC-19)."""
    if not before.strip() or before.strip() == text.strip():
        return text, source
    if not text.strip():
        return before, where
    return f"{text}\n\n{_('A year ago you wrote:')}\n{before}", f"{source}; {where}"


def _learning_goals(known: _Known, side: str) -> str:
    return _notes(known, "learning_goal", side)


def _knowledge(known: _Known, side: str) -> str:
    return _notes(known, "context_knowledge", side)


def _notes(known: _Known, kind: str, side: str) -> str:
    rows = [note.text for note in known.tables.plan.notes if note.kind == kind and (not side or note.side == side)]
    return "\n\n".join(text.strip() for text in rows if text.strip())


def _statements(known: _Known, side: str) -> str:
    results = known.held.of.rulebook.results
    titles = {level.id: localised(level.title) for level in results.levels} if results else {}
    order = list(titles)
    rows = sorted(
        known.tables.plan.statements, key=lambda s: (-order.index(s.level) if s.level in order else 0, s.place)
    )
    return "\n".join(f"{titles.get(row.level, row.level)}: {row.text}" for row in rows)


def _done(known: _Known, side: str) -> str:
    year = known.held.report.year
    lines = []
    for activity in known.tables.plan.activities:
        start = known.started.get(activity.identity)
        if (
            start is not None
            and start.started_on.year <= year
            and (start.ended_on is None or start.ended_on.year >= year)
        ):
            lines.append(_begun(activity, start))
    return "\n".join(lines)


def _begun(activity: Activity, start: ActivityStart) -> str:
    if start.ended_on:
        return f"– {activity.title} ({day(start.started_on)} – {day(start.ended_on)})"
    return _("– %(title)s (begun on %(day)s)") % {"title": activity.title, "day": day(start.started_on)}


def _next(known: _Known, side: str) -> str:
    after = known.held.report.year + 1
    rows = [
        each
        for each in known.tables.plan.activities
        if each.starts_on and each.starts_on.year <= after and (each.ends_on or each.starts_on).year >= after
    ]
    return "\n".join(f"– {each.title}" for each in rows)


def _results(known: _Known, side: str) -> str:
    rows = known.tables.results
    lines: list[str] = []
    for statement in dict.fromkeys(row.statement for row in rows):
        if statement is not None:
            lines.append(f"{statement.text}")
        lines += [_reached(row) for row in rows if row.statement == statement]
        lines.append("")
    return "\n".join(lines).strip()


def _reached(row: ResultRow) -> str:
    values = {"title": row.indicator.title, "unit": row.indicator.unit}
    if row.actual is not None and row.target is not None:
        return _("– %(title)s: %(actual)s %(unit)s, target %(target)s") % {
            **values,
            "actual": number(row.actual),
            "target": number(row.target),
        }
    if row.actual is not None:
        return _("– %(title)s: %(actual)s %(unit)s") % {**values, "actual": number(row.actual)}
    return f"– {row.indicator.title}: {row.words or row.reason or _('not reported yet')}"


def _deviations(known: _Known, side: str) -> str:
    lines = [_reached(row) for row in known.tables.results if row.progress is not None and not row.progress.reached]
    year = known.held.report.year
    for activity in known.tables.plan.activities:
        if activity.starts_on and activity.starts_on.year <= year and activity.identity not in known.started:
            lines.append(_("– “%(title)s” has not begun.") % {"title": activity.title})
    for row in known.tables.lines:
        if row.explain:
            lines.append(
                _("– %(line)s: %(spent)s used of %(budget)s.")
                % {
                    "line": line_title(known.held.of, row.key),
                    "spent": money(_in(known, row.spent)),
                    "budget": money(_in(known, row.revised)),
                }
            )
    return "\n".join(lines)


def _in(known: _Known, minor: int) -> Money:
    return Money(minor, known.held.of.grant.currency)


def _risks(known: _Known, side: str) -> str:
    rules = known.held.of.rulebook.risks
    if rules is None:
        return ""
    scale = Scale(len(rules.probability), len(rules.consequence), rules.high_from, rules.medium_from)
    words = {"high": _("high"), "medium": _("medium"), "low": _("low")}
    return "\n".join(
        f"– {risk.text} ({words[residual(risk, scale).band]}). {risk.answer_text}".rstrip()
        for risk in by_weight(known.tables.plan.risks)
    )


def _visits(known: _Known, side: str) -> str:
    rows = Visit.objects.filter(
        grant_id=known.held.of.grant.id, from_on__year=known.held.report.year, state=VisitState.HELD
    )
    lines = []
    for visit in rows.order_by("from_on").prefetch_related("participants"):
        names = ", ".join(each.name for each in visit.participants.all())
        lines.append(f"– {visit.place}, {day(visit.from_on)} – {day(visit.to_on)}: {names}")
    return "\n".join(lines)


def _budget(known: _Known, side: str) -> str:
    following = known.held.grant_year + 1
    currency = known.held.of.grant.currency
    sums: dict[tuple[str, str], int] = {}
    for cell in cells(known.tables.plan, currency):
        if cell.year == following:
            key = (cell.line, cell.paid_by)
            sums[key] = sums.get(key, 0) + cell.minor
    own = _("own money")
    return "\n".join(
        f"– {line_title(known.held.of, line)}: {money(Money(minor, currency))}" + (f" ({own})" if paid == "own" else "")
        for (line, paid), minor in sums.items()
    )


def _amendments(known: _Known, side: str) -> str:
    from tandem.agreements.models import Amendment

    rows = Amendment.objects.filter(
        grant_id=known.held.of.grant.id, decided_at__year=known.held.report.year, outcome="approved"
    )
    return "\n".join(f"– {row.reason}" for row in rows.order_by("decided_at"))


_MAKERS: dict[str, Callable[[_Known, str], str]] = {
    "plan_learning_goals": _learning_goals,
    "plan_context_knowledge": _knowledge,
    "plan_statements": _statements,
    "activities_done": _done,
    "activities_next": _next,
    "results_reached": _results,
    "deviations": _deviations,
    "risks_open": _risks,
    "visits_made": _visits,
    "budget_next": _budget,
    "amendments": _amendments,
}
