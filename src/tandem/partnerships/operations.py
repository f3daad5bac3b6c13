"""Founding partnerships, recording what happened between them and the organiser, moving their grants on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.eligibility.days import last_day
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.partnerships.access import hold_partnership
from tandem.partnerships.models import Grant, Partnership, Party, RecordedDay
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import Programme, parsed
from tandem.programmes.queries import latest_version


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


def record_day(
    actor: Actor, partnership: UUID, programme: Programme, what: str, on: date | None, note: str = ""
) -> RecordedDay:
    """An officer records the day of something that the programme asks for, such as a talk with the applicants (ICLD-5).

    Nothing is overwritten: a later row takes the place of an earlier one, and both stay readable. Recorded.
    Refused: not an officer (403), unknown partnership, or something that the rulebook does not ask for (404), no day or
    a day that has not come yet (422).
    """
    with transaction.atomic():
        held = hold_partnership(actor, partnership, lock=True)
        if not held.officer:
            raise Refused("officers_only", _("Only a programme officer may do this."), status=403)
        version = latest_version(programme)
        if version is None or what not in version.rulebook.recorded:
            raise Refused("not_asked_for", _("The programme does not ask for this."), status=404)
        zone = ZoneInfo(held.partnership.organiser.time_zone)
        if on is None:
            raise Refused("day_missing", _("Say on which day it was."), problems=(Problem("missing", "on"),))
        if on > clock.now().astimezone(zone).date():
            raise Refused(
                "day_ahead", _("This day has not come yet."), _("Record it when it has happened."),
                problems=(Problem("in_the_future", "on"),),
            )
        made: RecordedDay = RecordedDay.objects.create(
            partnership=held.partnership, programme=programme, what=what, happened_on=on,
            note=storable(note)[0].strip(), recorded_by_id=actor.person_id, recorded_at=clock.now(),
        )
        audit.record(actor, "partnership.day_recorded", "partnership", held.partnership.id, {
            "what": what, "on": on.isoformat(), "programme": str(programme.id),
        })
    return made


def count_from_signature(grant: UUID, signed: date) -> None:
    """The months of a grant run from the day of signature, where its programme says so; in the caller's transaction.

    The first day stays: what was planned for the year of the award keeps its year. Once: a second signature moves
    nothing.
    """
    row = Grant.objects.select_for_update(of=("self",)).filter(id=grant).first()
    if row is None or row.months is None or row.counted_from != "award":
        return
    if "signature" not in parsed(row.rulebook_version_id).components[row.component].counted_from:
        return
    row.counted_from, row.counted_on = "signature", signed
    row.ends_on = max(row.ends_on, last_day(signed, row.months))
    row.years = row.ends_on.year - row.starts_on.year + 1
    row.save(update_fields=["counted_from", "counted_on", "ends_on", "years"])


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
