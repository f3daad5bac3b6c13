"""The organiser whose records a piece of work may touch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_current: ContextVar[UUID | None] = ContextVar("organiser_scope", default=None)


class OutsideScope(RuntimeError):
    """A query or a write touched an organiser's records outside that organiser's scope: a fault in our code."""


def current() -> UUID:
    """The organiser in scope; OutsideScope when there is none."""
    organiser = _current.get()
    if organiser is None:
        raise OutsideScope("this query belongs to an organiser, and no organiser is in scope")
    return organiser


def current_or_none() -> UUID | None:
    """The organiser in scope, or None."""
    return _current.get()


@contextmanager
def organiser_scope(organiser: UUID) -> Iterator[None]:
    """Everything inside sees this organiser's records and no other's."""
    token = _current.set(organiser)
    try:
        yield
    finally:
        _current.reset(token)
