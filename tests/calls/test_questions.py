"""Questions about a call: asked by anybody who has signed in, answered by officers, read by all."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.calls import operations
from tandem.calls.models import CallQuestion
from tandem.calls.queries import questions_of
from tandem.foundation.access import Actor, Refused
from tandem.foundation.duties import book
from tandem.foundation.outbox.models import Mail
from tests.factories import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_call(cast: Any, at: Any) -> Any:
    """The 2024 call on 12 September."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        yield cast


def test_a_question_is_a_duty_until_it_is_answered_and_then_public(open_call: Any) -> None:
    question = operations.ask(open_call.actor("bo"), open_call.call, "Can a region apply?")
    officer = open_call.actor("ana")
    assert [duty.kind for duty in book.open_for(officer)] == [operations.ANSWER]
    assert questions_of(open_call.call, open_call.actor("dee")) == []
    assert questions_of(open_call.call, open_call.actor("bo")) == [question]
    operations.answer(open_call.actor("omar"), question, "Yes, on both sides.")
    assert not book.open_for(officer).exists()
    assert [row.answer for row in questions_of(open_call.call, Actor(None))] == ["Yes, on both sides."]
    mail = Mail.objects.get()
    assert mail.to == open_call.bo.email and "Yes, on both sides." in mail.text and "#questions" in mail.text


def test_a_better_answer_is_not_mailed_again(open_call: Any) -> None:
    question = operations.ask(open_call.actor("bo"), open_call.call, "Can a region apply?")
    operations.answer(open_call.actor("ana"), question, "Yes.")
    operations.answer(open_call.actor("ana"), question, "Yes, on both sides.")
    assert Mail.objects.count() == 1 and CallQuestion.objects.get().answer == "Yes, on both sides."


@pytest.mark.parametrize(("text", "code"), [("  ", "text_missing"), ("x" * 2001, "text_too_long")])
def test_nothing_and_far_too_much_are_refused(open_call: Any, text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        operations.ask(open_call.actor("bo"), open_call.call, text)
    assert caught.value.code == code and not CallQuestion.objects.exists()


def test_strangers_sign_in_first_and_a_closed_call_takes_no_questions(open_call: Any, at: Any) -> None:
    with pytest.raises(Refused) as caught:
        operations.ask(Actor(None), open_call.call, "May I?")
    assert caught.value.code == "signed_out"
    at("2024-10-02T12:00")
    with pytest.raises(Refused) as caught:
        operations.ask(open_call.actor("bo"), open_call.call, "Too late?")
    assert caught.value.code == "call_closed"


@pytest.mark.parametrize("who", ["bo", "cy", "don"])
def test_only_officers_answer(open_call: Any, who: str) -> None:
    question = operations.ask(open_call.actor("bo"), open_call.call, "Can a region apply?")
    with pytest.raises(Refused) as caught:
        operations.answer(open_call.actor(who), question, "Sure")
    assert caught.value.status == 403


@pytest.mark.expects("SEC-8")
def test_what_no_database_can_hold_is_replaced_visibly(open_call: Any) -> None:
    question = operations.ask(open_call.actor("bo"), open_call.call, "a\x00b \ud800 =cmd() \u202e")
    assert question.text == "a\ufffdb \ufffd =cmd() \u202e".strip()
