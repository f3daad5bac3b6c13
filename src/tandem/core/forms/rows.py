"""Rows: one person, one budget entry, one file, one organisation, one whole declaration, cell by cell.

A row's raw input is a mapping from column to what was typed there; a cell that cannot be read is kept unread in its
place and the rest of the row is read. A row in which nothing was typed is no row. Columns that the row does not have
are named (`column_unknown`) and stay in `Reading.typed`. Each reader returns the row's value and its problems, whose
`where` is the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tandem.core.forms import cells
from tandem.core.forms.amounts import known_currency, money
from tandem.core.forms.answers import is_blank, is_unread, unread
from tandem.core.forms.cells import Cell, Context, habits_of, kept, numeral_text, part_cell
from tandem.core.forms.definition import Option, Part, Question
from tandem.core.values import Problem

PERSON_COLUMNS = ("name", "email", "party")
BUDGET_COLUMNS = ("line", "text", "party", "currency", "rate", "rate_source", "rate_on", "paid_by", "years")
FILE_COLUMNS = ("file", "name", "size", "sha256", "title")
ORGANISATION_COLUMNS = ("organisation", "name", "country", "kind")
PAID_BY = ("grant", "own")
_YEAR = re.compile(r"[1-9][0-9]?\Z")
_YEAR_COLUMN = re.compile(r"years?[_./-]([1-9][0-9]?)\Z")


class RowOf:
    """Gathers the cells that hold something, and the problems by column."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def put(self, column: str, cell: Cell) -> None:
        """Keep what the cell holds, and its problems under the column."""
        value, problems = cell
        if not is_blank(value):
            self.value[column] = value
        for problem in problems:
            inner = f"{column}/{problem.where}" if problem.where else column
            self.problems.append(replace(problem, where=inner))

    def refuse_others(self, context: Context, raw: Mapping[Any, Any], columns: Iterable[str]) -> None:
        """Name the columns that hold something and that such a row does not have."""
        known = frozenset(columns)
        others = [
            context.intake.text(name)[:60] for name, cell in raw.items() if name not in known and not _empty(cell)
        ]
        if others:
            self.problems.append(Problem("column_unknown", values={"columns": sorted(others)[:20]}))

    def read(self) -> Cell:
        """The row and what is wrong with its cells; None when nothing was typed in it."""
        return self.value or None, tuple(self.problems)


def person(context: Context, raw: Any) -> Cell:
    """{"name", "email", "party", <part id>: <part value>…}; text cells to the letter."""
    if not is_row(raw):
        return no_row(context, raw)
    row = RowOf()
    for column in PERSON_COLUMNS:
        row.put(column, line(context, raw.get(column)))
    parts = _parts(context)
    for part in parts:
        if part.id not in PERSON_COLUMNS:
            row.put(part.id, part_cell(context, part, raw.get(part.id)))
    row.refuse_others(context, raw, (*PERSON_COLUMNS, *(part.id for part in parts)))
    return row.read()


def declaration(context: Context, raw: Any) -> Cell:
    """{<part id>: <part value>…}: a declaration's parts at once; stored one by one."""
    if not is_row(raw):
        return no_row(context, raw)
    row = RowOf()
    parts = _parts(context)
    for part in parts:
        row.put(part.id, part_cell(context, part, raw.get(part.id)))
    row.refuse_others(context, raw, (part.id for part in parts))
    return row.read()


def organisation(context: Context, raw: Any) -> Cell:
    """{"organisation": "<uuid>" or "", "name", "country", "kind"}; a text alone is the name."""
    if not is_row(raw):
        value, _ = line(context, raw)
        return ({"organisation": "", "name": value}, ()) if value else (None, ())
    row = RowOf()
    for column in ORGANISATION_COLUMNS:
        row.put(column, line(context, raw.get(column)))
    row.refuse_others(context, raw, ORGANISATION_COLUMNS)
    value, problems = row.read()
    return ({"organisation": "", **value} if value else None), problems


def file(context: Context, raw: Any) -> Cell:
    """{"file": "<uuid>", "name", "size", "sha256", "title"} as the upload gives it; only the title is typed."""
    if not is_row(raw):
        return no_row(context, raw)
    row = RowOf()
    for column in ("file", "name", "sha256", "title"):
        row.put(column, line(context, raw.get(column)))
    size = context.intake.text(raw.get("size")).strip()
    if size.isascii() and size.isdigit() and len(size) <= 15:
        row.value["size"] = int(size)
    elif size:
        row.put("size", kept(size, Problem("number_unreadable")))
    row.refuse_others(context, raw, FILE_COLUMNS)
    return row.read()


