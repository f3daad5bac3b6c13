"""The call on whose applications an officer acts."""

from __future__ import annotations

from uuid import UUID

from tandem.applications import access
from tandem.calls.models import Call
from tandem.foundation.access import Actor, Refused


def locked_call(actor: Actor, call_id: UUID) -> Call:
    """A published call with programme and rulebook, its row locked until the transaction ends.

    Refused: unknown or not published (404), not an officer of the call's office (403).
    """
    rows = Call.objects.select_for_update(of=("self",)).select_related("programme", "rulebook_version")
    call: Call | None = rows.filter(id=call_id).first()
    if call is None or not call.is_published:
        raise access.missing()
    if not (decision := access.may_run(actor, call)):
        raise Refused.by(decision)
    return call
