"""Beginning a round of a planning tool."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.partnerships.access import hold_partnership
from tandem.plans import access, queries
from tandem.plans.models import PlanningTool


@transaction.atomic
def begin_tool(actor: Actor, partnership: UUID, key: str) -> PlanningTool:
    """The next round of a tool for a partnership, empty, under the newest rulebook that has it (ICLD-1). Recorded.

    Refused: who may not know of the partnership, or a tool that no programme has (404), who may not write for a party
    (403), a round that is still open (409).
    """
    held = hold_partnership(actor, partnership, lock=True)
    decision = held.may_write()
    if not decision:
        raise Refused.by(decision, status=403)
    offer = queries.offered_tools(partnership).get(key)
    if offer is None:
        raise access.no_tool()
    before = PlanningTool.objects.filter(partnership=partnership, key=key).order_by("-number").first()
    if before is not None and set(before.filled) != {step.id for step in offer.tool.steps}:
        raise Refused(
            "round_open", _("There is a round of this tool already, and it is not filled in yet."),
            _("Go on with the one that is there."), status=409,
        )
    try:
        made: PlanningTool = PlanningTool.objects.create(
            partnership_id=partnership, rulebook_version_id=offer.version, key=key,
            number=before.number + 1 if before else 1, begun_by_id=actor.person_id, begun_at=clock.now(),
        )
    except IntegrityError as error:
        raise Refused("round_open", _("Somebody has begun this round meanwhile."), status=409) from error
    audit.record(actor, "tool.begun", "partnership", partnership, {"tool": key, "number": made.number})
    return made
