"""Scores with reasons, one criterion at a time; locked for good; nobody looks over another's shoulder."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.foundation.access import Refused
from tandem.foundation.access.models import Grant
from tandem.foundation.duties.models import Duty
from tandem.reviews import operations
from tandem.reviews.models import Scoring
from tandem.reviews.operations import ABSTAIN
from tests.reviews.conftest import enter

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def open_(world: Any) -> Any:
    """Cy and Liv have the application and no interest."""
    world.give(world.cast.cy, world.liv)
    world.free(world.cast.cy)
    world.free(world.liv)
    return world


@pytest.mark.clause("MIC-6")
def test_each_principle_needs_score_reason_and_evidence(open_: Any) -> None:
    cy, work = open_.actor(open_.cast.cy), open_.work(open_.cast.cy)
    principles = {criterion.id for criterion in open_.component.criteria if criterion.principle}
    assert principles == {
        "sustainability", "coherence", "recipient_responsibility", "other_donors", "mobilisation", "own_competence"
    }
    for criterion in open_.component.criteria:
        operations.score(cy, work.id, criterion.id, 4)
    with pytest.raises(Refused) as refused:
        operations.lock(cy, work.id)
    lacking = {(p.where, p.code) for p in refused.value.problems}
    assert {where for where, code in lacking if code == "evidence_missing"} == principles
    assert {where for where, code in lacking if code == "reason_missing"} == {c.id for c in open_.component.criteria}
    for criterion in open_.component.criteria:
        operations.score(cy, work.id, criterion.id, 4, "They say who carries on")
    with pytest.raises(Refused) as refused:
        operations.lock(cy, work.id)
    assert {p.where for p in refused.value.problems} == principles
    for name in sorted(principles)[1:]:
        operations.score(cy, work.id, name, 4, "They say who carries on", "The answer on money afterwards")
    operations.score(cy, work.id, sorted(principles)[0], ABSTAIN, "Not my field")
    assert operations.lock(cy, work.id).locked_at


@pytest.mark.clause("MIC-6", "MIC-21", "MIC-22")
def test_criteria_stand_beside_the_answers_that_are_their_evidence(open_: Any) -> None:
    work = open_.work(open_.cast.cy)
    page = enter(open_.cast.cy).get(f"/samband/reviews/assess/{work.id}/")
    text = page.content.decode()
    shown = {item["id"]: item for item in page.context["criteria"]}
    for criterion in open_.component.criteria:
        assert {q.id for q in shown[criterion.id]["questions"]} == set(criterion.evidence)
        assert all(anchor.means["en"] in text.replace("&#x27;", "'") for anchor in criterion.anchors)
    assert {"harm", "dominance", "context_knowledge"} <= {q.id for q in shown["local_knowledge"]["questions"]}
    part = text[text.index('id="c-local_knowledge"') :]
    for path in ("harm", "dominance", "context_knowledge/home", "context_knowledge/abroad"):
        assert f"Waste is sorted at the door, {path}" in part  # what the parties wrote
    guidance = " ".join(criterion.guidance["en"] for criterion in open_.component.criteria)
    for word in ("first of Busan", "second of Busan", "third of Busan", "fourth of Busan"):
        assert word in " ".join(guidance.split()) and word in " ".join(text.split())


@pytest.mark.expects("UX-26")
def test_others_scores_are_hidden_until_ones_own_are_locked(open_: Any) -> None:
    open_.lock_all(open_.liv, 1)
    assert Scoring.objects.filter(reason="Liv Aker says 1").count() == len(open_.component.criteria)  # they exist
    work, client = open_.score_all(open_.cast.cy, 4), enter(open_.cast.cy)
    before = client.get(f"/samband/reviews/assess/{work.id}/").content.decode()
    whole = client.get(f"/samband/applications/{open_.made[0].id}/read/").content.decode()
    assert "Liv Aker says 1" not in before + whole and "Cy Brandal says 4" in before
    operations.lock(open_.actor(open_.cast.cy), work.id)
    after = client.get(f"/samband/reviews/assess/{work.id}/").content.decode()
    assert "Liv Aker says 1" in after
    with pytest.raises(Refused, match="locked"):
        operations.score(open_.actor(open_.cast.cy), work.id, "sustainability", 1, "now that I have seen hers", "x")


@pytest.mark.expects("UX-26")
def test_one_who_has_not_locked_is_seen_by_nobody(open_: Any) -> None:
    open_.score_all(open_.liv, 1)
    open_.lock_all(open_.cast.cy, 4)
    page = enter(open_.cast.cy).get(f"/samband/reviews/assess/{open_.work(open_.cast.cy).id}/").content.decode()
    officer = enter(open_.cast.ana).get(f"/samband/reviews/applications/{open_.made[0].id}/").content.decode()
    assert "Liv Aker says 1" not in page + officer and "Cy Brandal says 4" in officer


def test_an_abstention_is_no_zero(open_: Any) -> None:
    for criterion in open_.component.criteria:
        given: Any = ABSTAIN if criterion.id == "sustainability" else 5
        operations.score(open_.actor(open_.cast.cy), open_.work(open_.cast.cy).id, criterion.id, given, "r", "e")
    operations.lock(open_.actor(open_.cast.cy), open_.work(open_.cast.cy).id)
    open_.lock_all(open_.liv, 5)
    assert open_.now().score == 100
    row = Scoring.objects.get(assignment=open_.work(open_.cast.cy), criterion="sustainability")
    assert row.value is None and row.abstains
    operations.reopen(open_.officer, open_.work(open_.cast.cy).id, "a zero this time")
    operations.score(open_.actor(open_.cast.cy), open_.work(open_.cast.cy).id, "sustainability", 0, "r", "e")
    operations.lock(open_.actor(open_.cast.cy), open_.work(open_.cast.cy).id)
    assert open_.now().score == pytest.approx(92.5)  # 15 of 100 weigh half


def test_the_last_lock_scores_and_reopening_takes_it_back(open_: Any) -> None:
    open_.lock_all(open_.cast.cy, 4)
    assert open_.now().step == "eligible"
    work = open_.lock_all(open_.liv, 2)
    assert (open_.now().step, open_.now().score) == ("scored", 60)
    assert not Duty.objects.filter(kind="reviews.score", done_at=None).exists()
    with pytest.raises(Refused, match="reason_missing"):
        operations.reopen(open_.officer, work.id, " ")
    with pytest.raises(Refused, match="officers_only"):
        operations.reopen(open_.actor(open_.cast.cy), work.id, "I want to see")
    operations.reopen(open_.officer, work.id, "A figure was misread")
    assert (open_.now().step, open_.now().score) == ("eligible", None)
    assert Duty.objects.filter(kind="reviews.score", done_at=None, person=open_.liv).count() == 1
    assert "may lock" not in enter(open_.liv).get(f"/samband/reviews/assess/{work.id}/lock/").content.decode()
    operations.lock(open_.actor(open_.liv), work.id)
    assert open_.now().score == 60


@pytest.mark.expects("UX-9")
def test_two_windows_never_overwrite_each_other(open_: Any) -> None:
    cy, work = open_.actor(open_.cast.cy), open_.work(open_.cast.cy)
    operations.score(cy, work.id, "sustainability", 3, "first window", seen=0)
    with pytest.raises(Refused, match="changed_elsewhere"):
        operations.score(cy, work.id, "sustainability", 1, "second window", seen=0)
    assert Scoring.objects.get().reason == "first window"
    operations.score(cy, work.id, "sustainability", 3, "first window", seen=0)  # the same again is no conflict
    client, url = enter(open_.cast.cy), f"/samband/reviews/assess/{work.id}/score/"
    posted = {"criterion": "sustainability", "score-sustainability": "1", "reason": "second window", "revision": "0"}
    answer = client.post(url, posted)
    text = answer.content.decode()
    assert answer.status_code == 409 and "second window" in text and "first window" in text
    assert client.post(url, {**posted, "revision": "1"}).status_code == 302
    assert Scoring.objects.get().reason == "second window"


@pytest.mark.parametrize(("value", "code"), [(6, "score_out_of_scale"), (-1, "score_out_of_scale")])
def test_only_the_scale_counts(open_: Any, value: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        operations.score(open_.actor(open_.cast.cy), open_.work(open_.cast.cy).id, "sustainability", value, "r", "e")
    with pytest.raises(Refused) as refused:
        operations.score(open_.actor(open_.cast.cy), open_.work(open_.cast.cy).id, "beauty", 3, "r", "e")
    assert refused.value.status == 404


def test_hostile_text_is_kept_and_escaped(open_: Any) -> None:
    work, client = open_.work(open_.cast.cy), enter(open_.cast.cy)
    nasty = "=cmd() <script>alert(1)</script> \x00 Ђорђе 😀"
    answer = client.post(f"/samband/reviews/assess/{work.id}/score/", {
        "criterion": "sustainability", "score-sustainability": "99999", "reason": nasty, "revision": "x"
    })
    assert answer.status_code == 302
    row = Scoring.objects.get()
    assert row.value is None and row.reason == nasty.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    page = client.get(f"/samband/reviews/assess/{work.id}/").content.decode()
    assert "<script>alert" not in page and "Ђорђе 😀" in page


@pytest.mark.expects("UX-7")
def test_without_javascript_each_criterion_is_saved_and_locking_is_confirmed(open_: Any) -> None:
    work, client = open_.work(open_.cast.cy), enter(open_.cast.cy)
    base = f"/samband/reviews/assess/{work.id}/"
    assert client.get(f"{base}score/").status_code == 405
    missing = client.post(f"{base}lock/")
    assert missing.status_code == 422 and "16" not in missing.context["missing"]
    for criterion in open_.component.criteria:
        answer = client.post(f"{base}score/", {
            "criterion": criterion.id, f"score-{criterion.id}": "3", "reason": "r", "evidence": "e", "revision": "0"
        })
        assert answer.status_code == 302
    assert "Everything is scored" in client.get(base).content.decode()
    confirm = client.get(f"{base}lock/").content.decode()
    assert "Lock your scores?" in confirm and open_.work(open_.cast.cy).locked_at is None
    assert client.post(f"{base}lock/").status_code == 302
    assert open_.work(open_.cast.cy).locked_at is not None


@pytest.mark.expects("SEC-13")
def test_access_ends_with_the_decision(open_: Any) -> None:
    work = open_.lock_all(open_.cast.cy, 3)
    client = enter(open_.cast.cy)
    addresses = [f"/samband/reviews/assess/{work.id}/", f"/samband/applications/{open_.made[0].id}/read/"]
    assert [client.get(url).status_code for url in addresses] == [200, 200]
    assert operations.end_access(open_.officer, open_.call.id) == 2
    assert operations.end_access(open_.officer, open_.call.id) == 0
    assert [client.get(url).status_code for url in addresses] == [404, 404]
    assert open_.made[0].title not in client.get("/samband/reviews/").content.decode()
    assert Grant.objects.filter(allows=True, until_at=None).count() == 0


def test_taking_back_ends_access_and_completes_what_the_others_did(open_: Any) -> None:
    open_.lock_all(open_.cast.cy, 3)
    operations.take_back(open_.officer, open_.work(open_.liv).id)
    assert (open_.now().step, open_.now().score) == ("scored", 60)
    assert enter(open_.liv).get(f"/samband/applications/{open_.made[0].id}/read/").status_code == 404
    assert Duty.objects.filter(person=open_.liv, done_at=None).count() == 0


@pytest.mark.expects("UX-24")
def test_few_queries(two: Any, django_assert_max_num_queries: Any) -> None:
    two.give(two.cast.cy, two.liv)
    two.free(two.cast.cy)
    two.free(two.liv)
    two.lock_all(two.liv, 3)
    work = two.lock_all(two.cast.cy, 3)
    cy, ana = enter(two.cast.cy), enter(two.cast.ana)
    for client, url, most in (
        (cy, "/samband/reviews/", 8),
        (cy, f"/samband/reviews/{two.call.slug}/declare/", 12),  # hints look around
        (cy, f"/samband/reviews/assess/{work.id}/", 8),
        (cy, f"/samband/reviews/assess/{two.work(two.cast.cy, two.made[1]).id}/lock/", 8),
        (ana, f"/samband/calls/{two.call.slug}/assessors/", 8),
        (ana, f"/samband/reviews/applications/{two.made[0].id}/", 8),
    ):
        client.get(url)
        with django_assert_max_num_queries(most, info=url):
            assert client.get(url).status_code == 200


def test_assigning_twice_and_at_the_wrong_time(world: Any) -> None:
    assert len(world.give(world.cast.cy)) == 1 and world.give(world.cast.cy) == []
    with pytest.raises(Refused, match="officers_only"):
        operations.assign(world.actor(world.cast.cy), world.call, [world.cast.cy.id], [world.made[0].id])
    with pytest.raises(Refused, match="nothing_chosen"):
        operations.assign(world.officer, world.call, [], [world.made[0].id])
    world.free(world.cast.cy)
    world.lock_all(world.cast.cy, 3)
    with pytest.raises(Refused, match="not_waiting"):
        world.give(world.liv)


