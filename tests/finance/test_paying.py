"""Instalments: planned from the agreement, authorised by an officer, paid by a cashier who is somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreements.instalments import planned
from tandem.core import ledger
from tandem.core.values import Money
from tandem.finance import conditions, operations
from tandem.finance.conditions import Lacking
from tandem.finance.jobs import AUTHORISE, PAY
from tandem.finance.models import Instalment
from tandem.finance.queries import received, transactions, unspent
from tandem.finance.replanning import Due, replanned
from tandem.finance.states import Payment
from tandem.foundation.access import Refused
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships import operations as partnerships
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import Donor
from tests.factories import finance
from tests.factories.grants import firm_grant

TODAY = date(2025, 4, 2)


def refused(act: Any, *args: Any, **kwargs: Any) -> Refused:
    """What an operation refuses with."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def paying(cast: Any, row: Instalment, who: str = "kim", **changed: Any) -> Any:
    values = {"seen": row.sha256, "amount": row.planned, "bank_reference": "B-1", "paid_on": TODAY}
    return operations.pay(cast.actor(who), row.id, **(values | changed))


@pytest.mark.clause("MIC-15")
def test_instalments_follow_the_plan_of_the_agreement_and_give_the_officers_a_duty_each(grant: Grant) -> None:
    rows = list(Instalment.objects.filter(grant=grant).order_by("due_on"))
    assert [(row.due_on, row.state) for row in rows] == [
        (date(2025, 3, 1), "planned"), (date(2025, 10, 1), "planned")
    ]
    assert sum(row.planned_minor for row in rows) == grant.awarded_minor
    duties = Duty.objects.filter(kind=AUTHORISE, done_at=None, role="officer").order_by("due_at")
    assert [duty.due_at.date() for duty in duties] == [row.due_on for row in rows]
    assert [(each.kind, each.postings[1].minor) for each in transactions(grant.id)] == [
        ("commitment", grant.awarded_minor)
    ]


@pytest.mark.clause("MIC-15")
def test_each_donor_has_days_of_its_own(cast: Any, grant: Grant) -> None:
    """The rulebook's cycle decides: two payments a year by one donor, one by the other."""
    cycle = grant.rulebook_version.rulebook.cycle
    found = {}
    for key in cycle.donors:
        donor = Donor.objects.get(key=key)
        made = firm_grant(cast, plan="agreed", step=GrantStep.AGREED, donor=donor, title=key)
        plan = planned(cycle, key, made.cycle_year, {1: 600_00, 2: 600_01}, made.currency)
        operations.plan_instalments(SYSTEM, made.id, plan)
        rows = Instalment.objects.filter(grant=made).order_by("number")
        found[key] = [(row.due_on, row.planned_minor) for row in rows]
    first, second = found.values()
    assert first == [(date(2025, 3, 1), 300_00), (date(2025, 10, 1), 300_00), (date(2026, 3, 1), 300_01),
                     (date(2026, 10, 1), 300_00)]
    assert [minor for _, minor in second] == [600_00, 600_01]
    assert [(day.day, day.month) for day, _ in second] == [(1, 10), (1, 10)]


def test_planning_twice_changes_nothing(grant: Grant) -> None:
    before = list(Instalment.objects.filter(grant=grant).values())
    operations.plan_instalments(SYSTEM, grant.id, finance.plan_of(grant))
    assert list(Instalment.objects.filter(grant=grant).values()) == before
    assert len(transactions(grant.id)) == 1


@pytest.mark.clause("FLD-10")
@pytest.mark.expects("SEC-9")
def test_an_officer_authorises_and_a_cashier_pays_exactly_that(cast: Any, grant: Grant) -> None:
    row = finance.authorised(cast, grant)
    assert (row.state, len(row.sha256)) == (Payment.AUTHORISED, 64)
    assert Duty.objects.get(kind=PAY, subject_id=row.id).role == "cashier"
    done = paying(cast, row)
    assert (done.state, done.paid_by_id, done.paid_on) == (Payment.PAID, cast.kim.id, TODAY)
    assert Duty.objects.get(kind=PAY, subject_id=row.id).done_at is not None
    assert received(grant.id).minor == row.planned_minor == unspent(grant).minor
    assert received(grant.id, 1).rows == (row.id,)
    assert received(grant.id, 2).rows == ()


