"""What each figure is called and how it is counted, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.reports.figures.grants import named
from tandem.reports.figures.register import Computed
from tandem.reports.queries.words import line_titles
from tandem.web.templatetags.tandem import localised

WORDS: dict[str, str | Promise] = {
    "partnerships": gettext_lazy("Partnerships"),
    "organisations": gettext_lazy("Organisations in them"),
    "municipalities": gettext_lazy("Municipalities in them"),
    "countries": gettext_lazy("Countries"),
    "grants_reported": gettext_lazy("Partnerships with an accepted report"),
    "grants_missing": gettext_lazy("Partnerships without an accepted report"),
    "statements": gettext_lazy("Results that are aimed at"),
    "indicators": gettext_lazy("Indicators"),
    "indicators_reported": gettext_lazy("Indicators with an approved value"),
    "indicators_missing": gettext_lazy("Indicators not reported"),
    "reported_share": gettext_lazy("Share of indicators that were reported"),
    "targets_set": gettext_lazy("Targets of the year"),
    "targets_met": gettext_lazy("Targets reached"),
    "targets_met_share": gettext_lazy("Share of targets that were reached"),
    "zero_values": gettext_lazy("Indicators with a counted zero"),
    "granted": gettext_lazy("Granted"),
    "instalments_paid": gettext_lazy("Paid out in the year"),
    "instalments_count": gettext_lazy("Instalments paid in the year"),
    "instalment_largest": gettext_lazy("Largest instalment"),
    "paid_to_date": gettext_lazy("Paid out since the beginning"),
    "budget": gettext_lazy("Budget of the year"),
    "own_budget": gettext_lazy("Own contribution in the budget"),
    "budget_reported": gettext_lazy("Budget of the partnerships that have reported"),
    "spent": gettext_lazy("Used in the year"),
    "spent_reported": gettext_lazy("Used by the partnerships that have reported"),
    "before": gettext_lazy("Used in earlier years"),
    "spent_to_date": gettext_lazy("Used since the beginning"),
    "spent_share": gettext_lazy("Share of the budget that was used"),
    "unspent": gettext_lazy("Paid out and not used"),
    "variance": gettext_lazy("Budget less use"),
    "variance_share": gettext_lazy("Share of the budget that was not used"),
    "own_contribution": gettext_lazy("Own contribution"),
    "own_share": gettext_lazy("Share of the planned own contribution"),
    "converted": gettext_lazy("Used in other currencies, converted"),
    "expenses_accepted": gettext_lazy("Expenses accepted"),
    "expenses_refused": gettext_lazy("Expenses refused"),
    "expense_average": gettext_lazy("Average expense"),
    "expense_largest": gettext_lazy("Largest expense"),
    "receipts": gettext_lazy("Receipts on file"),
    "activities_planned": gettext_lazy("Activities planned for the year"),
    "activities_started": gettext_lazy("Activities begun"),
    "activities_share": gettext_lazy("Share of activities that were begun"),
    "visits": gettext_lazy("Visits"),
    "participants": gettext_lazy("Participants"),
    "participants_paired": gettext_lazy("Participants with a counterpart"),
    "paired_share": gettext_lazy("Share with a counterpart"),
    "meetings": gettext_lazy("Yearly meetings"),
    "amendments": gettext_lazy("Amendments"),
    "risks_open": gettext_lazy("Risks watched"),
    "risks_high": gettext_lazy("Risks still high after the answer"),
    "risks_tolerated": gettext_lazy("Risks borne with a written reason"),
    "reports_due": gettext_lazy("Reports due for the year"),
    "reports_accepted": gettext_lazy("Reports accepted"),
    "reports_late": gettext_lazy("Reports sent late"),
    "reports_share": gettext_lazy("Share of reports that were accepted"),
    "audits": gettext_lazy("Audits delivered"),
    "audits_clean": gettext_lazy("Audits without reservation"),
    "audits_qualified": gettext_lazy("Audits with reservation"),
    "findings": gettext_lazy("Findings of auditors"),
    "findings_closed": gettext_lazy("Findings settled"),
    "learning_accounts": gettext_lazy("Accounts of what was learnt"),
    "baseline": gettext_lazy("baseline"),
    "target": gettext_lazy("target"),
    "actual": gettext_lazy("reached"),
    "progress": gettext_lazy("of the way from baseline to target"),
    "share": gettext_lazy("share of the budget"),
}

FORMULAS: dict[str, str | Promise] = {
    "sum": gettext_lazy("The sum of the rows below. A row that was not reported is left out, not counted as zero."),
    "difference": gettext_lazy("What is added, less what is taken off."),
    "count": gettext_lazy("How many rows there are below."),
    "ratio": gettext_lazy("The sum above the line divided by the sum below the line."),
    "percent": gettext_lazy("The sum above the line divided by the sum below the line, times a hundred."),
    "average": gettext_lazy("The average of the rows below."),
    "latest": gettext_lazy("The value of the latest day."),
    "maximum": gettext_lazy("The largest of the rows below."),
    "conversion": gettext_lazy("Each amount times its own rate, each rounded to the currency, then added."),
    "value": gettext_lazy("The value of one row."),
}


def words(word: str) -> str:
    """A figure's word in the active language."""
    return str(WORDS.get(word, word))


