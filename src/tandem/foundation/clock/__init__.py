"""Now, also the demo's own date: the only place in the shell that reads a clock."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)
_demo: list[tuple[float, timedelta | None]] = []
_LOOK_AGAIN_AFTER = 5.0  # seconds


def now() -> datetime:
    """The current instant in UTC: a frozen one inside `at`, else the demo's, else the machine's."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    shift = demo_shift()
    return datetime.now(UTC) + shift if shift else datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment` (an aware datetime): for the demo story and tests."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def demo_shift() -> timedelta | None:
    """How far the demo's clock is from the machine's; None when this is no demo. Looked up every few seconds."""
    from django.conf import settings

    if not settings.TANDEM_DEMO:
        return None
    if _demo and time.monotonic() - _demo[0][0] < _LOOK_AGAIN_AFTER:
        return _demo[0][1]
    from tandem.foundation.clock.models import DemoClock

    row = DemoClock.objects.first()
    shift = row.now_at - row.started_at if row else None
    _demo[:] = [(time.monotonic(), shift)]
    return shift


def set_demo(moment: datetime) -> None:
    """Let the demo's clock show `moment` from now on and run from there."""
    from tandem.foundation.clock.models import DemoClock

    DemoClock.objects.all().delete()
    DemoClock.objects.create(now_at=moment, started_at=datetime.now(UTC))
    forget_demo()


def forget_demo() -> None:
    """Look the demo's clock up again at the next question, not after a few seconds."""
    _demo.clear()
