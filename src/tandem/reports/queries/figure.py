"""One figure with the rows that it is counted from: each with its own page and who approved it (UX-27)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tandem.core.aggregation import Figure, Source
from tandem.delivery.models import ActivityStart, Actual, Meeting, Participant, Visit
from tandem.finance.models import AuditFinding, Engagement, Expense, Instalment
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Role
from tandem.plans.models import BudgetYear, Indicator, Risk, Statement, Target
from tandem.reports.donor_paper import Paper
from tandem.reports.figures.building import FIGURE
from tandem.reports.figures.labels import row_words
from tandem.reports.freezing import thawed
from tandem.reports.models import DonorReport, FrozenFigure, Report
from tandem.reports.states import Step

A_PAGE = 100


@dataclass(frozen=True)
class Traced:
    """A figure, its words, and who approved its rows (row → name)."""

    report: DonorReport
    figure: Figure
    label: str
    names: Mapping[str, str]
    labels: Mapping[str, str]  # of the figures among its sources
    look: Callable[[list[str]], Iterable[tuple[Figure, Mapping[str, str]]]]  # figures by key, with who approved rows


def traced(report: DonorReport, key: str) -> Traced | None:
    """A figure as it was frozen. Two queries."""
    row = FrozenFigure.objects.filter(report=report, key=key).first()
    if row is None:
        return None
    figure = thawed(row)
    wanted = [source.row.removeprefix(FIGURE) for source in figure.sources if source.row.startswith(FIGURE)]
    labels = {
        each: _localised(label) or each
        for each, label in FrozenFigure.objects.filter(report=report, key__in=wanted).values_list("key", "label")
    }

    def look(keys: list[str]) -> Iterator[tuple[Figure, Mapping[str, str]]]:
        for each in FrozenFigure.objects.filter(report=report, key__in=keys).order_by("place"):
            yield thawed(each), _approved(each)

    return Traced(report, figure, _localised(row.label) or key, _approved(row), labels, look)


def _approved(row: FrozenFigure) -> dict[str, str]:
    return {source[0]: source[5] for source in row.sources if source[5]}


def _localised(label: Mapping[str, str]) -> str:
    wanted = (get_language() or "en").split("-")[0]
    return str(label.get(wanted) or next(iter(label.values()), ""))


def traced_now(report: DonorReport, paper: Paper, key: str) -> Traced | None:
    """The same while the report is being written, from the records as they stand."""
    if not paper.has(key):
        return None
    register = paper.made.register
    figure = register[key]
    keys = [source.row.removeprefix(FIGURE) for source in figure.sources if source.row.startswith(FIGURE)]
    labels = {each: paper.labels.say(each) for each in keys}

    def look(wanted: list[str]) -> Iterator[tuple[Figure, Mapping[str, str]]]:
        for each in wanted:
            yield register[each], _approved_now(paper, register[each])

    return Traced(report, figure, paper.labels.say(key), _approved_now(paper, figure), labels, look)


def _approved_now(paper: Paper, figure: Figure) -> dict[str, str]:
    """Who approved the rows of a figure that is not frozen yet. One query."""
    people = {
        source.row: paper.made.approvers[source.row] for source in figure.sources if source.row in paper.made.approvers
    }
    if not people:
        return {}
    names = {person.id: str(person) for person in Person.objects.filter(id__in=set(people.values()))}
    return {row: names.get(by, "") for row, by in people.items()}


MOST_ROWS = 300  # rows behind a sum of sums that its own page shows at once


def behind(found: Traced) -> tuple[Traced, bool]:
    """The rows at the bottom of a figure that is counted from figures, and whether there are more of them.

    A sum leads to its receipts from its own page, whatever lies between. A query for each level when it is frozen.
    """
    pending = [source for source in found.figure.sources if source.row.startswith(FIGURE)]
    leaves: dict[Source, None] = {}
    names = dict(found.names)
    while pending and len(leaves) <= MOST_ROWS:
        keys = list(dict.fromkeys(source.row.removeprefix(FIGURE) for source in pending))
        pending = []
        for figure, approved in found.look(keys[:MOST_ROWS]):
            names.update(approved)
            for source in figure.sources:
                if source.row.startswith(FIGURE):
                    pending.append(source)
                else:
                    leaves[source] = None
    rows = tuple(leaves)[:MOST_ROWS]
    return replace(found, figure=replace(found.figure, sources=rows), names=names), len(leaves) > MOST_ROWS


@dataclass(frozen=True)
class Shown:
    """One row as the page shows it."""

    kind: str
    label: str
    field: str
    value: str
    role: str
    by: str
    url: str


def neighbours(request: HttpRequest, found: Traced, named: str = "page") -> tuple[list[Shown], Page[Source]]:
    """One page of the rows, with their addresses. A query for each kind of row on it."""
    slug: str = request.organiser.slug  # type: ignore[attr-defined]
    page: Page[Source] = Paginator(found.figure.sources, A_PAGE).get_page(request.GET.get(named))
    sources: Sequence[Source] = list(page.object_list)
    officer = request.actor.has(Role.OFFICER)  # type: ignore[attr-defined]
    urls = addresses(slug, found.report, {source.row for source in sources}, officer)
    return [
        Shown(
            row_words(source.row),
            _label(found, source),
            source.field,
            source.value,
            source.role,
            found.names.get(source.row, ""),
            urls.get(source.row, ""),
        )
        for source in sources
    ], page


def _label(found: Traced, source: Source) -> str:
    return found.labels.get(source.row.removeprefix(FIGURE), "") or source.label


def addresses(slug: str, report: DonorReport, rows: set[str], officer: bool) -> dict[str, str]:
    """Where each row has its own page; rows without one are absent. A query for each kind.

    Only an officer is led to reports that are not accepted.
    """
    by_kind: dict[str, list[UUID]] = {}
    found: dict[str, str] = {}
    for row in rows:
        kind, _colon, id = row.partition(":")
        if kind == "figure":
            found[row] = reverse("reports:figure", args=[slug, report.id, id])
        elif kind == "grant":
            found[row] = reverse("partnerships:grant", args=[slug, id])
        elif kind in _PLACES:
            by_kind.setdefault(kind, []).append(UUID(id))
    for kind, ids in by_kind.items():
        look, where = _PLACES[kind]
        if kind == "report" and not officer:
            ids = list(Report.objects.filter(id__in=ids, step=Step.ACCEPTED).values_list("id", flat=True))
        for id, *args in look(ids):
            try:
                found[f"{kind}:{id}"] = _url(where, slug, args)
            except NoReverseMatch:
                continue
    return found


def _url(where: str, slug: str, args: list[Any]) -> str:
    name, _hash, anchor = where.partition("#")
    if not anchor:
        return reverse(name, args=[slug, *args])
    return f"{reverse(name, args=[slug, *args[:-1]])}#{anchor}-{args[-1]}"


Look = Callable[[list[UUID]], Any]


def _of(model: Any, *fields: str) -> Look:
    return lambda ids: model.objects.filter(id__in=ids).values_list("id", *fields)


_PLACES: dict[str, tuple[Look, str]] = {
    "expense": (_of(Expense, "grant_id", "id"), "finance:expense"),
    "instalment": (_of(Instalment, "grant_id", "id"), "finance:instalment"),
    "audit": (_of(Engagement, "grant_id", "id"), "finance:audit"),
    "finding": (_of(AuditFinding, "engagement__grant_id", "engagement_id"), "finance:audit"),
    "actual": (_of(Actual, "grant_id", "year"), "delivery:year"),
    "visit": (_of(Visit, "grant_id", "id"), "delivery:visit"),
    "participant": (_of(Participant, "visit__grant_id", "visit_id"), "delivery:visit"),
    "meeting": (_of(Meeting, "grant_id", "id"), "delivery:meeting"),
    "start": (_of(ActivityStart, "grant_id", "activity"), "delivery:activity"),
    "report": (_of(Report, "id"), "reports:report"),
    "indicator": (_of(Indicator, "version__plan__grant_id", "version__number", "identity"), "plans:version#indicator"),
    "target": (
        _of(Target, "indicator__version__plan__grant_id", "indicator__version__number", "indicator__identity"),
        "plans:version#indicator",
    ),
    "statement": (_of(Statement, "version__plan__grant_id", "version__number", "identity"), "plans:version#statement"),
    "risk": (_of(Risk, "version__plan__grant_id", "version__number", "identity"), "plans:version#risk"),
    "budget": (
        _of(BudgetYear, "line__version__plan__grant_id", "line__version__number", "line__identity"),
        "plans:version#line",
    ),
}
