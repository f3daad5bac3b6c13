"""Laws and examples of the walk down the ranking, against brute force on small lists."""

import hashlib
import time
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.selection import BadCandidates, Candidate, Floor, Proposal, lot, ranked, select
from tandem.core.values import Money

SEED = "2024-10-02 public drawing"


def nok(amount):
    return Money.of(amount, "NOK")


def one(name, score, asked, *groups, **more):
    value = None if score is None else Decimal(str(score))
    return Candidate(name, value, nok(asked), groups=frozenset(groups), **more)


def outcome(selection):
    return {row.candidate.id: (row.proposal.value, row.reason) for row in selection.rows}


def test_the_walk_stops_at_the_first_that_does_not_fit_and_never_skips_upwards():
    candidates = [one("a", 90, 60), one("b", 80, 50), one("c", 70, 40)]
    selection = select(candidates, nok(100), (), SEED)
    assert outcome(selection) == {
        "a": ("fund", "fits"),
        "b": ("reserve", "does_not_fit"),
        "c": ("reserve", "behind_the_line"),
    }
    assert [row.reserve for row in selection.rows] == [None, 1, 2]
    assert selection.rows[1].numbers == {"asked": "50.00", "remaining": "40.00", "short": "10.00"}
    assert (selection.line, selection.remaining, selection.given) == ("b", nok(40), nok(60))


def test_a_call_may_publish_that_it_skips():
    candidates = [one("a", 90, 60), one("b", 80, 50), one("c", 70, 40)]
    selection = select(candidates, nok(100), (), SEED, skip_upwards=True)
    assert outcome(selection)["c"] == ("fund", "fits_past_larger")


def test_ties_go_by_the_published_criteria_and_last_by_the_lot():
    candidates = [
        one("a", 80, 1, tie_values={"mutual": Decimal(3), "lasting": Decimal(5)}),
        one("b", 80, 1, tie_values={"mutual": Decimal(4), "lasting": Decimal(1)}),
        one("c", 80, 1, tie_values={"mutual": Decimal(4), "lasting": None}),
        one("d", 80, 1, tie_values={"mutual": Decimal(3), "lasting": Decimal(5)}),
        one("e", "80.1", 1),
    ]
    rows = ranked(candidates, ("mutual", "lasting"), SEED, nok(9))
    tied = sorted("ad", key=lambda name: hashlib.sha256((SEED + name).encode()).hexdigest())
    assert [candidate.id for candidate, _, _ in rows] == ["e", "b", "c", *tied]
    assert [placed_by for _, placed_by, _ in rows] == ["", "score", "lasting", "mutual", "lot"]
    assert rows[0][2] == lot(SEED, "e")


def test_another_seed_may_draw_otherwise_and_the_same_seed_never_does():
    candidates = [one(str(index), 50, 1) for index in range(20)]
    first = [c.id for c, _, _ in ranked(candidates, (), "one", nok(9))]
    assert first == [c.id for c, _, _ in ranked(candidates[::-1], (), "one", nok(9))]
    assert first != [c.id for c, _, _ in ranked(candidates, (), "two", nok(9))]


def test_without_scoring_the_recommended_come_in_the_order_of_the_lot():
    candidates = [one(name, None, 30, recommended=name != "c") for name in "abcd"]
    selection = select(candidates, nok(60), (), SEED)
    drawn = sorted("abd", key=lambda name: lot(SEED, name))
    assert [row.candidate.id for row in selection.rows] == [*drawn, "c"]
    assert selection.of(Proposal.FUND) == tuple(drawn[:2])
    assert selection.of(Proposal.REFUSE) == ("c",)
    assert [row.placed_by for row in selection.rows] == ["", "lot", "lot", "recommendation"]


def test_below_the_published_lowest_score_is_refused_and_does_not_draw_the_line():
    selection = select([one("a", 40, 10), one("b", 39.9, 10)], nok(5), (), SEED, lowest_score=Decimal(40))
    assert outcome(selection) == {"a": ("reserve", "does_not_fit"), "b": ("refuse", "below_lowest_score")}
    assert selection.rows[1].numbers == {"actual": "39.9", "limit": "40"}


def test_a_floor_holds_back_the_money_that_its_last_chance_needs():
    candidates = [one("a", 90, 60), one("b", 80, 40), one("c", 70, 40, "rural")]
    selection = select(candidates, nok(100), (), SEED, floors=(Floor("one rural", "rural", "number", 1),))
    assert outcome(selection) == {
        "a": ("fund", "fits"),
        "b": ("reserve", "keeps_floor_reachable"),
        "c": ("fund", "fits_for_floor"),
    }
    assert selection.rows[1].numbers["floor"] == "one rural"
    assert selection.floors[0].met and selection.floors[0].numbers == {"floor": "one rural", "limit": 1, "actual": 1}


def test_a_floor_of_money_holds_back_what_it_lacks():
    floor = Floor("half rural", "rural", "money", nok(40).minor)
    candidates = [one("a", 90, 50), one("b", 80, 20), one("c", 70, 45, "rural")]
    selection = select(candidates, nok(100), (), SEED, floors=(floor,))
    assert outcome(selection) == {
        "a": ("fund", "fits"),
        "b": ("reserve", "keeps_floor_reachable"),
        "c": ("fund", "fits_for_floor"),
    }


def test_a_floor_that_nothing_could_reach_binds_nobody_and_says_so():
    floor = Floor("two rural", "rural", "number", 2)
    selection = select([one("a", 90, 60), one("b", 80, 40, "rural")], nok(100), (), SEED, floors=(floor,))
    assert selection.of(Proposal.FUND) == ("a", "b")
    assert (selection.floors[0].binding, selection.floors[0].met, selection.floors[0].reached) == (False, False, 1)


