"""The story: plays through the operations to each stage, and leaves work for everybody on its own date."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tandem.applications.models import Application
from tandem.demo import play, story
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit import chain
from tandem.foundation.outbox.models import Job, Mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import organiser_scope

pytestmark = pytest.mark.django_db
LONG = {"competence", "learning_goals", "context_knowledge", "harm", "dominance", "results", "summary"}


def steps(slug: str) -> Counter[tuple[str, str]]:
    with organiser_scope(Organiser.objects.get(slug=slug).id):
        return Counter(Application.objects.values_list("step", "outcome"))


def enter(key: str) -> Client:
    client = Client()
    assert client.post(f"/demo/as/{key}/").status_code == 302
    return client


def desk(key: str, slug: str = "samband") -> str:
    return enter(key).get(f"/{slug}/desk/", headers={"accept-language": "en"}).content.decode()


def test_until_the_call_only_what_came_before_has_happened(settings: Any) -> None:
    settings.TANDEM_DEMO = True
    said: list[str] = []
    played = play.play(play.DEFAULT, "call", said.append)
    assert clock.now().date().isoformat() == "2024-09-10" and "10 September 2024" in said[0]
    assert set(steps("samband")) == {("draft", "")} and len(played.people) == 10
    with organiser_scope(Organiser.objects.get(slug="samband").id):
        assert all(row.submitted_at is None for row in Application.objects.all())


def test_until_the_scores_everybody_has_their_day(settings: Any) -> None:
    settings.TANDEM_DEMO = True
    play.play(play.DEFAULT, "scored")
    assert steps("samband") == {("draft", ""): 3, ("scored", ""): 4, ("eligible", ""): 2, ("submitted", ""): 1}
    assert steps("brofonden") == {("submitted", ""): 1, ("draft", ""): 1}
    pages = {key: desk(key) for key in ("ana", "omar", "bo", "dee", "cy", "kim")}
    assert "A fair bill for land and shop" in pages["ana"] and "second round" in pages["ana"]
    assert "Clean water in the classroom" in pages["bo"] and "in the classroom" in pages["dee"]
    assert "Every drop has a number" in pages["cy"] and "The river has the word" not in pages["cy"]
    assert "Your desk is clear" in pages["kim"]
    eve = desk("eve", "brofonden")
    assert not re.search("Fjordvik|San Mateo|Elvedal|classroom|second round", eve)
    assert "Sørvik" not in "".join(pages.values()) and "Markets without waste" not in "".join(pages.values())
    assert enter("eve").get("/samband/applications/").content.decode().count("Fjordvik") == 0
    assert not mail.outbox and not Job.objects.filter(done_at=None).exists() and not Mail.objects.filter(sent_at=None)
    for organiser in Organiser.objects.all():
        assert chain.verify(str(organiser.id)) == ()


def test_until_the_decision_it_is_decided_by_the_second_officer(settings: Any) -> None:
    settings.TANDEM_DEMO = True
    play.play(play.DEFAULT, "decided")
    found = steps("samband")
    assert found["decided", "awarded"] >= 3 and found["decided", "refused"] + found["decided", "reserve"] >= 1
    assert sum(number for (step, _outcome), number in found.items() if step == "decided") == 7
    with organiser_scope(Organiser.objects.get(slug="samband").id):
        from tandem.awards.models import Proposal

        proposal = Proposal.objects.get()
        omar = Person.objects.get(name="Omar Lunde")
        assert proposal.decision.decided_by_id == omar.id != proposal.made_by_id


def test_texts_are_long_enough_and_in_two_languages() -> None:
    told = story.load(play.DEFAULT)
    answers = [
        (event.data["sides"][event.data["side"]]["person"], id, str(value))
        for event in told.events if event.do == "write" for id, value in event.data["answers"].items() if id in LONG
    ]
    languages = Counter(told.people[person].get("language", "en") for person, _id, _value in answers)
    assert languages["es"] >= 10 and languages["en"] >= 40
    assert sum(len(value.split()) for _person, _id, value in answers) > 5000
    assert not any("lorem" in value.lower() for _person, _id, value in answers)


def test_a_bad_stage_or_programme_is_named() -> None:
    with pytest.raises(story.BadStory, match="no stage 'forgotten'"):
        play.play(play.DEFAULT, "forgotten")
    with pytest.raises(story.BadStory, match="no story comes with 'nothing'"):
        play.play("nothing")


def test_an_operation_that_refuses_names_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    told = story.load(play.DEFAULT)
    broken = [e for e in told.events if e.do != "programme"]
    monkeypatch.setattr(play, "load", lambda programme: story.Story(
        told.rulebook, told.folder, told.stages, told.people, told.cast, tuple(broken)
    ))
    with pytest.raises(story.BadStory, match=r"story\.yaml, event \d+, 17 June 10:00, call"):
        play.play()
