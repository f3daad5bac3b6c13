"""Small builders for WordprocessingML: elements, runs, paragraphs, tables, fields to fill in.

Source: ECMA-376 part 1, WordprocessingML. Only the pieces that documents need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

INK, MUTED, ACCENT, LINE, STRONG_LINE = "1B242E", "56616E", "0B5960", "D8DCE1", "8B95A1"
WASH = {"plain": "F6F5F1", "good": "E6F2EA", "warn": "FBF1DD", "bad": "FBE9E7"}
TONE_INK = {"plain": ACCENT, "good": "1C6B40", "warn": "855500", "bad": "A3251B"}
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
TEXT_WIDTH = 9072
"""Twentieths of a point between the margins of an A4 page: 160 mm."""


def el(tag: str, attributes: dict[str, str] | None = None, *children: Any) -> Any:
    """An element of the `w` namespace ('w:p') with attributes ('val' means 'w:val') and children."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{tag}")
    for name, value in (attributes or {}).items():
        element.set(qn(name if ":" in name else f"w:{name}"), value)
    for child in children:
        if child is not None:
            element.append(child)
    return element


def run(text: str, *, bold: bool = False, colour: str = "", size: float = 0, dotted: bool = False) -> Any:
    """A run of text; line feeds become line breaks. `size` in points, 0 for the style's own; `dotted` underlines."""
    from docx.oxml.ns import qn

    properties = el("rPr")
    if bold:
        properties.append(el("b"))
    if colour:
        properties.append(el("color", {"val": colour}))
    if size:
        properties.append(el("sz", {"val": str(round(size * 2))}))
    if dotted:
        properties.append(el("u", {"val": "dotted", "color": STRONG_LINE}))
    made = el("r", None, properties if len(properties) else None)
    for index, line in enumerate(text.split("\n")):
        if index:
            made.append(el("br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                made.append(el("tab"))
            if piece:
                written = el("t")
                written.text = piece
                written.set(qn("xml:space"), "preserve")
                made.append(written)
    return made


def paragraph(*runs: Any, style: str = "", properties: Iterable[Any] = ()) -> Any:
    """A paragraph in a style (its id) with further properties in the order that the schema asks for."""
    made = el("pPr", None, el("pStyle", {"val": style}) if style else None, *properties)
    return el("p", None, made if len(made) else None, *runs)


def aligned(side: str) -> list[Any]:
    """Paragraph properties for 'left', 'right' or 'center'; left is what a paragraph has."""
    return [] if side == "left" else [el("jc", {"val": side})]


def hyperlink(relation: str, *runs: Any) -> Any:
    """Runs that lead to the address of a relation of the part."""
    return el("hyperlink", {"r:id": relation, "history": "1"}, *runs)


def spacing(before: int = 0, after: int = 0) -> Any:
    """Space above and below a paragraph, in twentieths of a point."""
    return el("spacing", {"before": str(before), "after": str(after)})


def edge(name: str, size: int = 0, colour: str = LINE) -> Any:
    """One border; `size` in eighths of a point, 0 for none."""
    if not size:
        return el(name, {"val": "nil"})
    return el(name, {"val": "single", "sz": str(size), "space": "0", "color": colour})


def cell(
    width: int,
    content: Sequence[Any],
    *,
    bottom: tuple[int, str] = (4, LINE),
    box: bool = False,
    fill: str = "",
    left: tuple[int, str] = (0, LINE),
) -> Any:
    """A table cell; `bottom` and `left` are (eighths of a point, colour), `box` draws all four sides."""
    if box:
        sides = [edge(name, 4, STRONG_LINE) for name in ("top", "left", "bottom", "right")]
    else:
        sides = [edge("top"), edge("left", *left), edge("bottom", *bottom), edge("right")]
    properties = el("tcPr", None, el("tcW", {"w": str(width), "type": "dxa"}), el("tcBorders", None, *sides))
    if fill:
        properties.append(el("shd", {"val": "clear", "color": "auto", "fill": fill}))
    return el("tc", None, properties, *content)


def row(cells: Iterable[Any], *, header: bool = False, height: int = 0) -> Any:
    """A table row that is not divided over pages; a header row is repeated on each page."""
    properties = el("trPr", None, el("cantSplit"))
    if height:
        properties.append(el("trHeight", {"val": str(height), "hRule": "atLeast"}))
    if header:
        properties.append(el("tblHeader"))
    return el("tr", None, properties, *cells)


def table(
    widths: Sequence[int], rows: Iterable[Any], *, description: str = "", header: bool = True, boxed: bool = False
) -> Any:
    """A table of fixed widths (twentieths of a point) with a description for screen readers.

    Open tables begin exactly at the margin; `boxed` ones keep their text off their lines.
    """
    padding = (("left", "100" if boxed else "0"), ("right", "100"))
    properties = el(
        "tblPr",
        None,
        el("tblW", {"w": str(sum(widths)), "type": "dxa"}),
        el("tblLayout", {"type": "fixed"}),
        el("tblCellMar", None, *(el(side, {"w": space, "type": "dxa"}) for side, space in padding)),
        el("tblLook", {"val": "0420" if header else "0400", "firstRow": "1" if header else "0", "noVBand": "1"}),
        el("tblDescription", {"val": description[:250]}) if description else None,
    )
    grid = el("tblGrid", None, *(el("gridCol", {"w": str(width)}) for width in widths))
    return el("tbl", None, properties, grid, *rows)


def field(key: str, label: str, number: int, *content: Any, locked: bool = False) -> Any:
    """A content control around whole paragraphs (a field to fill in) or runs (a figure).

    `key` is its tag, `label` its title; what is inside a `locked` one cannot be typed over.
    """
    properties = el(
        "sdtPr",
        None,
        el("alias", {"val": label[:64]}),
        el("tag", {"val": key[:64]}),
        el("id", {"val": str(number)}),
        el("lock", {"val": "sdtContentLocked"}) if locked else None,
    )
    return el("sdt", None, properties, el("sdtContent", None, *content))


def page_field(instruction: str) -> Any:
    """A field that Word counts itself: 'PAGE' or 'NUMPAGES'."""
    return el("fldSimple", {"instr": instruction}, run("1", size=8.5, colour=MUTED))


def shares(columns: Sequence[tuple[int, int]], width: int = TEXT_WIDTH) -> list[int]:
    """Column widths from (share, longest text in characters); a share of 0 takes what its longest text needs."""
    needs = [min(2600, max(700, longest * 105 + 160)) if share == 0 else 0 for share, longest in columns]
    total = sum(share for share, _ in columns)
    if total == 0:
        needs[0] = max(needs[0], width - sum(needs[1:]))
        factor = width / sum(needs)
        return [round(need * factor) for need in needs]
    left = max(width - sum(needs), width // 3)
    factor = (width - left) / sum(needs) if sum(needs) > width - left else 1.0
    return [
        round(share * left / total) if share else round(need * factor)
        for (share, _), need in zip(columns, needs, strict=True)
    ]
