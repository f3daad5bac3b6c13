"""An officer looks at an expense; what was accepted wrongly is corrected, never edited."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core import ledger
from tandem.core.ledger import Transaction
from tandem.core.values import Problem, storable
from tandem.finance import access
from tandem.finance.events import ExpenseDecided
from tandem.finance.models import AuditFinding, Expense
from tandem.finance.operations.booking import book, held_with, today
from tandem.finance.operations.entering import agreed_plan, demand_entered, findings_of, refusal
from tandem.finance.states import Claim
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held


def _held(actor: Actor, expense_id: UUID) -> tuple[Held, Expense]:
    held, row = held_with(actor, Expense, expense_id, related=("receipt", "grant"))
    if not (decision := access.may_judge(held, row)):
        raise Refused.by(decision)
    held.demand_open()
    return held, row


@transaction.atomic
def accept(actor: Actor, expense_id: UUID) -> Expense:
    """Accept an expense: it is booked on its line and year.

    Refused: not an officer, who entered it, or acting for a party (403); decided already (409); something speaks
    against it as things stand now (422), such as a line that others have used up meanwhile.
    """
    held, row = _held(actor, expense_id)
    demand_entered(row)
    musts = [each for each in findings_of(held, agreed_plan(held), row) if each.severity == "must"]
    if musts:
        raise refusal(musts)
    _decide(actor, row, Claim.ACCEPTED)
    book(actor, held.grant.id, booking(row))
    audit.record(actor, "finance.expense_accepted", "expense", row.id, {
        "grant": str(held.grant.id), "in_grant": str(row.in_grant), "line": str(row.line), "year": row.year,
    })
    happened(ExpenseDecided(str(held.grant.id), str(row.id)))
    return row


def booking(row: Expense) -> Transaction:
    """An accepted expense in the ledger: out of what its party holds, or out of the party's own money."""
    book_it = ledger.own_contribution if row.own else ledger.expense_accepted
    return book_it(row.in_grant, row.side, str(row.line), row.year, row.spent_on, str(row.id))


@transaction.atomic
def refuse(actor: Actor, expense_id: UUID, reason: str) -> Expense:
    """Refuse an expense with the reason, which the party reads. Refused as `accept`; without a reason (422)."""
    held, row = _held(actor, expense_id)
    demand_entered(row)
    _decide(actor, row, Claim.REFUSED, _reason(reason))
    audit.record(actor, "finance.expense_refused", "expense", row.id, {
        "grant": str(held.grant.id), "in_grant": str(row.in_grant), "reason": row.reason,
    })
    happened(ExpenseDecided(str(held.grant.id), str(row.id)))
    return row


@transaction.atomic
def disallow(actor: Actor, expense_id: UUID, reason: str, finding_id: UUID | None = None) -> Expense:
    """Take an accepted expense out of the accounts, for example after an audit: the ledger gets the reverse booking.

    Refused as `accept`; not accepted (409), without a reason or with a finding of another grant (422).
    """
    held, row = _held(actor, expense_id)
    if row.state != Claim.ACCEPTED:
        raise Refused("not_accepted", _("Only an accepted expense can be disallowed afterwards."), status=409)
    text = _reason(reason)
    if finding_id and not AuditFinding.objects.filter(id=finding_id, engagement__grant=held.grant).exists():
        raise Refused("no_such_finding", _("There is no such finding in the audits of this grant."))
    _decide(actor, row, Claim.DISALLOWED, text)
    book(actor, held.grant.id, ledger.correction(booking(row), today(held.grant), str(row.id), "expense"))
    audit.record(actor, "finance.expense_disallowed", "expense", row.id, {
        "grant": str(held.grant.id), "in_grant": str(row.in_grant), "reason": text, "finding": str(finding_id or ""),
    })
    happened(ExpenseDecided(str(held.grant.id), str(row.id)))
    return row


def _reason(text: str) -> str:
    reason = storable(text)[0].strip()
    if not reason:
        raise Refused(
            "no_reason", _("Say why."), _("The partner reads your reason."), problems=[Problem("no_reason", "reason")]
        )
    return reason


def _decide(actor: Actor, row: Expense, state: Claim, reason: str = "") -> None:
    row.state, row.reason, row.decided_by_id, row.decided_at = state, reason, actor.person_id, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
