"""Words that the workbench proposes, in each language of a programme that Tandem speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

STEP_WORDS: Mapping[str, Any] = {
    "draft": _("Being written"),
    "submitted": _("Received"),
    "eligible": _("Rules checked"),
    "scored": _("Appraised"),
    "shortlisted": _("On the short list"),
    "interviewed": _("Interviewed"),
    "proposed": _("Ready for decision"),
    "decided": _("Decided"),
}


def proposed(code: str, words: Any) -> str:
    """Lazy words in a language; English where Tandem does not speak it."""
    spoken = {known for known, _name in settings.LANGUAGES}
    with translation.override(code if code in spoken else "en"):
        return str(words)
