"""Jobs of the outbox itself: sending mail; and what is done again and again."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection

from tandem.foundation import clock
from tandem.foundation.outbox import queue
from tandem.foundation.outbox.models import Mail


class NotNow(Exception):
    """What the job needs is away (the mail server is down): nothing of this kind is tried for a while.

    Does not count as an attempt, and the jobs keep their order (REL-11).
    """


@dataclass(frozen=True)
class Periodic:
    """Something done again and again; `run(now)` sees every organiser and may run twice."""

    kind: str
    every: timedelta
    run: Callable[[datetime], object]


_periodic: dict[str, Periodic] = {}


def periodic(kind: str, every: timedelta, run: Callable[[datetime], object]) -> None:
    """Have the worker call `run(now)` every so often, by one worker at a time; the same kind again replaces it."""
    if kind not in _periodic:
        queue.handles(kind)(_runner(kind))
    _periodic[kind] = Periodic(kind, every, run)


def _runner(kind: str) -> queue.Handler:
    def run(payload: Mapping[str, Any]) -> None:
        _periodic[kind].run(clock.now())

    return run


def periodics() -> Mapping[str, Periodic]:
    """All that is done again and again, by kind."""
    return _periodic


@queue.handles("mail")
def send(payload: Mapping[str, Any]) -> None:
    """Send one mail; nothing happens when it went before.

    A worker that dies between the server's yes and our note of it sends again under the same Message-ID, by which
    mail programs and servers tell a repeated mail: at least once, recognisable, never lost (REL-8).
    """
    mail = Mail.objects.get(id=payload["mail"])
    if mail.sent_at is not None:
        return
    server = get_connection()
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"the mail server does not let us in: {error}") from error
    headers = {"Message-ID": mail.message_id, "Content-Language": mail.language, "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(mail.subject, mail.text, to=[mail.to], headers=headers, connection=server).send()
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.close()
    Mail.objects.filter(id=mail.id, sent_at=None).update(sent_at=clock.now())
