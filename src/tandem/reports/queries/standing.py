"""Where a report stands before it is signed: what is missing, and what would be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.answers.queries import Stored, stored
from tandem.core.expressions import evaluate
from tandem.core.forms.answers import Answers
from tandem.core.forms.missing import gaps
from tandem.core.values import Problem
from tandem.reports.access import Held
from tandem.reports.content import Content, content_of
from tandem.reports.queries.tables import Tables, tables
from tandem.reports.queries.words import line_title


@dataclass(frozen=True)
class Lacking:
    """Something besides the questions that a report needs: what, about which row, and where it is mended."""

    code: str  # actual_missing, reason_missing, no_plan
    sentence: str
    url: str
    row: str = ""


@dataclass(frozen=True)
class Standing:
    """A report as it stands now."""

    tables: Tables
    answers: Answers
    stored: dict[tuple[str, str], Stored]
    gaps: tuple[Problem, ...]
    lacking: tuple[Lacking, ...]
    content: Content

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps and not self.lacking

    @property
    def open_things(self) -> int:
        """How many things are missing."""
        return len(self.gaps) + len(self.lacking)

    @property
    def filled_percent(self) -> int:
        """Share of the report's fields that are filled: answers, rows of results, lines of money (UX-20)."""
        fields, filled = self._fields()
        return round(100 * filled / fields) if fields else 100

    def _fields(self) -> tuple[int, int]:
        answered = {path for path, _row in self.answers}
        open_paths = {problem.where.split("#")[0] for problem in self.gaps if problem.code == "missing"}
        all_paths = answered | open_paths
        rows = self.tables.results
        return (
            len(all_paths) + 3 * len(rows) + 5 * len(self.tables.lines),
            len(answered) + sum(2 + row.said for row in rows) + 5 * len(self.tables.lines),
        )


def standing(held: Held, found: dict[tuple[str, str], Stored] | None = None) -> Standing:
    """The report's standing from what is in the database now."""
    found = stored(held.report.id) if found is None else found
    answers: dict[tuple[str, str], Any] = {key: kept.value for key, kept in found.items() if kept.value is not None}
    made = tables(held)
    return Standing(
        made,
        answers,
        found,
        gaps(held.form, held.sides, answers, evaluate=evaluate),
        tuple(lacking(held, made)),
        content_of(held, answers, made),
    )


def lacking(held: Held, made: Tables) -> list[Lacking]:
    """Indicators without a value or a reason, and lines far from their budget without an explanation."""
    organiser, report = held.report.organiser.slug, held.report
    found: list[Lacking] = []
    if made.version is None:
        found.append(Lacking("no_plan", _("There is no plan that could be reported on."), ""))
    where = reverse("delivery:year", args=[organiser, report.grant_id, report.year])
    for row in made.results:
        if not row.said:
            sentence = _("“%(title)s” has no value for %(year)s. Give one, or say that there is none and why.") % {
                "title": row.indicator.title,
                "year": report.year,
            }
            found.append(Lacking("actual_missing", sentence, where, str(row.indicator.identity)))
    page = reverse("reports:money", args=[organiser, report.id])
    for line in made.lines:
        if line.explain and not line.reason:
            sentence = _("“%(line)s” is %(percent)s %% away from its budget. Say why.") % {
                "line": line_title(held.of, line.key),
                "percent": "–" if line.percent is None else abs(line.percent),
            }
            found.append(Lacking("reason_missing", sentence, f"{page}#line-{line.key}", line.key))
    return found