@pytest.mark.parametrize(
    ("candidates", "code"),
    [
        ([one("a", 1, 1), one("a", 2, 1)], "candidate_twice"),
        ([Candidate("a", Decimal(1), Money(1, "SEK"))], "other_currency"),
        ([one("a", 1, -1)], "asked_negative"),
        ([one("a", 1, 1), one("b", None, 1)], "no_score"),
        ([one("a", None, 1)], "no_recommendation"),
    ],
)
def test_what_cannot_be_ranked_is_named(candidates, code):
    with pytest.raises(BadCandidates) as refused:
        select(candidates, nok(10), (), SEED)
    assert [problem.code for problem in refused.value.problems] == [code]


GROUPS = st.frozensets(st.sampled_from(["rural", "new"]))


@st.composite
def lists(draw):
    size = draw(st.integers(1, 7))
    return [
        Candidate(
            str(i), Decimal(draw(st.integers(0, 4))), Money(draw(st.integers(0, 9)), "NOK"), {}, None, draw(GROUPS)
        )
        for i in range(size)
    ]


FLOORS = st.lists(
    st.builds(
        Floor, st.sampled_from(["x", "y", "z"]), st.sampled_from(["rural", "new"]),
        st.sampled_from(["number", "money"]),
        st.integers(0, 3) | st.integers(4, 15),
    ),
    max_size=3,
).map(tuple)  # fmt: skip


def gives(candidate, floor):
    return (floor.group in candidate.groups) * (1 if floor.of == "number" else candidate.asked.minor)


def meets(chosen, floors):
    return all(sum(gives(c, floor) for c in chosen) >= floor.at_least for floor in floors)


def feasible(candidates, budget, floors):
    """Every affordable choice that meets all floors."""
    for size in range(len(candidates) + 1):
        for chosen in combinations(candidates, size):
            if sum(c.asked.minor for c in chosen) <= budget and meets(chosen, floors):
                yield chosen


def possible(candidates, budget, floors):
    return next(feasible(candidates, budget, floors), None) is not None


def binding(candidates, budget, floors):
    kept = tuple(floor for floor in floors if possible(candidates, budget, (floor,)))
    while not possible(candidates, budget, kept):
        kept = kept[:-1]
    return kept


@given(lists(), st.integers(0, 30), FLOORS)
@settings(max_examples=300, deadline=None)
def test_with_skipping_the_choice_is_the_best_of_all_that_are_possible(candidates, budget, floors):
    order = [c for c, _, _ in ranked(candidates, (), SEED, Money(0, "NOK"))]
    choices = feasible(order, budget, binding(order, budget, floors))
    best = max(choices, key=lambda chosen: [c in chosen for c in order])
    selection = select(candidates, Money(budget, "NOK"), (), SEED, floors, skip_upwards=True)
    assert selection.of(Proposal.FUND) == tuple(c.id for c in best)


@given(lists(), st.integers(0, 30), FLOORS)
@settings(max_examples=300, deadline=None)
def test_without_skipping_it_is_the_walk_by_definition(candidates, budget, floors):
    order = [c for c, _, _ in ranked(candidates, (), SEED, Money(0, "NOK"))]
    kept = binding(order, budget, floors)
    funded, passed = [], False
    for place, candidate in enumerate(order):
        open_floor = any(
            floor.group in candidate.groups and sum(gives(c, floor) for c in funded) < floor.at_least for floor in kept
        )
        rest = feasible(order[place + 1 :], budget, ())
        taken = [*funded, candidate]
        reachable = any(
            sum(c.asked.minor for c in (*taken, *more)) <= budget and meets([*taken, *more], kept) for more in rest
        )
        if reachable and (open_floor or not passed):
            funded = taken
        else:
            passed = True
    selection = select(candidates, Money(budget, "NOK"), (), SEED, floors)
    assert selection.of(Proposal.FUND) == tuple(c.id for c in funded)
    assert all(result.met for result in selection.floors if result.binding)


@given(lists(), st.integers(0, 30), FLOORS, st.booleans(), st.randoms())
@settings(deadline=None)
def test_laws_of_every_selection(candidates, budget, floors, skip, random):
    selection = select(candidates, Money(budget, "NOK"), (), SEED, floors, skip)
    funded = [row for row in selection.rows if row.proposal is Proposal.FUND]
    assert sum(row.candidate.asked.minor for row in funded) == budget - selection.remaining.minor <= budget
    assert [row.rank for row in selection.rows] == list(range(1, len(candidates) + 1))
    reserves = [row.reserve for row in selection.rows if row.proposal is Proposal.RESERVE]
    assert reserves == list(range(1, len(reserves) + 1))
    if not floors and not skip:
        assert [row.rank for row in funded] == list(range(1, len(funded) + 1))
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert select(shuffled, Money(budget, "NOK"), (), SEED, floors, skip) == selection


def test_five_thousand_applications_take_less_than_five_seconds():
    candidates = [
        Candidate(
            f"NO-{index:05}",
            Decimal(index * 7919 % 1000).scaleb(-1),
            Money(10_000_00 + index * 104_729 % 90_000_00, "NOK"),
            {"mutual": Decimal(index % 6)},
            None,
            frozenset(["rural"] if index % 3 else ["new"]),
        )
        for index in range(5000)
    ]
    floors = (
        Floor("rural", "rural", "number", 40),
        Floor("new", "new", "number", 15),
        Floor("rural money", "rural", "money", 30_000_000_00),
    )
    started = time.process_time()
    selection = select(candidates, Money(100_000_000_00, "NOK"), ("mutual",), SEED, floors)
    assert time.process_time() - started < 5
    assert all(result.met for result in selection.floors)
