"""Numbers that are written as text, and codes of clauses."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk

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
    for path, model in desk.models:
        clause = vars(model).get("clause")
        if not clause or _CLAUSE.match(clause):
            continue
        here: Path = (*path, "clause")
        if path[0] in ("forms", "templates"):
            desk.say("bad_clause", here[2:], str(path[1]), name=clause)
        elif here[:1] != ("components",) or here[2:3] != ("rules",) or desk.written(here[:4]):
            desk.say("bad_clause", here, name=clause)
