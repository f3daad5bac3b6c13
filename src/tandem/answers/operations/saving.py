"""Saving answers: compare-and-swap, nothing overwritten silently, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction

from tandem.answers.models import Answer, SetAside
from tandem.answers.operations.delegating import settle_filled
from tandem.answers.subjects import Change, Subject, kind_named
from tandem.core.forms.answers import is_blank
from tandem.core.forms.paths import Field, field_at
from tandem.core.forms.reading import read
from tandem.core.values import Problem, Replacement
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused

Status = Literal["saved", "same", "conflict", "refused"]


@dataclass(frozen=True)
class Edit:
    """What somebody typed at one place. `base` is the revision they started from, 0 for none; raw None empties it."""

    path: str
    row: str
    raw: Any
    base: int
    value: Any = None  # given instead of raw by callers that already have a JSON value (files, the demo, imports)
    taken_from: str = ""  # where the value was taken from, when it was not typed


@dataclass(frozen=True)
class Outcome:
    """What became of an edit. On conflict `theirs` is what stands in the database and `mine` what was typed."""

    path: str
    row: str
    status: Status
    revision: int
    mine: Any = None
    theirs: Any = None
    by: str = ""
    at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    replaced: tuple[Replacement, ...] = ()


@dataclass
class Saved:
    """The result of one save: outcomes in the order of the edits, and why nothing was written if so."""

    outcomes: list[Outcome] = field(default_factory=list)
    refusal: Any = ""
    at: datetime | None = None

    @property
    def conflicts(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status == "conflict"]


def save(actor: Actor, kind: str, subject_id: UUID, edits: Sequence[Edit], *, locale: str) -> Saved:
    """Save what was typed at several places of a subject, each by compare-and-swap on its revision (UX-9, FLD-1).

    A place that somebody else changed since `base` keeps what they wrote: the typed text is set aside and both are
    returned. When the subject may no longer be written (submitted, closed), everything typed is set aside and
    `refusal` says why. Saving never fails because of a rule: problems are returned, the text is kept.
    Raises Refused (404) when the person may not know of the subject, (422) for a path the form does not have.
    """
    with transaction.atomic():
        subject = kind_named(kind).lock(actor, subject_id)
        work = _Work(actor, subject, locale, clock.now())
        work.load(edits)
        for edit in edits:
            work.apply(edit)
        if work.changes:
            kind_named(kind).saved(actor, subject, work.changes)
            settle_filled(subject)
    refusal = "" if subject.write else subject.write.reason
    return Saved(work.outcomes, refusal, work.now)


class _Work:
    """One save under way."""

    def __init__(self, actor: Actor, subject: Subject, locale: str, now: datetime) -> None:
        self.actor, self.subject, self.locale, self.now = actor, subject, locale, now
        self.changes: list[Change] = []
        self.outcomes: list[Outcome] = []
        self.found: dict[tuple[str, str], Answer] = {}

    def load(self, edits: Sequence[Edit]) -> None:
        paths = {edit.path for edit in edits}
        rows = Answer.objects.filter(subject_id=self.subject.id, path__in=paths).select_related("saved_by")
        self.found = {(row.path, row.row): row for row in rows}

    def apply(self, edit: Edit) -> None:
        place = field_at(self.subject.form, self.subject.parties, edit.path)
        if isinstance(place, Problem):
            raise Refused("path_unknown", f"{edit.path[:190]!r}", status=422, problems=(place,))
        if place.has_rows != bool(edit.row):
            raise Refused("row_orphaned", f"{edit.path!r}", status=422, problems=(Problem("row_orphaned", edit.path),))
        value, problems, replaced = self._read(place, edit)
        current = self.found.get((edit.path, edit.row))
        before = current.value if current else None
        revision = current.revision if current else 0
        base = Outcome(edit.path, edit.row, "same", revision, problems=problems, replaced=replaced, mine=value)
        if before == value:
            self.outcomes.append(base)
        elif not self.subject.writable(place):
            self._keep(edit, value, "late" if not self.subject.write else "not_yours")
            self.outcomes.append(_with(base, status="refused", theirs=before))
        elif revision != edit.base or not self._swap(edit, current, value):
            self._keep(edit, value, "conflict")
            self.outcomes.append(self._conflict(base, edit))
        else:
            self.changes.append(Change(place, edit.row, before, value))
            self.outcomes.append(_with(base, status="saved", revision=revision + 1))

    def _read(self, place: Field, edit: Edit) -> tuple[Any, tuple[Problem, ...], tuple[Replacement, ...]]:
        if edit.raw is None:
            return edit.value, (), ()
        options = None
        if place.part is None and place.question.options_from:
            options = [option.id for option in self.subject.options(place.question)]
        reading = read(place.asked, edit.raw, self.locale, currency=place.question.currency, options=options)
        value = None if is_blank(reading.value) else reading.value
        return value, tuple(reading.problems), tuple(reading.replaced)

    def _swap(self, edit: Edit, current: Answer | None, value: Any) -> bool:
        """Write when the revision is still the one that was read; False when somebody was faster."""
        new = {
            "value": value,
            "language": self.actor.language,
            "saved_by_id": self.actor.person_id,
            "saved_at": self.now,
            "taken_from": edit.taken_from[:160],
        }
        where = {"subject_id": self.subject.id, "path": edit.path, "row": edit.row}
        if current is None:
            try:
                with transaction.atomic():
                    Answer.objects.create(subject_kind=self.subject.kind, revision=1, **where, **new)
            except IntegrityError:
                return False
            return True
        rows = Answer.objects.filter(revision=edit.base, **where)
        return rows.update(revision=edit.base + 1, **new) == 1

    def _conflict(self, base: Outcome, edit: Edit) -> Outcome:
        rows = Answer.objects.filter(subject_id=self.subject.id, path=edit.path, row=edit.row)
        current = rows.select_related("saved_by").first()
        if current is None:
            return _with(base, status="conflict", revision=0)
        return _with(
            base,
            status="conflict",
            revision=current.revision,
            theirs=current.value,
            by=str(current.saved_by or ""),
            at=current.saved_at,
        )

    def _keep(self, edit: Edit, value: Any, why: str) -> None:
        SetAside.objects.create(
            subject_kind=self.subject.kind,
            subject_id=self.subject.id,
            path=edit.path,
            row=edit.row,
            value=value,
            why=why,
            typed_by_id=self.actor.person_id,
            typed_at=self.now,
        )


def _with(outcome: Outcome, **changed: Any) -> Outcome:
    return Outcome(**{**outcome.__dict__, **changed})
