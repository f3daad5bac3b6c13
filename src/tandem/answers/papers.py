"""Files as answers: uploading, taking away, and who may fetch them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.answers.models import Answer
from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored
from tandem.answers.subjects import Subject
from tandem.core.forms.paths import Field, field_at
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.operations import receive
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.scope import current

MOST_BYTES = 10 * 1024 * 1024


def upload(actor: Actor, subject: Subject, path: str, files: Sequence[Any], *, locale: str) -> None:
    """Hand in one or more files at a file question. Refused with the file's own reason; then none of them is kept."""
    place = _file_place(subject, path)
    if not subject.writable(place):
        raise Refused("not_yours", subject.write.reason or _("Your partner answers this one."), status=403)
    there = sum(1 for (at, _row), kept in stored(subject.id).items() if at == path and kept.value is not None)
    with transaction.atomic():
        edits = []
        for number, file in enumerate(files or [None]):
            row = _received(actor, subject, place, file, there + number)
            value = {"file": str(row.id), "name": row.name, "size": row.size, "sha256": row.sha256, "title": ""}
            edits.append(Edit(path, str(new_id()), None, 0, value=value))
        result = save(actor, subject.kind, subject.id, edits, locale=locale)
        if result.refusal:
            raise Refused("closed", result.refusal, status=410)


def _received(actor: Actor, subject: Subject, place: Field, file: Any, already: int) -> StoredFile:
    """The stored file; a refusal names the file it is about."""
    try:
        return receive(
            actor,
            current(),
            file,
            place.question.accept,
            MOST_BYTES,
            f"{subject.kind}:{subject.id}",
            already=already,
            most=place.question.limit.files,
        )
    except Refused as refused:
        if file is not None and file.name:
            raise replace(refused, reason=f"{file.name}: {refused.reason}") from None
        raise


def take_away(actor: Actor, subject: Subject, path: str, row: str, *, locale: str) -> None:
    """Take a row away (a file, a person, a budget entry), as it stands now. Taking away what is gone does nothing."""
    kept = stored(subject.id, [path.split("/")[0]]).get((path, row))
    if kept is None or kept.value is None:
        return
    result = save(actor, subject.kind, subject.id, [Edit(path, row, None, kept.revision)], locale=locale)
    if result.refusal:
        raise Refused("closed", result.refusal, status=410)


def file_of(subject_id: UUID, file: UUID) -> StoredFile | None:
    """The file with this id, when an answer of the subject names it."""
    found = StoredFile.objects.filter(id=file).first()
    if found is None:
        return None
    named = Answer.objects.filter(subject_id=subject_id, value__file=str(file)).exists()
    return found if named else None


def _file_place(subject: Subject, path: str) -> Field:
    place = field_at(subject.form, subject.parties, path)
    if not isinstance(place, Field) or place.question.type != "file":
        raise Refused("path_unknown", f"{path[:190]!r}", status=422)
    return place
