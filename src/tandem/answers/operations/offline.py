"""A form that comes back: kept until somebody agrees to what it would change, then saved like anything typed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Set
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tandem.answers.models import BroughtBack
from tandem.answers.offline.asking import asker_of
from tandem.answers.offline.compared import compare
from tandem.answers.offline.matched import Matched, matched
from tandem.answers.offline.opened import Unusable, opened
from tandem.answers.operations.saving import Edit, Saved, save
from tandem.answers.queries import stored
from tandem.answers.subjects import Subject, kind_named
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files.checks import Unacceptable, inspected
from tandem.foundation.files.operations import refusal
from tandem.web.templatetags.tandem import day

MOST_BYTES = 2 * 1024 * 1024
KINDS = ("docx", "xlsx")


def bring_back(actor: Actor, subject: Subject, upload: Any) -> BroughtBack:
    """Read a file that came back and keep what it would change; no answer is written.

    Refused (422): no file, another kind, more than two megabytes, unsafe inside (zip bomb, macros, declarations), no
    form from here, a form of another version or of another subject; (403/410) where nobody may write any more.
    """
    if not subject.write:
        raise Refused(subject.write.code, subject.write.reason, status=410)
    if upload is None or not getattr(upload, "name", ""):
        raise refusal("none")
    content = upload.read(MOST_BYTES + 1)
    found = _matched(subject, content, storable(str(upload.name))[0])
    row: BroughtBack = BroughtBack.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, name=storable(str(upload.name))[0][:255],
        sha256=hashlib.sha256(content).hexdigest(), language=found.language,
        touched=[each.__dict__ for each in found.touched], gone=found.gone, notes=found.notes,
        untouched=found.untouched, brought_by_id=actor.person_id, brought_at=clock.now(),
    )  # fmt: skip
    return row


def _matched(subject: Subject, content: bytes, name: str) -> Matched:
    if not content:
        raise refusal("empty")
    if len(content) > MOST_BYTES:
        raise refusal("too_big", limit=MOST_BYTES)
    try:
        kind = inspected(io.BytesIO(content), len(content), name, KINDS)
        found = opened(io.BytesIO(content), kind)
    except Unacceptable as unacceptable:
        raise refusal(unacceptable.code, **unacceptable.values) from None
    except Unusable:
        raise refusal("damaged") from None
    return matched(asker_of(subject, stored(subject.id)), found)


def brought_back(subject: Subject, id: UUID) -> BroughtBack:
    """A file that came back to this subject, for whoever may see it; Refused (404) when there is none such."""
    row: BroughtBack | None = BroughtBack.objects.filter(
        id=id, subject_kind=subject.kind, subject_id=subject.id
    ).first()
    if row is None:
        raise Refused("no_such_file", _("There is no such file."), status=404)
    return row


def take_in(actor: Actor, kind: str, subject_id: UUID, id: UUID, *, mine: Set[int], gone: Set[int]) -> Saved:
    """Save what the file changes, as somebody typed it, in the file's language; once.

    `mine`: numbers of the conflicts where the file's version wins; `gone`: numbers of the rows to take away. What was
    saved after the report was shown is a conflict again: both texts are kept. Refused (409) when it was done already.
    """
    with transaction.atomic():
        subject = kind_named(kind).lock(actor, subject_id)
        row = brought_back(subject, id)
        row = BroughtBack.objects.select_for_update().get(id=row.id)
        if row.taken_at is not None:
            raise Refused("taken_already", _("This file was brought in before."), status=409)
        now = stored(subject.id)
        report = compare(subject, now, row)
        wanted = [c.number for c in report.changes] + [c.number for c in report.conflicts if c.number in mine]
        named = f"{row.name[:120]}, {day(row.brought_at)}"
        edits = [_edit(row.touched[number], now, named) for number in sorted(wanted)]
        for change in report.gone:
            if change.number in gone:
                edits.append(Edit(change.path, change.row, None, now[(change.path, change.row)].revision))
        with override(row.language):
            saved = save(actor, kind, subject_id, edits, locale=row.language)
        row.taken_at = clock.now()
        row.save(update_fields=["taken_at"])
        audit.record(actor, "answers.brought_in", kind, subject_id, {"file": row.sha256, "answers": len(edits)})
    return saved


def _edit(touched: dict[str, Any], now: Any, named: str) -> Edit:
    kept = now.get((touched["path"], touched["row"]))
    return Edit(touched["path"], touched["row"], touched["raw"], kept.revision if kept else 0, taken_from=named)
