"""Events: past-tense facts that operations announce, and who reacts to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from tandem.foundation.outbox import queue


@dataclass(frozen=True)
class Event:
    """Base of all events. Fields are plain JSON values (ids as strings), because 'later' passes them on."""


Reaction = Callable[[Any], None]
_now: dict[type[Event], list[Reaction]] = {}
_later: dict[type[Event], list[Reaction]] = {}


def react(event: type[Event], *, now: tuple[Reaction, ...] = (), later: tuple[Reaction, ...] = ()) -> None:
    """Register what happens in the same transaction, and what happens afterwards (may run twice)."""
    _now.setdefault(event, []).extend(r for r in now if r not in _now.get(event, []))
    for reaction in later:
        if reaction in _later.setdefault(event, []):
            continue
        _later[event].append(reaction)
        queue.handles(_kind(event, reaction))(_runner(event, reaction))


def happened(event: Event) -> None:
    """Announce it: runs the reactions of now, puts those of later into the outbox. Inside the transaction."""
    for reaction in _now.get(type(event), ()):
        reaction(event)
    for reaction in _later.get(type(event), ()):
        queue.put(_kind(type(event), reaction), asdict(event))


def _kind(event: type[Event], reaction: Reaction) -> str:
    return f"{event.__name__}>{reaction.__module__.split('.')[1]}.{reaction.__name__}"[:80]


def _runner(event: type[Event], reaction: Reaction) -> queue.Handler:
    def run(payload: Any) -> None:
        with transaction.atomic():
            reaction(event(**payload))

    return run
