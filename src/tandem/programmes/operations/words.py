"""The texts a new rulebook begins with, in each of its languages as far as they are translated."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

LETTER_AWARD = _(
    "Dear partners,\n\nyour application “{partnership}” ({reference}) in the call “{call}” has been granted.\n\n"
    "{reasons}\n\n{organiser}\n"
)
LETTER_REFUSAL = _(
    "Dear partners,\n\nyour application “{partnership}” ({reference}) in the call “{call}” has not been granted.\n\n"
    "{reasons}\n\n{organiser}\n"
)
LETTER_RESERVE = _(
    "Dear partners,\n\nyour application “{partnership}” ({reference}) in the call “{call}” is on the reserve list.\n\n"
    "{reasons}\n\n{organiser}\n"
)
TEXTS = {
    "goal": _("What the programme is for"),
    "effect": _("What shall be different afterwards"),
    "home": _("Partner at home"),
    "abroad": _("Partner abroad"),
    "component": _("Support for a partnership"),
    "form": _("Application"),
    "section": _("About your partnership"),
    "title": _("Title"),
    "summary": _("What do you want to do together, and why?"),
    "budget": _("Budget"),
    "line": _("Costs"),
    "criterion": _("Relevance"),
    "donor": _("Own funds"),
    "draft": _("Being written"),
    "submitted": _("Received"),
    "eligible": _("Checked"),
    "scored": _("Assessed"),
    "proposed": _("Proposed"),
    "decided": _("Decided"),
    "award": LETTER_AWARD,
    "refusal": LETTER_REFUSAL,
    "reserve": LETTER_RESERVE,
}


def skeleton_words(languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """`core.rulebook.skeleton.Words` for these languages; English where an interface language is not there."""
    found: dict[str, dict[str, str]] = {code: {} for code in TEXTS}
    for language in languages:
        with override(language):
            for code, text in TEXTS.items():
                found[code][language] = str(text)
    return found
