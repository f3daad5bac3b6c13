"""Answers whose question is no longer there are kept aside, never thrown away."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from tandem.answers.models import Answer, SetAside
from tandem.foundation import clock

GONE = "question_gone"


def put_aside(kind: str, subject: UUID, paths: Collection[str]) -> int:
    """Keep the answers at these paths aside and empty their places; returns how many. Inside a transaction."""
    rows = [
        row
        for row in Answer.objects.select_for_update().filter(subject_id=subject, path__in=list(paths))
        if row.value is not None
    ]
    SetAside.objects.bulk_create(
        SetAside(
            subject_kind=kind, subject_id=subject, path=row.path, row=row.row, value=row.value, why=GONE,
            typed_by_id=row.saved_by_id, typed_at=row.saved_at,
        )  # fmt: skip
        for row in rows
    )
    emptied = Answer.objects.filter(id__in=[row.id for row in rows])
    emptied.update(value=None, revision=F("revision") + 1, saved_at=clock.now())
    return len(rows)
