"""The address of a person's own calendar."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.desk.models import Feed
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.accounts.models import Person


@transaction.atomic
def open_feed(actor: Actor) -> str:
    """A new secret word for the address of this person's calendar; the earlier one is dead. Refused (403) unknown.

    The word is told once; only its SHA-256 is kept.
    """
    if actor.person_id is None:
        raise Refused("sign_in_first", _("A calendar belongs to somebody who has signed in."), status=403)
    close_feed(actor)
    word = secrets.token_urlsafe(24)
    made = Feed.objects.create(person_id=actor.person_id, secret_sha256=digest(word), made_at=clock.now())
    audit.record(actor, "calendar.opened", "feed", made.id, {})
    return word


@transaction.atomic
def close_feed(actor: Actor) -> bool:
    """The address in force opens nothing any more; False when there was none."""
    feed = Feed.objects.filter(person=actor.person_id, ended_at=None).first()
    if feed is None:
        return False
    feed.ended_at = clock.now()
    feed.save(update_fields=["ended_at"])
    audit.record(actor, "calendar.closed", "feed", feed.id, {})
    return True


def reader_of(word: str) -> Person | None:
    """Whose calendar this word opens; None when it opens nothing (any more). One query."""
    feed = Feed.objects.filter(secret_sha256=digest(word), ended_at=None, person__is_active=True)
    found = feed.select_related("person").first()
    return found.person if found else None


def digest(word: str) -> str:
    """What is kept of a secret word."""
    return hashlib.sha256(word.encode()).hexdigest()
