"""What the player remembers while a story is played: who is who, and what came of earlier events."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tandem.demo.story import BadStory, Event, Story
from tandem.foundation.access import Actor, offices_of, tills_of
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.operations import account_of, say_who
from tandem.foundation.tenancy.models import Membership, Organiser

Act = Callable[["World", Event], None]
acts: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    """Register how an event is played."""

    def keep(function: Act) -> Act:
        acts[name] = function
        return function

    return keep


class Upload(io.BytesIO):
    """Bytes with a name, as a browser would send them."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


@dataclass
class World:
    """By the story's own keys; ids only, so that every event loads what it works on."""

    story: Story
    organisers: dict[str, Organiser] = field(default_factory=dict)
    programmes: dict[str, UUID] = field(default_factory=dict)  # by organiser
    calls: dict[tuple[str, str], UUID] = field(default_factory=dict)  # by organiser and key
    applications: dict[str, UUID] = field(default_factory=dict)
    organisations: dict[tuple[str, str], UUID] = field(default_factory=dict)  # by organiser and name
    questions: dict[str, UUID] = field(default_factory=dict)
    expenses: dict[tuple[str, str], UUID] = field(default_factory=dict)  # by grant and key
    findings: dict[tuple[str, str], UUID] = field(default_factory=dict)  # by grant and key

    def person(self, key: str) -> Person:
        """Somebody of the story; their account is made, and their name said, the first time they act."""
        try:
            said = self.story.people[key]
        except KeyError:
            raise BadStory(f"nobody is called {key!r} in this story") from None
        language = said.get("language", "en")
        person = account_of(said["mail"], language)
        if person.name != said["name"] or person.time_zone != said.get("time_zone", ""):
            say_who(person, name=said["name"], language=language, time_zone=said.get("time_zone", ""))
        return person

    def actor(self, key: str, organiser: str) -> Actor:
        """Somebody as they act for this organiser, with the roles they have there."""
        person = self.person(key)
        rows = Membership.objects.filter(organiser__slug=organiser, person=person)
        held = list(rows.values_list("role", "office"))
        roles = frozenset(role for role, _office in held)
        return Actor(person.id, person.name, roles, person.language, offices_of(held), tills_of(held))

    def of(self, event: Event, who: str = "who") -> Actor:
        """The one who does this event."""
        return self.actor(event.data[who], event.organiser)

    def side(self, event: Event, side: str) -> Actor:
        """The one who acts for a side of the event's application."""
        return self.actor(event.data["sides"][side]["person"], event.organiser)


def text(value: Any) -> dict[str, str]:
    """An officer's text: {language: text}; a plain string is English."""
    return dict(value) if isinstance(value, Mapping) else {"en": str(value)}
