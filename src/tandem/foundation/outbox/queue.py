"""Putting jobs into the outbox, and what runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from tandem.foundation import clock
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.models import Job, Mail
from tandem.foundation.tenancy.scope import current_or_none

LONGEST_KEY = 100  # characters of a mail's key that its Message-ID bears as they are
Handler = Callable[[Mapping[str, Any]], None]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind. It runs in the organiser's scope and may run twice."""

    def keep(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not handler:
            raise RuntimeError(f"two handlers for jobs of kind {kind}")
        _handlers[kind] = handler
        return handler

    return keep


def handler_of(kind: str) -> Handler:
    """The registered handler; KeyError when there is none."""
    return _handlers[kind]


def put(kind: str, payload: Mapping[str, Any], *, key: str = "", run_at: datetime | None = None) -> None:
    """Leave a job behind, in the running transaction. A second job with the same key is not added."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a job is put inside the transaction of the change that asks for it")
    now = clock.now()
    row = Job(
        organiser_id=current_or_none(), kind=kind, key=key or str(new_id()), payload=dict(payload),
        created_at=now, run_at=run_at or now,
    )
    Job.objects.bulk_create([row], ignore_conflicts=True)


def send_mail(
    to: str, subject: str, text: str, *, language: str = "en", key: str = "", about: tuple[str, UUID] | None = None
) -> Mail:
    """Leave a mail behind, in the running transaction: the worker sends it, once, with a fixed Message-ID.

    Line breaks in the subject become spaces (header injection).
    """
    subject = " ".join(subject.split())[:300]
    identity = key or str(new_id())
    if len(identity) > LONGEST_KEY:
        identity = sha256(identity.encode()).hexdigest()
    mail, created = Mail.objects.get_or_create(
        message_id=f"<{identity}@tandem>",
        defaults={
            "organiser_id": current_or_none(), "to": to, "subject": subject, "text": text, "language": language,
            "created_at": clock.now(), "about_kind": about[0] if about else "", "about_id": about[1] if about else None,
        },
    )
    if created:
        put("mail", {"mail": str(mail.id)}, key=f"mail:{mail.id}")
    return mail
