"""Two versions of one answer, as the page shows them until somebody chooses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tandem.answers import posted
from tandem.answers.inputs import shown_text
from tandem.answers.operations import Outcome
from tandem.answers.queries import Stored, stored
from tandem.answers.shown import Sheet
from tandem.answers.subjects import Subject
from tandem.answers.words import words_of
from tandem.core.forms.paths import Field, field_at
from tandem.web.asking import zone_of
from tandem.web.shapes import Conflict
from tandem.web.templatetags.tandem import clock as clock_time


def conflicts_of(subject: Subject, outcomes: list[Outcome], request: HttpRequest) -> dict[tuple[str, str], Conflict]:
    """Both versions of each answer that met somebody else's."""
    return {
        (o.path, o.row): Conflict(
            words(subject, o.path, o.mine),
            words(subject, o.path, o.theirs),
            o.by or "Tandem",
            clock_time(o.at, zone_of(request)),
        )
        for o in outcomes
    }


def still_open(subject: Subject, bases: list[posted.Base], request: HttpRequest) -> dict[tuple[str, str], Conflict]:
    """Conflicts that were sent back undecided: shown again, with what was typed."""
    if not bases:
        return {}
    found, places = (
        stored(subject.id),
        {base.path: field_at(subject.form, subject.parties, base.path) for base in bases},
    )
    shown = {}
    for base in bases:
        place, kept = places[base.path], found.get((base.path, base.row))
        if isinstance(place, Field):
            raw = posted.typed(place, base, request.POST)[1]
            shown[(base.path, base.row)] = Conflict(
                words(subject, base.path, raw),
                words(subject, base.path, kept.value if kept else None),
                kept.by if kept else "",
                clock_time(kept.at, zone_of(request)) if kept else "",
            )
    return shown


def words(subject: Subject, path: str, value: Any) -> str:
    """A value as text to compare: what an input would show, of rows and composed answers field by field."""
    place = field_at(subject.form, subject.parties, path)
    if value is None or not isinstance(place, Field):
        return ""
    if isinstance(value, dict):
        return words_of(subject, place, value)
    text = shown_text(place.asked, value)
    return ", ".join(text) if isinstance(text, list) else str(text)


def with_mine(found: Any, conflicts: dict[tuple[str, str], Conflict]) -> dict[tuple[str, str], Stored]:
    """What is shown in the inputs: on a conflict over a text, mine; the base stays undecided until one is chosen."""
    shown = dict(found)
    for key, conflict in conflicts.items():
        if key in shown and isinstance(shown[key].value, str):
            shown[key] = Stored(conflict.mine, shown[key].revision, shown[key].language, shown[key].by, shown[key].at)
    return shown


def mark_undecided(made: Sheet, conflicts: dict[tuple[str, str], Conflict]) -> None:
    """Let the page remember which conflicts nobody has decided."""
    keys = {f"{path}.{row}" if row else path for path, row in conflicts}
    made.bases = [
        f"{base.rsplit('|', 1)[0]}|{posted.UNDECIDED}" if base.rsplit("|", 2)[0] in keys else base
        for base in made.bases
    ]
