"""Lists of reports: of a grant, of the parties one acts for, of everybody for officers, late ones first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from tandem.foundation.access import Actor
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.access import readable
from tandem.partnerships.queries import names_of_many
from tandem.programmes.models import parsed
from tandem.reports.models import Query, Report, Sending
from tandem.reports.states import Step


@dataclass(frozen=True)
class Listed:
    """One row of a list."""

    report: Report
    names: str
    title: dict[str, str]  # of its kind, per language
    days_late: int  # 0 when it is not late

    @property
    def late(self) -> bool:
        """Whether it should have been sent before today."""
        return self.days_late > 0


def days_late(report: Report, today: date) -> int:
    """How many days ago it should have been sent; 0 when it was sent, or has no day, or its day has not passed."""
    if report.due_on is None or report.sent_at is not None:
        return 0
    return max(0, (today - report.due_on).days)


def _of_grant(grant: UUID) -> QuerySet[Report]:
    rows: QuerySet[Report] = Report.objects.filter(grant=grant)
    return rows.order_by("year", F("due_on").asc(nulls_last=True), "kind")


_reports: Prepared[Report] = Prepared(_of_grant, grant=UUID)


def of_grant(grant: UUID) -> list[Report]:
    """A grant's reports by year and day. One query."""
    return _reports.all(grant=grant)


def visible(actor: Actor) -> QuerySet[Report]:
    """Reports of the grants this person may look into."""
    return Report.objects.filter(grant__in=readable(actor).values("id"))


def listed(rows: Iterable[Report], today: date) -> list[Listed]:
    """The rows with their partners' names and titles. One query."""
    found = list(rows)
    names = names_of_many({row.grant.partnership_id for row in found})
    return [
        Listed(
            row,
            " · ".join(names.get(row.grant.partnership_id, ())),
            dict(parsed(row.grant.rulebook_version_id).reports[row.kind].title),
            days_late(row, today),
        )
        for row in found
    ]


ORDER = (F("due_on").asc(nulls_last=True), "year", "id")


def open_first(rows: QuerySet[Report], step: str = "", late_before: date | None = None) -> QuerySet[Report]:
    """Filtered, by day; `late_before` keeps only what should have been sent before that day."""
    if step in Step.values:
        rows = rows.filter(step=step)
    if late_before is not None:
        rows = rows.filter(sent_at=None, due_on__lt=late_before)
    return rows.select_related("grant").order_by(*ORDER)


def last_sending(report: UUID) -> Sending | None:
    """What was sent last; None before that."""
    return Sending.objects.filter(report=report).order_by("-number").first()


def questions(sending: Sending | None) -> dict[str, Query]:
    """What an officer asked about it, by question. One query."""
    if sending is None:
        return {}
    return {row.question: row for row in Query.objects.filter(sending=sending).select_related("asked_by")}
