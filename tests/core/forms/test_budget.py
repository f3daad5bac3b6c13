"""Budgets add up exactly, in one currency, cell by cell (REL-13, UX-28)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.answers import canonical, parse_canonical
from tandem.core.forms.budget import totals
from tandem.core.values import Money
from tests.core.forms.sample import FORM, PARTIES, filled, options, question

BUDGET = FORM.question("budget")


def entry(**cells: Any) -> dict[str, Any]:
    return {"line": "travel", "party": "home", "currency": "NOK", "years": {"1": 100}, **cells}


def budget(*entries: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {("budget", f"row{number:03}"): value for number, value in enumerate(entries)}


def test_two_currencies_in_the_grants_one() -> None:
    sums = totals(BUDGET, PARTIES, filled())
    assert sums.total == Money(57131250, "NOK")
    assert sums.by_year == {1: Money(57131250, "NOK"), 2: Money(0, "NOK")}
    assert sums.by_party == {"abroad": Money(57131250, "NOK"), "home": Money(0, "NOK")}
    assert sums.by_line == {"travel": Money(57131250, "NOK"), "salaries": Money(0, "NOK")}
    assert sums.cells[0].original == Money(41250000, "GTQ")
    assert sums.unconverted == ()


def test_the_facts_that_rules_look_at() -> None:
    answers = {**filled(), **budget(entry(paid_by="own", years={"2": 5050}))}
    assert totals(BUDGET, PARTIES, answers).facts() == {
        "currency": "NOK",
        "years": {"1": "571312.50", "2": "50.50"},
        "asked_by_year": {"1": "571312.50", "2": "0.00"},
        "total": "571363.00",
        "by_party": {"abroad": "571312.50", "home": "50.50"},
        "by_line": {"travel": "571363.00", "salaries": "0.00"},
        "asked": "571312.50",
        "own_contribution": "50.50",
        "unconverted": [],
    }


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"currency": "GTQ"}, "rate"),
        ({"currency": "GTQ", "rate": "0"}, "rate"),
        ({"currency": "GTQ", "rate": {"unread": "much"}}, "rate"),
        ({"currency": "QQQ", "rate": "1"}, "currency"),
        ({"currency": {"unread": "Q"}, "rate": "1"}, "currency"),
        ({"years": {"1": {"unread": "lots"}}}, "amount"),
        ({"years": {"1": 10**6000}}, "amount"),
        ({"years": {"3": 100}}, "year"),
        ({"years": {"x": 100}}, "year"),
        ({"paid_by": "me"}, "paid_by"),
        ({"paid_by": {"unread": "me"}}, "paid_by"),
    ],
)
def test_what_cannot_be_added_is_listed_with_its_reason_and_in_no_sum(cells: dict[str, Any], reason: str) -> None:
    sums = totals(BUDGET, PARTIES, budget(entry(**cells), entry()))
    assert [(each.row, each.reason) for each in sums.unconverted] == [("row000", reason)]
    assert sums.total == Money(100, "NOK")
    assert sums.facts()["unconverted"][0]["reason"] == reason


def test_each_cell_is_rounded_half_to_even_before_it_is_added() -> None:
    halves = [entry(currency="GTQ", rate="0.5", years={"1": minor}) for minor in (1, 3, 5)]  # 0.5, 1.5 and 2.5 øre
    assert [cell.amount.minor for cell in totals(BUDGET, PARTIES, budget(*halves)).cells] == [0, 2, 2]


@pytest.mark.parametrize(("grant", "expected"), [("JPY", 1250), ("NOK", 125000), ("KWD", 1250000)])
def test_currencies_with_other_decimals(grant: str, expected: int) -> None:
    asked = question("budget", "budget", currency=grant, years=1)
    answers = budget(entry(currency="EUR", rate="10", years={"1": 12500}))
    assert totals(asked, PARTIES, answers).total == Money(expected, grant)


def test_a_rate_of_many_digits_is_rounded_once() -> None:
    rate = "0.0000000000000000000000000005"
    answers = budget(entry(currency="GTQ", rate=rate, years={"1": 10**15 - 1}))
    assert totals(BUDGET, PARTIES, answers).total == Money(0, "NOK")
    assert (
        totals(BUDGET, PARTIES, budget(entry(currency="GTQ", rate="9" * 28, years={"1": 1}))).total.minor == 10**28 - 1
    )


def test_a_product_a_hair_over_the_half_is_rounded_up() -> None:
    rate = "0.5" + "0" * 33 + "1"
    answers = budget(entry(currency="GTQ", rate=rate, years={"1": 10**14 + 1}))
    assert totals(BUDGET, PARTIES, answers).total.minor == 50_000_000_000_001


def test_an_entry_belongs_to_the_party_that_is_asked() -> None:
    asked = question("budget", "budget", of="each_party", currency="NOK", years=1)
    answers = {(f"budget/{party}", "a"): entry(party=None, years={"1": 100}) for party in PARTIES}
    assert totals(asked, PARTIES, answers).by_party == {"abroad": Money(100, "NOK"), "home": Money(100, "NOK")}


def test_without_a_currency_there_is_nothing_to_add_up_in() -> None:
    with pytest.raises(ValueError, match="currency"):
        totals(question("budget", "budget"), PARTIES, {})
    assert totals(question("budget", "budget"), PARTIES, {}, currency="NOK").total == Money(0, "NOK")


_ENTRY = st.fixed_dictionaries(
    {
        "line": st.sampled_from(["travel", "salaries", ""]),
        "party": st.sampled_from([*PARTIES, ""]),
        "paid_by": st.sampled_from(["grant", "own", ""]),
        "currency": st.sampled_from(["NOK", "GTQ", "JPY", "KWD"]),
        "rate": st.decimals("0.0001", 99999, places=4).map(str) | st.just(""),
        "years": st.dictionaries(st.sampled_from(["1", "2"]), st.integers(-(10**15), 10**15)),
    }
)


@pytest.mark.expects("REL-13")
@given(st.lists(_ENTRY, max_size=8), st.randoms(use_true_random=False))
def test_every_way_of_adding_gives_the_same_total(entries: list[Any], dice: Any) -> None:
    answers = budget(*entries)
    sums = totals(BUDGET, PARTIES, answers)
    for parts in (sums.by_year, sums.by_party, sums.by_line):
        assert Money.total(parts.values(), "NOK") == sums.total
    assert sums.asked + sums.own_contribution == sums.total
    assert len(sums.cells) + len(sums.unconverted) == sum(len(each["years"]) for each in entries)
    shuffled = list(answers.items())
    dice.shuffle(shuffled)
    assert totals(BUDGET, PARTIES, dict(shuffled)) == sums
    assert totals(BUDGET, PARTIES, parse_canonical(canonical(answers))) == sums


@given(_ENTRY)
def test_a_cell_is_its_amount_times_its_rate(one: dict[str, Any]) -> None:
    for cell in totals(BUDGET, PARTIES, budget(one)).cells:
        rate = Decimal(1) if cell.original.currency == "NOK" else Decimal(one["rate"])
        exact = cell.original.amount * rate
        assert cell.amount.amount == exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


@pytest.mark.expects("REL-13")
def test_a_hundred_thousand_rows_add_up_exactly() -> None:
    answers = {("budget", f"{n:06}"): entry(years={"1": n, "2": 10**12}) for n in range(50_000)}
    sums = totals(BUDGET, PARTIES, answers)
    assert sums.total.minor == 50_000 * 49_999 // 2 + 50_000 * 10**12


def test_lines_without_names_still_count() -> None:
    asked = question("budget", "budget", currency="NOK", years=1, lines=options("travel"))
    sums = totals(asked, (), budget(entry(line="", party="")))
    assert sums.by_line == {"travel": Money(0, "NOK"), "": Money(100, "NOK")}
    assert sums.by_party == {"": Money(100, "NOK")}
