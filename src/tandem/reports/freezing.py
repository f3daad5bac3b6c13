"""A report to a donor becomes fixed: its documents, every figure with its rows, and one checksum over all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.utils.translation import override

from tandem.core.aggregation import Figure, Formula, Source
from tandem.foundation.accounts.models import Person
from tandem.foundation.documents.stored import checksum, stored
from tandem.programmes.models import RulebookVersion, parsed
from tandem.reports.donor_paper import Paper, document
from tandem.reports.figures.labels import Labels
from tandem.reports.figures.register import Computed, compute
from tandem.reports.models import DonorReport, FrozenFigure

AT_ONCE = 500


def paper_of(report: DonorReport) -> Paper:
    """Everything that the report is made from, as the records stand now."""
    made = compute(report.programme_id, report.donor_id, report.year)
    version = (
        RulebookVersion.objects.filter(programme=report.programme_id).order_by("-published_at").values("id").first()
    )
    rulebook = parsed(made.rows.grants[-1].rulebook_version_id if made.rows.grants else version["id"])  # type: ignore[index]
    return Paper(report, made, rulebook, Labels.of(made))


def frozen(paper: Paper) -> tuple[str, str, list[FrozenFigure]]:
    """The canonical content, the checksum over it and all figures, and the figures' rows to be kept."""
    languages = paper.rulebook.languages
    figures = list(_figures(paper))
    content = {
        "report": str(paper.report.id),
        "donor": paper.report.donor.key,
        "year": paper.report.year,
        "narrative": paper.report.narrative,
        "documents": {language: stored(document(paper, language)) for language in languages},
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False), digest(content, figures), figures


def digest(content: Any, figures: list[FrozenFigure]) -> str:
    """SHA-256 over the content and every figure with its rows."""
    plain = [
        [each.key, each.value, each.unit, each.formula, each.decimals, each.parts, each.sources] for each in figures
    ]
    return checksum([content, plain])


def _figures(paper: Paper) -> Iterator[FrozenFigure]:
    names = _names(paper.made)
    labels: dict[str, dict[str, str]] = {each.key: {} for each in paper.made.register}
    for language in paper.rulebook.languages:
        with override(language):
            said = Labels.of(paper.made)
            for key, texts in labels.items():
                texts[language] = said.say(key)
    for place, each in enumerate(paper.made.register):
        yield FrozenFigure(
            report=paper.report,
            place=place,
            key=each.key,
            label=labels[each.key],
            value="" if each.value is None else format(each.value, "f"),
            unit=each.unit,
            formula=each.formula,
            decimals=each.decimals,
            parts=list(each.parts),
            sources=[
                [source.row, source.field, source.value, source.role, source.label, names.get(source.row, "")]
                for source in each.sources
            ],
        )


def _names(made: Computed) -> dict[str, str]:
    """Who approved each row, by name. One query."""
    people = {by for by in made.approvers.values() if by is not None}
    names = {person.id: str(person) for person in Person.objects.filter(id__in=people)}
    return {row: names[by] for row, by in made.approvers.items() if by in names}


def keep(figures: list[FrozenFigure]) -> None:
    """Write them, some hundred at once."""
    FrozenFigure.objects.bulk_create(figures, batch_size=AT_ONCE)


def thawed(row: FrozenFigure) -> Figure:
    """A frozen figure as the core knows it: it can be recomputed from what was kept alone."""
    from decimal import Decimal

    sources = tuple(Source(id, field, value, said, role) for id, field, value, role, said, _by in row.sources)
    value = Decimal(row.value) if row.value else None
    formula = cast(Formula, row.formula)
    return Figure(row.key, value, row.unit, formula, sources, row.decimals, "", tuple(row.parts))


def report_figures(report: UUID) -> list[FrozenFigure]:
    """All frozen figures of a report, in order. One query."""
    return list(FrozenFigure.objects.filter(report=report).order_by("place"))
