"""An officer lets an instalment be paid; a cashier pays exactly that."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core import ledger
from tandem.core.values import Money, Problem, storable
from tandem.finance import access, conditions
from tandem.finance.events import InstalmentAuthorised, InstalmentPaid
from tandem.finance.models import Instalment
from tandem.finance.operations.booking import book, held_with, today
from tandem.finance.operations.planning import reset
from tandem.finance.queries.ledger import unspent
from tandem.finance.states import Payment
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold
from tandem.web.templatetags.tandem import day, money

FORMAT = "tandem-payment/1"
LONGEST = 80


def order_of(row: Instalment, reference: str) -> dict[str, Any]:
    """What is authorised, as plain data: the checksum is taken of its canonical JSON."""
    return {
        "format": FORMAT, "grant": reference, "instalment": str(row.id), "number": row.number,
        "due": row.due_on.isoformat(), "amount": str(row.planned.amount), "currency": row.currency,
        "payee": str(row.payee_id), "payee_name": row.payee.name if row.payee else "",
        "org_id": row.payee.org_id if row.payee else "", "account": row.account,
    }


def checksum(row: Instalment, reference: str) -> str:
    """SHA-256 of what is authorised, as it stands now."""
    text = json.dumps(order_of(row, reference), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def authorise(actor: Actor, instalment_id: UUID, *, side: str, account: str, note: str = "") -> Instalment:
    """Let an instalment be paid to the party on `side`, to this account; bound to the checksum of exactly that.

    Refused: not an officer, or acting for a party (403); not planned any more, or the grant closed (409); a condition
    that fails, no such party, no account (422).
    """
    held, row = held_with(actor, Instalment, instalment_id)
    held.demand_open()
    if not (decision := access.may_authorise(held, row)):
        raise Refused.by(decision)
    if row.state != Payment.PLANNED:
        raise _moved_on(row)
    _refuse_conditions(held, row)
    party = held.party(side)
    account = " ".join(storable(account)[0].split())
    if party is None:
        raise _bad("no_such_party", "side", _("Choose which partner is paid."))
    if not account or len(account) > LONGEST:
        raise _bad("no_account", "account", _("Write the account as the bank writes it, at most 80 signs."))
    row.side, row.payee, row.account, row.note = side, party.organisation, account, storable(note)[0].strip()
    row.state, row.authorised_by_id, row.authorised_at = Payment.AUTHORISED, actor.person_id, clock.now()
    row.sha256 = checksum(row, held.grant.reference)
    row.save()
    audit.record(actor, "finance.authorised", "instalment", row.id, {
        "grant": str(held.grant.id), "amount": str(row.planned), "payee": str(row.payee_id), "sha256": row.sha256,
    })
    happened(InstalmentAuthorised(str(held.grant.id), str(row.id)))
    return row


def _refuse_conditions(held: Held, row: Instalment) -> None:
    found = conditions.lacking(held, row)
    if found:
        raise Refused(
            "conditions", " ".join(str(each.sentence) for each in found),
            _("It can be authorised as soon as that is done."), problems=[Problem(each.code) for each in found],
        )


def _bad(code: str, where: str, reason: str) -> Refused:
    return Refused(code, reason, problems=[Problem(code, where)])


def _moved_on(row: Instalment) -> Refused:
    said = {
        Payment.AUTHORISED: _("This instalment is authorised already."),
        Payment.PAID: _("This instalment is paid already."),
        Payment.PLANNED: _("This instalment is not authorised, or not any more."),
        Payment.DROPPED: _("This instalment is no longer planned."),
    }[Payment(row.state)]
    return Refused(f"is_{row.state}", said, _("Look at it again; nothing was changed."), status=409)


@transaction.atomic
def take_back(actor: Actor, instalment_id: UUID, reason: str) -> Instalment:
    """Undo an authorisation before it is paid, with the reason. Refused as `authorise`; without a reason (422)."""
    held, row = held_with(actor, Instalment, instalment_id, related=("payee",))
    held.demand_officer()
    held.demand_open()
    if row.state != Payment.AUTHORISED:
        raise _moved_on(row)
    if not reason.strip():
        raise _bad("no_reason", "reason", _("Say why it is taken back."))
    was = row.sha256
    reset(row)
    audit.record(actor, "finance.authorisation_taken_back", "instalment", row.id, {
        "sha256": was, "reason": storable(reason)[0].strip()
    })
    happened(InstalmentAuthorised(str(held.grant.id), str(row.id), authorised=False))
    return row


@transaction.atomic
def pay(
    actor: Actor, instalment_id: UUID, *, seen: str, amount: Money, bank_reference: str, paid_on: date
) -> Instalment:
    """Record that an authorised instalment has been paid; `seen` is the checksum of the order that was paid from.

    Refused: not a cashier, or who authorised it (403); paid already, not authorised, or changed since (409); another
    amount, no bank reference, a day in the future or before it was authorised (422). Then nothing is changed.
    """
    held, row = held_with(actor, Instalment, instalment_id, related=("payee",))
    if not (decision := access.may_pay(held, row)):
        raise Refused.by(decision)
    held.demand_open()
    if row.state != Payment.AUTHORISED:
        raise _moved_on(row)
    if not seen or seen != row.sha256 or row.sha256 != checksum(row, held.grant.reference):
        raise Refused(
            "changed", _("Amount, payee or account are not what you looked at, or not what was authorised."),
            _("Open the payment order again. If it still does not fit, the officer authorises it anew."), status=409,
        )
    _refuse_payment(held, row, amount, bank_reference, paid_on)
    row.state, row.paid_by_id, row.paid_at, row.paid_on = Payment.PAID, actor.person_id, clock.now(), paid_on
    row.bank_reference = " ".join(storable(bank_reference)[0].split())
    row.save()
    book(actor, held.grant.id, ledger.instalment_paid(row.planned, row.side, paid_on, str(row.id)))
    audit.record(actor, "finance.paid", "instalment", row.id, {
        "grant": str(held.grant.id), "amount": str(amount), "on": paid_on.isoformat(), "sha256": row.sha256,
        "bank": row.bank_reference,
    })
    happened(InstalmentPaid(str(held.grant.id), str(row.id)))
    return row


def _refuse_payment(held: Held, row: Instalment, amount: Money, bank_reference: str, paid_on: date) -> None:
    if amount != row.planned:
        said = {"right": money(row.planned, "exact"), "typed": money(amount, "exact")}
        reason = _("Authorised are %(right)s, you typed %(typed)s. Pay the whole amount.") % said
        raise _bad("other_amount", "amount", reason)
    if not bank_reference.strip() or len(bank_reference.strip()) > LONGEST:
        raise _bad("no_bank_reference", "bank_reference", _("Write the bank's reference of the payment."))
    zone = ZoneInfo(held.grant.organiser.time_zone)
    authorised_on = row.authorised_at.astimezone(zone).date() if row.authorised_at else date.max
    if paid_on > today(held.grant):
        raise _bad("paid_in_future", "paid_on", _("%(day)s lies in the future.") % {"day": day(paid_on)})
    if paid_on < authorised_on:
        raise _bad("paid_too_early", "paid_on", _("It was authorised on %(day)s; it cannot be paid before that.") % {
            "day": day(authorised_on)
        })


@transaction.atomic
def repay(
    actor: Actor, grant_id: UUID, *, side: str, amount: Money, bank_reference: str, paid_on: date
) -> UUID:
    """Record that unspent money has come back from a party. Returns the id of the booking.

    Refused: not a cashier, or acting for a party (403); the grant closed (409); no such party, more than is unspent,
    nothing, another currency, no bank reference, a day in the future (422).
    """
    held = hold(actor, grant_id, lock=True)
    if not (decision := access.may_book(held)):
        raise Refused.by(decision)
    held.demand_open()
    if held.party(side) is None:
        raise _bad("no_such_party", "side", _("Choose which partner has paid back."))
    left = unspent(held.grant)
    if amount.currency != left.currency or not 0 < amount.minor <= left.minor:
        raise _bad("other_amount", "amount", _("Between nothing and the %(left)s that is unspent can come back.") % {
            "left": money(left, "exact")
        })
    reference = " ".join(storable(bank_reference)[0].split())
    if not reference or len(reference) > LONGEST:
        raise _bad("no_bank_reference", "bank_reference", _("Write the bank's reference of the payment."))
    if paid_on > today(held.grant):
        raise _bad("paid_in_future", "paid_on", _("%(day)s lies in the future.") % {"day": day(paid_on)})
    source = new_id()
    booked = book(actor, grant_id, ledger.repayment(amount, side, paid_on, str(source)))
    audit.record(actor, "finance.repaid", "grant", grant_id, {
        "amount": str(amount), "side": side, "on": paid_on.isoformat(), "bank": reference, "booking": str(booked),
    })
    return booked
