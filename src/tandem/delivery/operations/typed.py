"""What people typed, made storable, and refusals that name every place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.values import Problem, storable
from tandem.foundation.access import Refused


def text(raw: str) -> str:
    """Typed text without blanks around it; what no database keeps is replaced."""
    return storable(raw.replace("\r\n", "\n"))[0].strip()


def line(raw: str) -> str:
    """The same on one line."""
    return " ".join(text(raw).split())


def too_long(kept: str, most: int, where: str) -> Sequence[Problem]:
    """A problem when the text has more than `most` characters; nothing is cut."""
    if len(kept) <= most:
        return ()
    values = {"actual": len(kept), "limit": most, "difference": len(kept) - most}
    return (Problem("too_many_characters", where, values),)


def refused(code: str, problems: Sequence[Problem], **values: Any) -> Refused:
    """The refusal (422) whose problems stand beside their fields."""
    said = ngettext(
        "One thing does not hold, so nothing was saved.", "%(number)d things do not hold, so nothing was saved.",
        len(problems),
    ) % {"number": len(problems)}
    return Refused(code, said, _("Each is named beside its field. What you typed is kept."), problems=problems,
                   values=values)