@dataclass(frozen=True)
class Labels:
    """Names that the labels of one report need."""

    grants: Mapping[str, str]  # part of the key → partnership
    lines: Mapping[str, Mapping[str, str]]
    indicators: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, made: Computed) -> Labels:
        """From what was computed."""
        lines: dict[str, Mapping[str, str]] = {}
        grants, indicators = {}, {}
        for grant in made.rows.grants:
            lines.update(line_titles(made.rulebooks[grant.id], grant.component))
            grants[named(grant)] = partners(made, grant.id) or grant.title
            for row in made.rows.indicators.get(grant.id, ()):
                indicators[named(grant), row[2].hex[-8:]] = row[3]
        return cls(grants, lines, indicators)

    def say(self, key: str) -> str:
        """'San Telmo – Fjordvik: Used in the year, Travel'."""
        first, *rest = key.split(".")
        if first == "g" and len(rest) >= 2:
            return f"{self.grants.get(rest[0], rest[0])}: {self._word(rest[1:])}"
        if first == "i" and len(rest) == 3:
            title = self.indicators.get((rest[0], rest[1]), rest[1])
            return f"{title}: {words(rest[2])}"
        if first == "line" and len(rest) >= 2:
            return f"{self._line(rest[0])}: {self._word(rest[1:])}"
        return self._word([first, *rest])

    def _word(self, parts: list[str]) -> str:
        said = words(parts[0])
        return f"{said}, {self._line(parts[1])}" if len(parts) > 1 else said

    def _line(self, key: str) -> str:
        return localised(self.lines.get(key, {})) or key


def partners(made: Computed, grant: UUID) -> str:
    """'Fjordvik kommune – San Telmo'."""
    return " – ".join(row[2] for row in made.rows.parties.get(grant, ()))


def formula_words(formula: str) -> str:
    """How a figure is counted."""
    return str(FORMULAS.get(formula, formula))


ROW_WORDS: dict[str, Any] = {
    "expense": gettext_lazy("Expense"),
    "instalment": gettext_lazy("Instalment"),
    "budget": gettext_lazy("Budget"),
    "actual": gettext_lazy("Reported value"),
    "indicator": gettext_lazy("Indicator"),
    "target": gettext_lazy("Target"),
    "report": gettext_lazy("Report"),
    "grant": gettext_lazy("Grant"),
    "visit": gettext_lazy("Visit"),
    "participant": gettext_lazy("Participant"),
    "meeting": gettext_lazy("Meeting"),
    "risk": gettext_lazy("Risk"),
    "amendment": gettext_lazy("Amendment"),
    "audit": gettext_lazy("Audit"),
    "finding": gettext_lazy("Finding"),
    "organisation": gettext_lazy("Organisation"),
    "activity": gettext_lazy("Activity"),
    "start": gettext_lazy("Activity"),
    "statement": gettext_lazy("Result"),
    "answer": gettext_lazy("Answer"),
    "figure": gettext_lazy("Figure"),
}


def row_words(row: str) -> str:
    """What kind of row a source is."""
    return str(ROW_WORDS.get(row.partition(":")[0], _("Row")))
