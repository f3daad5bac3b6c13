"""The report to a donor as a document and as files: as it was frozen, else as the records stand now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.values import pick
from tandem.foundation.documents.blocks import Document, Note
from tandem.foundation.documents.cache import Format, rendered
from tandem.foundation.documents.sheets import Sheet
from tandem.foundation.documents.stored import restored
from tandem.reports import donor_blocks, donor_paper
from tandem.reports.corrected import corrected_notice, corrected_since
from tandem.reports.donor_paper import Paper
from tandem.reports.figures.shown import table_with_host, with_host
from tandem.reports.freezing import paper_of, report_figures, thawed
from tandem.reports.models import DonorReport
from tandem.reports.states import DonorStep


class Shown:
    """A report to a donor, ready to be read. What was frozen is read, never made again."""

    def __init__(self, report: DonorReport) -> None:
        self.report = report
        self.paper: Paper | None = paper_of(report) if report.step == DonorStep.DRAFT else None
        self.kept: dict[str, Any] = {} if self.paper else json.loads(report.content)["documents"]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, the rulebook's first one first."""
        return tuple(self.paper.rulebook.languages) if self.paper else tuple(self.kept)

    def document(self, language: str) -> Document:
        """The report in one of its languages."""
        if self.paper is not None:
            return donor_paper.document(self.paper, language)
        return restored(self.kept[language])

    def corrections(self, language: str) -> Document | None:
        """What has changed since it was sent, as a document of its own; None when nothing has."""
        report = self.report
        if report.corrected_at is None:
            return None
        with override(language):
            corrected = report.figures.filter(key__in=report.corrections.values("key")).order_by("place")
            figures = [(pick(row.label, language, self.languages) or row.key, thawed(row)) for row in corrected]
            blocks = corrected_since(report, figures)
            author = pick(report.organiser.name, language, self.languages) or report.organiser.slug
            return Document(_("Corrections"), language, tuple(blocks), author, report.corrected_at.date())

    def whole(self, language: str) -> Document:
        """The report as files show it: a sentence in front when figures were corrected since, and the table behind."""
        document, corrected = self.document(language), self.corrections(language)
        if corrected is None or not (notice := self.notice(language)):
            return document
        return replace(document, blocks=(notice, *document.blocks, *corrected.blocks))

    def notice(self, language: str) -> Note | None:
        """The sentence that says how many figures were corrected since it was sent; None when none was."""
        number = self.report.corrections.values("key").distinct().count()
        with override(language):
            return corrected_notice(number) if number else None

    def sheets(self, language: str) -> tuple[Sheet, ...]:
        """Every registered figure on a sheet of its own, for Excel."""
        with override(language):
            if self.paper is not None:
                table = donor_blocks.figure_list(self.paper)
            else:
                rows = [(pick(row.label, language, self.languages) or row.key, thawed(row)) for row in self.rows()]
                table = donor_blocks.frozen_list(self.report, rows)
            return (Sheet(_("All figures"), table_with_host(table, _host())),)

    def rows(self) -> list[Any]:
        """The frozen figures."""
        return report_figures(self.report.id)

    def file(self, format: Format, language: str) -> bytes:
        """The report as PDF, Word or Excel; figures lead to their pages."""
        sheets = self.sheets(language) if format == "xlsx" else ()
        return rendered(with_host(self.whole(language), _host()), format, self.report.organiser_id, sheets)

    def name(self, format: str) -> str:
        """'donor-report-norad-2025.pdf'."""
        return f"donor-report-{self.report.donor.key}-{self.report.year}.{format}"


def _host() -> str:
    return str(settings.TANDEM_URL).rstrip("/")
