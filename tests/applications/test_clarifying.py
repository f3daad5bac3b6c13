"""Clarification rounds: everybody alike, one deadline, answers beside what was sent."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tandem.applications.models import Application, Clarification, ClarificationRound, Supplement
from tandem.applications.operations import (
    ask_one,
    decide_eligibility,
    keep_answers,
    open_round,
    prepare_round,
    send_supplement,
    withdraw,
)
from tandem.applications.operations.clarifying import questions_of, supplement_content
from tandem.applications.queries import round_open, supplements
from tandem.foundation import clock
from tandem.foundation.access import Refused, grants
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.foundation.outbox.worker import run_until_empty
from tandem.organisations.models import Member
from tandem.reviews import operations as reviews
from tests.factories import applications, calls, organisations

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
CLOSES = datetime.fromisoformat("2024-10-20T12:00")


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """Two partnerships have applied; the call has closed."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        brisas = organisations.make("Municipalidad de Las Brisas", "GT", sign=cast.other_bo)
        theirs = {"home": cast.actor("other_bo"), "abroad": cast.actor("other_bo")}
        first = applications.submitted(cast.actors, cast.call, cast.sides, "Sorting at the door")
        second = applications.submitted(theirs, cast.call, {"home": cast.other, "abroad": brisas}, "Bergnes")
        cast.ours, cast.theirs = first.application, second.application
        cast.submission = first
        at("2024-10-05T12:00")
        yield cast


def answered(world: Any, texts: list[str]) -> Supplement:
    row = Clarification.objects.get(application=world.ours)
    kept = keep_answers(world.actors["home"], row.id, row.revision, texts)
    sha256 = supplement_content(kept, world.submission)[1]
    return send_supplement(world.actors["home"], row.id, sha256)


@pytest.mark.expects("UX-17", "UX-19")
def test_one_round_for_all_and_the_answer_stands_beside_what_was_sent(world: Any, at: Any) -> None:
    ana, call, before = world.actor("ana"), world.call, world.submission.content
    row = prepare_round(ana, call.id, ["Who drives the lorry?", "  "])
    ask_one(ana, call.id, world.ours.id, ["What is the price of one bin?"])
    assert Clarification.objects.filter(round=row).count() == 1 and not round_open(call.id)
    open_round(ana, row.id, CLOSES)
    assert round_open(call.id)
    run_until_empty()
    assert Mail.objects.filter(to=world.bo.email, text__contains="price of one bin").exists()
    assert not Mail.objects.filter(to=world.other_bo.email, text__contains="price of one bin").exists()
    assert Duty.objects.filter(kind="application.clarify", subject_id=world.ours.id, done_at=None).count() == 2
    made = answered(world, ["The municipality.", "NOK 400."])
    assert made.reference == f"{world.submission.reference}/S1"
    assert hashlib.sha256(made.content.encode()).hexdigest() == made.sha256
    body = json.loads(made.content)
    assert body["submission"] == world.submission.sha256
    assert [pair["answer"] for pair in body["answers"]] == ["The municipality.", "NOK 400."]
    world.submission.refresh_from_db()
    assert world.submission.content == before
    assert not Duty.objects.filter(kind="application.clarify", subject_id=world.ours.id, done_at=None).exists()
    same = send_supplement(world.actors["abroad"], made.clarification_id, "anything")
    assert same == made and Supplement.objects.count() == 1
    found = Client().get("/samband/receipts/", {"reference": made.reference, "checksum": made.sha256})
    assert b"has not changed since" in found.content
    assert supplements(world.ours.id) == [made]


@pytest.mark.expects("UX-19")
def test_who_is_asked_nothing_is_told_so(world: Any) -> None:
    ana = world.actor("ana")
    ask_one(ana, world.call.id, world.ours.id, ["What is the price of one bin?"])
    open_round(ana, ClarificationRound.objects.get().id, CLOSES)
    run_until_empty()
    assert Mail.objects.filter(to=world.other_bo.email, subject__startswith="Nothing is asked of you").exists()
    assert not Duty.objects.filter(kind="application.clarify", subject_id=world.theirs.id).exists()
    client = Client()
    client.force_login(world.other_bo, backend=BACKEND)
    assert "nothing is asked of you" in client.get(f"/samband/applications/{world.theirs.id}/").content.decode()


