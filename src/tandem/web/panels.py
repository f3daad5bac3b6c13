"""Later data on an earlier page: a later app registers a panel, the page shows it without knowing the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Render = Callable[[HttpRequest, Any], str]  # takes the object as the page loaded it; '' when there is nothing to show


@dataclass(frozen=True)
class Panel:
    """A piece of a page about one kind of object; `place` orders panels."""

    id: str
    kind: str
    place: int
    render: Render


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel; the same id is added once."""
    if all(known.id != panel.id for known in _panels):
        _panels.append(panel)
        _panels.sort(key=lambda each: each.place)


def rendered(kind: str, request: HttpRequest, thing: Any) -> list[Any]:
    """The panels for an object of this kind, rendered (safe HTML), empty ones left out."""
    shown = [panel.render(request, thing) for panel in _panels if panel.kind == kind]
    return [html for html in shown if html]
