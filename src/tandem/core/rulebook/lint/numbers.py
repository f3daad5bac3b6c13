"""Numbers that are written as text, and codes of clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel

from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.sources import MAIN

_CLAUSE = re.compile(r"[A-Z]{2,5}-[0-9]{1,3}\Z")


def lint_number(desk: Desk, path: Path, written: str | None, most: int | Decimal) -> None:
    """Say a text that is no plain number from 0 to `most`."""
    if written is None:
        return
    try:
        number = Decimal(written)
        fits = number.is_finite() and 0 <= number <= most
    except InvalidOperation:
        fits = False
    if not fits:
        desk.say("bad_number", path, value=written, low=0, high=str(most))


def lint_clauses(desk: Desk) -> None:
    """Every `clause` of the main file, the forms and the templates looks like MIC-3."""
    rulebook = desk.rulebook
    for name in type(rulebook).model_fields:
        if name not in ("forms", "templates"):
            _clauses(desk, getattr(rulebook, name), (name,), MAIN)
    for file, beside in (*rulebook.forms.items(), *rulebook.templates.items()):
        _clauses(desk, beside, (), file)


def _clauses(desk: Desk, value: Any, path: Path, file: str) -> None:
    for here, clause in clauses_of(value, path):
        made = here[:1] == ("components",) and here[2:3] == ("rules",) and not desk.written(here[:4])
        if not made and clause and not _CLAUSE.match(clause):
            desk.say("bad_clause", here, file, name=clause)


def clauses_of(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every field called `clause` below a value, with its path."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if name == "clause":
                yield (*path, name), inner
            else:
                yield from clauses_of(inner, (*path, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from clauses_of(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from clauses_of(inner, (*path, index))
