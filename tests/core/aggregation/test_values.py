"""Laws and examples of progress, roll-up and breakdown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tandem.core.aggregation import (
    Cell,
    Progress,
    Rolled,
    across,
    check_total,
    crosstab,
    over_periods,
    progress,
    rounded,
)

values = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3)
reports = st.lists(st.none() | values, max_size=8)
pairs = st.lists(st.none() | st.tuples(values, values), max_size=8)
D = Decimal
OPPOSITE = {"rising": "falling", "falling": "rising", "none": "none"}


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "direction", "ratio", "reached"),
    [
        (100, 200, 150, "rising", "0.5", False),
        (100, 50, 75, "falling", "0.5", False),  # where others show nothing at all
        (100, 50, 100, "falling", "0", False),
        (100, 50, 110, "falling", "-0.2", False),
        (100, 50, 25, "falling", "1.5", True),  # not capped
        (0, 40, 0, "rising", "0", False),  # a reported zero is a value
        (10, 40, 5, "rising", "-0.166667", False),
        (0, 3, 1, "rising", "0.333333", False),
        (-5, 5, 5, "rising", "1", True),
    ],
)
def test_progress_is_the_way_from_baseline_to_target(baseline, target, actual, direction, ratio, reached):
    assert progress(D(baseline), D(target), D(actual), direction) == Progress("on_the_way", D(ratio), reached)


def test_what_is_not_known_has_no_progress_and_what_is_not_reported_is_no_zero():
    assert progress(D(0), D(10), None, "rising") is None
    assert progress(None, D(10), D(1), "rising") is None
    assert progress(D(0), None, D(1), "rising") is None
    assert progress(D(0), D(10), D(0), "rising").ratio == 0


@pytest.mark.parametrize(
    ("direction", "actual", "reached"),
    [("rising", 11, True), ("rising", 9, False), ("falling", 9, True), ("falling", 11, False)]
    + [("none", 10, True), ("none", 11, False)],
)
def test_a_target_equal_to_the_baseline_is_a_state_of_its_own(direction, actual, reached):
    assert progress(D(10), D(10), D(actual), direction) == Progress("no_distance", None, reached)


@given(values, values, values, st.sampled_from(["rising", "falling", "none"]))
def test_progress_is_the_same_seen_from_the_other_side(baseline, target, actual, direction):
    assert progress(baseline, target, actual, direction) == progress(-baseline, -target, -actual, OPPOSITE[direction])


@given(values, values, values, values.filter(bool), values)
def test_progress_knows_no_unit(baseline, target, actual, stretch, shift):
    def moved(value):
        return Decimal(value) * stretch + shift

    assume(baseline != target)
    seen = progress(moved(baseline), moved(target), moved(actual), "rising")
    assert seen.ratio == progress(baseline, target, actual, "rising").ratio


@given(values, values, values, values)
def test_coming_nearer_is_never_less_progress(baseline, target, one, other):
    assume(baseline != target)
    nearer, farther = (max, min) if target > baseline else (min, max)
    ahead = progress(baseline, target, nearer(one, other), "rising")
    assert ahead.ratio >= progress(baseline, target, farther(one, other), "rising").ratio
    assert progress(baseline, target, baseline, "rising").ratio == 0
    assert progress(baseline, target, target, "rising") == Progress("on_the_way", D(1), True)


def test_periods_roll_up_by_entry_and_rule():
    given = [D(10), None, D(0), D(5)]
    assert over_periods(given, "increment", "sum") == Rolled(D(15), 3, 4)
    assert over_periods(given, "increment", "latest").value == 5
    assert over_periods(given, "increment", "max").value == 10
    assert over_periods(given, "increment", "average").value == 5  # the zero counts, the missing one does not
    assert over_periods([None, None], "increment", "sum") == Rolled(None, 0, 2)
    assert over_periods([], "total", "sum") == Rolled(None, 0, 0)
    assert over_periods([D(0)], "increment", "sum").value == 0


def test_a_total_to_date_does_not_drop_while_a_report_is_late():
    assert over_periods([D(10), D(25), None], "total", "sum") == Rolled(D(25), 2, 3)
    assert over_periods([D(10), D(25), None], "total", "sum").incomplete
    assert not over_periods([D(10), D(25), D(25)], "total", "sum").incomplete


def test_partners_together():
    given = [D(4), None, D(0)]
    assert across(given, "sum") == Rolled(D(4), 2, 3)
    assert across(given, "average").value == 2
    assert across(given, "max").value == 4
    assert across(given, "count").value == 1
    assert across(given, "none") == Rolled(None, 2, 3)
    assert across([None], "count").value is None
    assert across([(D(1), D(2)), (D(1), D(8)), None], "ratio") == Rolled(D("0.2"), 2, 3)  # not the mean of the shares
    assert across([(D(1), D(0))], "ratio").value is None
    assert across([(D(1), D(2))], "none").reported == 1
    with pytest.raises(ValueError, match="single"):
        across([D(1)], "ratio")
    with pytest.raises(ValueError, match="pairs"):
        across([(D(1), D(1))], "sum")


@given(reports, st.randoms(), st.sampled_from(["sum", "average", "max", "count", "none"]))
def test_the_order_of_partners_does_not_matter(rows, random, how):
    mixed = list(rows)
    random.shuffle(mixed)
    assert across(rows, how) == across(mixed, how)


@given(pairs, st.randoms())
def test_the_order_of_shares_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    assert across(rows, "ratio") == across(mixed, "ratio")


@given(reports, st.integers(0, 8))
def test_a_sum_is_the_sum_of_its_parts_wherever_it_is_cut(rows, at):
    parts = [across(rows[:at], "sum"), across(rows[at:], "sum")]
    whole = across(rows, "sum")
    assert across([part.value for part in parts], "sum").value == whole.value
    assert sum(part.reported for part in parts) == whole.reported
    assert whole.incomplete == any(part.incomplete for part in parts)


@given(st.lists(st.lists(values, min_size=3, max_size=3), min_size=1, max_size=5))
def test_increments_come_to_the_same_by_partner_and_by_period(table):
    by_partner = across([over_periods(row, "increment", "sum").value for row in table], "sum")
    by_period = over_periods(
        [across(list(column), "sum").value for column in zip(*table, strict=True)], "increment", "sum"
    )
    assert by_partner.value == by_period.value == sum(value for row in table for value in row)


@given(reports, st.sampled_from(["increment", "total"]), st.sampled_from(["sum", "latest", "max", "average"]))
def test_one_more_period_that_is_not_reported_changes_no_value(rows, entry, how):
    before, after = over_periods(rows, entry, how), over_periods([*rows, None], entry, how)
    assert (before.value, before.reported) == (after.value, after.reported)
    assert after.incomplete


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_half_to_even_and_never_further_than_half_a_step(value, decimals):
    result = rounded(value, decimals)
    assert abs(Fraction(result) - value) <= Fraction(1, 2 * 10**decimals)
    assert -result.as_tuple().exponent == decimals


def test_rounding_of_halves():
    assert [str(rounded(Fraction(n, 200), 2)) for n in (1, 3, -1, 5)] == ["0.00", "0.02", "0.00", "0.02"]


SEX, PLACE = ("women", "men"), ("centre", "hills")


def test_a_breakdown_by_two_axes_adds_up_along_each():
    table = crosstab(
        [Cell(("women", "centre"), D(5)), Cell(("women", "hills"), D(0)), Cell(("men", "centre"), None)], (SEX, PLACE)
    )
    assert table.margins == ({"women": D(5), "men": None}, {"centre": D(5), "hills": D(0)})
    assert (table.total, table.incomplete) == (D(5), True)
    assert table.missing == (("men", "centre"), ("men", "hills"))


def test_a_category_that_is_no_longer_used_keeps_its_values():
    table = crosstab([Cell(("women",), D(5)), Cell(("unknown",), D(2)), Cell(("men",), D(1))], (SEX,))
    assert (table.total, table.retired, table.incomplete) == (D(8), (Cell(("unknown",), D(2)),), False)
    assert table.margins[0]["unknown"] == 2


def test_parts_are_checked_against_the_total():
    whole = crosstab([Cell(("women",), D(5)), Cell(("men",), D(1))], (SEX,))
    part = crosstab([Cell(("women",), D(5))], (SEX,))
    assert check_total(whole, D(6)) is None
    assert check_total(part, D(6)) is None
    assert check_total(whole, D(7)).code == "parts_below_total"
    assert check_total(whole, None).code == "parts_without_total"
    found = check_total(part, D(4))
    assert (found.code, found.values) == ("parts_exceed_total", {"parts": "5", "total": "4"})
    assert check_total(crosstab([], (SEX,)), None) is None


def test_cells_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="keys"):
        crosstab([Cell(("women", "hills"), D(1))], (SEX,))
    with pytest.raises(ValueError, match="twice"):
        crosstab([Cell(("women",), D(1)), Cell(("women",), D(1))], (SEX,))


@given(st.dictionaries(st.tuples(st.sampled_from(SEX), st.sampled_from(PLACE)), st.none() | values))
def test_each_axis_adds_up_to_the_same_total(found):
    table = crosstab([Cell(keys, value) for keys, value in found.items()], (SEX, PLACE))
    for margin in table.margins:
        given = [value for value in margin.values() if value is not None]
        assert (sum(given, D(0)) if given else None) == table.total
