"""The next of a published reserve list, and exports of both formats with shares."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.scoring import score_plain
from tandem.core.selection import (
    BadExport,
    Candidate,
    Entry,
    Floor,
    Proposal,
    Terms,
    compare,
    export,
    next_in_reserve,
    rank,
    recompute,
    select,
    share_of,
)
from tandem.core.values import Money


def eur(amount):
    return Money.of(amount, "EUR")


def one(name, score, asked, *groups):
    return Candidate(name, Decimal(score), eur(asked), groups=frozenset(groups))


LIST = [one("a", 90, 60), one("b", 80, 40), one("c", 70, 50), one("d", 60, 20, "rural")]


@pytest.mark.parametrize(
    ("gone", "promoted", "expected", "reason"),
    [
        ((), (), "", "does_not_fit"),
        ({"a"}, (), "c", "fits"),
        ({"b"}, (), "", "does_not_fit"),  # 40 are free, c asks for 50, and d does not overtake it
        ({"a", "b"}, {"c"}, "d", "fits"),
        ({"a", "b", "c"}, {"d"}, "", "none_left"),
    ],
)
def test_the_next_is_the_first_that_the_free_money_reaches(gone, promoted, expected, reason):
    found = next_in_reserve(select(LIST, eur(100), (), "seed"), False, gone, promoted)
    assert (found.id, found.reason) == (expected, reason)


def test_a_call_that_skips_upwards_skips_here_too():
    assert next_in_reserve(select(LIST, eur(100), (), "seed", skip_upwards=True), True, {"b"}).id == "d"


def test_a_floor_that_fell_open_is_served_first():
    floor = Floor("village", "rural", "number", 1)
    rows = [one("a", 90, 60), one("r", 85, 40, "rural"), one("b", 80, 40), one("d", 60, 40, "rural")]
    published = select(rows, eur(100), (), "seed", (floor,))
    assert published.of(Proposal.FUND) == ("a", "r")
    assert next_in_reserve(published, False, {"r"}).id == "d"
    assert next_in_reserve(published, False, {"a"}).id == "b"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8), st.integers(0, 30), st.data())
def test_nobody_is_promoted_beyond_the_free_money_or_out_of_turn(asked, budget, data):
    rows = [one(str(n), score, amount) for n, (score, amount) in enumerate(asked)]
    published = select(rows, eur(budget), (), "seed")
    gone = data.draw(st.sets(st.sampled_from(published.of(Proposal.FUND)))) if published.of(Proposal.FUND) else set()
    found = next_in_reserve(published, False, gone)
    held = sum(
        r.candidate.asked.minor for r in published.rows if r.proposal is Proposal.FUND and r.candidate.id not in gone
    )
    assert found.free.minor == eur(budget).minor - held
    reserves = published.of(Proposal.RESERVE)
    if found.id:
        assert found.id == reserves[0]
        assert next(r.candidate.asked.minor for r in published.rows if r.candidate.id == found.id) <= found.free.minor


TERMS = Terms(
    eur("1000.01"), "seed", ("mutual",), (("mutual", 100),),
    floors=(Floor("r", "r", "money", share_of(eur("1000.01"), "30"), "30"),), preferences=(("three", 5),),
)  # fmt: skip
ENTRIES = [
    Entry("a", eur(400), (("x", "mutual", 4),), preferred=frozenset({"three"})),
    Entry("b", eur(400), (("x", "mutual", 3),)),
]


def document():
    return export("CALL", TERMS, ENTRIES, rank(TERMS, ENTRIES, score_plain))


def test_a_share_is_rounded_for_the_group_and_checked_by_the_outsider():
    written = document()
    assert written["floors"][0]["at_least"] == 30_001 and compare(written, recompute(written, score_plain)) == ()
    written["floors"][0]["at_least"] = 30_000
    with pytest.raises(BadExport) as refused:
        recompute(written, score_plain)
    assert (refused.value.problem.code, refused.value.problem.where) == ("floor_not_its_share", "floors[0].at_least")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d["applications"][0].update(preferred=["four"]), "applications[0].preferred[0]"),
        (lambda d: d["floors"][0].update(share="130"), "floors[0].share"),
        (lambda d: d["floors"][0].update(where_possible="yes"), "floors[0].where_possible"),
        (lambda d: d["preferences"][0].update(points="5"), "preferences[0].points"),
    ],
)
def test_what_is_wrong_in_an_export_is_named(change, where):
    written = document()
    change(written)
    with pytest.raises(BadExport) as refused:
        recompute(written, score_plain)
    assert refused.value.problem.where == where


def test_an_export_of_the_first_format_is_still_read():
    terms = Terms(eur(1000), "seed", ("mutual",), (("mutual", 100),))
    old = export("CALL", terms, ENTRIES[1:], rank(terms, ENTRIES[1:], score_plain))
    old["format"] = "tandem-ranking/1"
    del old["preferences"], old["applications"][0]["preferred"], old["applications"][0]["shortlisted"]
    assert recompute(old, score_plain).of(Proposal.FUND) == ("b",)


def test_who_was_left_out_of_the_short_list_is_ranked_and_refused():
    rows = [Candidate("a", Decimal(90), eur(10), shortlisted=False), one("b", 80, 10)]
    found = select(rows, eur(100), (), "seed")
    assert [(row.candidate.id, row.proposal.value, row.reason) for row in found.rows][0] == (
        "a",
        "refuse",
        "not_shortlisted",
    )
