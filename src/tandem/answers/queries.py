"""Reading answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.answers.models import Answer, Presence, SetAside
from tandem.foundation.tenancy.prepared import Prepared

PRESENT_FOR = timedelta(seconds=40)


@dataclass(frozen=True)
class Stored:
    """One stored answer and the revision that a save of it must name."""

    value: Any
    revision: int
    language: str
    by: str
    at: datetime | None
    taken_from: str = ""


_COLUMNS = (
    "path", "row", "value", "revision", "language", "saved_by__name", "saved_by__email", "saved_at", "taken_from"
)  # fmt: skip
_stored: Prepared[Any] = Prepared(
    lambda subject: Answer.objects.filter(subject_id=subject).order_by("row").values_list(*_COLUMNS), subject=UUID
)
_present: Prepared[Presence] = Prepared(
    lambda subject, section, since: (
        Presence.objects.filter(subject_id=subject, section=section, seen_at__gt=since).select_related("person")
    ),
    subject=UUID, section=str, since=datetime,
)


def stored(subject: UUID, questions: Iterable[str] | None = None) -> dict[tuple[str, str], Stored]:
    """All answers of a subject by (path, row); emptied ones are there with value None. One query."""
    found = {
        (path, row): Stored(value, revision, language, name or email or "", at, taken_from)
        for path, row, value, revision, language, name, email, at, taken_from in _stored.all(subject=subject)
    }
    if questions is None:
        return found
    wanted = set(questions)
    return {key: value for key, value in found.items() if key[0].split("/")[0] in wanted}


def values(subject: UUID) -> dict[tuple[str, str], Any]:
    """The values alone, as `core.forms` takes them; emptied answers left out."""
    rows = Answer.objects.filter(subject_id=subject).order_by("row").values_list("path", "row", "value")
    return {(path, row): value for path, row, value in rows if value is not None}


def values_of_many(subjects: Iterable[UUID], paths: Iterable[str]) -> Mapping[UUID, dict[str, Any]]:
    """For lists: the single answers at these paths of many subjects. One query."""
    found: dict[UUID, dict[str, Any]] = {}
    rows = Answer.objects.filter(subject_id__in=list(subjects), path__in=list(paths), row="")
    for subject, path, value in rows.values_list("subject_id", "path", "value"):
        found.setdefault(subject, {})[path] = value
    return found


def present(subject: UUID, section: str, but: UUID | None, now: datetime) -> list[str]:
    """Names of the others who are in this section just now."""
    rows = _present.all(subject=subject, section=section, since=now - PRESENT_FOR)
    return [str(row.person) for row in rows if row.person_id != but]


def set_aside(subject: UUID) -> list[SetAside]:
    """Texts that lost a conflict or came too late, newest first."""
    return list(SetAside.objects.filter(subject_id=subject).select_related("typed_by").order_by("-typed_at"))
