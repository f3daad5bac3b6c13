"""Officers and partners talk about the plan beside it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.plans import access
from tandem.plans.events import PlanCommented
from tandem.plans.models import Comment

LONGEST = 20_000


@transaction.atomic
def comment(actor: Actor, plan: UUID, words: str) -> Comment:
    """Say something about the plan to the others who write or read it. Refused: neither officer nor partner (403),
    no such plan (404), a closed grant (409), nothing said or more than 20,000 characters (422)."""
    held = access.hold_plan(actor, plan)
    held.demand_words()
    held.held.demand_open()
    kept = storable(words.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused("words_missing", _("Nothing was said."), _("Write what the others should know."),
                      problems=[Problem("missing", "words")])
    if len(kept) > LONGEST:
        values = {"actual": len(kept), "limit": LONGEST, "difference": len(kept) - LONGEST}
        raise Refused("too_long", _("This is too long for a comment."), _("Shorten it."),
                      problems=[Problem("too_many_characters", "words", values)])
    made: Comment = Comment.objects.create(
        plan_id=plan, text=kept, written_by_id=actor.person_id, written_at=clock.now()
    )
    audit.record(actor, "plan.commented", "plan", plan, {"comment": str(made.id)})
    happened(PlanCommented(str(plan), str(held.held.grant.id), bool(held.held.acts)))
    return made
