"""Answers that start from something known: an earlier subject, a profile, a plan; each says where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.answers.models import Answer
from tandem.answers.operations.saving import Edit, save
from tandem.answers.queries import values
from tandem.answers.subjects import kind_named
from tandem.core.forms.answers import is_blank
from tandem.core.forms.paths import Field, index
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.ids import new_id


def take_over(actor: Actor, kind: str, target: UUID, source: UUID, named: str, *, locale: str) -> int:
    """Fill what is still unanswered with the answers of an earlier subject, for the sides the person acts for (UX-10).

    Only places that both forms have with the same type; rows get new ids, files are not taken. `named` says where they
    come from (reference and day) and is shown beside each. Returns how many answers were taken.
    Raises Refused (404) when the person may not know of one of the two.
    """
    here, there = kind_named(kind).load(actor, target), kind_named(kind).load(actor, source)
    own, theirs = index(here.form, here.parties), index(there.form, there.parties)
    answered = {path for path, _row in values(target)}
    edits = [
        Edit(path, str(new_id()) if row else "", None, 0, value=value, taken_from=named)
        for (path, row), value in values(source).items()
        if path not in answered and _same(own.get(path), theirs.get(path)) and here.writable(own[path])
    ]
    result = save(actor, kind, target, edits, locale=locale)
    return sum(1 for outcome in result.outcomes if outcome.status == "saved")


@dataclass(frozen=True)
class Begun:
    """What a place starts from: its value, the language it is written in, and where it comes from (with its day)."""

    path: str
    value: Any
    language: str
    taken_from: str


def begin(kind: str, subject_id: UUID, texts: Sequence[Begun]) -> int:
    """Put down what a subject starts from, on every side; what somebody has answered is left alone (UX-20).

    Inside the caller's transaction, which has checked who asks for it and records it. Returns how many were put down.
    """
    answered = {path for path, _row in values(subject_id)}
    now = clock.now()
    fresh = [
        Answer(
            subject_kind=kind, subject_id=subject_id, path=text.path, row="", value=text.value,
            language=text.language, taken_from=text.taken_from[:160], saved_at=now,
        )
        for text in texts
        if text.path not in answered and not is_blank(text.value)
    ]
    return len(Answer.objects.bulk_create(fresh))


def _same(own: Field | None, theirs: Field | None) -> bool:
    return own is not None and theirs is not None and own.asked.type == theirs.asked.type != "file"
