"""Laws over whatever people do, on the database: the ledger sums to zero, and agrees with the rows it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core import ledger
from tandem.core.ledger import four_eyes
from tandem.finance import access, operations
from tandem.finance.models import Entry, Expense, Instalment
from tandem.finance.queries import received, spent, transactions, unspent, variances
from tandem.finance.states import Payment
from tandem.foundation.access import Refused
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships.models import Grant
from tests.factories import finance

PEOPLE = ("ana", "omar", "kim", "bo", "dee")
ROLES = ("officer", "cashier", "auditor")
STEPS = st.lists(
    st.tuples(st.sampled_from(("enter", "accept", "refuse", "withdraw", "disallow", "authorise", "pay", "take_back")),
              st.sampled_from(PEOPLE), st.integers(0, 5), st.integers(1, 60_000_00)),
    min_size=1, max_size=14,
)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def act(cast: Any, grant: Grant, verb: str, who: str, place: int, minor: int) -> None:
    """One step by one person on one of the rows, with everything else as it should be."""
    actor = cast.actor(who)
    expenses, instalments = list(Expense.objects.order_by("id")), list(Instalment.objects.order_by("due_on"))
    row = expenses[place % len(expenses)] if expenses else None
    due = instalments[place % len(instalments)]
    if verb == "enter":
        side = finance.side_of(grant, "bo" if place % 2 else "dee")
        finance.entered(cast, grant, f"{minor // 100}.{minor % 100:02d}", who=who, side=side)
    elif verb in {"authorise", "take_back", "pay"}:
        if verb == "authorise":
            operations.authorise(actor, due.id, side=finance.side_of(grant, "bo"), account="NO93")
        elif verb == "take_back":
            operations.take_back(actor, due.id, "Again")
        else:
            operations.pay(actor, due.id, seen=due.sha256, amount=due.planned, bank_reference="B",
                           paid_on=date(2025, 4, 2))
    elif row is not None:
        said = {"refuse": ("Why",), "disallow": ("Why",)}.get(verb, ())
        getattr(operations, verb)(actor, row.id, *said)


@pytest.mark.expects("REL-13")
@pytest.mark.expects("SEC-9")
@pytest.mark.clause("FLD-10")
@settings(max_examples=25)
@given(st.data())
def test_law_the_ledger_balances_and_no_role_set_lets_one_person_do_two_steps(
    cast: Any, grant: Grant, data: st.DataObject
) -> None:
    with undone():
        for who in PEOPLE:
            for role in data.draw(st.sets(st.sampled_from(ROLES)), label=who):
                Membership.objects.get_or_create(organiser=cast.samband, person=getattr(cast, who), role=role)
        for verb, who, place, minor in data.draw(STEPS):
            with nothing_after_a_refusal():
                act(cast, grant, verb, who, place, minor)
        check(grant)


@contextmanager
def nothing_after_a_refusal() -> Iterator[None]:
    """A refusal leaves nothing behind, and the story goes on."""
    before = Entry.objects.count()
    try:
        with transaction.atomic():
            yield
    except Refused:
        assert Entry.objects.count() == before


def check(grant: Grant) -> None:
    """What always holds."""
    booked = transactions(grant.id)
    assert ledger.trial(booked) == 0
    entries = Entry.objects.filter(grant=grant)
    assert sum(entries.values_list("minor", flat=True)) == 0
    rows = spent(grant.id)
    assert sum(row.minor for row in rows if not row.own) == ledger.spent_by(booked)
    paid = received(grant.id)
    assert paid.minor == ledger.received(booked)
    assert unspent(grant).minor == paid.minor - sum(row.minor for row in rows)
    for line in variances(grant, grant.rulebook_version.rulebook):
        assert line.left == line.budget - line.spent
        assert line.spent * 10 <= line.budget * 11
    for row in [*Expense.objects.filter(grant=grant, state__in=("accepted", "refused", "disallowed")),
                *Instalment.objects.filter(grant=grant, state=Payment.PAID)]:
        assert four_eyes(access.steps_of(row)) == ()
