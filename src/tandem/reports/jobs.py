"""What follows from events, and what is looked at every day: reminders by the rulebook's days, and late reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import pick
from tandem.finance.models import Expense
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.duties import book
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.organisations.models import MemberRole
from tandem.organisations.queries import people_of, signers_of
from tandem.partnerships.access import Held as HeldGrant
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import parsed
from tandem.reports import access, duties
from tandem.reports.events import GrantClosed, ReportAccepted, ReportReturned, ReportSent, ReportSigned
from tandem.reports.models import DonorReport, Report, Signature
from tandem.reports.operations.donor import look_for_corrections
from tandem.reports.operations.making import fill, make_for
from tandem.reports.states import DonorStep, Step
from tandem.web.templatetags.tandem import day

EVERY = timedelta(hours=6)


def _report(id: str | UUID) -> tuple[Report, Rulebook]:
    rows = Report.objects.select_related("grant__organiser", "grant__donor", "organiser")
    report = rows.get(id=id)
    return report, parsed(report.grant.rulebook_version_id)


def make_reports(event: Any) -> None:
    """Now: the agreement is signed, so the reports are owed."""
    make_for(SYSTEM, UUID(event.grant_id))


def ask_others_to_sign(event: ReportSigned) -> None:
    """Now: the parties that have not signed get the duty to, and their signers a mail."""
    report, rulebook = _report(event.report_id)
    signed = set(Signature.objects.filter(report=report, voided_at=None).values_list("side", flat=True))
    duties.ask_to_sign(report, report.grant, rulebook, signed)
    waiting = [p.organisation_id for p in parties_of(report.grant.partnership_id) if p.side not in signed]
    for member in signers_of(waiting):
        with override(member.person.language):
            title = f"{pick(rulebook.reports[report.kind].title, member.person.language)} {report.year}"
            send_mail(
                member.person.email,
                _("Your signature is needed: %(title)s") % {"title": title},
                _("Your partner has signed “%(title)s” of “%(grant)s”. Read it and sign it.")
                % {"title": title, "grant": report.grant.title},
                language=member.person.language,
                about=("report", report.id),
                key=f"report-sign-{report.id}-{report.revision}-{member.person_id}",
            )


def settle_writing(event: ReportSent) -> None:
    """Now: it is sent; officers read it."""
    report, rulebook = _report(event.report_id)
    duties.settle(report, duties.WRITE, duties.SIGN, duties.ANSWER, duties.LATE)
    duties.ask_to_check(report, report.grant, rulebook)


def ask_for_answers(event: ReportReturned) -> None:
    """Now: it came back with questions; the parties answer."""
    report, rulebook = _report(event.report_id)
    duties.settle(report, duties.CHECK)
    duties.ask_to_answer(report, report.grant, rulebook)


def tell_parties(event: ReportReturned | ReportAccepted) -> None:
    """Later: everybody who acts for a party reads what became of it, in their own language."""
    report, rulebook = _report(event.report_id)
    accepted = isinstance(event, ReportAccepted)
    for member in people_of([party.organisation_id for party in parties_of(report.grant.partnership_id)]):
        with override(member.person.language):
            title = f"{pick(rulebook.reports[report.kind].title, member.person.language)} {report.year}"
            values = {"title": title, "grant": report.grant.title}
            subject = _("Accepted: %(title)s") if accepted else _("Questions about: %(title)s")
            text = (
                _("“%(title)s” of “%(grant)s” was accepted. Thank you.")
                if accepted
                else _(
                    "We have questions about “%(title)s” of “%(grant)s”. Answer them in the report and send it again."
                )
            )
            send_mail(
                member.person.email,
                subject % values,
                text % values,
                language=member.person.language,
                about=("report", report.id),
                key=f"report-{event.__class__.__name__}-{report.id}-{report.revision}-{member.person_id}",
            )


def settle_check(event: ReportAccepted) -> None:
    """Now: it is accepted."""
    report, _rulebook = _report(event.report_id)
    duties.settle(report, duties.CHECK, duties.LATE)


def settle_all(event: GrantClosed) -> None:
    """Now: a closed grant owes nothing."""
    for report in Report.objects.filter(grant=event.grant_id):
        duties.settle(report, duties.WRITE, duties.SIGN, duties.ANSWER, duties.CHECK, duties.LATE)


def ask_for_approval(event: Any) -> None:
    """Now: a donor's report is frozen; another officer approves it."""
    duties.ask_to_approve(DonorReport.objects.select_related("donor", "organiser").get(id=event.report_id))


