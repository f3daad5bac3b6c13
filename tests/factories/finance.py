"""Money of a grant under agreement, made through the operations. Must be called inside an organiser's scope."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tandem.core import ledger
from tandem.core.values import Money
from tandem.finance import operations
from tandem.finance.models import AuditFinding, Engagement, Expense, Instalment
from tandem.finance.operations import ExpenseInput, FindingInput
from tandem.finance.operations.booking import book, today
from tandem.finance.operations.entering import purpose
from tandem.finance.queries.lines import Line, agreed
from tandem.finance.states import Payment
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.operations import receive
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.partnerships.states import GrantStep
from tandem.plans.models import Version
from tests.factories.grants import firm_grant
from tests.files.samples import pdf
from tests.remembered import remembered


@dataclass(frozen=True)
class Planned:
    """An instalment as an agreement plans it."""

    due_on: date
    amount: Money


def plan_of(grant: Grant, *parts: tuple[date, int]) -> tuple[Planned, ...]:
    """Instalments on these days, in minor units; by default the grant in two halves of its first year."""
    half = grant.awarded_minor // 2
    first, second = date(grant.first_year, 3, 1), date(grant.first_year, 10, 1)
    parts = parts or ((first, half), (second, grant.awarded_minor - half))
    return tuple(Planned(day, Money(minor, grant.currency)) for day, minor in parts)


@remembered
def funded_grant(cast: Any, **more: Any) -> Grant:
    """A grant under agreement with an agreed budget and planned instalments."""
    grant = firm_grant(cast, plan="agreed", step=GrantStep.AGREED, **more)
    operations.plan_instalments(SYSTEM, grant.id, plan_of(grant))
    return grant


def lines(grant: Grant) -> tuple[Line, ...]:
    """The agreed budget lines."""
    found = agreed(grant)
    assert found is not None
    return found.lines


def line(grant: Grant, side: str, *, own: bool = False, foreign: bool = False) -> Line:
    """One line of a side."""
    return next(
        each for each in lines(grant)
        if each.side == side and each.own == own and (each.currency != grant.currency) == foreign
    )


def receipt(person: UUID, grant: Grant, text: str = "") -> UUID:
    """A stored receipt's row; its content is told from others by `text`."""
    sha256 = hashlib.sha256((text or str(new_id())).encode()).hexdigest()
    made = StoredFile.objects.create(
        name=f"Receipt {text or '1'}.pdf", size=900, sha256=sha256, kind="pdf", purpose=purpose(grant.id),
        uploaded_by_id=person, uploaded_at=clock.now(),
    )
    found: UUID = made.id
    return found


def typed(grant: Grant, actor: Any, side: str, amount: str | Money = "1000", **changed: Any) -> ExpenseInput:
    """An expense nobody could object to, of `amount` main units in the grant's currency, or of other money."""
    values: dict[str, Any] = {
        "side": side, "line": line(grant, side).identity, "spent_on": date(grant.first_year, 3, 10),
        "text": "Bus to the depot", "payee": "Rutas del Valle",
        "number": "A-17", "receipt": receipt(actor.person_id, grant),
    }
    money = amount if isinstance(amount, Money) else Money.of(Decimal(amount), grant.currency)
    return ExpenseInput(**({**values, "amount": money} | changed))


def entered(cast: Any, grant: Grant, amount: str | Money = "1000", *, who: str = "dee", side: str = "", **changed: Any
            ) -> Expense:
    """An expense that waits for an officer; each with its own receipt number."""
    actor = cast.actor(who)
    changed.setdefault("number", f"N-{new_id()}")
    return operations.enter(actor, grant.id, typed(grant, actor, side or side_of(grant, who), amount, **changed))


def side_of(grant: Grant, who: str) -> str:
    """Bo is at home, Dee abroad."""
    sides = list(dict.fromkeys(each.side for each in lines(grant)))
    return sides[0] if who == "bo" else sides[-1]


