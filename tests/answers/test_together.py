"""Working together: sections asked of colleagues, and colleagues who go on when somebody has left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tandem.answers.operations import Edit, save
from tandem.answers.operations.delegating import FILL, delegate, take_back
from tandem.applications import access
from tandem.applications.operations import sign, standing
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.organisations.models import Member
from tests.factories import applications, calls, organisations

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """An open call and a draft of Bo and Dee, filled but for nothing."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.draft(cast.actors["home"], cast.call, cast.sides)
        yield cast


def ask(world: Any, section: str = "about", days: int = 5, who: Any = None) -> Duty:
    day = clock.now().date() + timedelta(days=days)
    person = (who or world.dee).pk
    return delegate(world.actors["home"], "application", world.application.id, section, person, day, "Please, Dee")


@pytest.mark.expects("FLD-6")
def test_a_section_asked_of_a_colleague_stands_on_her_desk_until_nothing_in_it_is_open(world: Any) -> None:
    ask(world)
    duty = book.open_for(Actor(world.dee.pk)).get(kind=FILL)
    assert (duty.values["who"], duty.values["note"]) == (world.actors["home"].name, "Please, Dee")
    client = Client()
    client.force_login(world.dee, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(duty.values["address"]).status_code == 200
    answers = applications.filling(world.call.rulebook, world.call.form, ["home", "abroad"])
    section = next(section for section in world.call.form.sections if section.id == "about")
    wanted = {question.id for question in section.questions}
    one, *rest = [key for key in answers if key[0].split("/")[0] in wanted]
    for keys, left in (([one], 1), (rest, 0)):
        edits = applications.edits(world.application.id, {key: answers[key] for key in keys})
        for side in ("home", "abroad"):
            own = [e for e in edits if f"/{side}" in e.path or (side == "home" and "/" not in e.path)]
            save(world.actors[side], "application", world.application.id, own, locale="en")
        assert Duty.objects.filter(kind=FILL, done_at=None).count() == left


@pytest.mark.expects("FLD-6")
def test_who_cannot_be_asked_and_when_is_said_with_what_to_do(world: Any) -> None:
    with pytest.raises(Refused) as stranger:
        ask(world, who=world.cy)
    assert stranger.value.code == "no_writer" and stranger.value.remedy
    with pytest.raises(Refused) as past:
        ask(world, days=-1)
    assert past.value.code == "day_past" and past.value.status == 422
    with pytest.raises(Refused):
        ask(world, section="nowhere")
    ask(world)
    take_back(world.actors["home"], "application", world.application.id, "about", world.dee.pk)
    assert not Duty.objects.filter(kind=FILL, done_at=None).exists()


def test_the_page_asks_and_takes_back_without_javascript(world: Any) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.bo, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/samband/applications/{world.application.id}/delegate/"
    said = {"section": "about", "person": str(world.dee.pk), "due_on": "2024-09-20", "note": "Numbers, please"}
    assert client.post(address, {**said, "due_on": "2024-09-01"}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert "Numbers, please" in client.get(address).content.decode()
    client.post(address, {"back": f"about.{world.dee.pk}"})
    assert "Numbers, please" not in client.get(address).content.decode()


@pytest.mark.expects("UX-5", "FLD-6")
def test_the_founder_has_left_and_colleagues_write_sign_and_send(world: Any) -> None:
    kaja = Person.objects.create(email="kaja@fjordvik.example", name="Kaja Moen", language="en")
    organisations.joins(world.fjordvik, kaja, "sign")
    colleague = Actor(kaja.pk, kaja.name, frozenset(), language="en")
    Member.objects.filter(person=world.bo).update(ended_at=clock.now())
    world.bo.is_active = False
    world.bo.save()
    with pytest.raises(Refused):
        access.hold(world.actors["home"], world.application.id)
    actors = {"home": colleague, "abroad": world.actors["abroad"]}
    answers = applications.filling(world.call.rulebook, world.call.form, ["home", "abroad"])
    for side, actor in actors.items():
        held = access.hold(actor, world.application.id)
        own = {key: value for key, value in answers.items() if f"/{side}" in key[0] or "/" not in key[0]}
        save(actor, "application", world.application.id, applications.edits(world.application.id, own), locale="en")
        assert held.belongs
    applications.ethics(actors, world.call, world.sides)
    for actor in actors.values():
        seen = standing(access.hold(actor, world.application.id)).content.sha256
        result = sign(actor, world.application.id, seen)
        if result.submission:
            break
    assert result.submission is not None
    late = save(actors["home"], "application", world.application.id, [Edit("title", "", "Late", 9)], locale="en")
    assert late.refusal


def test_days_are_of_the_organisers_zone(world: Any) -> None:
    duty = delegate(world.actors["home"], "application", world.application.id, "about", world.dee.pk,
                    date(2024, 9, 20), zone="Europe/Oslo")  # fmt: skip
    assert duty.due_at is not None and duty.due_at.isoformat() == "2024-09-20T23:59:00+02:00"