def budget_entry(context: Context, raw: Any) -> Cell:
    """One budget entry; `years` a mapping from year of the grant to an amount, or columns `years/1`, `year_1`.

    Amounts become minor units of the row's currency (the question's when it names none). In an unknown currency nothing
    can be scaled: the amounts stay unread until it is mended.
    """
    if not is_row(raw):
        return no_row(context, raw)
    row = RowOf()
    for column in ("text", "party", "rate_source"):
        row.put(column, line(context, raw.get(column)))
    row.put("line", among(context, raw.get("line"), tuple(line.id for line in _lines(context))))
    row.put("paid_by", among(context, raw.get("paid_by"), PAID_BY))
    currency = _currency(context, row, raw.get("currency"))
    row.put("rate", cells.number(context, raw.get("rate")))
    row.put("rate_on", cells.day(context, raw.get("rate_on")))
    typed_years, other_years = _years(raw)
    years: dict[str, Any] = {}
    for year in sorted(typed_years, key=int):
        years[year] = _amount(context, row, year, typed_years[year], currency or row.value.get("currency", ""))
    filled = {year: value for year, value in years.items() if value is not None}
    if filled:
        row.value["years"] = filled
    if row.value and currency:
        row.value.setdefault("currency", currency)
    used = [name for name in raw if isinstance(name, str) and _YEAR_COLUMN.match(name)]
    row.refuse_others(context, {**raw, **other_years}, (*BUDGET_COLUMNS, *used))
    return row.read()


def _amount(context: Context, row: RowOf, year: str, raw: Any, currency: str) -> Any:
    """The minor units of one year's amount, or what was typed. Without a currency the amount may name it."""
    text = numeral_text(context, raw)
    if not text.strip():
        return None
    amount = money(text, habits_of(raw, context.locale), currency)
    if isinstance(amount, Problem):
        row.problems.append(replace(amount, where=f"years/{year}"))
        return unread(text)
    row.value.setdefault("currency", amount.currency)
    return amount.minor


def _years(raw: Mapping[Any, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The amounts by year, from `years` and from single columns, and what stands under a year that cannot be."""
    years: dict[str, Any] = {}
    others: dict[str, Any] = {}
    nested = raw.get("years")
    if isinstance(nested, Mapping):
        for year, cell in nested.items():
            name = str(year) if isinstance(year, int) and 0 < year < 100 else year
            if isinstance(name, str) and _YEAR.match(name):
                years[name] = cell
            else:
                others[f"years/{name}" if isinstance(name, str) else "years"] = cell
    elif not _empty(nested):
        others["years/"] = nested
    for column, cell in raw.items():
        if isinstance(column, str) and (found := _YEAR_COLUMN.match(column)):
            years[found[1]] = cell
    return years, others


def _currency(context: Context, row: RowOf, raw: Any) -> str:
    text = context.intake.text(raw).strip()
    if not text:
        return context.currency
    if known_currency(text.upper()):
        row.value["currency"] = text.upper()
        return text.upper()
    row.put("currency", kept(text, Problem("currency_unknown", values={"currency": text[:20]})))
    return text


def line(context: Context, raw: Any) -> Cell:
    """A text cell to the letter."""
    return context.intake.text(raw) or None, ()


def among(context: Context, raw: Any, options: tuple[str, ...]) -> Cell:
    """One of the ids, else what was typed, unread."""
    text = context.intake.text(raw)
    if not text.strip():
        return None, ()
    if text.strip() in options:
        return text.strip(), ()
    return kept(text, Problem("choice_unknown", values={"chosen": [text[:60]]}))


def is_row(raw: Any) -> bool:
    """True for a mapping from column to what was typed there."""
    return isinstance(raw, Mapping) and not is_unread(raw)


def no_row(context: Context, raw: Any) -> Cell:
    """Something typed where a row is expected, kept unread."""
    text = context.intake.text(raw)
    return kept(text, Problem("row_unreadable")) if text.strip() else (None, ())


def _empty(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip()) or (isinstance(raw, (list, dict)) and not raw)


def _parts(context: Context) -> tuple[Part, ...]:
    return context.asked.parts if isinstance(context.asked, Question) else ()


def _lines(context: Context) -> tuple[Option, ...]:
    return context.asked.lines if isinstance(context.asked, Question) else ()
