"""Duties that accounts give people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy

from tandem.core.rulebook.schema import Rulebook
from tandem.foundation import clock
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.reports.models import DonorReport, Report

WRITE, SIGN, ANSWER = "report.write", "report.sign", "report.answer"
CHECK, LATE = "report.check", "report.late"
DONOR, APPROVE = "donor_report.write", "donor_report.approve"
CHECK_WITHIN, ANSWER_WITHIN = timedelta(days=14), timedelta(days=14)
SUBJECT, DONOR_SUBJECT = "report", "donor_report"


def _report(duty: Duty) -> str:
    return reverse("reports:report", args=[duty.organiser.slug, duty.subject_id])


def _sign(duty: Duty) -> str:
    return reverse("reports:check", args=[duty.organiser.slug, duty.subject_id])


def _donor(duty: Duty) -> str:
    return reverse("reports:donor-report", args=[duty.organiser.slug, duty.subject_id])


_KINDS: tuple[tuple[str, object, Callable[[Duty], str], bool], ...] = (
    (WRITE, gettext_lazy("Write and sign “{report}” of “{grant}”"), _report, False),  # reminded by the rulebook's days
    (SIGN, gettext_lazy("Sign “{report}” of “{grant}”: your partner has signed"), _sign, True),
    (ANSWER, gettext_lazy("Answer the questions about “{report}” of “{grant}”"), _report, True),
    (CHECK, gettext_lazy("Read “{report}” of “{grant}” and accept it or ask"), _report, True),
    (LATE, gettext_lazy("“{report}” of “{grant}” is late: talk to the partners"), _report, False),
    (DONOR, gettext_lazy("Write and send the report to {donor} for {year}"), _donor, True),
    (APPROVE, gettext_lazy("Approve the report to {donor} for {year}"), _donor, True),
)


def register() -> None:
    """Make the kinds of duty known."""
    for id, sentence, address, remind in _KINDS:
        book.register(book.Kind(id, sentence, address, remind))


def end_of(day: date | None, zone: str) -> datetime | None:
    """The last minute of a day in the organiser's zone; None without a day."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(UTC) if day else None


def values_of(report: Report, grant: Grant, rulebook: Rulebook) -> dict[str, object]:
    """Names for the sentences: the report's title per language, and the grant's."""
    titles = {language: f"{title} {report.year}" for language, title in rulebook.reports[report.kind].title.items()}
    return {"report": titles, "grant": grant.title or grant.reference}


def give_writing_duties(report: Report, grant: Grant, rulebook: Rulebook) -> None:
    """Each party's people write it by the donor's day, or by no day while the donor has set none."""
    for party in parties_of(grant.partnership_id):
        book.assign(
            WRITE,
            (SUBJECT, report.id),
            due_at=end_of(report.due_on, grant.organiser.time_zone),
            organisation=party.organisation_id,
            values=values_of(report, grant, rulebook),
        )


def ask_to_sign(report: Report, grant: Grant, rulebook: Rulebook, signed: set[str]) -> None:
    """Those who have not signed yet, once somebody has."""
    for party in parties_of(grant.partnership_id):
        if party.side not in signed:
            book.assign(
                SIGN,
                (SUBJECT, report.id),
                due_at=end_of(report.due_on, grant.organiser.time_zone),
                organisation=party.organisation_id,
                values=values_of(report, grant, rulebook),
            )


def ask_to_answer(report: Report, grant: Grant, rulebook: Rulebook) -> None:
    """Each party answers the officer's questions within two weeks."""
    for party in parties_of(grant.partnership_id):
        book.assign(
            ANSWER,
            (SUBJECT, report.id),
            due_at=clock.now() + ANSWER_WITHIN,
            organisation=party.organisation_id,
            values=values_of(report, grant, rulebook),
        )


def ask_to_check(report: Report, grant: Grant, rulebook: Rulebook) -> None:
    """Officers read what was sent within two weeks."""
    book.assign(
        CHECK,
        (SUBJECT, report.id),
        due_at=clock.now() + CHECK_WITHIN,
        role=Role.OFFICER,
        office=grant.office_id,
        values=values_of(report, grant, rulebook),
    )


def escalate(report: Report, grant: Grant, rulebook: Rulebook) -> None:
    """Officers talk to partners whose report is too late."""
    book.assign(
        LATE, (SUBJECT, report.id), due_at=clock.now(), role=Role.OFFICER, office=grant.office_id,
        values=values_of(report, grant, rulebook),
    )


def settle(report: Report, *kinds: str) -> None:
    """These are done."""
    for kind in kinds:
        book.settle(kind, report.id)


def ask_for_donor_report(report: DonorReport) -> None:
    """Officers write and send it by the donor's day."""
    book.assign(
        DONOR,
        (DONOR_SUBJECT, report.id),
        due_at=end_of(report.due_on, report.organiser.time_zone),
        role=Role.OFFICER,
        values={"donor": report.donor.name, "year": str(report.year)},
    )


def ask_to_approve(report: DonorReport) -> None:
    """Another officer approves what is frozen."""
    book.assign(
        APPROVE,
        (DONOR_SUBJECT, report.id),
        due_at=end_of(report.due_on, report.organiser.time_zone),
        role=Role.OFFICER,
        values={"donor": report.donor.name, "year": str(report.year)},
    )