def accepted(cast: Any, grant: Grant, amount: str | Money = "1000", **more: Any) -> Expense:
    """An accepted expense."""
    return operations.accept(cast.actor("ana"), entered(cast, grant, amount, **more).id)


def first_instalment(grant: Grant) -> Instalment:
    """The earliest one."""
    found: Instalment = Instalment.objects.filter(grant=grant).order_by("due_on")[0]
    return found


def authorised(cast: Any, grant: Grant, who: str = "ana") -> Instalment:
    """The first instalment, authorised to the first party."""
    side = side_of(grant, "bo")
    return operations.authorise(
        cast.actor(who), first_instalment(grant).id, side=side, account="NO93 8601 1117 947", note="First half"
    )


def paid(cast: Any, grant: Grant) -> Instalment:
    """The first instalment, paid today by Kim."""
    row = authorised(cast, grant)
    return operations.pay(
        cast.actor("kim"), row.id, seen=row.sha256, amount=row.planned, bank_reference="2025-0001",
        paid_on=today(Grant.objects.select_related("organiser").get(id=grant.id)),
    )


def engaged(cast: Any, grant: Grant, *, year: int | None = None, who: str = "ana") -> Engagement:
    """The books are open to Aud for a month."""
    whole = Grant.objects.select_related("organiser").get(id=grant.id)
    return operations.engage(
        cast.actor(who), grant.id, year=year, auditor=cast.aud.id, firm="Fjell Revisjon",
        until=today(whole) + timedelta(days=30),
    )


def delivered(cast: Any, row: Engagement, report: Any, *, opinion: str = "", findings: tuple[str, ...] = ()
              ) -> Engagement:
    """What Aud says: everything holds, unless an opinion is given."""
    grant = Grant.objects.get(id=row.grant_id)
    rules = grant.rulebook_version.rulebook.audit
    return operations.deliver(
        cast.actor("aud"), row.id, statements={each.id: (True, "") for each in rules.statements},
        opinion=opinion or rules.clean, findings=[FindingInput(text) for text in findings], report=report,
    )


def touched(officer: Actor, writer: Actor, auditor: UUID, grant: Grant, secret: str = "") -> dict[str, Any]:
    """One of everything that pages of money can be about, made directly; ids by name. `secret` stands in every text."""
    now, words = clock.now(), f"{grant.title} {secret}".strip()
    version = Version.objects.filter(plan__grant=grant).exclude(frozen_at=None).order_by("number")[0]
    with transaction.atomic():
        file = receive(writer, current(), SimpleUploadedFile(f"{words}.pdf", pdf()), ("pdf",), 10**7, purpose(grant.id))
    party = parties_of(grant.partnership_id)[-1]
    row = Instalment.objects.create(
        grant=grant, number=1, year=grant.first_year, due_on=grant.starts_on, planned_minor=100_00, note=words,
        currency=grant.currency, state=Payment.AUTHORISED, side=party.side, payee=party.organisation,
        account=words[:80], sha256="0" * 64, authorised_by_id=officer.person_id, authorised_at=now,
    )
    expense = Expense.objects.create(
        grant=grant, version=version, line=new_id(), line_key="none", side=party.side, year=1, spent_on=grant.starts_on,
        text=words, payee=words, number="1", receipt=file, amount_minor=100, currency=grant.currency, rate="1",
        grant_minor=100, grant_currency=grant.currency, entered_by_id=writer.person_id, entered_at=now,
    )
    book(officer, grant.id, ledger.commitment(Money(100_00, grant.currency), grant.starts_on, str(grant.id)))
    audit = Engagement.objects.create(
        grant=grant, year=grant.first_year, auditor_id=auditor, firm=words, access_until_on=grant.ends_on,
        remark=words, report=file, opened_by_id=officer.person_id, opened_at=now,
    )
    finding = AuditFinding.objects.create(
        engagement=audit, number=1, text=words, expense=expense, due_on=grant.ends_on
    )
    return {"instalment": row.id, "expense": expense.id, "audit": audit.id, "finding": finding.id}
