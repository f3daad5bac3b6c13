"""The append-only, hash-chained record of acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tandem.foundation.access.decision import Actor
    from tandem.foundation.audit.models import Act


def record(
    actor: Actor, verb: str, kind: str, object_id: UUID | str, payload: Mapping[str, Any] | None = None
) -> Act:
    """Add one act to the chain of the organiser in scope; see `chain.record`."""
    from tandem.foundation.audit import chain

    return chain.record(actor, verb, kind, object_id, payload)
