"""Page, styles, language and footer of our Word files: the sober twin of the PDF."""

from __future__ import annotations

from typing import Any

from tandem.foundation.documents import word_xml as w

WORD_FACE = "Calibri"
"""A face that Word and LibreOffice users have (or its metric twin Carlito); our own need not be installed."""

_MILLIMETRE = 36_000


def page_and_styles(package: Any, data: dict[str, Any]) -> None:
    """Set the empty package up: A4, margins, styles, language, footer with page numbers."""
    section = package.sections[0]
    section.page_width, section.page_height = 210 * _MILLIMETRE, 297 * _MILLIMETRE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = 25 * _MILLIMETRE
    _language(package, data["language"])
    _known_styles(package)
    _own_styles(package)
    _bullets(package)
    _footer(section, data["footer"])


def _language(package: Any, language: str) -> None:
    from docx.oxml.ns import qn

    defaults = package.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(w.el("lang", {"val": language, "eastAsia": language, "bidi": language}))
    for old in package.settings.element.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), language)


def _face(style: Any, *, size: float, bold: bool, colour: str) -> None:
    """The style's letters, written anew: what the empty package says (theme colours, italics) is taken out."""
    _letters(style.element.get_or_add_rPr(), size, bold, colour)
    link = style.element.find(_name("link"))
    if link is not None:  # the twin that Word keeps for parts of a paragraph
        twin = style.element.getparent().get_by_id(link.get(_name("val")))
        _letters(twin.get_or_add_rPr(), size, bold, colour)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{tag}"))


def _letters(properties: Any, size: float, bold: bool, colour: str) -> None:
    for old in list(properties):
        properties.remove(old)
    half_points = str(round(size * 2))
    properties.append(w.el("rFonts", dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), WORD_FACE)))
    for name in ("b", "bCs"):
        properties.append(w.el(name, {} if bold else {"val": "0"}))
    properties.append(w.el("color", {"val": colour}))
    for name in ("sz", "szCs"):
        properties.append(w.el(name, {"val": half_points}))


def _space(style: Any, before: float, after: float, line: float = 1.15) -> None:
    from docx.shared import Pt

    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line


def _known_styles(package: Any) -> None:
    from docx.oxml.ns import qn

    styles = package.styles
    looks = {
        "Normal": (10.5, False, w.INK, 0, 7),
        "Title": (22, True, w.INK, 0, 12),
        "Subtitle": (12.5, False, w.MUTED, 0, 12),
        "Heading 1": (15, True, w.INK, 20, 7),
        "Heading 2": (12, True, w.INK, 14, 5),
        "Heading 3": (10.5, True, w.MUTED, 10, 4),
        "Caption": (9, False, w.MUTED, 6, 4),
        "List Bullet": (10.5, False, w.INK, 0, 4),
        "List Number": (10.5, False, w.INK, 0, 4),
        "Footer": (8.5, False, w.MUTED, 0, 0),
    }
    for name, (size, bold, colour, before, after) in looks.items():
        style = styles[name]
        _face(style, size=size, bold=bold, colour=colour)
        _space(style, before, after, 1.05 if bold else 1.15)
        properties = style.element.pPr
        for old in properties.findall(qn("w:pBdr")) if properties is not None else []:
            properties.remove(old)


def _own_styles(package: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    looks = {
        "Quiet": (9, False, w.MUTED, 0, 4),
        "Hint": (10.5, False, w.MUTED, 0, 2),
        "Question": (10.5, True, w.INK, 12, 2),
        "Option": (10.5, False, w.INK, 2, 2),
        "Clause": (10.5, False, w.INK, 2, 5),
        "Point": (10.5, False, w.INK, 0, 3),
        "Cell": (9.75, False, w.INK, 3, 3),
        "Gap": (4, False, w.INK, 0, 4),
    }
    for name, (size, bold, colour, before, after) in looks.items():
        style = package.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = package.styles["Normal"]
        style.quick_style = name not in ("Gap", "Cell")
        left, hang = {"Option": (18, 18), "Clause": (34, 34), "Point": (54, 20)}.get(name, (0, 0))
        if left:
            style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Pt(left), Pt(-hang)
        _face(style, size=size, bold=bold, colour=colour)
        _space(style, before, after, 1.1)


def _bullets(package: Any) -> None:
    """Bullets as a character that every face has; the empty package's need the face Symbol."""
    from docx.oxml.ns import qn

    for level in package.part.numbering_part.element.iter(qn("w:lvl")):
        form, sign, letters = (level.find(qn(f"w:{name}")) for name in ("numFmt", "lvlText", "rPr"))
        if form is not None and form.get(qn("w:val")) == "bullet":
            sign.set(qn("w:val"), "•")
            if letters is not None:
                level.remove(letters)


def _footer(section: Any, text: str) -> None:
    line = section.footer.paragraphs[0]._p
    line.get_or_add_pPr().append(
        w.el(
            "tabs",
            None,
            w.el("tab", {"val": "clear", "pos": "4320"}),
            w.el("tab", {"val": "clear", "pos": "8640"}),
            w.el("tab", {"val": "right", "pos": str(w.TEXT_WIDTH)}),
        )
    )
    line.append(w.run(f"{text}\t", size=8.5, colour=w.MUTED))
    line.append(w.page_field("PAGE"))
    line.append(w.run(" / ", size=8.5, colour=w.MUTED))
    line.append(w.page_field("NUMPAGES"))
