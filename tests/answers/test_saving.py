"""Nothing typed is ever lost: compare-and-swap saves, conflicts with both texts, late texts kept aside."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from django.db import connection, connections

from tandem.answers.models import Answer, SetAside
from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored
from tandem.applications import access
from tandem.applications.models import Signature
from tandem.applications.operations import sign, standing
from tandem.core.forms.paths import expand
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.tenancy.scope import organiser_scope
from tests.factories import applications, calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """An open call, and a draft of Bo and Dee without answers."""
    at("2024-09-12T12:00")
    with cast.scope():
        return build(cast)


def build(cast: Any) -> Any:
    cast.call = calls.call(cast.actor("ana"))
    cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
    cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
    cast.application = applications.draft(cast.actors["home"], cast.call, cast.sides)
    return cast


@pytest.fixture(autouse=True)
def scoped(world: Any) -> Any:
    with world.scope():
        yield


def put(world: Any, side: str, path: str, text: Any, base: int = 0) -> Any:
    edit = Edit(path, "", text, base)
    return save(world.actors[side], "application", world.application.id, [edit], locale="en").outcomes[0]


@pytest.mark.expects("UX-9", "FLD-1")
def test_a_conflicting_save_shows_both_and_keeps_the_loser(world: Any) -> None:
    assert put(world, "home", "summary", "Bo's text").status == "saved"
    outcome = put(world, "abroad", "summary", "El texto de Dee")
    assert (outcome.status, outcome.theirs, outcome.mine) == ("conflict", "Bo's text", "El texto de Dee")
    assert stored(world.application.id)[("summary", "")].value == "Bo's text"
    assert SetAside.objects.get().value == "El texto de Dee"


@pytest.mark.expects("UX-8")
def test_the_same_text_sent_again_after_a_lost_reply_is_no_conflict(world: Any) -> None:
    put(world, "home", "summary", "Once")
    assert put(world, "home", "summary", "Once", base=0).status == "same"
    assert Answer.objects.count() == 1


@pytest.mark.expects("UX-9")
def test_a_hundred_interleavings_of_two_editors_lose_nothing(world: Any) -> None:
    """Two people type at two questions in random order, from what they saw last; every text is found again."""
    for seed in range(100):
        dice = random.Random(seed)
        Answer.objects.all().delete()
        SetAside.objects.all().delete()
        seen: dict[tuple[str, str], int] = {}
        typed: list[str] = []
        for number in range(8):
            side, path = dice.choice(["home", "abroad"]), dice.choice(["summary", "title"])
            text = f"{seed}.{number} by {side}"
            outcome = put(world, side, path, text, base=seen.get((side, path), 0))
            typed.append(text)
            if outcome.status == "saved" or dice.random() < 0.5:
                seen[(side, path)] = outcome.revision
            if outcome.status == "conflict":
                assert outcome.theirs != text
        kept = {row.value for row in SetAside.objects.all()}
        standing_texts = {row.value for row in Answer.objects.all()}
        overwritten = set(typed) - kept - standing_texts
        for text in overwritten:  # what is neither standing nor aside was replaced knowingly, from its own revision
            assert text.split(" by ")[0]
        revisions = {row.path: row.revision for row in Answer.objects.all()}
        saved_count = len(typed) - len(kept)
        assert sum(revisions.values()) == saved_count, "a save that counted nowhere is a lost update"


@pytest.mark.expects("UX-11", "SEC-8")
@pytest.mark.parametrize(
    "nasty",
    [
        "\x00 nul",
        "lone \ud800 surrogate",
        "\u202eright to left",
        "=cmd()",
        "x" * 2_000_000,
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
    ],
    ids=["nul", "surrogate", "bidi", "formula", "2MB", "script", "template"],
)
def test_every_question_takes_every_text_and_loses_none_of_it(world: Any, nasty: str) -> None:
    sides = ("home", "abroad")
    expected = nasty.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    for place in expand(world.call.form, sides):
        if place.has_rows and place.question.type == "file":
            continue
        actor = world.actors[place.party or "home"]
        row = "0190b6a0-0000-7000-8000-000000000001" if place.has_rows else ""
        raw: Any = nasty
        if place.question.type == "people":
            raw = {"name": nasty}
        elif place.question.type == "budget":
            raw = {"text": nasty, "years": {"1": nasty}}
        elif place.question.type == "organisation":
            raw = {"name": nasty}
        outcome = save(
            actor, "application", world.application.id, [Edit(place.path, row, raw, 0)], locale="en"
        ).outcomes[0]
        assert outcome.status == "saved", place.path
        kept = repr(Answer.objects.get(subject_id=world.application.id, path=place.path, row=row).value)
        assert repr(expected)[1:-1] in kept, place.path
        if expected != nasty:
            assert {each.code_point for each in outcome.replaced} <= {"U+0000", "U+D800"} and outcome.replaced


@pytest.mark.expects("UX-10", "FLD-6")
def test_each_party_speaks_for_itself_and_the_rest_is_written_together(world: Any) -> None:
    assert put(world, "home", "learning_goals/home", "To listen").status == "saved"
    outcome = put(world, "home", "learning_goals/abroad", "Words in Dee's mouth")
    assert outcome.status == "refused"
    assert SetAside.objects.get().why == "not_yours"
    assert put(world, "abroad", "learning_goals/abroad", "Aprender a medir").status == "saved"
    assert put(world, "abroad", "summary", "Juntos").status == "saved"


@pytest.mark.expects("UX-18", "FLD-1", "REL-5")
def test_a_text_after_the_deadline_is_kept_and_says_so(world: Any, at: Any) -> None:
    put(world, "home", "summary", "In time")
    at("2024-10-02T00:01")
    result = save(
        world.actors["home"], "application", world.application.id, [Edit("summary", "", "Too late", 1)], locale="en"
    )
    assert result.refusal and result.outcomes[0].status == "refused"
    assert stored(world.application.id)[("summary", "")].value == "In time"
    assert SetAside.objects.get().value == "Too late"


@pytest.mark.expects("UX-16")
def test_an_edit_makes_signatures_void(world: Any) -> None:
    from tandem.applications.models import Application

    Application.objects.all().delete()
    world.application = applications.filled(
        world.actors, calls.call(world.actor("ana"), slug="another-call"), world.sides
    )
    sha256 = standing(access.hold(world.actors["home"], world.application.id)).content.sha256
    sign(world.actors["home"], world.application.id, sha256)
    there = stored(world.application.id)[("summary", "")]
    save(
        world.actors["abroad"],
        "application",
        world.application.id,
        [Edit("summary", "", "Changed", there.revision)],
        locale="es",
    )
    assert not Signature.objects.filter(voided_at=None).exists()
    with pytest.raises(Refused) as refused:
        sign(world.actors["abroad"], world.application.id, sha256)
    assert refused.value.code == "changed" and refused.value.status == 409


def test_a_place_that_the_form_does_not_have_is_refused_and_nothing_is_written(world: Any) -> None:
    with pytest.raises(Refused):
        save(
            world.actors["home"],
            "application",
            world.application.id,
            [Edit("summary", "", "Good", 0), Edit("no_such_question", "", "Bad", 0)],
            locale="en",
        )
    assert not Answer.objects.exists()


def test_strangers_do_not_learn_that_it_exists(world: Any) -> None:
    for who in ("nobody", "other_bo", "cy", "ana"):
        with pytest.raises(Refused) as refused:
            save(world.actor(who), "application", world.application.id, [Edit("summary", "", "x", 0)], locale="en")
        assert refused.value.status == 404


class TestTwoThreads:
    """The race itself. First the damage without the protection, then none with it."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def _race(self, world: Any, write: Any) -> list[Any]:
        barrier, results = threading.Barrier(2), []
        moment = clock.now()

        def run(side: str) -> None:
            try:
                with organiser_scope(world.samband.id), clock.at(moment):
                    results.append(write(side, barrier))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(side,)) for side in ("home", "abroad")]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        return results

    @pytest.mark.expects("UX-9")
    def test_without_the_revision_a_text_is_lost_and_with_it_none(self, world: Any) -> None:
        put(world, "home", "summary", "Start")

        def careless(side: str, barrier: threading.Barrier) -> str:
            row = Answer.objects.get(path="summary")
            barrier.wait()
            row.value = f"{row.value} + {side}"
            row.save(update_fields=["value"])
            return side

        self._race(world, careless)
        text = Answer.objects.get(path="summary").value
        assert not ("home" in text and "abroad" in text), "the control must show the damage"

        base = Answer.objects.get(path="summary").revision

        def careful(side: str, barrier: threading.Barrier) -> Any:
            barrier.wait()
            return put(world, side, "summary", f"Mine: {side}", base=base)

        outcomes = self._race(world, careful)
        assert sorted(o.status for o in outcomes) == ["conflict", "saved"]
        loser = next(o for o in outcomes if o.status == "conflict")
        assert SetAside.objects.filter(value=loser.mine).exists()
        assert connection.vendor in {"sqlite", "postgresql"}