def settle_donor_report(event: Any) -> None:
    """Now: it is sent."""
    for kind in (duties.DONOR, duties.APPROVE):
        book.settle(kind, UUID(event.report_id))


def ask_again(event: Any) -> None:
    """Now: it came back."""
    book.settle(duties.APPROVE, UUID(event.report_id))


def correct_donor_reports(event: Any) -> None:
    """Later: a row that a sent report may have counted has changed; what differs is told in the report."""
    grant = Grant.objects.filter(id=event.grant_id).first()
    if grant is None:
        return
    rows = DonorReport.objects.filter(programme=grant.programme_id, donor=grant.donor_id, step=DonorStep.SENT)
    first = grant.starts_on.year
    if spent_on := _spent_on(event):
        first = max(first, spent_on.year)  # what was spent later is in no report of an earlier year
    for report in rows.filter(year__gte=first, year__lte=grant.ends_on.year):
        look_for_corrections(SYSTEM, report.id)


def _spent_on(event: Any) -> date | None:
    """The day of the expense that an event is about; None for other events."""
    id = getattr(event, "expense_id", None)
    return Expense.objects.filter(id=id).values_list("spent_on", flat=True).first() if id else None


def daily(now: datetime) -> None:
    """Fill reports whose period is over, remind, and tell officers what is too late; nothing is done twice."""
    for organiser in Organiser.objects.order_by("slug"):
        with organiser_scope(organiser.id), transaction.atomic():
            _look(organiser, now)


def _look(organiser: Organiser, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(organiser.time_zone)).date()
    rows = Report.objects.filter(step__in=[Step.DRAFT, Step.RETURNED], grant__step=GrantStep.AGREED)
    for report in rows.select_related("grant__organiser", "grant__donor", "organiser").order_by("id"):
        rulebook = parsed(report.grant.rulebook_version_id)
        kind = rulebook.reports.get(report.kind)
        if kind is None:
            continue
        if report.prefilled_at is None and report.year < today.year:
            of = HeldGrant(report.grant, tuple(parties_of(report.grant.partnership_id)), {}, "officer", SYSTEM)
            fill(SYSTEM, access.Held(report, of))
        if report.due_on is None:
            continue
        left = (report.due_on - today).days
        if report.step == Step.DRAFT and left in kind.remind_days:
            _remind(report, rulebook, left)
        if left <= -kind.escalate_days and report.escalated_at is None:
            duties.escalate(report, report.grant, rulebook)
            Report.objects.filter(id=report.id).update(escalated_at=now)


def _remind(report: Report, rulebook: Rulebook, left: int) -> None:
    """A mail to those who may write for a party, once for each of the rulebook's days."""
    members = people_of([party.organisation_id for party in parties_of(report.grant.partnership_id)])
    for member in members.exclude(role=MemberRole.READ):
        with override(member.person.language):
            title = f"{pick(rulebook.reports[report.kind].title, member.person.language)} {report.year}"
            said = ngettext("Tomorrow: %(title)s", "In %(days)s days: %(title)s", left) % {"days": left, "title": title}
            text = _("“%(title)s” of “%(grant)s” is due on %(day)s. Both parties sign it.") % {
                "title": title,
                "grant": report.grant.title,
                "day": day(report.due_on),
            }
            send_mail(
                member.person.email,
                said,
                text,
                language=member.person.language,
                about=("report", report.id),
                key=f"report-remind-{report.id}-{report.due_on}-{left}-{member.person_id}",
            )
