"""A call whose applications wait for their assessors: Cy, and a second assessor, Liv."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from tandem.applications.models import Application
from tandem.applications.operations import decide_eligibility
from tandem.calls.models import Call
from tandem.core.rulebook.schema import Component
from tandem.foundation.access import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.models import Membership
from tandem.reviews import operations
from tandem.reviews.models import Assignment
from tests.cast import Cast
from tests.factories import applications, calls, organisations
from tests.remembered import remembered

READING = "2024-11-04T10:00"  # the call has closed, the decision is not near yet


@dataclass
class World:
    """Everything a test about the judgement stands on."""

    cast: Cast
    call: Call
    liv: Person
    made: list[Application] = field(default_factory=list)

    @property
    def component(self) -> Component:
        return self.call.component

    @property
    def officer(self) -> Actor:
        return self.cast.actor("ana")

    def actor(self, who: Any) -> Actor:
        return self.cast.actor(who)

    def give(self, *people: Person, to: list[Application] | None = None) -> list[Assignment]:
        """The officer gives applications (all) to these assessors."""
        ids = [application.id for application in to or self.made]
        return operations.assign(self.officer, self.call, [person.id for person in people], ids)

    def free(self, person: Person, *chosen: Application) -> None:
        """The assessor declares no interest."""
        operations.declare(self.actor(person), self.call, {a.id: None for a in chosen or self.made})

    def work(self, person: Person, application: Application | None = None) -> Assignment:
        """The person's assignment in force."""
        found: Assignment = Assignment.objects.get(
            assessor=person, application=application or self.made[0], ended_at=None
        )
        return found

    def score_all(self, person: Person, value: Any, application: Application | None = None) -> Assignment:
        """Give the same to every criterion, with reason and evidence."""
        work = self.work(person, application)
        for criterion in self.component.criteria:
            operations.score(self.actor(person), work.id, criterion.id, value, f"{person} says {value}", "answer 3")
        return work

    def lock_all(self, person: Person, value: Any, application: Application | None = None) -> Assignment:
        """The same, and lock."""
        return operations.lock(self.actor(person), self.score_all(person, value, application).id)

    def now(self, number: int = 0) -> Application:
        """An application as the database has it."""
        return Application.objects.get(id=self.made[number].id)


def enter(person: Person) -> Client:
    """A browser without a window, signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def eligible(cast: Cast, call: Call, title: str, number: int, canary: str = "") -> Application:
    """An application that waits for its assessors, signed by both parties."""
    bo, dee = (cast.twin_bo, cast.twin_bo) if canary else (cast.bo, cast.dee)
    organiser = cast.brofonden if canary else cast.samband
    home, abroad = (cast.twin_fjordvik, cast.twin_san_telmo) if canary else (cast.fjordvik, cast.san_telmo)
    if number:
        home = organisations.make(f"Lyngmo {number} kommune", sign=bo)
    actors = {"home": cast.actor(bo, organiser), "abroad": cast.actor(dee, organiser)}
    sent = applications.submitted(actors, call, {"home": home, "abroad": abroad}, title)
    officer = cast.actor("eve", organiser) if canary else cast.actor("ana")
    return decide_eligibility(officer, sent.application_id, True, "")


def build(cast: Cast, at: Any, titles: list[str]) -> World:
    """A call with these applications, all found eligible, in Samband's scope."""
    at("2024-09-12T12:00")
    world = World(cast, *_waiting(cast, titles))
    at(READING)
    return world


@remembered
def _waiting(cast: Cast, titles: list[str]) -> tuple[Call, Person, list[Application]]:
    call = calls.call(cast.actor("ana"))
    liv = Person.objects.create_user("liv@tandem.example", "Liv Aker", language="en")
    Membership.objects.create(organiser=cast.samband, person=liv, role="assessor")
    return call, liv, [eligible(cast, call, title, number) for number, title in enumerate(titles)]


@pytest.fixture
def world(cast: Cast, at: Any) -> Any:
    """One application, inside Samband's scope."""
    with cast.scope():
        yield build(cast, at, ["Waste that residents trust"])


@pytest.fixture
def two(cast: Cast, at: Any) -> Any:
    """Two applications, inside Samband's scope."""
    with cast.scope():
        yield build(cast, at, ["Waste that residents trust", "A library in every ward"])


@pytest.fixture
def unknown() -> Any:
    """An id that nothing has."""
    return new_id()
