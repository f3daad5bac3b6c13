"""What stands in one cell of an Excel file: texts that stay texts, figures as numbers with a name and an address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Any

from tandem.core.values.money import exponent
from tandem.foundation.documents.blocks import Figure, Text, parts, said
from tandem.foundation.documents.text import for_word

INK, MUTED, ACCENT, LINE, STRONG_LINE = "#1b242e", "#56616e", "#0b5960", "#d8dce1", "#8b95a1"
LONGEST_TEXT = 32_000
"""Characters in one cell (Excel holds 32,767); what is longer goes on in the next cell."""
MOST_PLACES = 200
"""Places that one defined name lists: Excel takes formulas of 8,192 characters."""
MOST_LINKS = 65_000
"""Links on one sheet: Excel takes 65,530."""

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_EXACT = Context(prec=15)  # significant digits of a number in Excel


def number_format(figure: Figure) -> str:
    """How Excel shows the figure's value: the currency's own decimals, per cent, or the value's decimals.

    A unit that is part of the shown text is shown in the cell too. Thousands are grouped unless the text's are not.
    """
    value = figure.value if figure.value is not None else Decimal(0)
    exponent_of_value = value.normalize().as_tuple().exponent
    decimals = min(6, max(0, -exponent_of_value)) if isinstance(exponent_of_value, int) else 0
    if figure.unit == "%":
        return "0" + _point(decimals) + (" %" if re.search(r"\s%", figure.text) else "%")
    if _CURRENCY.match(figure.unit):
        amount = "#,##0" + _point(exponent(figure.unit))
        if figure.unit not in figure.text:
            return amount
        return f'"{figure.unit} "{amount}' if figure.text.startswith(figure.unit) else f'{amount}" {figure.unit}"'
    grouped = abs(value) < 1000 or str(int(abs(value))) not in figure.text
    return ("#,##0" if grouped else "0") + _point(decimals)


def _point(decimals: int) -> str:
    return "." + "0" * decimals if decimals else ""


def stored(figure: Figure) -> Decimal | None:
    """The number that the cell holds, or None when it must be text (no value, or more digits than Excel keeps)."""
    if figure.value is None:
        return None
    value = figure.value / 100 if figure.unit == "%" else figure.value
    short = _EXACT.create_decimal(value)
    return None if short != value and abs(value) >= Decimal(10) ** 15 else short


def defined_name(key: str) -> str:
    """The figure's name in Excel: 'figure.' and the key, other signs than letters, digits and points as _2f."""
    return "figure." + re.sub(r"[^A-Za-z0-9.]", lambda sign: f"_{ord(sign[0]):02x}", key)


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel takes for a sheet: at most 31 units, none of []:*?/\\, not used yet."""
    used = {name.casefold() for name in taken} | {"history", ""}
    base = re.sub(r"[\[\]:*?/\\\s]+", " ", for_word(wanted)).strip(" '") or "…"
    for number in range(1, 10_000):
        ending = f" {number}" if number > 1 else ""
        room = 31 - len(ending)
        name = base.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore").strip(" '") + ending
        if name.casefold() not in used:
            return name
    raise ValueError("too many sheets of one name")


class Cells:
    """Writes cells of one workbook and remembers where each figure stands. Equal looks share one format."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.places: dict[str, list[str]] = {}
        self.links: dict[str, int] = {}

    def look(self, **properties: Any) -> Any:
        """The format with these properties on top of the document's own letters."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
            self.formats[key] = self.book.add_format({**base, **properties})
        return self.formats[key]

    def text(self, sheet: Any, row: int, column: int, text: str, **look: Any) -> int:
        """The text as text, whatever it begins with; a very long one goes on to the right. The next free column."""
        shown = for_word(text)
        for at in range(0, len(shown) or 1, LONGEST_TEXT):
            sheet.write_string(row, column, shown[at : at + LONGEST_TEXT], self.look(**look))
            column += 1
        return column

    def figure(self, sheet: Any, row: int, column: int, figure: Figure, number: str = "", **look: Any) -> None:
        """The figure as a number with its name and its link; as text when it has no number. `number`: its format."""
        look = {**look, "num_format": number or number_format(figure)}
        value = stored(figure)
        linked = figure.href and not figure.href.startswith("#") and len(figure.href) < 2000
        if linked and self.links.get(sheet.name, 0) < MOST_LINKS:
            self.links[sheet.name] = self.links.get(sheet.name, 0) + 1
            look["font_color"] = ACCENT
            sheet.write_url(row, column, figure.href, self.look(**look), string="-")
        if value is None:
            sheet.write_string(row, column, for_word(figure.text), self.look(**{**look, "num_format": "@"}))
        else:
            sheet.write_number(row, column, value, self.look(**look))
        quoted = sheet.name.replace("'", "''")
        self.places.setdefault(figure.key, []).append(f"'{quoted}'!${_letters(column)}${row + 1}")

    def words(self, sheet: Any, row: int, column: int, text: Text, beside: int, **look: Any) -> int:
        """A text with figures in it: the sentence in one cell, its figures as numbers from column `beside` on.

        Returns the next free column beside. A text that is nothing but a figure is that figure's cell.
        """
        if isinstance(text, Figure):
            self.figure(sheet, row, column, text, **look)
            return beside
        after = self.text(sheet, row, column, said(text), **look)
        beside = max(beside, after)
        for one in dict.fromkeys(part for part in parts(text) if isinstance(part, Figure)):
            self.figure(sheet, row, beside, one, align="left")
            beside += 1
        return beside

    def name_figures(self) -> None:
        """Give each figure its name; a figure at several places has one name for all. ValueError on equal names."""
        names = {key: defined_name(key) for key in self.places}
        if len({name.casefold() for name in names.values()}) < len(names):
            raise ValueError("two figures' keys differ in capitals only: Excel cannot tell them apart")
        for key, places in sorted(self.places.items()):
            self.book.define_name(names[key], "=" + ",".join(places[:MOST_PLACES]))


def _letters(column: int) -> str:
    rest, last = divmod(column, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)