@pytest.mark.expects("SEC-9")
@pytest.mark.clause("FLD-10")
def test_who_authorised_never_pays_whatever_roles_they_hold(cast: Any, grant: Grant) -> None:
    Membership.objects.create(organiser=cast.samband, person=cast.ana, role="cashier")
    row = finance.authorised(cast, grant)
    answer = refused(paying, cast, row, "ana")
    assert (answer.code, answer.status) == ("same_person", 403)
    assert refused(paying, cast, row, "omar").code == "cashiers_only"
    assert Instalment.objects.get(id=row.id).state == Payment.AUTHORISED


@pytest.mark.expects("SEC-9")
def test_who_acts_for_a_partner_neither_authorises_nor_pays(cast: Any, grant: Grant) -> None:
    Membership.objects.create(organiser=cast.samband, person=cast.bo, role="officer")
    Membership.objects.create(organiser=cast.samband, person=cast.dee, role="cashier")
    assert refused(finance.authorised, cast, grant, "bo").code == "own_grant"
    row = finance.authorised(cast, grant)
    assert refused(paying, cast, row, "dee").code == "own_grant"


@pytest.mark.expects("SEC-9")
@pytest.mark.parametrize("what", ["amount", "account", "payee"])
def test_a_payment_is_bound_to_what_was_authorised(cast: Any, grant: Grant, what: str) -> None:
    """Whatever is changed behind the authorisation's back, even in the database: nothing is paid."""
    row = finance.authorised(cast, grant)
    changes: dict[str, dict[str, Any]] = {
        "amount": {"planned_minor": row.planned_minor + 100}, "account": {"account": "NO00 0000"},
        "payee": {"payee": cast.san_telmo},
    }
    Instalment.objects.filter(id=row.id).update(**changes[what])
    answer = refused(paying, cast, row, amount=Money(row.planned_minor + 100 * (what == "amount"), row.currency))
    assert (answer.code, answer.status) == ("changed", 409)


def test_conditions_come_first(cast: Any, grant: Grant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditions, "_conditions", list(conditions._conditions))
    conditions.register(lambda held, row: [Lacking("no_report", "The report of 2024 is not accepted.")])
    answer = refused(finance.authorised, cast, grant)
    assert (answer.code, [each.code for each in answer.problems]) == ("conditions", ["no_report"])
    assert "2024" in str(answer.reason)


def test_without_a_signed_agreement_nothing_is_authorised(cast: Any, grant: Grant) -> None:
    Grant.objects.filter(id=grant.id).update(step=GrantStep.FIRM)
    assert [each.code for each in refused(finance.authorised, cast, grant).problems] == ["not_agreed"]


@pytest.mark.parametrize(("code", "changed"), [
    ("other_amount", {"amount": Money(1, "NOK")}),
    ("no_bank_reference", {"bank_reference": "  "}),
    ("paid_in_future", {"paid_on": date(2025, 4, 3)}),
    ("paid_too_early", {"paid_on": date(2025, 4, 1)}),
    ("changed", {"seen": "0" * 64}),
    ("changed", {"seen": ""}),
])
def test_what_does_not_fit_is_refused_and_nothing_is_booked(
    cast: Any, grant: Grant, code: str, changed: dict[str, Any]
) -> None:
    row = finance.authorised(cast, grant)
    assert refused(paying, cast, row, **changed).code == code
    assert len(transactions(grant.id)) == 1
    assert Instalment.objects.get(id=row.id).state == Payment.AUTHORISED


def test_an_authorisation_can_be_taken_back_until_it_is_paid(cast: Any, grant: Grant) -> None:
    row = finance.authorised(cast, grant)
    assert refused(operations.take_back, cast.actor("ana"), row.id, " ").code == "no_reason"
    assert operations.take_back(cast.actor("ana"), row.id, "Another account").sha256 == ""
    assert refused(paying, cast, row).code == "is_planned"
    again = finance.paid(cast, grant)
    assert refused(operations.take_back, cast.actor("ana"), again.id, "Too late").status == 409


