"""The twelve answers to an upload that is not taken: what happened, why, and how to mend it (UX-15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def _kinds(values: Mapping[str, Any]) -> str:
    return ", ".join(values.get("accepted") or ()) or _("the kinds named beside the field")


def _mismatch(values: Mapping[str, Any]) -> tuple[str, str]:
    names = {key: _(values[key]) if values.get(key) else "" for key in ("promised", "found")}
    if names["found"]:
        what = _("The name says %(promised)s, but the content is %(found)s.") % names
    else:
        what = _("The name says %(promised)s, but the content is something else.") % names
    return what, _("Open it in the program it was made with, save it as %(promised)s, and choose it again.") % names


def _unsafe(values: Mapping[str, Any]) -> tuple[str, str]:
    what = {
        "macro": _("The file contains macros, which could run on the computer of whoever opens it."),
        "script": _("The file contains a script, which could run on the computer of whoever opens it."),
        "program": _("The file contains a program."),
        "second_file": _("A second file is hidden in this one."),
        "declaration": _("The file contains declarations that could make a reader load other files."),
        "remote_part": _("The file would load parts from somewhere else when it is opened."),
    }[values.get("what", "second_file")]
    if values.get("what") == "macro":
        return what, _("Save it without macros (as docx or xlsx), and choose it again.")
    return what, _("Print or export it as a plain PDF, and choose that file.")


def _parts(code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    limit = filesizeformat(values.get("limit", 0))
    most = int(values.get("most", 0))
    texts = {
        "none": lambda: (_("No file was chosen."), _("Choose a file, then press the button again.")),
        "empty": lambda: (
            _("The file is empty (0 bytes)."),
            _("Check that it was saved and fully copied, and choose it again."),
        ),
        "not_allowed": lambda: (
            _("This kind of file is not taken here."),
            _("Save it as one of: %(kinds)s.") % {"kinds": _kinds(values)},
        ),
        "mismatch": lambda: _mismatch(values),
        "too_big": lambda: (
            _("The file is larger than %(limit)s, the most that is taken here.") % {"limit": limit},
            _("Make pictures in it smaller or divide it into several files."),
        ),
        "too_many": lambda: (
            ngettext("At most %(most)d file is taken here.", "At most %(most)d files are taken here.", most)
            % {"most": most},
            _("Remove one first, or put several into one file."),
        ),
        "password": lambda: (
            _("The file is protected with a password or encrypted, so nobody here could read it."),
            _("Save it without protection, and choose it again."),
        ),
        "infected": lambda: (
            _("The virus scanner of this installation found something in the file."),
            _("Do not send it on. Scan your computer, and make the file anew."),
        ),
        "expands": lambda: (
            _("The file unpacks to far more than its own size, as harmful files do."),
            _("Remove large empty areas or pictures of extreme size, save it again, and choose it again."),
        ),
        "damaged": lambda: (
            _("The file is damaged or was cut off on the way."),
            _("Open it on your computer; if it opens there, save it again and choose that file."),
        ),
        "unsafe": lambda: _unsafe(values),
        "failed": lambda: (
            _("The file could not be stored. This is our fault; nothing of yours was changed."),
            _("Try again in a moment. What you have written is safe."),
        ),
    }
    return texts[code]()


def reason(code: str, values: Mapping[str, Any] | None = None) -> str:
    """What happened and why, in the reader's language."""
    return _parts(code, values or {})[0]


def remedy(code: str, values: Mapping[str, Any] | None = None) -> str:
    """How to mend it, in the reader's language."""
    return _parts(code, values or {})[1]


def message(code: str, values: Mapping[str, Any] | None = None) -> str:
    """Both sentences. Raises KeyError for a code that is not one of the twelve."""
    return " ".join(_parts(code, values or {}))


reason_lazy = lazy(reason, str)
remedy_lazy = lazy(remedy, str)
