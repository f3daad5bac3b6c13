"""What a form brought back, as edits: only what was touched, each with the revision it started from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tandem.answers.operations import Edit
from tandem.answers.shown import base_of
from tandem.answers.subjects import Subject
from tandem.core.forms.definition import Question
from tandem.core.forms.paths import Field, index
from tandem.core.forms.periods import ENDS
from tandem.core.forms.rows import ORGANISATION_COLUMNS, PERSON_COLUMNS
from tandem.foundation.access import Refused

UNDECIDED = "undecided"  # stands for the digest while a conflict has not been decided
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RATE = ("rate", "rate_source", "rate_on")


@dataclass(frozen=True)
class Base:
    """Where an edit starts from: answer, row, revision, and the digest of what the page showed."""

    path: str
    row: str
    revision: int
    digest: str

    @property
    def key(self) -> str:
        """Its name in the form."""
        return f"{self.path}.{self.row}" if self.row else self.path


def bases(posted: QueryDict) -> Iterable[Base]:
    """The bases that came back; Refused (422) for one that cannot be read."""
    for text in posted.getlist("base"):
        pieces = text.rsplit("|", 2)
        path, _, row = pieces[0].partition(".")
        if len(pieces) != 3 or not path or not pieces[1].isascii() or not pieces[1].isdigit() or len(pieces[1]) > 9:
            raise Refused("base_unreadable", f"{text[:80]!r}", status=422)
        yield Base(path, row, int(pieces[1]), pieces[2])


def edits(subject: Subject, posted: QueryDict) -> list[Edit]:
    """What was touched among the answers that came back. Untouched ones are left alone, whatever changed meanwhile."""
    places = index(subject.form, subject.parties)
    picks = {key.removeprefix("pick:"): str(posted[key]) for key in posted if key.startswith("pick:")}
    found: list[Edit] = []
    for base in bases(posted):
        place = places.get(base.path)
        if place is None:
            raise Refused("path_unknown", f"{base.path[:190]!r}", status=422)
        raws, raw = typed(place, base, posted)
        own = {name: value for name, value in picks.items() if name == base.key or name.startswith(f"{base.key}.")}
        if own:
            found.append(Edit(base.path, base.row, _picked(base.key, raw, own), base.revision))
        elif base_of(base.key, base.revision, raws) != f"{base.key}|{base.revision}|{base.digest}":
            found.append(Edit(base.path, base.row, raw, base.revision))
    return found


def undecided(posted: QueryDict) -> list[Base]:
    """Conflicts that were shown and not decided yet: neither version may be written."""
    chosen = {key.removeprefix("choose:") for key in posted if key.startswith("choose:")}
    return [
        base
        for base in bases(posted)
        if base.digest == UNDECIDED and base.key not in chosen and base.path not in chosen
    ]


def typed(place: Field, base: Base, posted: QueryDict) -> tuple[list[str], Any]:
    """The raw texts in the page's order (for the digest), and the input for `core.forms.read`."""
    if base.row:
        return _row(place.question, base.key, posted)
    if place.asked.type == "period":
        days = {end: posted.get(f"{base.path}..{end}", "") for end in ENDS}
        return [days[end] for end in ENDS], days
    if place.question.type == "organisation":
        cells = {column: posted.get(f"{base.path}..{column}", "") for column in ORGANISATION_COLUMNS}
        return [cells["name"], cells["kind"], cells["country"]], cells
    values = posted.getlist(base.path)
    if place.asked.type == "many":
        return values, values
    text = values[0] if values else ""
    return [text], text


def _row(question: Question, key: str, posted: QueryDict) -> tuple[list[str], Any]:
    if question.type != "budget":
        return _parts(question, key, posted)
    cells: dict[str, Any] = {
        column: posted.get(f"{key}.{column}", "") for column in ("line", "text", "party", "paid_by", "currency")
    }
    years = {str(n): posted.get(f"{key}.years/{n}", "") for n in range(1, (question.years or 1) + 1)}
    rate = {column: posted.get(f"{key}.{column}", "") for column in _RATE if f"{key}.{column}" in posted}
    raws = [*cells.values(), *years.values(), *rate.values()]
    filled = any(text.strip() for text in (cells["line"], cells["text"], *years.values(), *rate.values()))
    return raws, ({**cells, "years": years, **rate} if filled else {})


_OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "people": PERSON_COLUMNS,
    "results": ("level", "text", "leads_to", "indicator", "unit", "baseline", "target"),
}


def _parts(question: Question, key: str, posted: QueryDict) -> tuple[list[str], Any]:
    """A person, a row of a table, a result: its own columns and the form's, in the page's order."""
    row: dict[str, Any] = {column: posted.get(f"{key}.{column}", "") for column in _OWN_COLUMNS.get(question.type, ())}
    raws = list(row.values())
    for part in question.parts:
        name = f"{key}.{part.id}"
        if part.type == "many":
            row[part.id] = posted.getlist(name)
            raws.append("\x1e".join(row[part.id]))
        elif part.type == "period":
            row[part.id] = {end: posted.get(f"{name}/{end}", "") for end in ENDS}
            raws.extend(row[part.id].values())
        else:
            row[part.id] = posted.get(name, "")
            raws.append(row[part.id])
    return raws, row


def _picked(key: str, raw: Any, picks: Mapping[str, str]) -> Any:
    """The input with the readings picked for it: 'path', 'path.row.column', 'path.row.years/1', 'path..to'."""
    for name, value in picks.items():
        chosen = value if _ISO_DAY.fullmatch(value) else {"plain": value}
        if name == key:
            raw = chosen
        elif name.startswith(f"{key}.") and isinstance(raw, dict):
            column, _, inner = name.removeprefix(f"{key}.").removeprefix(".").partition("/")
            if inner and isinstance(raw.get(column), dict):
                raw = {**raw, column: {**raw[column], inner: chosen}}
            else:
                raw = {**raw, column: chosen}
    return raw


def buttons(posted: QueryDict) -> Mapping[str, str]:
    """Which button of the sheet was pressed: add, upload, remove:<path>, choose:<key>, pick:<name>; values as sent."""
    pressed = (key for key in posted if key in {"add", "upload"} or key.startswith(("remove:", "choose:", "pick:")))
    return {key: str(posted[key]) for key in pressed}
