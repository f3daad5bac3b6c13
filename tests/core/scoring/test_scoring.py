"""Laws and examples of scoring."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.scoring import BadScores, Criterion, Limits, Missing, Scale, Score, assess, recuse, score_plain, tenth

CRITERIA = (Criterion("mutual", 50), Criterion("lasting", 30), Criterion("anchored", 20))
SCALE = Scale(0, 5)


def sheet(assessor, **values):
    return [Score(assessor, criterion, value, "because") for criterion, value in values.items()]


@st.composite
def sheets(draw):
    people = draw(st.integers(1, 5))
    value = st.one_of(st.none(), st.integers(0, 5))
    return [
        Score(f"a{person}", criterion.id, draw(value))
        for person in range(people)
        for criterion in CRITERIA
        if draw(st.integers(0, 4))
    ]


def test_the_worked_example_of_the_module():
    scores = sheet("A", mutual=4, lasting=2, anchored=None) + sheet("B", mutual=5, lasting=None, anchored=None)
    result = assess(CRITERIA, SCALE, scores)
    assert result.score == Decimal("71.2")  # 71.25, half to even
    assert result.means == {"mutual": Decimal("4.50"), "lasting": Decimal("2.00"), "anchored": None}
    assert [criterion.share for criterion in result.criteria] == [Decimal("62.5"), Decimal("37.5"), None]
    assert [person.total for person in result.assessors] == [Decimal("65.0"), Decimal("100.0")]
    assert result.complete


def test_rounding_is_half_to_even():
    assert [tenth(Fraction(n, 100)) for n in (7125, 7135, 7145, 5)] == [
        Decimal("71.2"),
        Decimal("71.4"),
        Decimal("71.4"),
        Decimal("0.0"),
    ]


def test_an_abstention_is_not_a_zero():
    with_zero = assess(CRITERIA, SCALE, sheet("A", mutual=5, lasting=0, anchored=5))
    abstained = assess(CRITERIA, SCALE, sheet("A", mutual=5, lasting=None, anchored=5))
    assert with_zero.score == Decimal("70.0")
    assert abstained.score == Decimal("100.0")
    assert (with_zero.criteria[1].scored, abstained.criteria[1].abstained) == (1, 1)
    assert assess(CRITERIA, SCALE, sheet("A", mutual=None, lasting=None, anchored=None)).score is None


def test_what_is_not_answered_is_missing_and_an_abstention_is_answered():
    result = assess(CRITERIA, SCALE, sheet("A", mutual=1, lasting=None), assessors=("A", "B"))
    assert result.missing == (
        Missing("A", "anchored"),
        Missing("B", "mutual"),
        Missing("B", "lasting"),
        Missing("B", "anchored"),
    )
    assert not result.complete


def test_people_far_apart_talk_first_and_the_limit_itself_is_still_near():
    scores = sheet("A", mutual=5, lasting=5, anchored=5) + sheet("B", mutual=4, lasting=4, anchored=4)
    assert assess(CRITERIA, SCALE, scores).spread.range == Decimal("20.0")
    assert not assess(CRITERIA, SCALE, scores, limits=Limits(Decimal(20))).talk_first
    assert assess(CRITERIA, SCALE, scores, limits=Limits(Decimal("19.9"))).talk_first
    apart = sheet("A", mutual=5, lasting=1) + sheet("B", mutual=1, lasting=5)
    flags = [criterion.talk_first for criterion in assess(CRITERIA, SCALE, apart).criteria]
    assert flags == [True, True, False]


def test_a_late_conflict_drops_the_scores_and_leaves_a_trace():
    scores = sheet("A", mutual=5, lasting=5, anchored=5) + sheet("B", mutual=0, lasting=0, anchored=0)
    trace = recuse(CRITERIA, SCALE, scores, "B", assessors=("A", "B"))
    assert (trace.before.score, trace.after.score) == (Decimal("50.0"), Decimal("100.0"))
    assert trace.dropped == tuple(scores[3:])
    assert [person.assessor for person in trace.after.assessors] == ["A"]
    assert trace.after.complete  # nobody waits for the one who left
    assert trace.after == assess(CRITERIA, SCALE, scores[:3])


@pytest.mark.parametrize(
    ("scores", "code", "where"),
    [
        ([Score("A", "charm", 3)], "score_unknown_criterion", "A/charm"),
        ([Score("A", "mutual", 6)], "score_out_of_scale", "A/mutual"),
        ([Score("A", "mutual", -1)], "score_out_of_scale", "A/mutual"),
        ([Score("A", "mutual", 1), Score("A", "mutual", 1)], "score_twice", "A/mutual"),
    ],
)
def test_what_cannot_be_counted_is_named(scores, code, where):
    with pytest.raises(BadScores) as refused:
        assess(CRITERIA, SCALE, scores)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [(code, where)]


def test_a_scale_without_abstention_refuses_it():
    with pytest.raises(BadScores, match="score_abstain_not_allowed"):
        assess(CRITERIA, Scale(0, 5, abstain=False), [Score("A", "mutual", None)])
    with pytest.raises(ValueError, match="upwards"):
        Scale(5, 5)


@given(sheets(), st.randoms())
def test_the_order_of_scores_and_assessors_does_not_matter(scores, random):
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert assess(CRITERIA, SCALE, scores) == assess(CRITERIA, SCALE, shuffled)


@given(sheets(), st.integers(1, 9), st.integers(-7, 7), st.integers(1, 6))
def test_scaling_weights_or_the_scale_changes_nothing(scores, factor, shift, stretch):
    score = assess(CRITERIA, SCALE, scores).score
    heavier = [Criterion(criterion.id, criterion.weight * factor) for criterion in CRITERIA]
    assert assess(heavier, SCALE, scores).score == score
    moved = [Score(s.assessor, s.criterion, None if s.value is None else s.value * stretch + shift) for s in scores]
    assert assess(CRITERIA, Scale(shift, 5 * stretch + shift), moved).score == score


@given(sheets(), st.sampled_from(CRITERIA))
def test_one_more_abstention_moves_nothing(scores, criterion):
    more = [*scores, Score("newcomer", criterion.id, None)]
    assert assess(CRITERIA, SCALE, more).score == assess(CRITERIA, SCALE, scores).score


@given(sheets())
def test_the_score_lies_within_the_scale_and_a_better_score_never_lowers_it(scores):
    result = assess(CRITERIA, SCALE, scores)
    assert result.score is None or 0 <= result.score <= 100
    for index, score in enumerate(scores):
        if score.value is not None and score.value < 5:
            better = [*scores]
            better[index] = Score(score.assessor, score.criterion, score.value + 1)
            assert assess(CRITERIA, SCALE, better).score >= result.score


@given(sheets())
def test_the_plain_count_is_the_same_count(scores):
    result = assess(CRITERIA, SCALE, scores)
    weights = [(criterion.id, criterion.weight) for criterion in CRITERIA]
    plain = score_plain(weights, 0, 5, [(s.assessor, s.criterion, s.value) for s in scores])
    assert plain == (result.score, result.means)
