"""Answers that start from something known: an earlier subject, a profile, a plan; each says where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.answers.models import Answer
from tandem.answers.operations.saving import Edit, save
from tandem.answers.queries import values
from tandem.answers.subjects import Change, Subject, kind_named
from tandem.core.forms.answers import is_blank
from tandem.core.forms.definition import same_shape
from tandem.core.forms.missing import gaps_at
from tandem.core.forms.paths import Field, index
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.ids import new_id

Key = tuple[str, str]
_NOT_HERE = frozenset({"choice_unknown", "line_unknown", "party_unknown", "value_malformed"})


@dataclass(frozen=True)
class Taken:
    """A value that is known from elsewhere: in which language, and where it comes from (with its day), in words."""

    value: Any
    taken_from: str
    language: str = ""


def prefill(actor: Actor, kind: str, subject_id: UUID, found: Mapping[Key, Taken]) -> int:
    """Put down what is known by path and row; whatever somebody has answered is left alone (UX-10, FLD-7).

    Inside the caller's transaction, which has decided what may be known here: sides are not asked again. The kind hears
    of it as of a save, so that a plan follows. Rows are put down together, or not at all where one is there. Returns
    how many values were put down.
    """
    subject = kind_named(kind).lock(actor, subject_id)
    answered = {path for path, _row in values(subject_id)}
    rows_there = set(Answer.objects.filter(subject_id=subject_id).values_list("path", "row"))
    places, now = index(subject.form, subject.parties), clock.now()
    fresh, changes = [], []
    for (path, row), taken in found.items():
        place = places.get(path)
        if place is None or path in answered or (path, row) in rows_there or is_blank(taken.value):
            continue
        fresh.append(
            Answer(
                subject_kind=kind, subject_id=subject_id, path=path, row=row, value=taken.value,
                language=taken.language, taken_from=taken.taken_from[:160], saved_by_id=actor.person_id, saved_at=now,
            )
        )  # fmt: skip
        changes.append(Change(place, row, None, taken.value))
    Answer.objects.bulk_create(fresh)
    if changes:
        kind_named(kind).saved(actor, subject, changes)
    return len(fresh)


def takeable(target: Subject, there: Mapping[Key, Any], source: Subject, known: Mapping[Key, Any]) -> dict[Key, Any]:
    """What an earlier subject could fill in of what is unanswered in this one, for the sides the person acts for.

    Only places that both forms have with questions of one shape, and only values that hold here (an option that is no
    longer offered does not). Files are taken too: both answers then name the same file. Rows keep their order.
    """
    own, theirs = index(target.form, target.parties), index(source.form, source.parties)
    answered = {path for path, _row in there}
    found: dict[Key, Any] = {}
    for (path, row), value in known.items():
        here, before = own.get(path), theirs.get(path)
        if here is None or before is None or path in answered or not target.writable(here):
            continue
        same = same_shape(before.question, here.question) and before.asked.type == here.asked.type
        if same and fits(target, here, row, value):
            found[(path, row)] = value
    return found


def fits(target: Subject, place: Field, row: str, value: Any) -> bool:
    """Whether a value is one that this question offers; missing cells and limits are no reason against it."""
    problems = gaps_at(place, target.parties, ((row, value),))
    return not any(problem.code in _NOT_HERE for problem in problems)


def with_new_rows(found: Mapping[Key, Any]) -> dict[Key, Any]:
    """The same values in rows of their own; what leads to another row leads to its new one."""
    renamed = {row: str(new_id()) for _path, row in found if row}
    made = {}
    for (path, row), value in found.items():
        if isinstance(value, Mapping) and value.get("leads_to") in renamed:
            value = {**value, "leads_to": renamed[value["leads_to"]]}
        made[(path, renamed.get(row, ""))] = value
    return made


def take_over(
    actor: Actor, kind: str, target: UUID, source: UUID, named: str, *, locale: str,
    sections: Collection[str] | None = None,
) -> int:  # fmt: skip
    """Fill what is still unanswered with the answers of an earlier subject, for the sides the person acts for (UX-10).

    See `takeable`; `sections` leaves out the others. `named` says where they come from (reference and day) and is shown
    beside each. Returns how many answers were taken. Raises Refused (404) when the person may not know of one of them.
    """
    here, there = kind_named(kind).load(actor, target), kind_named(kind).load(actor, source)
    found, places = takeable(here, values(target), there, values(source)), index(here.form, here.parties)
    wanted = {key: value for key, value in found.items() if sections is None or places[key[0]].section in sections}
    edits = [
        Edit(path, row, None, 0, value=value, taken_from=named) for (path, row), value in with_new_rows(wanted).items()
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
