"""The entries on top of every page: later apps say what they have and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tandem.web.routes import ANYONE, SIGNED_IN


@dataclass(frozen=True)
class Entry:
    """One entry: its lazy label, the name of its route under the organiser, who sees it, and where it stands."""

    label: Any
    name: str
    who: tuple[str, ...]  # roles, SIGNED_IN or ANYONE
    place: int
    staff: bool = True  # False: not for people who work for the organiser


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    """Add entries; an entry for the same route is added once."""
    known = {entry.name for entry in _entries}
    _entries.extend(entry for entry in entries if entry.name not in known)
    _entries.sort(key=lambda entry: entry.place)


def entries_for(request: HttpRequest) -> list[dict[str, Any]]:
    """What this person sees on this organiser's pages: label, url, and whether it is the page they are on."""
    organiser, actor = getattr(request, "organiser", None), getattr(request, "actor", None)
    if organiser is None or actor is None:
        return []
    shown = []
    for entry in _entries:
        welcome = ANYONE in entry.who or (actor.person_id and (SIGNED_IN in entry.who or actor.has(*entry.who)))
        if not welcome or (actor.roles and not entry.staff):
            continue
        try:
            url = reverse(entry.name, args=[organiser.slug])
        except NoReverseMatch:
            continue
        shown.append({"label": entry.label, "url": url, "current": request.path.startswith(url)})
    return shown
