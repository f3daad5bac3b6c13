"""Asking people onto a panel, reminding them, and the languages they read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.calls.models import Call
from tandem.core.values import Problem
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused, acting
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.models import Role
from tandem.reviews.events import AssessorsReminded, PanelAsked
from tandem.reviews.models import Panelist, ReadingLanguages
from tandem.reviews.queries.lists import assessors as assessors_of
from tandem.reviews.queries.overview import waiting_for

MOST_LANGUAGES = 30


def _officer(actor: Actor, call: Call) -> None:
    if not actor.has(Role.OFFICER):
        raise Refused("officers_only", _("Only officers of the organiser may do this."), status=403)
    if not (decision := acting(actor, call.office_id)):
        raise Refused.by(decision)


def _known(call: Call, persons: Sequence[UUID]) -> list[UUID]:
    known = {each.person.id for each in assessors_of(call.id, clock.now())}
    if not persons:
        raise Refused("nobody_chosen", _("Choose at least one assessor."))
    if set(persons) - known:
        raise Refused("no_such_assessor", _("Only people with the role of assessor can be asked."), status=404)
    return list(dict.fromkeys(persons))


@transaction.atomic
def ask(actor: Actor, call: Call, persons: Sequence[UUID]) -> list[Panelist]:
    """Ask assessors to say what interests they have in the applicants of a call, before anything is given to them.

    Whoever was asked before is asked again by a new mail. Refused: not an officer of the call's office (403), somebody
    who is no assessor here (404), nobody chosen (422).
    """
    _officer(actor, call)
    asked = _known(call, persons)
    now = clock.now()
    made = [
        Panelist.objects.update_or_create(
            call=call, person_id=person, defaults={"asked_by_id": actor.person_id, "asked_at": now}
        )[0]
        for person in asked
    ]
    audit.record(actor, "panel.asked", "call", call.id, {"persons": [str(person) for person in asked]})
    happened(PanelAsked(str(call.id), [str(person) for person in asked]))
    return made


@transaction.atomic
def remind(actor: Actor, call: Call, persons: Sequence[UUID]) -> list[UUID]:
    """Remind assessors of what they still have to do in a call, one mail each; returns who had anything left.

    Refused as `ask`; nothing_waits (409) when none of them has anything left to do.
    """
    _officer(actor, call)
    left = waiting_for(call, _known(call, persons))
    if not left:
        raise Refused("nothing_waits", _("They have done everything that they were asked to do."), status=409)
    audit.record(actor, "assessors.reminded", "call", call.id, {"persons": [str(person) for person in left]})
    happened(AssessorsReminded(str(call.id), {str(person): list(numbers) for person, numbers in left.items()}))
    return list(left)


@transaction.atomic
def reads(actor: Actor, person: UUID, languages: Sequence[str]) -> ReadingLanguages:
    """Say which languages an assessor reads: they themselves, or an officer who knows.

    Refused: somebody else (403), nobody's role of assessor here (404), too long or not a language's code (422).
    """
    if not actor.has(Role.OFFICER) and actor.person_id != person:
        raise Refused("not_yours", _("Each assessor says this for themselves, or an officer does."), status=403)
    if person not in {each.person.id for each in assessors_of(None, clock.now())}:
        raise Refused("no_such_assessor", _("This person is no assessor here."), status=404)
    chosen = list(dict.fromkeys(one.strip().lower() for one in languages if one.strip()))
    wrong = [one for one in chosen if not (one.replace("-", "").isalnum() and one.isascii() and 2 <= len(one) <= 12)]
    if wrong or len(chosen) > MOST_LANGUAGES:
        raise Refused(
            "language_unknown", _("“%(code)s” is no language that we know.") % {"code": (wrong or chosen)[0][:20]},
            _("Choose from the list."), problems=[Problem("language_unknown", one[:20]) for one in wrong],
        )
    row: ReadingLanguages
    row, _made = ReadingLanguages.objects.update_or_create(
        person_id=person, defaults={"languages": chosen, "said_at": clock.now()}
    )
    return row
