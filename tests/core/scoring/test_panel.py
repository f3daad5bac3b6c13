"""Outliers, calibration, interviews, hints and the line of a short list: laws and examples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.scoring import (
    INTERVIEW,
    Applicant,
    BadScores,
    Criterion,
    Hint,
    Judge,
    Scale,
    Score,
    above,
    assess,
    by_hand,
    calibration,
    domain,
    hints,
    line_of,
    outliers,
    recuse,
    revise,
)
from tests.core.scoring.test_scoring import CRITERIA, SCALE, sheet, sheets

EVEN = (Criterion("mutual", 50), Criterion("lasting", 50))


def test_who_stands_apart_is_named_with_the_distance():
    scores = sheet("A", mutual=5, lasting=5) + sheet("B", mutual=4, lasting=4) + sheet("C", mutual=1, lasting=4)
    found = outliers(EVEN, SCALE, scores, 30)
    assert [(one.assessor, one.distance) for one in found] == [("A", Decimal("35.0")), ("C", Decimal("-40.0"))]
    assert dict(found[0].criteria) == {"mutual": Decimal("50.0")}
    assert dict(found[1].criteria) == {"mutual": Decimal("-70.0")}
    assert outliers(EVEN, SCALE, scores, 71) == ()


def test_the_points_themselves_are_apart_and_one_alone_is_not():
    scores = sheet("A", mutual=5, lasting=5) + sheet("B", mutual=4, lasting=4)
    assert {one.assessor for one in outliers(EVEN, SCALE, scores, 20)} == {"A", "B"}
    assert outliers(EVEN, SCALE, scores, 21) == ()
    assert outliers(EVEN, SCALE, sheet("A", mutual=5, lasting=0), 1) == ()
    assert outliers(EVEN, SCALE, sheet("A", mutual=5) + sheet("B", mutual=None), 1) == ()


@given(sheets(), st.randoms(), st.integers(1, 100))
def test_outliers_do_not_depend_on_order_and_abstaining_makes_none(scores, random, points):
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert outliers(CRITERIA, SCALE, scores, points) == outliers(CRITERIA, SCALE, shuffled, points)
    more = [*scores, *sheet("newcomer", mutual=None, lasting=None, anchored=None)]
    assert outliers(CRITERIA, SCALE, more, points) == outliers(CRITERIA, SCALE, scores, points)


def test_calibration_compares_on_what_is_shared_only():
    rows = calibration(EVEN, SCALE, {
        "1": sheet("A", mutual=5, lasting=5) + sheet("B", mutual=3, lasting=3),
        "2": sheet("A", mutual=4, lasting=4) + sheet("B", mutual=3, lasting=3),
        "3": sheet("A", mutual=0, lasting=0),
    })  # fmt: skip
    a, b = rows
    assert (a.applications, a.mean, a.shared) == (3, Decimal("60.0"), 2)
    assert (a.spread.lowest, a.spread.highest) == (Decimal("0.0"), Decimal("100.0"))
    assert (a.own_on_shared, a.others_on_shared, a.difference) == (Decimal("90.0"), Decimal("60.0"), Decimal("30.0"))
    assert b.difference == Decimal("-30.0") and b.others_spread.range == Decimal("20.0")
    assert calibration(EVEN, SCALE, {"3": sheet("A", mutual=0, lasting=0)})[0].difference is None


@given(st.dictionaries(st.sampled_from("123"), sheets()), st.randoms())
def test_calibration_does_not_depend_on_order_and_two_who_share_everything_differ_by_the_opposite(found, random):
    shuffled = {key: random.sample(found[key], len(found[key])) for key in random.sample(sorted(found), len(found))}
    rows = calibration(CRITERIA, SCALE, found)
    assert rows == calibration(CRITERIA, SCALE, shuffled)
    if len(rows) == 2 and rows[0].difference is not None:
        assert rows[0].difference == -rows[1].difference


def test_an_interview_confirms_or_revises_each_criterion():
    scores = sheet("A", mutual=4, lasting=2, anchored=None) + sheet("B", mutual=2, lasting=2, anchored=None)
    trace = revise(CRITERIA, SCALE, scores, {"lasting": 5, "anchored": 3})
    assert (trace.before, trace.after) == (Decimal("52.5"), Decimal("72.0"))
    assert [(one.criterion, one.before, one.after) for one in trace.changed] == [
        ("lasting", Decimal("2.00"), 5), ("anchored", None, 3),
    ]  # fmt: skip
    assert [s for s in trace.scores if s.assessor == INTERVIEW] == [
        Score(INTERVIEW, "anchored", 3), Score(INTERVIEW, "lasting", 5),
    ]  # fmt: skip
    for wrong in ({"lasting": 6}, {"charm": 3}):
        with pytest.raises(BadScores):
            revise(CRITERIA, SCALE, scores, wrong)


@given(sheets(), st.dictionaries(st.sampled_from([c.id for c in CRITERIA]), st.integers(0, 5)), st.randoms())
def test_laws_of_revising(scores, revised, random):
    trace = revise(CRITERIA, SCALE, scores, revised)
    assert trace.before == assess(CRITERIA, SCALE, scores).score
    assert trace.after == assess(CRITERIA, SCALE, trace.scores).score
    assert revise(CRITERIA, SCALE, trace.scores, revised).after == trace.after  # once is as good as twice
    if not revised:
        assert (trace.after, trace.changed) == (trace.before, ())
    if len(revised) == len(CRITERIA):  # then nothing that the assessors said counts any more
        assert trace.after == revise(CRITERIA, SCALE, [], revised).after
    shuffled = random.sample(scores, len(scores))
    assert revise(CRITERIA, SCALE, shuffled, revised).after == trace.after


@given(sheets(), st.dictionaries(st.sampled_from([c.id for c in CRITERIA]), st.integers(0, 5)))
def test_a_late_interest_takes_out_one_persons_scores_and_nothing_of_the_interview(scores, revised):
    if not scores:
        return
    gone = scores[0].assessor
    kept = [score for score in scores if score.assessor != gone]
    after = recuse(CRITERIA, SCALE, scores, gone).after
    assert after == assess(CRITERIA, SCALE, kept)
    assert revise(CRITERIA, SCALE, kept, revised).scores == tuple(
        score for score in revise(CRITERIA, SCALE, scores, revised).scores if score.assessor != gone
    )
    names = {score.assessor for score in scores}
    for other in names - {gone}:  # two leave: whoever goes first
        first = recuse(CRITERIA, SCALE, kept, other).after
        second = recuse(CRITERIA, SCALE, [s for s in scores if s.assessor != other], gone).after
        assert first == second


def test_hints_name_what_may_point_at_an_interest():
    judge = Judge("j", "Cy Brandal", "cy@panel.example", frozenset({"school"}), frozenset({"library"}))
    found = hints(judge, [
        Applicant("school"), Applicant("library"), Applicant("harbour", frozenset({"a@panel.example"})),
        Applicant("choir", named=frozenset({("BRANDAL, Cy", "")})),
        Applicant("club", named=frozenset({("", "CY@panel.example")})),
        Applicant("mill", frozenset({"b@mill.example"})),
    ])  # fmt: skip
    assert found == (
        Hint("same_organisation", "school"), Hint("named", "choir"), Hint("named", "club"),
        Hint("same_domain", "club", "panel.example"), Hint("same_domain", "harbour", "panel.example"),
        Hint("scored_before", "library"),
    )  # fmt: skip


def test_free_mail_and_half_a_name_say_nothing():
    judge = Judge("j", "Cy", "cy@gmail.com")
    named = frozenset({("Cy", ""), ("", "")})
    assert hints(judge, [Applicant("a", frozenset({"b@gmail.com", "b@GMAIL.com"}), named)]) == ()
    assert [domain(mail) for mail in ("a@B.example", "a@outlook.com", "nobody", "")] == ["b.example", "", "", ""]


def test_a_line_through_the_scores():
    scores = {"a": Decimal("80.0"), "b": Decimal("70.0"), "c": Decimal("70.0"), "d": None}
    assert above(scores, Decimal(70)) == {"a", "b", "c"} and above(scores, Decimal(101)) == frozenset()
    assert [line_of(scores, n) for n in (1, 2, 3, 9, 0)] == [80, 70, 70, 70, None]
    assert line_of({"d": None}, 1) is None
    assert by_hand(scores, Decimal(75), {"a"}) == frozenset()
    assert by_hand(scores, Decimal(75), {"b"}) == {"a", "b"}
    assert by_hand(scores, None, {"a"}) == set(scores)


def test_a_scale_that_does_not_begin_at_zero_is_stretched():
    scores = [Score("A", "mutual", 1), Score("B", "mutual", 7)]
    assert outliers(EVEN[:1], Scale(1, 7), scores, 100)[0].distance == Decimal("-100.0")
