"""Plays a rulebook's story to a stage and leaves the demo's clock on that stage's day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from tandem.demo import accounting, acts, cooperating, doing, judging, operations
from tandem.demo.story import BadStory, Event, Story, load, stories
from tandem.demo.world import World
from tandem.demo.world import acts as known_acts
from tandem.foundation import clock
from tandem.foundation.outbox.worker import run_until_empty
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.reports.models import DonorReport, Report

DEFAULT = next(iter(stories()), "")
INTERESTING = "reported"
__all__ = ["DEFAULT", "BadStory", "Played", "accounting", "acts", "cooperating", "doing", "judging", "play"]


@dataclass(frozen=True)
class Entrance:
    """One of the cast: name, what they would do today, and the path of the page that lets one in."""

    name: str
    what: str
    path: str


@dataclass(frozen=True)
class Played:
    """What came of it: how many events were played, and who may be visited."""

    events: int
    people: tuple[Entrance, ...]


def play(programme: str = "", until: str = "", say: Callable[[str], None] = print) -> Played:
    """Play the story of a shipped rulebook up to a stage, through the operations, and set the demo's date.

    Mails of the story are kept as sent and go nowhere. BadStory for an unknown programme or stage, or when an
    operation refuses what the story says (the message names the event).
    """
    story = load(programme or DEFAULT)
    stage = until or INTERESTING
    if stage not in story.stages:
        raise BadStory(f"the story knows no stage {stage!r}; it has: {', '.join(story.stages)}")
    today, world, number = story.stages[stage], World(story), 0
    with _mail_goes_nowhere():
        for event in story.until(today):
            _happen(world, event)
            number += 1
        with clock.at(today):
            run_until_empty()
    clock.set_demo(today)
    people = _cast(world, stage)
    say(f"{number} events played; the demo's calendar says {today:%d %B %Y, %H:%M}")
    return Played(number, people)


def _happen(world: World, event: Event) -> None:
    function = known_acts.get(event.do)
    if function is None:
        raise BadStory(f"{event.where}: nobody knows how to {event.do!r}")
    with clock.at(event.at), override("en"):
        try:
            if event.do == "organiser":
                function(world, event)
            else:
                with organiser_scope(world.organisers[event.organiser].id):
                    function(world, event)
        except BadStory:
            raise
        except Exception as error:
            raise BadStory(f"{event.where}, {event.at:%d %B %H:%M}, {event.do}: {error}") from error
        run_until_empty()


@contextmanager
def _mail_goes_nowhere() -> Iterator[None]:
    before = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before


def _cast(world: World, stage: str) -> tuple[Entrance, ...]:
    members: dict[str, Any] = {}
    for key, said in world.story.cast.items():
        today = _of_stage(said["today"], stage, world.story)
        lands = said.get("lands", {}).get(stage, {})
        with organiser_scope(world.organisers[said["organiser"]].id) if lands else nullcontext():
            address = _address(world, said["organiser"], lands)
        members[key] = (world.person(key), {"part": dict(said["part"]), "today": today, "address": address})
    rows = operations.cast(members)
    return tuple(Entrance(row.person.name, row.today["en"], reverse("demo-as", args=[row.key])) for row in rows)


def _address(world: World, organiser: str, lands: Mapping[str, Any]) -> str:
    """Where somebody comes in: their desk, or a page about a grant, an application, or a report to a donor."""
    about: list[Any] = []
    if "donor" in lands:
        about.append(
            DonorReport.objects.values_list("id", flat=True).get(donor__key=lands["donor"], year=lands["year"])
        )
    elif "report" in lands:
        about.append(
            Report.objects.values_list("id", flat=True).get(
                grant=cooperating.awarded(world, lands["grant"]), kind=lands["report"], year=lands["year"]
            )
        )
    elif "grant" in lands:
        about.append(cooperating.awarded(world, lands["grant"]).id)
    return reverse(lands.get("page", "desk"), args=[organiser, *about])


def _of_stage(today: Mapping[str, Any], stage: str, story: Story) -> dict[str, str]:
    """The sentence for this stage, or that of the nearest stage before it."""
    before = [name for name in story.stages if story.stages[name] <= story.stages[stage]]
    return dict(next(today[name] for name in reversed(before) if name in today))
