"""Exchange, splitting, variance and the next instalment."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.ledger import Variance, convert, convert_parts, next_instalment, split, variance
from tandem.core.values import MixedCurrency, Money, exponent

D = Decimal
currencies = st.sampled_from(["NOK", "JPY", "KWD", "GTQ"])
rates = st.decimals("0.000001", "99999", places=6, allow_nan=False)
minors = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("amount", "rate", "result"),
    [
        (Money(100, "GTQ"), "1.385", Money(138, "NOK")),  # 138.5, half to even
        (Money(300, "GTQ"), "1.385", Money(416, "NOK")),  # 415.5
        (Money(-100, "GTQ"), "1.385", Money(-138, "NOK")),
        (Money(12345, "NOK"), "14", Money(1728, "JPY")),  # 1728.3 without decimals
        (Money(1000, "JPY"), "0.07", Money(7000, "NOK")),
        (Money(1000, "KWD"), "34.567", Money(3457, "NOK")),
        (Money(100, "NOK"), "0.02895", Money(29, "KWD")),  # 28.95 thousandths
        (Money(100, "NOK"), "1", Money(100, "NOK")),
    ],
)
def test_exchange_into_the_decimals_of_the_currency(amount, rate, result):
    assert convert(amount, D(rate), result.currency) == result


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(ValueError, match="not a rate"):
        convert(Money(1, "GTQ"), D(rate), "NOK")


def test_within_a_currency_the_rate_is_one():
    with pytest.raises(ValueError, match="the rate is 1"):
        convert(Money(1, "NOK"), D("1.1"), "NOK")


@given(minors, currencies, currencies, rates)
def test_exchange_is_never_further_off_than_half_a_minor_unit(minor, here, there, rate):
    if here == there:
        rate = D(1)
    got = convert(Money(minor, here), rate, there)
    exact = Fraction(minor) * Fraction(rate) * Fraction(10) ** (exponent(there) - exponent(here))
    assert abs(Fraction(got.minor) - exact) <= Fraction(1, 2)
    assert convert(Money(-minor, here), rate, there) == -got


@given(minors, st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
def test_splitting_loses_no_minor_unit_and_is_fair(minor, shares):
    parts = split(Money(minor, "NOK"), shares)
    assert sum(part.minor for part in parts) == minor
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.minor - Fraction(minor * share, sum(shares))) < 1
        assert share or part.minor == 0


@given(st.lists(st.integers(0, 10**9), max_size=9), rates)
def test_parts_converted_together_sum_to_the_converted_sum(minors_, rate):
    parts = convert_parts([Money(minor, "GTQ") for minor in minors_], rate, "NOK")
    assert len(parts) == len(minors_)
    assert sum(part.minor for part in parts) == convert(Money(sum(minors_), "GTQ"), rate, "NOK").minor


def test_splitting_by_hand():
    assert [part.minor for part in split(Money(100, "NOK"), [1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in split(Money(-100, "NOK"), [1, 1, 1])] == [-34, -33, -33]
    for shares in ([], [0], [2, -1]):
        with pytest.raises(ValueError, match="shares"):
            split(Money(1, "NOK"), shares)
    with pytest.raises(MixedCurrency):
        convert_parts([Money(1, "NOK"), Money(1, "SEK")], D(1), "NOK")
    assert convert_parts([], D(1), "NOK") == ()


@pytest.mark.clause("MIC-12")
@pytest.mark.parametrize(
    ("budget", "actual", "expected"),
    [
        (1000, 900, Variance(100, D("10.0"), True)),
        (1000, 901, Variance(99, D("9.9"), False)),
        (1000, 1100, Variance(-100, D("-10.0"), True)),
        (10000, 9001, Variance(999, D("10.0"), False)),  # reads 10.0 and is below: judged before rounding
        (0, 0, Variance(0, None, False)),
        (0, 5, Variance(-5, None, True)),
        (1000, 1000, Variance(0, D("0.0"), False)),
        (1000, 0, Variance(1000, D("100.0"), True)),
    ],
)
def test_variances_and_when_they_need_a_reason(budget, actual, expected):
    assert variance(budget, actual, D(10)) == expected
    assert not variance(budget, actual).explain


def test_no_variance_needs_no_reason_however_strict():
    assert not variance(1000, 1000, D(0)).explain
    assert variance(1000, 999, D(0)).explain


@given(st.integers(0, 10**12), st.integers(-(10**12), 10**12), st.integers(0, 10**12))
def test_the_next_instalment_is_what_is_needed_and_never_negative(budget, left, other):
    asked = next_instalment(budget, left, other)
    assert asked >= 0
    assert asked + left + other >= budget  # together they carry the next period
    assert asked == 0 or asked + left + other == budget


def test_the_next_instalment_by_hand():
    assert next_instalment(500_000, 120_000, 30_000) == 350_000
    assert next_instalment(100_000, 120_000) == 0
    assert next_instalment(100_000, -20_000) == 120_000  # a side that is ahead is made whole
