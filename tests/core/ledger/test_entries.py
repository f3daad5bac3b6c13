"""Laws of double entry: whatever is booked, in whatever order, sums to zero and tells the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.ledger import (
    Posting,
    Transaction,
    Unbalanced,
    balance,
    commitment,
    correction,
    exchange_difference,
    expense_accepted,
    held,
    instalment_paid,
    interest,
    own_contribution,
    received,
    repayment,
    spent,
    spent_by,
    trial,
    unspent,
)
from tandem.core.values import MixedCurrency, Money

DAY = date(2025, 3, 1)
LINES, SIDES = ("travel", "equipment"), ("home", "abroad")


def nok(minor):
    return Money(minor, "NOK")


amounts = st.integers(1, 10**12).map(nok)
sides = st.sampled_from(SIDES)
on_lines = {"side": sides, "line": st.sampled_from(LINES), "year": st.integers(1, 3), "on": st.just(DAY)}
one_event = st.one_of(
    st.builds(commitment, amounts, st.just(DAY)),
    st.builds(instalment_paid, amounts, sides, st.just(DAY)),
    st.builds(expense_accepted, amounts, **on_lines),
    st.builds(own_contribution, amounts, **on_lines),
    st.builds(repayment, amounts, sides, st.just(DAY)),
    st.builds(interest, amounts, sides, st.just(DAY)),
    st.builds(exchange_difference, st.integers(-(10**9), 10**9).filter(bool).map(nok), sides, st.just(DAY)),
)
ledgers = st.lists(one_event | one_event.map(lambda event: correction(event, DAY)), max_size=12)


@pytest.mark.clause("MIC-12")
@given(ledgers)
def test_a_ledger_sums_to_zero(ledger):
    assert trial(ledger) == 0
    assert all(sum(posting.minor for posting in each.postings) == 0 for each in ledger)


@given(ledgers, st.randoms())
def test_the_order_of_entries_does_not_matter(ledger, random):
    mixed = list(ledger)
    random.shuffle(mixed)
    assert balance(ledger) == balance(mixed)
    assert (unspent(ledger), received(ledger), spent_by(ledger)) == (unspent(mixed), received(mixed), spent_by(mixed))


@given(ledgers, one_event)
def test_a_correction_leaves_everything_as_it_was(ledger, event):
    after = [*ledger, event, correction(event, DAY)]
    assert {account: minor for account, minor in balance(after).items() if minor} == {
        account: minor for account, minor in balance(ledger).items() if minor
    }
    assert (unspent(after), received(after), spent_by(after)) == (unspent(ledger), received(ledger), spent_by(ledger))


@given(ledgers)
def test_totals_are_the_sums_of_their_parts(ledger):
    for own in (False, True):
        whole = spent_by(ledger, own=own)
        assert whole == sum(spent_by(ledger, line=line, own=own) for line in LINES)
        assert whole == sum(spent_by(ledger, year=year, own=own) for year in (1, 2, 3))
        assert whole == sum(spent_by(ledger, side=side, own=own) for side in SIDES)
        cells = [(line, year, side) for line in LINES for year in (1, 2, 3) for side in SIDES]
        assert whole == sum(spent_by(ledger, *cell, own) for cell in cells)
    assert unspent(ledger) == sum(unspent(ledger, side) for side in SIDES)
    assert received(ledger) == sum(received(ledger, side) for side in SIDES)


@given(ledgers)
def test_what_was_received_is_spent_returned_or_still_there(ledger):
    accounts = balance(ledger)
    gained = -accounts.get("interest", 0) - accounts.get("exchange", 0)
    assert received(ledger) + gained == spent_by(ledger) + accounts.get("returned", 0) + unspent(ledger)
    assert -accounts.get("grant", 0) == accounts.get("promised", 0) + received(ledger)


def test_a_year_of_one_grant():
    wrong = expense_accepted(nok(5_000), "abroad", "travel", 1, DAY, "expense-2")
    ledger = [
        commitment(nok(1_000_000), DAY, "grant-1"),
        instalment_paid(nok(300_000), "home", DAY, "instalment-1"),
        instalment_paid(nok(200_000), "abroad", DAY, "instalment-1"),
        expense_accepted(nok(120_000), "home", "travel", 1, DAY, "expense-1"),
        wrong,
        correction(wrong, DAY, "expense-2"),
        own_contribution(nok(40_000), "home", "hours", 1, DAY),
        interest(nok(30), "home", DAY),
        exchange_difference(nok(-500), "abroad", DAY),
        repayment(nok(10_000), "home", DAY),
    ]
    assert balance(ledger) == {
        "exchange": 500,
        "grant": -1_000_000,
        "held/abroad": 199_500,
        "held/home": 170_030,
        "interest": -30,
        "own/home": -40_000,
        "own_spent/hours/1/home": 40_000,
        "promised": 500_000,
        "returned": 10_000,
        "spent/travel/1/abroad": 0,
        "spent/travel/1/home": 120_000,
    }
    assert (unspent(ledger), unspent(ledger, "home"), received(ledger, "abroad")) == (369_530, 170_030, 200_000)
    assert (spent_by(ledger, "travel"), spent_by(ledger, "hours"), spent_by(ledger, own=True)) == (120_000, 0, 40_000)
    assert (ledger[5].kind, ledger[5].corrects, ledger[5].about) == (
        "correction",
        "expense_accepted",
        "expense_accepted",
    )
    assert (ledger[1].source_kind, ledger[1].source_id, ledger[1].currency) == ("instalment", "instalment-1", "NOK")
    assert (balance([]), trial([]), unspent([]), unspent(ledger, "nobody")) == ({}, 0, 0, 0)


def test_what_does_not_balance_cannot_be_written():
    with pytest.raises(Unbalanced):
        Transaction("commitment", DAY, (Posting("grant", -5, "NOK"), Posting("promised", 4, "NOK")))
    with pytest.raises(MixedCurrency):
        Transaction("commitment", DAY, (Posting("grant", -5, "NOK"), Posting("promised", 5, "SEK")))
    with pytest.raises(ValueError, match="moves"):
        Transaction("commitment", DAY, ())
    with pytest.raises(MixedCurrency, match="one ledger"):
        balance([commitment(nok(1), DAY), commitment(Money(1, "SEK"), DAY)])


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_do_not_move(minor):
    for book in (commitment, lambda amount, on: repayment(amount, "home", on)):
        with pytest.raises(ValueError, match="not an amount"):
            book(nok(minor), DAY)
    with pytest.raises(ValueError, match="not an amount"):
        expense_accepted(nok(minor), "home", "travel", 1, DAY)
    with pytest.raises(ValueError, match="no difference"):
        exchange_difference(nok(0), "home", DAY)


def test_a_correction_is_not_corrected_and_names_of_accounts_have_no_slash():
    with pytest.raises(ValueError, match="again"):
        correction(correction(commitment(nok(1), DAY), DAY), DAY)
    for name in ("", "a/b"):
        with pytest.raises(ValueError, match="cannot name"):
            held(name)
        with pytest.raises(ValueError, match="cannot name"):
            spent(name, 1, "home")
