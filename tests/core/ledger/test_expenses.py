"""What speaks against an expense, one fault at a time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.ledger import CODES, Expense, LineBudget, Rules, expense_findings, grant_amount
from tandem.core.values import Money, Period

PERIOD = Period(date(2025, 1, 1), date(2027, 12, 31))
RULES = Rules("NOK", date(2025, 9, 1), Decimal(10))
BUDGETS = (
    LineBudget("travel", "home", 1, 100_000, 95_000),
    LineBudget("travel", "home", 2, 100_000),
    LineBudget("equipment", "abroad", 1, 500_000, 100_000),
)
PEOPLE = frozenset({"bo", "dee"})
TRIP = Expense(
    "expense-1",
    date(2025, 5, 2),
    "travel",
    "home",
    1,
    Money(5_000, "NOK"),
    number="4711",
    payee="Fjord Rail",
    sha256="ab12",
    persons=("bo",),
)
BINS = Expense(
    "expense-2",
    date(2025, 5, 2),
    "equipment",
    "abroad",
    1,
    Money(100_000, "GTQ"),
    Decimal("1.385"),
    "central bank",
    "A-1",
    "Basureros Unidos",
    "cd34",
)


def against(expense, seen=(), rules=RULES):
    return expense_findings(expense, BUDGETS, PERIOD, PEOPLE, seen, rules)


@pytest.mark.parametrize("expense", [TRIP, BINS, replace(TRIP, rate=Decimal(1))])
def test_a_sound_expense_has_nothing_against_it(expense):
    assert against(expense) == ()


FAULTS = [
    (replace(TRIP, amount=Money(0, "NOK")), "negative_or_zero", "amount"),
    (replace(TRIP, amount=Money(-1, "NOK")), "negative_or_zero", "amount"),
    (replace(TRIP, on=date(2025, 9, 2)), "future_date", "on"),
    (replace(TRIP, on=date(2024, 12, 31)), "outside_period", "on"),
    (replace(TRIP, line="gifts"), "unknown_line", "line"),
    (replace(TRIP, side="abroad"), "wrong_side", "side"),
    (replace(TRIP, amount=Money(15_001, "NOK")), "over_line", "amount"),
    (replace(TRIP, year=3), "over_line", "amount"),
    (replace(BINS, rate=None), "mixed_currency_without_rate", "rate"),
    (replace(BINS, rate=Decimal(0)), "bad_rate", "rate"),
    (replace(BINS, rate=Decimal("NaN")), "bad_rate", "rate"),
    (replace(TRIP, rate=Decimal(2)), "bad_rate", "rate"),
    (replace(BINS, rate_source=" "), "rate_without_source", "rate_source"),
    (replace(TRIP, persons=("bo", "eve")), "person_not_on_form", "persons"),
    (replace(TRIP, sha256=""), "no_receipt", "sha256"),
    (replace(TRIP, number=""), "no_receipt_number", "number"),
]


@pytest.mark.parametrize(("expense", "code", "field"), FAULTS)
def test_one_fault_is_one_finding(expense, code, field):
    (found,) = against(expense)
    assert (found.code, found.field) == (code, field)
    assert found.severity == ("should" if code == "no_receipt_number" else "must")


def test_each_code_has_an_example():
    assert {code for _, code, _ in FAULTS} | {"duplicate_receipt"} == CODES


def test_an_expense_over_its_line_says_by_how_much():
    assert against(replace(TRIP, amount=Money(15_000, "NOK"))) == ()  # the tolerance itself is still inside
    (found,) = against(replace(TRIP, amount=Money(15_001, "NOK")))
    assert found.numbers == {
        "line": "travel",
        "year": "1",
        "currency": "NOK",
        "budget": "100000",
        "spent": "95000",
        "left": "5000",
        "asked": "15001",
        "limit": "110000",
        "tolerance": "10",
    }
    assert against(replace(TRIP, amount=Money(5_001, "NOK")), rules=replace(RULES, tolerance=Decimal(0)))
    converted = against(replace(BINS, amount=Money(400_000, "GTQ")))  # 554,000 of 450,000 left with tolerance
    assert [(each.code, each.numbers["asked"]) for each in converted] == [("over_line", "554000")]


def test_the_same_paper_twice_is_found_whoever_wrote_it_how():
    same_file = replace(TRIP, identity="other", number="1", payee="Somebody").receipt
    same_paper = replace(TRIP, identity="other", payee="  fjord   RAIL ", sha256="ffff").receipt
    for other, same in ((same_file, "file"), (same_paper, "paper")):
        (found,) = against(TRIP, [other])
        assert (found.code, found.numbers) == ("duplicate_receipt", {"expense": "other", "same": same})


@pytest.mark.parametrize(
    "other",
    [
        replace(TRIP, sha256="ffff", identity="other", number="4712"),
        replace(TRIP, sha256="ffff", identity="other", amount=Money(5_001, "NOK")),
        replace(TRIP, sha256="ffff", identity="other", amount=Money(5_000, "SEK")),
        replace(TRIP, sha256="ffff", identity="other", on=date(2025, 5, 3)),
        replace(TRIP, sha256="ffff", identity="other", payee="Fjord Bus"),
        TRIP,  # its own receipt, saved before
    ],
)
def test_another_paper_is_no_duplicate(other):
    assert against(TRIP, [other.receipt]) == ()


def test_papers_without_number_or_file_are_not_taken_for_one():
    bare = replace(TRIP, number="", sha256="")
    found = against(bare, [replace(bare, identity="other").receipt])
    assert [each.code for each in found] == ["no_receipt", "no_receipt_number"]
    assert against(replace(TRIP, sha256=""), rules=replace(RULES, receipt_needed=False)) == ()


def test_several_faults_are_all_told_at_once():
    bad = replace(TRIP, on=date(2028, 1, 1), amount=Money(-5, "GTQ"), line="gifts", persons=("eve", "don"))
    assert [each.code for each in against(bad)] == [
        "negative_or_zero",
        "future_date",
        "outside_period",
        "mixed_currency_without_rate",
        "unknown_line",
        "person_not_on_form",
        "person_not_on_form",
    ]


@given(
    st.integers(-5, 10**7),
    st.sampled_from(["NOK", "GTQ", "JPY", "KWD"]),
    st.none() | st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(0), Decimal("-1"), Decimal("NaN")]),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.sampled_from(["travel", "equipment", "gifts"]),
    st.sampled_from(["home", "abroad"]),
    st.integers(0, 4),
)
def test_what_passes_keeps_period_line_and_limit(minor, currency, rate, on, line, side, year):
    expense = replace(
        TRIP, amount=Money(minor, currency), rate=rate, rate_source="bank", on=on, line=line, side=side, year=year
    )
    if against(expense):
        return
    asked = grant_amount(expense, "NOK")
    (budget,) = [each for each in BUDGETS if (each.line, each.side, each.year) == (line, side, year)]
    assert on in PERIOD and on <= RULES.today and asked.minor + budget.spent <= budget.budget * 1.1
    assert minor > 0
