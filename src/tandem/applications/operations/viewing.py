"""Views of a list: an officer keeps the filters of an address under a name."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.models import SavedView
from tandem.calls.models import Call
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused

MOST = 30  # of one person in one call


@transaction.atomic
def keep_view(actor: Actor, call_id: UUID, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Keep the filters (the part of the address after '?') under a name; the same name again replaces them.

    A shared one is there for every officer who reads the call's applications. Refused: not such an officer (403, 404),
    no name, or too many (422).
    """
    call = Call.objects.filter(id=call_id).first()
    if call is None or actor.person_id is None:
        raise access.missing()
    if not (decision := access.may_look(actor, call)):
        raise Refused.by(decision)
    name = " ".join(storable(name)[0].split())[:80]
    if not name:
        raise Refused("name_missing", _("Give the view a name."))
    mine = SavedView.objects.filter(call=call, person_id=actor.person_id)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(
            "too_many", _("You keep %(limit)d views of this list already.") % {"limit": MOST},
            _("Drop one you no longer use."),
        )
    row: SavedView
    row, _made = SavedView.objects.update_or_create(
        call=call, person_id=actor.person_id, name=name,
        defaults={"query": query[:2000], "shared": shared, "made_at": clock.now()},
    )
    audit.record(actor, "list.view_kept", "call", call.id, {"name": name, "shared": shared})
    return row


@transaction.atomic
def drop_view(actor: Actor, view_id: UUID) -> None:
    """Drop one's own view; Refused (404) for another's."""
    row = SavedView.objects.filter(id=view_id, person_id=actor.person_id).first()
    if row is None:
        raise access.missing()
    audit.record(actor, "list.view_dropped", "call", row.call_id, {"name": row.name})
    row.delete()
