"""What is added to a published version later: how else it was made known, and what its review found (TAC-17)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.audit.chain import record
from tandem.programmes.access import may_write
from tandem.programmes.models import ChannelKind, RulebookVersion, heavy
from tandem.programmes.operations.publishing import Channel


@transaction.atomic
def note_distribution(actor: Actor, version_id: UUID, channel: Channel) -> RulebookVersion:
    """One more way in which the version was made known. Refuses unknown ways and the same one twice on a day."""
    version = _locked(actor, version_id)
    if channel.code not in ChannelKind.values:
        raise Refused("channel_unknown", _("“%(name)s” is no way to make a rulebook known.") % {"name": channel.code},
                      _("Choose from the list; “another way” takes any words."))
    row = {"channel": channel.code, "on": channel.on.isoformat(), "where": channel.where.strip()[:200]}
    if row in version.channels:
        raise Refused("channel_twice", _("This is written down already."), status=409)
    version.channels = sorted([*version.channels, row], key=lambda each: str(each["on"]))
    version.save(update_fields=["channels"])
    record(actor, "rulebook.distributed", "programme", version.programme_id, {"version": version.id, **row})
    return version


@transaction.atomic
def note_review(actor: Actor, version_id: UUID, on: date, found: str) -> RulebookVersion:
    """The day on which the version was reviewed and what was found; a later review takes the place of an earlier."""
    version = _locked(actor, version_id)
    if on > clock.now().date() or on < version.published_at.date():
        raise Refused("review_day", _("A review lies between the day of publishing and today."),
                      _("Write the day on which it was held."))
    if not found.strip():
        raise Refused("review_empty", _("Say what the review found."), _("One sentence is enough."))
    version.reviewed_on, version.review = on, found.strip()[:4000]
    version.save(update_fields=["reviewed_on", "review"])
    record(actor, "rulebook.reviewed", "programme", version.programme_id,
           {"version": version.id, "on": on, "found": version.review})
    return version


def _locked(actor: Actor, id: UUID) -> RulebookVersion:
    rows = RulebookVersion.objects.select_for_update().defer(*heavy())
    found: RulebookVersion | None = rows.filter(id=id).first()
    if found is None:
        raise Refused("no_such_version", _("There is no such version."), status=404)
    if not (decision := may_write(actor, found.office_id)):
        raise Refused.by(decision)
    return found
