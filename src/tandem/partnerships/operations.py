"""Founding partnerships and moving their grants on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.partnerships.models import Grant, Partnership, Party
from tandem.partnerships.states import GrantStep


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


def move(grant: UUID, step: GrantStep, *, after: tuple[GrantStep, ...]) -> None:
    """Set a grant's step, inside the caller's transaction, which records the reason. Refused (409) from another step.

    The row is changed only from one of the steps in `after`, so that of two people who move it at once one is refused.
    """
    values: dict[str, object] = {"step": step}
    if step == GrantStep.CLOSED:
        values["closed_at"] = clock.now()
    if not Grant.objects.filter(id=grant, step__in=after).update(**values):
        raise Refused(
            "grant_moved_on", _("Somebody else has moved this grant on meanwhile."), _("Look at it again."), status=409
        )
