"""A party enters what it has paid for, and may take it back until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core import ledger
from tandem.core.ledger import Finding, Receipt, Rules
from tandem.core.ledger.persons import person_findings
from tandem.core.values import Money, Period, Problem, storable
from tandem.finance import people, words
from tandem.finance.events import ExpenseDecided, ExpenseEntered
from tandem.finance.models import Expense
from tandem.finance.operations.booking import held_with, today
from tandem.finance.queries.lines import Agreed, agreed, line_budgets, spent_by_cell
from tandem.finance.states import Claim
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.operations import receive
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.access import Held, hold
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep

RECEIPTS = ("pdf", "jpg", "png")
MOST_BYTES = 10 * 1024 * 1024
IN_USE = (Claim.ENTERED, Claim.ACCEPTED, Claim.DISALLOWED)  # states in which a receipt counts as used
LIMITS = {"text": 300, "payee": 200, "number": 80, "rate_source": 200, "person": 200}


@dataclass(frozen=True)
class ExpenseInput:
    """An expense as typed and read. `rate` is grant currency per one unit; None where the currencies are the same."""

    side: str
    line: UUID
    spent_on: date
    amount: Money
    text: str
    payee: str
    number: str = ""
    rate: Decimal | None = None
    rate_source: str = ""
    rate_on: date | None = None
    person: str = ""
    persons: tuple[str, ...] = ()  # ids of the register, where the programme approves people
    receipt: UUID | None = None


def purpose(grant: UUID) -> str:
    """What a receipt is stored as."""
    return f"expense:{grant}"


@transaction.atomic
def keep_receipt(actor: Actor, grant_id: UUID, upload: Any) -> StoredFile:
    """Store a receipt before its expense is entered, so that it need not be chosen again when something is refused."""
    held = hold(actor, grant_id)
    held.demand_open()
    if not (decision := held.may("edit")):
        raise Refused.by(decision)
    return receive(actor, current(), upload, RECEIPTS, MOST_BYTES, purpose(grant_id))


@transaction.atomic
def enter(actor: Actor, grant_id: UUID, given: ExpenseInput) -> Expense:
    """Enter an expense for one's own party; an officer looks at it afterwards.

    Refused: not writing for that party (403), the grant closed or not under agreement (409), and everything that
    speaks against it (422): a problem each with its code, field (`where`) and numbers.
    """
    held = hold(actor, grant_id, lock=True)
    held.demand_open()
    if not (decision := held.may("edit", given.side if held.party(given.side) else None)):
        raise Refused.by(decision)
    plan = agreed_plan(held)
    given = _cleaned(given)
    file = _receipt(actor, grant_id, given.receipt)
    row = _row(held, plan, given, file)
    findings = [*_blank(given), *findings_of(held, plan, row)]
    musts = [finding for finding in findings if finding.severity == "must"]
    if musts:
        raise refusal(musts)
    row.entered_by_id, row.entered_at = actor.person_id, clock.now()
    row.save(force_insert=True)
    audit.record(actor, "finance.expense_entered", "expense", row.id, {
        "grant": str(grant_id), "amount": str(row.amount), "in_grant": str(row.in_grant), "line": str(row.line),
        "side": row.side, "receipt": file.sha256 if file else "", "persons": [each["person"] for each in row.persons],
    })
    happened(ExpenseEntered(str(grant_id), str(row.id)))
    return row


def agreed_plan(held: Held) -> Agreed:
    """The agreed budget; Refused (409) before there is one."""
    plan = agreed(held.grant) if held.grant.step == GrantStep.AGREED else None
    if plan is None:
        raise Refused(
            "not_agreed", _("Expenses are entered once the grant agreement is signed."),
            _("Until then nothing is paid or spent."), status=409,
        )
    return plan


def _cleaned(given: ExpenseInput) -> ExpenseInput:
    texts: dict[str, Any] = {name: " ".join(storable(getattr(given, name))[0].split()) for name in LIMITS}
    return replace(given, **texts)


def _blank(given: ExpenseInput) -> list[Finding]:
    """Texts that are missing or too long."""
    found = [Finding(f"no_{name}", "must", name) for name in ("text", "payee") if not getattr(given, name)]
    return found + [
        Finding("too_long", "must", name, {"limit": str(limit)})
        for name, limit in LIMITS.items() if len(getattr(given, name)) > limit
    ]


def _receipt(actor: Actor, grant: UUID, id: UUID | None) -> StoredFile | None:
    """The receipt that this person put down for this grant."""
    if id is None:
        return None
    rows = StoredFile.objects.filter(id=id, purpose=purpose(grant), uploaded_by=actor.person_id)
    file: StoredFile | None = rows.first()
    return file


def _row(held: Held, plan: Agreed, given: ExpenseInput, file: StoredFile | None) -> Expense:
    """The expense as it would be written, not saved."""
    grant, line = held.grant, plan.by_identity.get(given.line)
    same = given.amount.currency == grant.currency
    rate = given.rate if given.rate is not None or not same else Decimal(1)
    row = Expense(
        grant=grant, version=plan.version, line=given.line, line_key=line.key if line else "", side=given.side,
        year=given.spent_on.year - grant.first_year + 1, own=bool(line and line.own), spent_on=given.spent_on,
        text=given.text, payee=given.payee, number=given.number, receipt=file, amount_minor=given.amount.minor,
        currency=given.amount.currency, rate="" if rate is None else format(rate, "f"),
        rate_source="" if same else given.rate_source, rate_on=None if same else given.rate_on,
        grant_currency=grant.currency, grant_minor=0, person=given.person, persons=_named(grant, given.persons),
    )
    converted = ledger.grant_amount(as_core(row), grant.currency)
    row.grant_minor = converted.minor if converted else 0
    return row


def _named(grant: Grant, persons: Sequence[str]) -> list[dict[str, str]]:
    """Ids with the names that the register has for them, each once; an unknown one keeps its id as name."""
    found = {stay.person: stay.name for stay in people.stays(grant)} if persons else {}
    return [{"person": one[:60], "name": found.get(one, one[:60])} for one in dict.fromkeys(persons)]


def as_core(row: Expense) -> ledger.Expense:
    """An expense as core.ledger reads it."""
    return ledger.Expense(
        identity=str(row.id), on=row.spent_on, line=str(row.line), side=row.side, year=row.year, amount=row.amount,
        rate=Decimal(row.rate) if row.rate else None, rate_source=row.rate_source, number=row.number,
        payee=row.payee, sha256=row.receipt.sha256 if row.receipt else "",
        persons=(row.person,) if row.person else (),
    )


def findings_of(held: Held, plan: Agreed, row: Expense) -> tuple[Finding, ...]:
    """Everything against an expense as things stand now; the grant is locked, so that nobody else uses up its line."""
    grant = held.grant
    rules = Rules(
        grant.currency, today(grant), Decimal(held.rulebook.money.over_line_percent), receipt_needed=not row.own
    )
    budgets = line_budgets(plan.lines, spent_by_cell(grant), grant.years)
    asked = people.asked(held)
    approved = frozenset(people.names(grant)) if row.person and asked is None else frozenset()
    found = ledger.expense_findings(
        as_core(row), budgets, Period(grant.starts_on, grant.ends_on), approved, _seen(row), rules
    )
    named = tuple(_naming(row, each) if each.code == "duplicate_receipt" else each for each in found)
    if asked is not None and not row.person:
        ids = [each["person"] for each in row.persons]
        needed = row.line_key in asked.lines
        named += person_findings(row.spent_on, ids, people.stays(grant) if ids else (), needed=needed)
    if row.currency != grant.currency and row.rate_on is None:
        return (*named, Finding("rate_without_day", "must", "rate_on"))
    if row.rate_on is not None and row.rate_on > rules.today:
        numbers = {"actual": row.rate_on.isoformat(), "today": rules.today.isoformat()}
        return (*named, Finding("future_date", "must", "rate_on", numbers))
    return named


def _seen(row: Expense) -> Sequence[Receipt]:
    """Receipts that may be this one: the same file, or the same number, amount and day, in any grant."""
    same = Q(number__iexact=row.number, amount_minor=row.amount_minor, currency=row.currency, spent_on=row.spent_on)
    same = same if row.number else Q(id=None)
    if row.receipt:
        same |= Q(receipt__sha256=row.receipt.sha256)
    rows = Expense.objects.filter(same, state__in=IN_USE).exclude(id=row.id).select_related("receipt")
    return [as_core(each).receipt for each in rows[:50]]


def _naming(row: Expense, finding: Finding) -> Finding:
    """Another expense is named to those who may know it: by its text within the grant, else not at all."""
    other = Expense.objects.filter(id=finding.numbers["expense"], grant=row.grant).first()
    said = f"{other.text} ({other.spent_on.isoformat()})" if other else _("in another grant")
    return replace(finding, numbers={**finding.numbers, "expense": said})


def refusal(findings: Sequence[Finding]) -> Refused:
    """The exception for what speaks against an expense: one problem a finding, the first one's words as reason."""
    said = [words.against(finding) for finding in findings]
    more = len(said) - 1
    reason = said[0][0]
    if more:
        reason += " " + ngettext("One more thing speaks against it.", "%(n)d more things speak against it.", more) % {
            "n": more
        }
    problems = [
        Problem(finding.code, finding.field, {**finding.numbers, "says": " ".join(texts)})
        for finding, texts in zip(findings, said, strict=True)
    ]
    return Refused("expense_refused", reason, said[0][1], problems=problems)


@transaction.atomic
def withdraw(actor: Actor, expense_id: UUID) -> Expense:
    """Take an expense back before an officer has decided. Refused: not writing for the party (403), decided (409)."""
    held, row = held_with(actor, Expense, expense_id)
    held.demand_open()
    if not (decision := held.may("edit", row.side)):
        raise Refused.by(decision)
    demand_entered(row)
    row.state, row.decided_by_id, row.decided_at = Claim.WITHDRAWN, actor.person_id, clock.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(actor, "finance.expense_withdrawn", "expense", row.id, {"grant": str(held.grant.id)})
    happened(ExpenseDecided(str(held.grant.id), str(row.id)))
    return row


def demand_entered(row: Expense) -> None:
    """Refused (409) once somebody has decided on it or it was taken back."""
    if row.state != Claim.ENTERED:
        raise Refused(
            "decided", _("Meanwhile this expense is: %(state)s.") % {"state": Claim(row.state).label},
            _("Look at it again; nothing was changed."), status=409,
        )
