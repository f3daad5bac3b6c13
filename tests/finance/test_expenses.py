"""Expenses: what is refused and how that is said, four eyes, and a ledger that always sums to zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tandem.core import ledger
from tandem.core.values import Money
from tandem.delivery.models import Participant, Visit
from tandem.finance import operations
from tandem.finance.jobs import JUDGE
from tandem.finance.models import Entry, Expense, Fixed
from tandem.finance.queries import refused_of_many, spent, spent_of_many, transactions, unspent, variances
from tandem.finance.states import Claim
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.audit.chain import verify
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships import operations as partnerships
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tests.factories import delivery, finance


def codes(refused: Refused) -> list[tuple[str, str]]:
    """What speaks against an expense, and where."""
    return [(problem.code, problem.where) for problem in refused.problems]


def refusal(cast: Any, grant: Grant, amount: str | Money = "1000", *, who: str = "dee", **changed: Any) -> Refused:
    """What entering it is refused with; nothing is written."""
    before = Expense.objects.count()
    with pytest.raises(Refused) as caught:
        finance.entered(cast, grant, amount, who=who, **changed)
    assert Expense.objects.count() == before
    return caught.value


@pytest.mark.clause("FLD-10")
def test_an_expense_is_entered_by_a_partner_and_accepted_by_an_officer(cast: Any, grant: Grant) -> None:
    row = finance.entered(cast, grant)
    assert (row.state, row.entered_by_id) == (Claim.ENTERED, cast.dee.id)
    assert Duty.objects.get(kind=JUDGE).role == "officer"
    assert spent(grant.id) == ()
    operations.accept(cast.actor("ana"), row.id)
    assert Duty.objects.get(kind=JUDGE).done_at is not None
    (one,) = spent(grant.id, 1)
    assert (one.minor, one.rows, one.side) == (1000_00, (row.id,), row.side)
    assert unspent(grant).minor == -1000_00
    assert ledger.trial(transactions(grant.id)) == 0
    assert verify(str(cast.samband.id)) == ()


@pytest.mark.expects("SEC-9")
@pytest.mark.clause("FLD-10")
def test_who_entered_it_never_accepts_it(cast: Any, grant: Grant) -> None:
    row = finance.entered(cast, grant)
    Membership.objects.create(organiser=cast.samband, person=cast.dee, role="officer")
    for act in (lambda: operations.accept(cast.actor("dee"), row.id),
                lambda: operations.refuse(cast.actor("dee"), row.id, "no")):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.status == 403
    Expense.objects.filter(id=row.id).update(entered_by=cast.ana)  # however it came about
    with pytest.raises(Refused) as caught:
        operations.accept(cast.actor("ana"), row.id)
    assert caught.value.code == "same_person"
    assert operations.accept(cast.actor("omar"), row.id).state == Claim.ACCEPTED


def test_only_partners_who_may_write_enter(cast: Any, grant: Grant) -> None:
    assert refusal(cast, grant, who="ana", side=finance.side_of(grant, "dee")).status == 403
    assert refusal(cast, grant, who="other_bo", side=finance.side_of(grant, "dee")).status == 404
    assert refusal(cast, grant, who="bo", side=finance.side_of(grant, "dee")).status == 403


@pytest.mark.parametrize(("code", "where", "changed"), [
    ("outside_period", "on", {"spent_on": date(2024, 12, 31)}),
    ("future_date", "on", {"spent_on": date(2025, 4, 3)}),
    ("negative_or_zero", "amount", {"amount": Money(0, "NOK")}),
    ("negative_or_zero", "amount", {"amount": Money(-500, "NOK")}),
    ("mixed_currency_without_rate", "rate", {"amount": Money(500, "GTQ")}),
    ("rate_without_source", "rate_source", {"amount": Money(500, "GTQ"), "rate": Decimal("1.385")}),
    ("rate_without_day", "rate_on",
     {"amount": Money(500, "GTQ"), "rate": Decimal("1.385"), "rate_source": "Banco de Guatemala"}),
    ("bad_rate", "rate", {"rate": Decimal("1.1")}),
    ("bad_rate", "rate", {"amount": Money(500, "GTQ"), "rate": Decimal(-1), "rate_source": "x",
                          "rate_on": date(2025, 3, 1)}),
    ("unknown_line", "line", {"line": uuid4()}),
    ("no_receipt", "sha256", {"receipt": None}),
    ("no_text", "text", {"text": " "}),
    ("no_payee", "payee", {"payee": ""}),
    ("too_long", "payee", {"payee": "x" * 201}),
    ("person_not_on_form", "persons", {"person": "Nobody Known"}),
])
def test_bad_input_is_refused_with_place_rule_and_remedy(
    cast: Any, grant: Grant, code: str, where: str, changed: dict[str, Any]
) -> None:
    answer = refusal(cast, grant, **changed)
    assert (code, where) in codes(answer)
    said = next(each for each in answer.problems if each.code == code)
    assert str(said.values["says"]).endswith((".", "?"))
    assert answer.status == 422


def test_a_line_of_the_other_side_is_refused(cast: Any, grant: Grant) -> None:
    theirs = finance.line(grant, finance.side_of(grant, "bo"))
    assert codes(refusal(cast, grant, line=theirs.identity)) == [("wrong_side", "side")]


@pytest.mark.expects("REL-13")
def test_over_the_line_is_refused_with_the_numbers(cast: Any, grant: Grant) -> None:
    """120,000 agreed, ten per cent of tolerance: 132,000 in all."""
    line = finance.line(grant, finance.side_of(grant, "dee"))
    assert line.years[1] == 120_000_00
    finance.accepted(cast, grant, "100000")
    answer = refusal(cast, grant, "32000.01")
    (said,) = answer.problems
    numbers = {name: said.values[name] for name in ("budget", "spent", "left", "asked", "limit")}
    assert numbers == {
        "budget": "12000000", "spent": "10000000", "left": "2000000", "asked": "3200001", "limit": "13200000"
    }
    for piece in ("120,000", "100,000", "20,000", "10%", "32,000.01"):
        assert piece in str(answer.reason).replace("\N{NO-BREAK SPACE}", " "), answer.reason
    assert "32,000" in str(answer.remedy) and "amendment" in str(answer.remedy)
    assert finance.accepted(cast, grant, "32000").state == Claim.ACCEPTED


def test_the_line_is_looked_at_again_when_it_is_accepted(cast: Any, grant: Grant) -> None:
    first, second = finance.entered(cast, grant, "70000"), finance.entered(cast, grant, "70000")
    operations.accept(cast.actor("ana"), first.id)
    with pytest.raises(Refused) as caught:
        operations.accept(cast.actor("ana"), second.id)
    assert codes(caught.value) == [("over_line", "amount")]
    assert Expense.objects.get(id=second.id).state == Claim.ENTERED


def test_the_same_receipt_counts_once(cast: Any, grant: Grant) -> None:
    paper = {"number": "F 12", "payee": "Rutas del  valle"}
    finance.entered(cast, grant, receipt=finance.receipt(cast.dee.id, grant, "one"), **paper)
    same_file = refusal(cast, grant, receipt=finance.receipt(cast.dee.id, grant, "one"), number="F 13")
    assert codes(same_file) == [("duplicate_receipt", "sha256")]
    assert "Bus to the depot" in str(same_file.reason)
    same_paper = refusal(cast, grant, number="f 12", payee="rutas del valle")
    assert codes(same_paper) == [("duplicate_receipt", "number")]


def test_the_same_receipt_in_another_grant_is_found_but_not_told(cast: Any, grant: Grant) -> None:
    finance.entered(cast, grant, number="F 12", text="A secret journey")
    other = finance.funded_grant(cast, title="Another")
    answer = refusal(cast, other, number="F 12")
    assert codes(answer) == [("duplicate_receipt", "number")]
    assert "in another grant" in str(answer.reason) and "secret" not in str(answer.reason)


def test_a_receipt_of_a_refused_expense_can_be_entered_again(cast: Any, grant: Grant) -> None:
    paper = finance.receipt(cast.dee.id, grant, "one")
    row = finance.entered(cast, grant, receipt=paper)
    operations.refuse(cast.actor("ana"), row.id, "The tax is missing")
    again = finance.receipt(cast.dee.id, grant, "one")
    assert finance.entered(cast, grant, receipt=again).state == Claim.ENTERED


def test_a_receipt_that_somebody_else_put_down_does_not_count(cast: Any, grant: Grant) -> None:
    assert codes(refusal(cast, grant, receipt=finance.receipt(cast.bo.id, grant)))[0] == ("no_receipt", "sha256")


@pytest.mark.expects("REL-13")
@pytest.mark.parametrize(("currency", "minor", "rate", "in_grant"), [
    ("GTQ", 1234_56, "1.3850", 170987), ("JPY", 1500, "0.0712", 10680), ("KWD", 12_345, "34.6", 42714),
    ("NOK", 500_00, None, 500_00),
])
def test_currencies_with_no_two_and_three_decimals_are_converted_exactly(
    cast: Any, grant: Grant, currency: str, minor: int, rate: str | None, in_grant: int
) -> None:
    value = Decimal(rate) if rate else None
    told: dict[str, Any] = {"rate_source": "Norges Bank", "rate_on": date(2025, 3, 1)} if rate else {}
    row = finance.entered(cast, grant, Money(minor, currency), rate=value, **told)
    assert row.in_grant == Money(in_grant, "NOK")
    assert operations.accept(cast.actor("ana"), row.id).state == Claim.ACCEPTED
    assert ledger.spent_by(transactions(grant.id)) == in_grant


def test_a_person_must_be_on_the_form_of_the_team_or_of_a_visit(cast: Any, grant: Grant) -> None:
    delivery.with_team(cast, grant)
    visit = Visit.objects.create(
        grant=grant, host="abroad", place="San Telmo", purpose="To see it done", from_on=grant.starts_on,
        to_on=grant.starts_on, recorded_at=clock.now(),
    )
    Participant.objects.create(visit=visit, side="abroad", name="Marta Xicay")
    for name in ("Ixchel  Ajanel", "Marta Xicay"):
        assert finance.entered(cast, grant, person=name).person == " ".join(name.split())
    assert codes(refusal(cast, grant, person="Marta Other")) == [("person_not_on_form", "persons")]


def test_a_partner_takes_back_what_nobody_has_looked_at(cast: Any, grant: Grant) -> None:
    row = finance.entered(cast, grant)
    assert operations.withdraw(cast.actor("dee"), row.id).state == Claim.WITHDRAWN
    for act in (lambda: operations.withdraw(cast.actor("dee"), row.id),
                lambda: operations.accept(cast.actor("ana"), row.id)):
        with pytest.raises(Refused) as caught:
            act()
        assert (caught.value.code, caught.value.status) == ("decided", 409)


def test_a_refusal_says_why(cast: Any, grant: Grant) -> None:
    row = finance.entered(cast, grant)
    with pytest.raises(Refused) as caught:
        operations.refuse(cast.actor("ana"), row.id, " \n")
    assert codes(caught.value) == [("no_reason", "reason")]
    assert operations.refuse(cast.actor("ana"), row.id, "Not readable").reason == "Not readable"
    assert [each.minor for each in refused_of_many([grant.id], 2025)] == [1000_00]
    assert transactions(grant.id)[1:] == ()


@pytest.mark.clause("MIC-13")
@pytest.mark.expects("REL-13")
def test_what_was_accepted_is_corrected_by_a_reverse_booking(cast: Any, grant: Grant) -> None:
    kept, row = finance.accepted(cast, grant), finance.accepted(cast, grant, "250.50")
    before = list(Entry.objects.filter(grant=grant).order_by("id").values())
    operations.disallow(cast.actor("omar"), row.id, "No procurement")
    after = list(Entry.objects.filter(grant=grant).order_by("id").values())
    assert after[: len(before)] == before
    assert sum(entry["minor"] for entry in after) == 0
    assert [each.rows for each in spent(grant.id)] == [(kept.id,)]
    assert [(each.expense, each.minor) for each in spent_of_many([grant.id])] == [(kept.id, 1000_00)]
    assert ledger.spent_by(transactions(grant.id)) == 1000_00
    with pytest.raises(Refused):
        operations.disallow(cast.actor("omar"), row.id, "Twice")


def test_postings_are_never_edited_or_deleted(cast: Any, grant: Grant) -> None:
    finance.accepted(cast, grant)
    entry = Entry.objects.filter(grant=grant)[0]
    entry.minor += 1
    with pytest.raises(Fixed):
        entry.save()
    with pytest.raises(Fixed):
        entry.delete()


def test_own_money_is_counted_apart(cast: Any, grant: Grant) -> None:
    side = finance.side_of(grant, "bo")
    own = finance.line(grant, side, own=True)
    row = finance.accepted(cast, grant, "4000", who="bo", line=own.identity, receipt=None)
    assert row.own
    booked = transactions(grant.id)
    assert (ledger.spent_by(booked), ledger.spent_by(booked, own=True), unspent(grant).minor) == (0, 4000_00, 0)


def test_after_closure_nothing_is_entered_or_decided(cast: Any, grant: Grant) -> None:
    row = finance.entered(cast, grant)
    partnerships.move(grant.id, GrantStep.CLOSED, after=(GrantStep.AGREED,))
    assert refusal(cast, grant).code == "grant_closed"
    with pytest.raises(Refused) as caught:
        operations.accept(cast.actor("ana"), row.id)
    assert caught.value.code == "grant_closed"


def test_before_the_agreement_nothing_is_entered(cast: Any, grant: Grant) -> None:
    Grant.objects.filter(id=grant.id).update(step=GrantStep.FIRM)
    assert refusal(cast, grant).code == "not_agreed"


def test_variances_per_line_year_and_party(cast: Any, grant: Grant) -> None:
    row = finance.accepted(cast, grant, "115000")
    rulebook = grant.rulebook_version.rulebook
    found = {(each.line, each.year): each for each in variances(grant, rulebook)}
    one = found[row.line, 1]
    assert (one.budget, one.spent, one.left, one.percent, one.explain) == (
        120_000_00, 115_000_00, 5_000_00, Decimal("4.2"), False
    )
    assert one.rows == (row.id,)
    assert found[row.line, 2].explain  # nothing spent of a whole year's budget
    assert {each.year for each in variances(grant, rulebook, 2)} == {2}
    assert sum(each.budget for each in found.values() if each.side == row.side and each.year == 1) > 120_000_00
