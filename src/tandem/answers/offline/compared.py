"""What a file that came back would change: place by place, beside what stands there now. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from tandem.answers.models import BroughtBack
from tandem.answers.offline.notes import said_place
from tandem.answers.queries import Stored
from tandem.answers.sentences import sentence
from tandem.answers.subjects import Subject
from tandem.answers.words import words_of
from tandem.core.forms.answers import is_blank
from tandem.core.forms.paths import Field, index
from tandem.core.forms.reading import read
from tandem.web.templatetags.tandem import localised

Status = Literal["new", "changed", "emptied", "conflict"]
Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """One place that the file would change. `theirs` is what was saved meanwhile, on a conflict."""

    number: int
    path: str
    row: str
    status: Status
    label: str
    party: str
    place: str
    before: str
    after: str
    problems: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None


@dataclass
class Report:
    """Everything the file would do: changes, conflicts to decide, rows that it has no more, what is the same."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    gone: list[Change] = field(default_factory=list)
    same: int = 0

    @property
    def unread(self) -> list[Change]:
        """Those with something that cannot be read; it is kept as it was typed."""
        return [change for change in (*self.changes, *self.conflicts) if change.problems]

    @property
    def empty(self) -> bool:
        """Nothing to agree to."""
        return not (self.changes or self.conflicts or self.gone)


def compare(subject: Subject, stored: Mapping[Key, Stored], brought: BroughtBack) -> Report:
    """The file beside the answers as they are at this moment."""
    report, places = Report(), index(subject.form, subject.parties)
    for number, edit in enumerate(brought.touched):
        place = places.get(edit["path"])
        if place is None or not subject.writable(place):
            continue
        change = _change(subject, place, stored.get((edit["path"], edit["row"])), number, edit, brought.language)
        if change is None:
            report.same += 1
        elif change.status == "conflict":
            report.conflicts.append(change)
        else:
            report.changes.append(change)
    for number, (path, row) in enumerate(brought.gone):
        kept, place = stored.get((path, row)), places.get(path)
        if place is not None and kept is not None and kept.value is not None and subject.writable(place):
            words = words_of(subject, place, kept.value)
            report.gone.append(_named(subject, place, number, row, "emptied", "", words, ""))
    return report


def _change(
    subject: Subject, place: Field, kept: Stored | None, number: int, edit: Mapping[str, Any], language: str
) -> Change | None:
    """What one edit would do; None when it says what stands there already."""
    options = None
    if place.part is None and place.question.options_from:
        options = [option.id for option in subject.options(place.question)]
    reading = read(place.asked, edit["raw"], language, currency=place.question.currency, options=options)
    value = None if is_blank(reading.value) else reading.value
    there, revision = (kept.value, kept.revision) if kept else (None, 0)
    if value == there:
        return None
    status: Status = "emptied" if value is None else "new" if there is None else "changed"
    if revision != edit["base"]:
        status = "conflict"
    before, after = words_of(subject, place, there), words_of(subject, place, value)
    problems = tuple(sentence(problem) for problem in reading.problems)
    made = _named(subject, place, number, edit["row"], status, edit["place"], before, after)
    return replace(made, problems=problems, by=kept.by if kept else "", at=kept.at if kept else None)


def _named(
    subject: Subject, place: Field, number: int, row: str, status: Status, where: str, before: str, after: str
) -> Change:
    label = localised(place.question.label)
    if place.part is not None:
        label = f"{label}: {localised(place.part.label)}"
    side = subject.side(place.party)
    return Change(number, place.path, row, status, label, side.name if side else "", said_place(where), before, after)
