"""What the pages of the choice show: plain shapes for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.awards import words
from tandem.awards.models import ProposalRow
from tandem.awards.queries.ranking import Ranking
from tandem.awards.queries.running import Gap, Runner
from tandem.awards.states import Lot
from tandem.calls.models import Call
from tandem.core.selection import Proposal, Row
from tandem.core.values import Money
from tandem.programmes.models import Donor
from tandem.web.templatetags.tandem import number

KIND = {Lot.FUND: "good", Lot.RESERVE: "", Lot.REFUSE: ""}


@dataclass(frozen=True)
class Ranked:
    """One row of the ranking as it is shown."""

    title: str
    url: str
    names: str
    reference: str
    asked: Money
    score: Decimal | None
    lot: str
    kind: str
    why: str
    placed: str = ""
    cut: bool = False
    closed: bool = False
    totals: tuple[Decimal, ...] = ()
    wide: bool = False
    recommended: bool | None = None
    points: int = 0
    row: ProposalRow | None = None
    donors: tuple[Donor, ...] = field(default=())


def lot_label(lot: str, reserve: int | None) -> str:
    """'Fund', 'Reserve 2' or 'Do not fund'."""
    if lot == Lot.RESERVE:
        return _("Reserve %(place)s") % {"place": number(reserve or 0)}
    return _("Fund") if lot == Lot.FUND else _("Do not fund")


def ranked(
    slug: str, call: Call, runners: Sequence[Runner], listed: Ranking, shown: Iterable[Row],
    rows: dict[UUID, ProposalRow], donors: Sequence[Donor],
) -> list[Ranked]:
    """The shown rows of a ranking, each with its application, spread, reason and donor."""
    by_id = {str(runner.application.id): runner for runner in runners}
    cut = last_above_the_line(listed)
    return [
        _one(slug, call, by_id[row.candidate.id], listed, row, cut, rows, donors)
        for row in shown if row.candidate.id in by_id
    ]


def _one(
    slug: str, call: Call, runner: Runner, listed: Ranking, row: Row, cut: str, rows: dict[UUID, ProposalRow],
    donors: Sequence[Donor],
) -> Ranked:
    application = runner.application
    assessed = listed.assessed(call.component, row.candidate.id) if listed.terms.scoring else None
    kept = rows.get(application.id)
    return Ranked(
        title=application.title, url=reverse("applications:read-one", args=[slug, application.id]),
        names=runner.listed.names, reference=application.reference, asked=row.candidate.asked,
        score=row.candidate.score, lot=lot_label(row.proposal.value, row.reserve), kind=KIND[Lot(row.proposal.value)],
        why=words.why(row.reason, row.numbers, listed.terms.budget.currency),
        placed=words.placed(row.placed_by, call.component), cut=row.candidate.id == cut, closed=runner.closed,
        totals=tuple(each.total for each in assessed.assessors if each.total is not None) if assessed else (),
        wide=bool(assessed and (assessed.talk_first or any(each.talk_first for each in assessed.criteria))),
        recommended=row.candidate.recommended, points=row.candidate.points,
        row=kept if kept and kept.funded else None, donors=tuple(donors),
    )


def last_above_the_line(listed: Ranking) -> str:
    """The application under which the money is used up; '' when the money reaches all or nobody."""
    ids = [row.candidate.id for row in listed.selection.rows]
    if listed.selection.line not in ids:
        return ""
    at = ids.index(listed.selection.line)
    return ids[at - 1] if at else ""


def scale_from(rows: Sequence[Ranked]) -> int:
    """Where the line of dots begins: the ten below the lowest total, so that spread is seen."""
    lowest = min((total for row in rows for total in row.totals), default=Decimal(0))
    return int(lowest // 10 * 10) if lowest < 90 else 80


def floors(call: Call, listed: Ranking) -> list[dict[str, Any]]:
    """The published minimums: what each asks, what the list comes to, and whether anything could reach it."""
    from tandem.web.templatetags.tandem import money

    titles = {rule.id: rule for rule in call.component.selection.floors}
    currency = listed.terms.budget.currency
    shown = []
    for result in listed.selection.floors:
        floor, rule = result.floor, titles[result.floor.id]
        plain = [money(Money(each, currency)) if floor.of == "money" else number(each)
                 for each in (floor.at_least, result.reached)]
        shown.append({
            "id": floor.id, "title": rule.title, "least": plain[0], "reached": plain[1], "met": result.met,
            "binding": result.binding, "share": floor.share, "published": rule.share or rule.at_least,
            "where_possible": floor.where_possible,
        })
    return shown


def moved(runners: Sequence[Runner], real: Ranking, tried: Ranking) -> dict[str, list[str]]:
    """Who would come in and who would fall out: titles, in the order of the ranking."""
    titles = {str(runner.application.id): runner.application.title for runner in runners}
    before, after = set(real.selection.of(Proposal.FUND)), set(tried.selection.of(Proposal.FUND))
    order = [row.candidate.id for row in tried.selection.rows]
    return {
        "in": [titles[id] for id in order if id in after - before],
        "out": [titles[id] for id in order if id in before - after],
    }


def lacking(slug: str, found: Iterable[Gap]) -> list[dict[str, Any]]:
    """What each application lacks, with where to mend it."""
    shown = []
    for gap in found:
        says, mend = words.missing(gap)
        application = gap.runner.application
        shown.append({
            "title": application.title, "says": says, "mend": mend, "names": gap.runner.listed.names,
            "url": reverse("applications:read-one", args=[slug, application.id]),
        })
    return shown


def lead(listed: Ranking) -> str:
    """What there is to give, what is proposed, what is left."""
    from tandem.web.templatetags.tandem import money

    selection = listed.selection
    return _("%(budget)s to give, %(given)s proposed, %(left)s left.") % {
        "budget": money(selection.budget), "given": money(selection.given), "left": money(selection.remaining),
    }