def test_after_the_deadline_nothing_is_taken_and_nothing_typed_is_lost(world: Any, at: Any) -> None:
    ana = world.actor("ana")
    row = prepare_round(ana, world.call.id, ["Who drives the lorry?"])
    open_round(ana, row.id, CLOSES)
    one = Clarification.objects.get(application=world.ours)
    keep_answers(world.actors["home"], one.id, 0, ["The muni"])
    at("2024-10-20T12:01")
    with pytest.raises(Refused) as caught:
        keep_answers(world.actors["home"], one.id, 1, ["The municipality"])
    assert caught.value.status == 410
    client = Client()
    client.force_login(world.bo, backend=BACKEND)
    page = f"/samband/applications/{world.ours.id}/clarifications/"
    typed = {"clarification": str(one.id), "revision": "1", "answer": "The municipality", "act": "keep"}
    late = client.post(page, typed)
    assert late.status_code == 410 and "The municipality" in late.content.decode()
    assert Clarification.objects.get(id=one.id).answers == ["The muni"]


@pytest.mark.expects("UX-9")
def test_two_colleagues_never_overwrite_each_other(world: Any) -> None:
    ana = world.actor("ana")
    open_round(ana, prepare_round(ana, world.call.id, ["Who drives?"]).id, CLOSES)
    one = Clarification.objects.get(application=world.ours)
    keep_answers(world.actors["home"], one.id, 0, ["Bo's words"])
    client = Client()
    client.force_login(world.dee, backend=BACKEND)
    page = f"/samband/applications/{world.ours.id}/clarifications/"
    answer = client.post(page, {"clarification": str(one.id), "revision": "0", "answer": "Dee's words", "act": "keep"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Dee&#x27;s words" in text and "Bo&#x27;s words" in text
    assert Clarification.objects.get(id=one.id).answers == ["Bo's words"]


def test_it_is_sent_as_it_was_seen_by_a_signer_with_every_answer(world: Any) -> None:
    ana, bo = world.actor("ana"), world.actors["home"]
    open_round(ana, prepare_round(ana, world.call.id, ["Who drives?", "Where to?"]).id, CLOSES)
    one = Clarification.objects.get(application=world.ours)
    keep_answers(bo, one.id, 0, ["Bo"])
    with pytest.raises(Refused, match="unanswered"):
        send_supplement(bo, one.id, "")
    seen = supplement_content(keep_answers(bo, one.id, 1, ["Bo", "Town"]), world.submission)[1]
    keep_answers(world.actors["abroad"], one.id, 2, ["Bo", "The town"])
    with pytest.raises(Refused) as changed:
        send_supplement(bo, one.id, seen)
    assert changed.value.status == 409
    Member.objects.filter(person=world.bo).update(role="edit")
    one.refresh_from_db()
    with pytest.raises(Refused) as unsigned:
        send_supplement(bo, one.id, supplement_content(one, world.submission)[1])
    assert unsigned.value.status == 403
    with pytest.raises(Refused) as strangers:
        keep_answers(world.actor("other_bo"), one.id, 3, ["mine"])
    assert strangers.value.status == 404


@pytest.mark.expects("REL-5")
@pytest.mark.parametrize(
    ("closes", "code"),
    [
        ("2024-10-27T02:30", "time_exists_twice"),
        ("2024-10-05T11:00", "late_past"),
        ("2024-12-20T10:00", "late_after_decision"),
    ],
)
def test_a_round_closes_at_an_instant_that_exists_between_now_and_the_decision(
    world: Any, closes: str, code: str
) -> None:
    ana = world.actor("ana")
    row = prepare_round(ana, world.call.id, ["Who drives?"])
    with pytest.raises(Refused) as caught:
        open_round(ana, row.id, datetime.fromisoformat(closes))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert ClarificationRound.objects.get().opened_at is None


def test_rounds_come_one_at_a_time_after_the_close_with_something_to_ask(world: Any, at: Any) -> None:
    ana = world.actor("ana")
    row = prepare_round(ana, world.call.id, [])
    with pytest.raises(Refused, match="no_question"):
        open_round(ana, row.id, CLOSES)
    with pytest.raises(Refused, match="too_many"):
        prepare_round(ana, world.call.id, ["?"] * 21)
    with pytest.raises(Refused, match="text_too_long"):
        prepare_round(ana, world.call.id, ["x" * 1001])
    open_round(ana, prepare_round(ana, world.call.id, ["Who?"]).id, CLOSES)
    with pytest.raises(Refused, match="round_open"):
        prepare_round(ana, world.call.id, ["More?"])
    at("2024-09-20T12:00")
    with pytest.raises(Refused, match="still_open"):
        prepare_round(ana, world.call.id, ["Early?"])


@pytest.mark.expects("SEC-9")
def test_an_officer_with_an_interest_asks_nothing_and_the_withdrawn_are_left_in_peace(world: Any) -> None:
    ana = world.actor("ana")
    grants.give(
        world.ana.id, "application", world.ours.id, "assess", allows=False, reason="interest", now=clock.now()
    )
    with pytest.raises(Refused, match="conflict"):
        ask_one(ana, world.call.id, world.ours.id, ["Why?"])
    withdraw(world.actor("other_bo"), world.theirs.id, "No money")
    with pytest.raises(Refused) as gone:
        ask_one(ana, world.call.id, world.theirs.id, ["Why?"])
    assert gone.value.status == 404
    open_round(ana, prepare_round(ana, world.call.id, ["Who?"]).id, CLOSES)
    assert set(Clarification.objects.values_list("application", flat=True)) == {world.ours.id}


@pytest.mark.expects("UX-26")
def test_officers_and_assessors_read_both_told_apart(world: Any) -> None:
    ana = world.actor("ana")
    open_round(ana, prepare_round(ana, world.call.id, ["Who drives?"]).id, CLOSES)
    answered(world, ["The municipality drives"])
    client = Client()
    client.force_login(world.ana, backend=BACKEND)
    text = client.get(f"/samband/applications/{world.ours.id}/read/").content.decode()
    assert "Clarified after it was sent" in text and "The municipality drives" in text
    assert text.index('id="supplements"') > text.index("Sorting at the door")
    decide_eligibility(ana, world.ours.id, True, "")
    work = reviews.assign(ana, world.call, [world.cy.id], [world.ours.id])[0]
    reviews.declare(world.actor("cy"), world.call, {world.ours.id: None})
    client.force_login(world.cy, backend=BACKEND)
    for page in ("", "read/"):
        text = client.get(f"/samband/reviews/assess/{work.id}/{page}").content.decode()
        assert "The municipality drives" in text.split('id="clarified"')[1]


def test_the_officers_page_prepares_opens_and_counts(world: Any) -> None:
    client = Client()
    client.force_login(world.ana, backend=BACKEND)
    page = "/samband/calls/project-2024/clarifications/"
    assert client.get(page).status_code == 200
    one = client.post(f"/samband/applications/{world.ours.id}/ask/", {"questions": "How many bins?\nWhere?"})
    assert one.status_code == 302
    assert client.post(page, {"common": "Who drives?"}).status_code == 302
    text = client.get(page).content.decode()
    assert "How many bins?" in text and "Who drives?" in text
    wrong = client.post(page, {"act": "open", "closes": "2024-10-27T02:30"})
    assert wrong.status_code == 422 and "twice" in wrong.content.decode()
    assert client.post(page, {"act": "open", "closes": "2024-10-20T12:00"}).status_code == 302
    assert "0 of 2 applications" in client.get(page).content.decode()
    row = Clarification.objects.get(application=world.ours)
    assert questions_of(row) == ["Who drives?", "How many bins?", "Where?"]
    assert Application.objects.get(id=world.ours.id).step == "submitted"
