"""What an organisation says about itself, as others read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tandem.organisations.forms_profile import ProfileForm
from tandem.organisations.models import Profile, Work
from tandem.organisations.profiles import TEXTS
from tandem.rulebooks.library import sectors
from tandem.web.templatetags.tandem import joined, localised


def lines(profile: Profile | None) -> list[dict[str, Any]]:
    """A profile as it is read: label and text of every field that is filled, in the order of the form."""
    if profile is None:
        return []
    names = {option.id: localised(option.label) for option in sectors()}
    ways = dict(Work.choices)
    shown: dict[str, str] = {field: getattr(profile, field) for field in TEXTS}
    shown["rural_based"] = _yes_no(profile.rural_based)
    shown["rural_serves"] = _yes_no(profile.rural_serves)
    shown["sectors"] = joined([names[each] for each in profile.sectors if each in names])
    shown["work"] = joined([str(ways[each]) for each in profile.work if each in ways])
    shown["founded"] = "" if profile.founded is None else str(profile.founded)
    fields = ProfileForm.base_fields
    return [{"label": fields[name].label, "text": shown[name]} for name in fields if shown.get(name)]


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")
