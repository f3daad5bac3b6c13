"""From what a person wrote in a cell to what `core.forms.read` takes: labels as ids, numbers as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tandem.answers.offline.columns import labels
from tandem.answers.offline.opened import Cell
from tandem.core.forms.definition import Option, Part, Question


def part_raw(asked: Question | Part, cell: Cell) -> Any:
    """The input of one field for `core.forms.read`: labels as ids, numbers of a spreadsheet as they are."""
    text = text_of(cell)
    if asked.type in {"short_text", "long_text"}:
        return text
    if asked.type == "choice":
        return id_in(asked.options, text)
    if asked.type == "many":
        return [id_in(asked.options, piece.strip()) for piece in re.split(r"[;\n]", text) if piece.strip()]
    return cell if asked.type in {"number", "money"} else text


def id_in(options: Iterable[Option], text: str) -> str:
    """The option that a text names, by its label in any language or by its id; the text itself when it names none."""
    options = tuple(options)
    names: dict[str, str] = {}
    for option in options:
        for label in option.label.values():
            names.setdefault(label.strip().casefold(), option.id)
    names |= {label.casefold(): id for id, label in labels(options).items()}
    names |= {option.id: option.id for option in options}
    return names.get(text.strip().casefold(), text)


def id_of(names: Mapping[str, str], text: str) -> str:
    """The id whose name the text is, the text itself when it is no such name."""
    wanted = text.strip().casefold()
    return next((id for id, name in names.items() if wanted in (name.strip().casefold(), id.casefold())), text)


def text_of(cell: Any) -> str:
    """A cell as text."""
    return str(cell["plain"]) if isinstance(cell, dict) else str(cell)
