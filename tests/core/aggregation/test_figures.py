"""Figures lead back to their rows: each formula, each refusal, and the texts that name them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.aggregation import (
    DuplicateFigure,
    Figure,
    Register,
    Source,
    figure,
    placeholders,
    recompute,
    typed_numbers,
    verify,
)

amounts = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2).map(str)
D = Decimal


def rows(*values, role=""):
    return [Source(f"row{index}", "amount", value, "", role) for index, value in enumerate(values)]


def shares(above, below):
    return [
        *(Source(f"n{index}", "n", value, "", "numerator") for index, value in enumerate(above)),
        *(Source(f"d{index}", "d", value, "", "denominator") for index, value in enumerate(below)),
    ]


def exchanged(*pairs):
    return [
        Source(f"row{index}", field, value, "", field)
        for index, pair in enumerate(pairs)
        for field, value in zip(("amount", "rate"), pair, strict=True)
    ]


FORMULAS = [
    ("sum", rows("10.50", "0.25"), 2, "10.75"),
    ("sum", rows("10.50", "", "0"), 2, "10.50"),
    ("sum", rows("0"), 0, "0"),
    ("sum", rows("", ""), 0, None),
    ("sum", [], 0, None),
    ("difference", rows("10", role="plus") + rows("3", "4", role="minus"), 0, "3"),
    ("difference", rows("10", role="plus"), 0, "10"),
    ("difference", rows("3", role="minus"), 0, None),
    ("count", rows("x", "y", "z"), 0, "3"),
    ("count", [], 0, "0"),
    ("ratio", shares(["1", "1"], ["4", "4"]), 3, "0.250"),
    ("percent", shares(["1", "1"], ["4", "2"]), 1, "33.3"),
    ("percent", shares(["0"], ["4"]), 1, "0.0"),
    ("percent", shares(["0"], ["0"]), 1, None),
    ("percent", shares([""], ["4"]), 1, None),
    ("average", rows("1", "", "2"), 1, "1.5"),
    ("average", rows(""), 1, None),
    ("maximum", rows("1", "", "-2"), 0, "1"),
    ("latest", [Source("a", "v", "7", "", "2026-12-31"), Source("b", "v", "9", "", "2025-12-31")], 0, "7"),
    ("latest", [Source("a", "v", "7", "", "2025-12-31"), Source("b", "v", "", "", "2026-12-31")], 0, "7"),
    ("latest", [], 0, None),
    ("value", rows("12.345"), 2, "12.34"),  # half to even
    ("value", rows(""), 2, None),
    ("conversion", exchanged(("1.00", "0.125"), ("1.00", "0.125")), 2, "0.24"),  # each rounded to 0.12, then added
    ("conversion", exchanged(("", "2"), ("5", "3")), 0, "15"),
    ("conversion", exchanged(("1000", "0.0675")), 3, "67.500"),
    ("conversion", [], 2, None),
]


@pytest.mark.clause("MIC-14")
@pytest.mark.parametrize(("formula", "sources", "decimals", "value"), FORMULAS)
def test_each_formula_from_its_rows(formula, sources, decimals, value):
    made = figure("key", formula, sources, "NOK", decimals)
    assert (None if made.value is None else str(made.value)) == value
    assert made.reported == (value is not None)
    assert verify(made)


@pytest.mark.parametrize(
    ("formula", "sources"),
    [
        ("sum", rows("much")),
        ("sum", rows("NaN")),
        ("maximum", rows("Infinity")),
        ("value", rows("1", "2")),
        ("value", []),
        ("difference", rows("1")),
        ("ratio", rows("1", role="plus")),
        ("conversion", rows("1", role="amount")),
        ("conversion", exchanged(("1", ""))),
        ("conversion", [*exchanged(("1", "2")), Source("row0", "rate", "3", "", "rate")]),
    ],
)
def test_rows_that_do_not_fit_are_refused_and_such_a_figure_is_not_true(formula, sources):
    with pytest.raises(ValueError):
        figure("key", formula, sources)
    assert not verify(Figure("key", D(1), "", formula, tuple(sources)))


@given(
    st.sampled_from(["sum", "average", "maximum", "count"]), st.lists(amounts | st.just(""), max_size=6), st.randoms()
)
def test_the_order_of_rows_does_not_matter(formula, given_, random):
    sources = rows(*given_)
    mixed = list(sources)
    random.shuffle(mixed)
    assert recompute(formula, sources, 2) == recompute(formula, mixed, 2)


@given(st.lists(st.lists(amounts, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_sum_of_sums_is_the_sum_of_all_rows(groups):
    parts = [figure(f"part{index}", "sum", rows(*group), "NOK", 2) for index, group in enumerate(groups)]
    whole = figure(
        "whole",
        "sum",
        rows(*(value for group in groups for value in group)),
        "NOK",
        2,
        parts=[each.key for each in parts],
    )
    register = Register([*parts, whole])
    assert whole.value == sum(part.value for part in parts)
    assert register.wrong() == ()


@given(
    st.lists(st.tuples(amounts, st.decimals("0.0001", "999", places=4).map(str)), min_size=1, max_size=5), st.randoms()
)
def test_conversions_add_up_row_by_row_in_any_order(pairs, random):
    sources = exchanged(*pairs)
    single = sum(recompute("conversion", exchanged(pair), 2) for pair in pairs)
    random.shuffle(sources)
    assert recompute("conversion", sources, 2) == single


@given(st.lists(amounts, min_size=1, max_size=5), st.integers(1, 10**6))
def test_one_changed_row_is_noticed(values, step):
    made = figure("key", "sum", rows(*values), "NOK", 2)
    first = replace(made.sources[0], value=str(D(made.sources[0].value) + D(step) / 100))
    assert not verify(replace(made, sources=(first, *made.sources[1:])))
    assert not verify(replace(made, value=None))


def test_a_figure_that_is_not_reported_is_not_zero():
    missing, zero = figure("a", "sum", rows("")), figure("b", "sum", rows("0"))
    assert missing.value is None and not missing.reported
    assert zero.value == 0 and zero.reported
    assert not verify(replace(missing, value=D(0)))


def test_one_key_one_figure():
    register = Register([figure("spent", "count", [])])
    with pytest.raises(DuplicateFigure, match="spent"):
        register.add(figure("spent", "count", rows("1")))
    assert len(register) == 1 and "spent" in register and register["spent"].value == 0
    assert [each.key for each in register] == ["spent"]


def test_a_roll_up_whose_parts_are_missing_or_do_not_add_up_is_wrong():
    part = figure("part", "sum", rows("1"))
    whole = figure("whole", "sum", rows("1", "2"), parts=["part"])
    lost = figure("lost", "sum", rows("1"), parts=["nowhere"])
    assert Register([part, whole, lost]).wrong() == ("whole", "lost")
    assert Register([replace(part, value=D(2))]).wrong() == ("part",)


def test_a_text_names_registered_figures_and_nothing_else():
    register = Register([figure("spent-2025", "count", []), figure("people.home", "count", [])])
    used = placeholders("In {year} we spent {figure:spent-2025} on {unknown/one}.")
    assert used == {"year", "spent-2025", "unknown/one"}
    assert register.undeclared(used - {"year"}) == ("unknown/one",)
    assert register.unused(used) == ("people.home",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Spent {figure:spent-2025} of {granted} in {year}.", []),
        ("Spent 1 234,50 kr", ["1", "234,50"]),
        ("Spent 1\u00a0234,50 kr.", ["1\u00a0234,50"]),
        ("In 2025, {people} people", ["2025"]),
        ("٣ schools, ½ a year, Ⅷ rounds", ["٣", "½", "Ⅷ"]),
        ("{{ total_2025 }} {% if x > 3 %} {# 4 #} {1}", ["1"]),
        ("Audited under ISA 805, ISA 8050 and 805", ["8050", "805"]),
        ("{ figure:spent 3 }", ["3"]),
        ("No number at all: seven.", []),
    ],
)
def test_a_number_typed_into_a_text_is_found(text, found):
    assert typed_numbers(text, allowed=["ISA 805"]) == found
