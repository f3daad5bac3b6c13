"""A team in words: each person's answers, and what differs between two versions of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.answers.inputs import part_cells
from tandem.core.forms.definition import Part, Question
from tandem.web.templatetags.tandem import localised

Row = Mapping[str, Any]
Names = Mapping[str, str]  # side → organisation


def said(part: Part, row: Row) -> str:
    """One answer about a person as it is read; '' when there is none."""
    return ", ".join(cell.said for cell in part_cells(part, part.id, row.get(part.id), {}, reading=True) if cell.said)


def facts(question: Question, row: Row, names: Names) -> list[tuple[str, str]]:
    """What the form says of a person: label and answer, what is empty left out."""
    side = str(row.get("party") or "")
    found = [(_("Takes part for"), names.get(side, side)), (_("Mail address"), str(row.get("email") or ""))]
    found += [(localised(part.label), said(part, row)) for part in question.parts]
    return [(label, text) for label, text in found if text]


def differences(before: Sequence[Row], after: Sequence[Row], question: Question, names: Names) -> list[str]:
    """What changed from one version to the next, a sentence each: who leaves, who comes, what is said otherwise."""
    old, new = ({row.get("person"): row for row in rows} for rows in (before, after))
    found = [_("%(person)s takes part no more.") % _who(row, names) for id, row in old.items() if id not in new]
    found += [_("%(person)s takes part now.") % _who(row, names) for id, row in new.items() if id not in old]
    for id, row in new.items():
        was = old.get(id)
        if was is not None and was != row:
            found += _changed(was, row, question)
    return found


def _who(row: Row, names: Names) -> dict[str, str]:
    side = str(row.get("party") or "")
    post = next((str(row[name]) for name in ("post", "position", "title", "task") if row.get(name)), "")
    inside = ", ".join(filter(None, (post, names.get(side, side))))
    return {"person": f"{row.get('name')} ({inside})" if inside else str(row.get("name"))}


def _changed(was: Row, row: Row, question: Question) -> list[str]:
    texts = [(localised(part.label), said(part, was), said(part, row)) for part in question.parts]
    texts += [(_("Name"), str(was.get("name") or ""), str(row.get("name") or ""))]
    return [
        _("%(person)s, %(what)s: “%(now)s”, before “%(before)s”.")
        % {"person": row.get("name"), "what": label, "now": now, "before": before}
        for label, before, now in texts if before != now
    ]
