"""Every address of the product, read from Django's own resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tandem.web.routes import Route


@dataclass(frozen=True)
class Address:
    """One route: its full name ('calls:form'), its pattern as people read it, and what its view declares."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def route(self) -> Route | None:
        """The declaration of who may enter; None when the view has none."""
        return getattr(self.view, "route", None)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the pattern, in order."""
        return tuple(
            part.split(":")[-1].rstrip(">") for part in self.pattern.split("<")[1:] for part in [part.split(">")[0]]
        )

    @property
    def module(self) -> str:
        """Where the view stands."""
        return self.view.__module__


def addresses() -> list[Address]:
    """All of them, in the resolver's order."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], before: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, pattern, inside)
        elif isinstance(entry, URLPattern):
            yield Address(":".join([*spaces, entry.name or f"({pattern})"]), f"/{pattern}", entry.callback)
