"""Two people save the same answer at once: compare-and-swap loses nothing; without it the loss is shown first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.models import F

from tandem.answers.models import Answer
from tandem.foundation import clock
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.scope import organiser_scope
from tests.cast import Cast

ROUNDS = 40


def at_once(*works: Callable[[], Any]) -> None:
    """Each in a thread of its own, with a database connection of its own; what one raises is raised here."""
    failed: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failed:
        raise failed[0]


def add_words(organiser: UUID, answer: UUID, who: str, meet: threading.Barrier, *, guarded: bool) -> None:
    """What a browser does ROUNDS times: read, type a word, save; guarded: only onto what was read, else read again."""
    with organiser_scope(organiser):
        for number in range(ROUNDS):
            meet.wait(30)
            word = f"{who}{number}"
            while True:
                seen = Answer.objects.get(id=answer)
                meet_halfway(meet, number)
                with transaction.atomic():
                    rows = Answer.objects.filter(id=answer)
                    if guarded:
                        rows = rows.filter(revision=seen.revision)
                    if rows.update(value=[*seen.value, word], revision=F("revision") + 1):
                        break


def meet_halfway(meet: threading.Barrier, number: int) -> None:
    """Let both have read before either writes, so that the race is run every time."""
    if meet.n_waiting == 0 and number >= 0:
        threading.Event().wait(0.003)


def race(cast: Cast, *, guarded: bool) -> set[str]:
    """Bo and Dee add words to the same answer; returns those that are lost."""
    with cast.scope():
        answer = Answer.objects.create(
            subject_kind="proof", subject_id=new_id(), path="title", value=[], saved_at=clock.now()
        )
    meet = threading.Barrier(2)
    at_once(*(
        lambda who=who: add_words(cast.samband.id, answer.id, who, meet, guarded=guarded) for who in ("bo", "dee")
    ))
    with cast.scope():
        kept = set(Answer.objects.get(id=answer.id).value)
    return {f"{who}{number}" for who in ("bo", "dee") for number in range(ROUNDS)} - kept


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.build()


def test_without_the_guard_words_are_lost(cast: Cast) -> None:
    """The negative control."""
    assert len(race(cast, guarded=False)) >= ROUNDS // 4


@pytest.mark.expects("UX-9")
def test_with_the_guard_nothing_is_lost(cast: Cast) -> None:
    assert race(cast, guarded=True) == set()


def test_reading_and_then_writing_never_meets_a_locked_database(cast: Cast) -> None:
    """IMMEDIATE transactions on SQLite wait for each other; deferred ones would fail when they turn into writers."""
    with cast.scope():
        answer = Answer.objects.create(
            subject_kind="proof", subject_id=new_id(), path="count", value=0, saved_at=clock.now()
        )

    def count() -> None:
        with organiser_scope(cast.samband.id):
            for _ in range(50):
                with transaction.atomic():
                    row = Answer.objects.select_for_update().get(id=answer.id)
                    row.value += 1
                    row.save(update_fields=["value"])

    at_once(*[count] * 4)
    with cast.scope():
        assert Answer.objects.get(id=answer.id).value == 200
