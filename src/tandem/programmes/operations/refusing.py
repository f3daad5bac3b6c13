"""Refusals about rulebooks: what, where, why, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook import Finding
from tandem.core.rulebook.editing import EditError, Key
from tandem.foundation.access import Refused
from tandem.rulebooks.messages import finding_text


def said(finding: Finding) -> dict[str, Any]:
    """A finding for a page or a machine: file, line, code, rule, why and remedy."""
    why, remedy = finding_text(finding)
    return {
        "file": finding.file, "line": finding.line, "code": finding.code, "rule": finding.rule, "why": why,
        "remedy": remedy, "says": f"{why}: {remedy}" if remedy else why, "where": finding.where,
    }  # fmt: skip


def faulty(findings: Sequence[Finding], remedy: str = "") -> Refused:
    """A rulebook with findings; all of them are in `values["findings"]`."""
    named = [said(finding) for finding in findings]
    first = named[0]
    return Refused(
        "rulebook_faulty",
        ngettext(
            "The rulebook has a fault in %(file)s, line %(line)s: %(says)s",
            "The rulebook has %(number)d faults; the first is in %(file)s, line %(line)s: %(says)s", len(named),
        ) % {"number": len(named), **first},
        remedy or _("Run “tandem rulebook check” on the folder: it names each fault and how to mend it."),
        values={"findings": named},
    )


def files_refused(findings: Sequence[Finding]) -> Refused:
    """Files that were brought in and not taken; each fault is in `values["faults"]`."""
    named = [said(finding) for finding in findings]
    first = named[0]
    return Refused(
        "files_refused",
        _("Nothing was taken over. %(file)s, line %(line)s: %(why)s.") % first,
        (f"{first['remedy'][:1].upper()}{first['remedy'][1:]}." if first["remedy"] else ""),
        values={"faults": named},
    )


def edit_refused(error: EditError) -> Refused:
    """An edit at a place that is not there, or of a kind that the place does not take."""
    where = ".".join(str(part.value) if isinstance(part, Key) else str(part) for part in error.path) or error.file
    if error.code == "unreadable":
        return files_refused(error.findings)
    reason = {
        "bad_value": _("What you typed at “%(where)s” in %(file)s has characters that cannot be stored."),
        "file_name": _("“%(file)s” cannot be a file of a rulebook."),
        "too_many_files": _("The rulebook has as many files as it may have."),
        "main_needed": _("The main file stays: without it there is no rulebook."),
    }.get(error.code, _("There is no “%(where)s” in %(file)s any more."))
    remedy = {
        "bad_value": _("Type it again, or paste it as plain text."),
        "file_name": _("Name it like forms/report.yaml."),
        "too_many_files": _("Remove one that nothing uses."),
    }.get(error.code, _("Open the page again: it shows the rulebook as it is now."))
    values = {"file": error.file, "path": [str(part) for part in error.path], "code": error.code, **error.values}
    return Refused("bad_edit", reason % {"where": where, "file": error.file}, remedy, values=values)
