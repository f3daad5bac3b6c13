"""Saying what an organisation is: one transaction, or refused and nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import storable
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.audit.chain import record
from tandem.organisations.access import may_edit
from tandem.organisations.models import Organisation, Profile, Work
from tandem.organisations.profiles import LISTS, TEXTS, YES_NO, sector_ids

LONGEST = {"based_in": 200, "legal_status": 200}
LONG = 4000  # characters of the others
EARLIEST = 1100


@transaction.atomic
def profile(actor: Actor, organisation: Organisation, **said: Any) -> Profile:
    """Say what the organisation is; fields that are not named stay as they are.

    Texts are plain, `rural_based` and `rural_serves` are true, false or None, `sectors` and `work` lists of ids,
    `founded` a year or None. Refused: people who may not write for it (403), unknown fields or ids, a year to come,
    texts that are too long (422).
    """
    row = Organisation.objects.select_for_update().get(id=organisation.id)
    if not (decision := may_edit(actor, row)):
        raise Refused.by(decision)
    kept = {field: _kept(field, value) for field, value in said.items()}
    now = clock.now()
    written, _made = Profile.objects.get_or_create(organisation=row, defaults={"revised_at": now})
    changed = [field for field, value in kept.items() if getattr(written, field) != value]
    for field in changed:
        setattr(written, field, kept[field])
    written.revised_at, written.revised_by_id = now, actor.person_id
    written.save()
    record(actor, "organisation.profile", "organisation", row.id, {"changed": changed})
    return written


def _kept(field: str, value: Any) -> Any:
    if field in TEXTS:
        return _text(field, value)
    if field in LISTS:
        return _chosen(field, value)
    if field in YES_NO and (value is None or isinstance(value, bool)):
        return value
    if field == "founded":
        return _year(value)
    raise Refused("profile_field", _("“%(field)s” is no field of a profile.") % {"field": field})


def _text(field: str, value: Any) -> str:
    text = storable(str(value or "").replace("\r\n", "\n"))[0].strip()
    limit = LONGEST.get(field, LONG)
    if len(text) > limit:
        raise Refused(
            "profile_too_long", _("The text has %(actual)d characters; %(limit)d fit.")
            % {"actual": len(text), "limit": limit}, _("Shorten it."),
        )
    return text


def _chosen(field: str, value: Sequence[str]) -> list[str]:
    known = sector_ids() if field == "sectors" else frozenset(Work.values)
    chosen = list(dict.fromkeys(value or ()))
    if strange := [each for each in chosen if each not in known]:
        raise Refused("profile_choice", _("“%(value)s” is no choice here.") % {"value": strange[0]})
    return chosen


def _year(value: Any) -> int | None:
    if value in (None, ""):
        return None
    year = value if isinstance(value, int) and not isinstance(value, bool) else 0
    if not EARLIEST <= year <= clock.now().year:
        raise Refused(
            "profile_year", _("%(year)s is no year in which it can have been founded.") % {"year": value},
            _("Write the year with four digits."),
        )
    return year
