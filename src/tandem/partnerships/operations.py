"""Founding partnerships."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tandem.foundation import audit, clock
from tandem.foundation.access import Actor
from tandem.partnerships.models import Partnership, Party


def found(actor: Actor, title: str, sides: Mapping[str, UUID]) -> Partnership:
    """A partnership of these organisations, by side. Inside the caller's transaction; recorded."""
    with transaction.atomic():
        now = clock.now()
        partnership = Partnership.objects.create(title=title[:200], founded_at=now)
        Party.objects.bulk_create(
            [Party(partnership=partnership, organisation_id=id, side=side, joined_at=now) for side, id in sides.items()]
        )
        audit.record(
            actor,
            "partnership.founded",
            "partnership",
            partnership.id,
            {"sides": {side: str(id) for side, id in sides.items()}},
        )
    return partnership