def test_nothing_is_paid_twice_or_after_closure(cast: Any, grant: Grant) -> None:
    row = finance.paid(cast, grant)
    assert refused(paying, cast, row).code == "is_paid"
    partnerships.move(grant.id, GrantStep.CLOSED, after=(GrantStep.AGREED,))
    rest = Instalment.objects.get(grant=grant, state=Payment.PLANNED)
    answer = refused(operations.authorise, cast.actor("ana"), rest.id, side="home", account="X")
    assert answer.code == "grant_closed"


@pytest.mark.clause("MIC-15")
def test_an_amendment_plans_anew_and_leaves_what_is_paid(cast: Any, grant: Grant) -> None:
    row = finance.paid(cast, grant)
    more = grant.awarded_minor // 2 + 300_00
    parts = ((date(2025, 3, 1), row.planned_minor + 100_00), (date(2026, 3, 1), more))
    rows = operations.plan_instalments(SYSTEM, grant.id, finance.plan_of(grant, *parts))
    assert [(each.due_on, each.planned_minor, each.state) for each in rows] == [
        (date(2025, 3, 1), row.planned_minor, "paid"), (date(2026, 3, 1), more + 100_00, "planned")
    ]
    assert Instalment.objects.get(grant=grant, due_on=date(2025, 10, 1)).state == Payment.DROPPED
    assert -sum(p.minor for each in transactions(grant.id) for p in each.postings if p.account == "grant") == (
        row.planned_minor + 100_00 + more
    )


def test_a_changed_amount_has_to_be_authorised_again(cast: Any, grant: Grant) -> None:
    row = finance.authorised(cast, grant)
    first, second = finance.plan_of(grant)
    operations.plan_instalments(
        SYSTEM, grant.id, (replace(first, amount=first.amount + Money(100, "NOK")), second)
    )
    assert Instalment.objects.get(id=row.id).state == Payment.PLANNED
    assert refused(paying, cast, row).code == "is_planned"


def test_what_is_unspent_comes_back_and_no_more(cast: Any, grant: Grant) -> None:
    row = finance.paid(cast, grant)
    finance.accepted(cast, grant, "1000")
    left = Money(row.planned_minor - 1000_00, "NOK")
    home = finance.side_of(grant, "bo")

    def back(amount: Money, who: str = "kim", **changed: Any) -> Any:
        values = {"side": home, "bank_reference": "R-1", "paid_on": TODAY} | changed
        return operations.repay(cast.actor(who), grant.id, amount=amount, **values)

    wrong: tuple[tuple[str, Money, dict[str, Any]], ...] = (
        ("other_amount", left + Money(1, "NOK"), {}), ("other_amount", Money(0, "NOK"), {}),
        ("other_amount", Money(100, "GTQ"), {}), ("cashiers_only", left, {"who": "ana"}),
        ("no_such_party", left, {"side": "nobody"}), ("no_bank_reference", left, {"bank_reference": ""}),
        ("paid_in_future", left, {"paid_on": date(2025, 4, 3)}),
    )
    for code, amount, changed in wrong:
        assert refused(back, amount, **changed).code == code
    back(left)
    assert (unspent(grant).minor, ledger.trial(transactions(grant.id))) == (0, 0)
    assert received(grant.id).minor == row.planned_minor


DAYS = st.lists(st.integers(0, 30), unique=True, max_size=6)


@pytest.mark.expects("REL-13")
@given(st.data())
def test_law_what_is_left_and_what_is_paid_make_the_plan(data: st.DataObject) -> None:
    days = [date(2025, 1, 1 + n) for n in sorted(data.draw(DAYS))]
    plan = [Due(n, 2025, day, data.draw(st.integers(1, 1000))) for n, day in enumerate(days, 1)]
    paid = {day: data.draw(st.integers(1, 1200)) for day in days if data.draw(st.booleans())}
    left = replanned(plan, paid, date(2025, 1, 1))
    whole, gone = sum(due.minor for due in plan), sum(paid.values())
    assert sum(due.minor for due in left) == max(whole - gone, 0)
    assert all(due.minor > 0 for due in left)
    assert not {due.on for due in left} & set(paid)
