"""Duties that money gives people, and what happens with it when something else happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy

from tandem.agreements.events import AgreementSigned
from tandem.agreements.queries import instalment_plan
from tandem.finance import operations
from tandem.finance.events import (
    AuditDelivered,
    AuditEngaged,
    ExpenseDecided,
    ExpenseEntered,
    FindingAnswered,
    FindingSettled,
    InstalmentAuthorised,
    InstalmentPaid,
    InstalmentsPlanned,
)
from tandem.finance.models import AuditFinding, Engagement, Expense, Instalment
from tandem.finance.states import Claim, Payment
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.access import with_related
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of

AUTHORISE, PAY, JUDGE = "finance.authorise", "finance.pay", "finance.judge"
AUDIT, RESPOND, SETTLE = "finance.audit", "finance.respond", "finance.settle"


def register() -> None:
    """Make the kinds of duty known."""
    for id, sentence, address in (
        (AUTHORISE, gettext_lazy("Authorise instalment {number} of “{grant}”"), _row("finance:instalment")),
        (PAY, gettext_lazy("Pay instalment {number} of “{grant}”"), _row("finance:instalment")),
        (JUDGE, gettext_lazy("Look at the expenses of “{grant}”"), _of_grant("finance:expenses")),
        (AUDIT, gettext_lazy("Audit the accounts of “{grant}”"), _row("finance:audit")),
        (RESPOND, gettext_lazy("Answer finding {number} of the audit of “{grant}”"), _row("finance:audit")),
        (SETTLE, gettext_lazy("Settle finding {number} of the audit of “{grant}”"), _row("finance:audit")),
    ):
        book.register(book.Kind(id, sentence, address))


def _of_grant(route: str) -> Callable[[Duty], str]:
    return lambda duty: reverse(route, args=[duty.organiser.slug, duty.values["grant_id"]])


def _row(route: str) -> Callable[[Duty], str]:
    return lambda duty: reverse(route, args=[duty.organiser.slug, duty.values["grant_id"], duty.values["row"]])


def _grant(id: str | UUID) -> Grant:
    found: Grant = with_related(Grant.objects.all()).get(id=id)
    return found


def end_of(grant: Grant, day: date) -> datetime:
    """The end of a day at the organiser's place."""
    return datetime.combine(day, time(23, 59), ZoneInfo(grant.organiser.time_zone)).astimezone(UTC)


def _values(grant: Grant, **more: Any) -> dict[str, str]:
    return {"grant": grant.title or grant.reference, "grant_id": str(grant.id)} | {k: str(v) for k, v in more.items()}


def plan(event: AgreementSigned) -> None:
    """Now: the instalments of the agreement that is in force, the first one's or an amendment's."""
    agreed = instalment_plan(UUID(event.grant_id))
    operations.plan_instalments(SYSTEM, UUID(event.grant_id), agreed, UUID(event.agreement_id))


def ask_to_authorise(event: InstalmentsPlanned) -> None:
    """Now: an officer's duty for every instalment that is planned; none any more for what is not."""
    grant = _grant(event.grant_id)
    for row in Instalment.objects.filter(grant=grant):
        if row.state == Payment.PLANNED:
            book.settle(PAY, row.id)
            book.assign(
                AUTHORISE, ("instalment", row.id), due_at=end_of(grant, row.due_on), role=Role.OFFICER,
                office=grant.office_id, values=_values(grant, number=row.number, row=row.id),
            )
        elif row.state == Payment.DROPPED:
            book.settle(AUTHORISE, row.id)
            book.settle(PAY, row.id)


def ask_to_pay(event: InstalmentAuthorised) -> None:
    """Now: authorised, so the cashiers pay; taken back, so an officer looks again."""
    row, grant = Instalment.objects.get(id=event.instalment_id), _grant(event.grant_id)
    done, kind, role = (AUTHORISE, PAY, Role.CASHIER) if event.authorised else (PAY, AUTHORISE, Role.OFFICER)
    book.settle(done, row.id)
    book.assign(
        kind, ("instalment", row.id), due_at=end_of(grant, row.due_on), role=role, office=grant.office_id,
        values=_values(grant, number=row.number, row=row.id),
    )


def settle_payment(event: InstalmentPaid) -> None:
    """Now: paid."""
    book.settle(PAY, UUID(event.instalment_id))


def ask_to_judge(event: ExpenseEntered) -> None:
    """Now: one duty a grant for the officers, however many expenses wait."""
    grant = _grant(event.grant_id)
    book.assign(
        JUDGE, ("grant", grant.id), due_at=None, role=Role.OFFICER, office=grant.office_id, values=_values(grant)
    )


def settle_judging(event: ExpenseDecided) -> None:
    """Now: nothing waits in this grant any more."""
    if not Expense.objects.filter(grant=event.grant_id, state=Claim.ENTERED).exists():
        book.settle(JUDGE, UUID(event.grant_id))


def ask_to_audit(event: AuditEngaged) -> None:
    """Now: the auditor's own duty, until the books close."""
    row, grant = Engagement.objects.get(id=event.engagement_id), _grant(event.grant_id)
    book.assign(
        AUDIT, ("audit", row.id), due_at=end_of(grant, row.access_until_on), person=row.auditor_id,
        values=_values(grant, row=row.id),
    )


def follow_up(event: AuditDelivered) -> None:
    """Now: every finding is answered by the partners, by its day."""
    grant = _grant(event.grant_id)
    book.settle(AUDIT, UUID(event.engagement_id))
    findings = AuditFinding.objects.filter(engagement=event.engagement_id)
    for finding in findings:
        for party in parties_of(grant.partnership_id):
            book.assign(
                RESPOND, ("finding", finding.id), due_at=end_of(grant, finding.due_on),
                organisation=party.organisation_id,
                values=_values(grant, number=finding.number, row=finding.engagement_id),
            )


def ask_to_settle(event: FindingAnswered) -> None:
    """Now: an officer looks whether the answer is enough."""
    finding, grant = AuditFinding.objects.get(id=event.finding_id), _grant(event.grant_id)
    book.settle(RESPOND, finding.id)
    book.assign(
        SETTLE, ("finding", finding.id), due_at=end_of(grant, finding.due_on), role=Role.OFFICER,
        office=grant.office_id, values=_values(grant, number=finding.number, row=finding.engagement_id),
    )


def settle_finding(event: FindingSettled) -> None:
    """Now: settled."""
    book.settle(SETTLE, UUID(event.finding_id))
