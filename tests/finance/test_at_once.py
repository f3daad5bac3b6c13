"""Two people at once: what both saw as open is done once, and a line is never passed by two acceptances together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tandem.core import ledger
from tandem.finance import operations
from tandem.finance.models import Expense, Instalment
from tandem.finance.operations.booking import book
from tandem.finance.queries import transactions
from tandem.finance.states import Claim, Payment
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships.models import Grant
from tests.at_once import at_once
from tests.conftest import moment
from tests.factories import finance

pytestmark = [pytest.mark.django_db(transaction=True)]
SPRING = "2025-04-02T10:00"


@pytest.fixture
def grant(cast: Any, at: Callable[..., datetime]) -> Grant:
    """A grant under agreement; the scope is opened where it is used."""
    at(SPRING)
    with cast.scope():
        return finance.funded_grant(cast)


def together(cast: Any, *acts: Callable[[], Any]) -> list[str]:
    """All of them at the same moment of spring."""
    return at_once(cast, SPRING, *acts)


def test_the_control_shows_the_damage(cast: Any, grant: Grant) -> None:
    """What happens when two look first and write afterwards, without holding the grant: paid twice."""
    with cast.scope():
        row = finance.authorised(cast, grant)
        actors = cast.actor("kim"), cast.actor("ana")
    looked = threading.Barrier(2)

    def careless(actor: Any) -> Callable[[], Any]:
        def act() -> None:
            seen = Instalment.objects.get(id=row.id)
            looked.wait(20)
            if seen.state == Payment.AUTHORISED:
                Instalment.objects.filter(id=row.id).update(state=Payment.PAID)
                paid_on = moment(SPRING).date()
                book(actor, grant.id, ledger.instalment_paid(seen.planned, seen.side, paid_on, str(row.id)))

        return act

    assert together(cast, *map(careless, actors)) == ["", ""]
    with cast.scope():
        assert ledger.received(transactions(grant.id)) == 2 * row.planned_minor


@pytest.mark.expects("SEC-9")
@pytest.mark.clause("FLD-10")
def test_two_cashiers_at_once_pay_once(cast: Any, grant: Grant) -> None:
    with cast.scope():
        Membership.objects.create(organiser=cast.samband, person=cast.nobody, role="cashier")
        row = finance.authorised(cast, grant)
        actors = cast.actor("kim"), cast.actor("nobody")

    def paying(actor: Any) -> Callable[[], Any]:
        return lambda: operations.pay(
            actor, row.id, seen=row.sha256, amount=row.planned, bank_reference="B", paid_on=moment(SPRING).date()
        )

    assert sorted(together(cast, *map(paying, actors))) == ["", "is_paid"]
    with cast.scope():
        assert Instalment.objects.get(id=row.id).state == Payment.PAID
        assert ledger.received(transactions(grant.id)) == row.planned_minor


@pytest.mark.expects("REL-13")
def test_two_officers_at_once_accept_one_expense_once(cast: Any, grant: Grant) -> None:
    with cast.scope():
        row = finance.entered(cast, grant)
        actors = cast.actor("ana"), cast.actor("omar")
    acts = [lambda actor=actor: operations.accept(actor, row.id) for actor in actors]
    assert sorted(together(cast, *acts)) == ["", "decided"]
    with cast.scope():
        assert ledger.spent_by(transactions(grant.id)) == row.grant_minor


@pytest.mark.expects("REL-13")
def test_two_officers_at_once_do_not_pass_a_line_together(cast: Any, grant: Grant) -> None:
    """Each of the two expenses fits alone; without the lock on the grant both would be accepted."""
    with cast.scope():
        rows = [finance.entered(cast, grant, "70000"), finance.entered(cast, grant, "70000")]
        actors = cast.actor("ana"), cast.actor("omar")
    acts = [lambda actor=actor, row=row: operations.accept(actor, row.id)
            for actor, row in zip(actors, rows, strict=True)]
    assert sorted(together(cast, *acts)) == ["", "expense_refused"]
    with cast.scope():
        assert sorted(Expense.objects.values_list("state", flat=True)) == [Claim.ACCEPTED, Claim.ENTERED]
        assert ledger.trial(transactions(grant.id)) == 0
