"""What an organisation says about itself, as rules and forms take it. Value-free: nothing here ranks anybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from tandem.core.rulebook.choosing import PROFILE
from tandem.organisations.models import Profile
from tandem.rulebooks.library import sectors

FIELDS: Final = PROFILE
TEXTS: Final = ("based_in", "serves", "expertise", "experience", "capacity", "networks", "legal_status")
LISTS: Final = ("sectors", "work")
YES_NO: Final = ("rural_based", "rural_serves")


def said(profile: Profile | None, looked_at: Collection[str] = FIELDS) -> dict[str, Any]:
    """The fields of a profile that are filled, of those that may be looked at; yes and no are answers."""
    if profile is None:
        return {}
    found = {field: getattr(profile, field) for field in FIELDS if field in looked_at}
    return {field: value for field, value in found.items() if value not in (None, "", [])}


def answer(profile: Profile, field: str, type_: str) -> Any:
    """One field as the answer to a question of this type; None where it is empty or does not fit."""
    value = said(profile).get(field)
    if value is None:
        return None
    if type_ in ("short_text", "long_text") and field in TEXTS:
        return value
    if type_ == "many" and field in LISTS:
        return list(value)
    if type_ == "number" and field == "founded":
        return str(value)
    return None


def sector_ids() -> frozenset[str]:
    """The ids of the sectors there are."""
    return frozenset(option.id for option in sectors())
