"""Documents on a page: the same blocks that PDF, Word and Excel show, as parts of a page in the house's look.

Figures are links with their key in `data-figure`; nothing here is a style or a script, and every text is escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypedDict

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tandem.foundation.documents.blocks import (
    Clause,
    Column,
    Document,
    Facts,
    Figure,
    FormQuestion,
    Heading,
    LetterHead,
    List,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    Text,
    parts,
)
from tandem.foundation.documents.pictures import checked
from tandem.foundation.documents.text import for_word


class Part(TypedDict):
    """One entry of a document's contents: where it is on the page, what it says, and how deep it lies (1 to 3)."""

    url: str
    label: str
    level: int


def contents(document: Document) -> list[Part]:
    """The document's headings, with the addresses that `render` gives them."""
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    return [
        Part(url=f"#part-{number}", label=heading.text, level=heading.level)
        for number, heading in enumerate(headings, start=1)
    ]


def render(document: Document, heading_level: int = 2) -> SafeString:
    """The document's blocks as HTML; its title is left to the page. A heading of level 1 becomes h<heading_level>.

    Meant for a `div.stack`. Raises UnfitPicture for a picture that is not a picture only.
    """
    writer = _Writer(heading_level)
    return _together(writer.block(block) for block in document.blocks)


def text(value: Text) -> SafeString:
    """A text with its figures; a line feed is a line break."""
    return _together(_figure(part) if isinstance(part, Figure) else _lines(part) for part in parts(value))


def _together(made: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(made))


def _lines(value: str) -> SafeString:
    return mark_safe(escape(for_word(value)).replace("\n", "<br>"))


def _said(value: str) -> str:
    """Text for an attribute: what no page can carry is named."""
    return for_word(value)


def _figure(figure: Figure) -> SafeString:
    if not figure.href:
        return format_html('<span class="fig" data-figure="{}">{}</span>', figure.key, _lines(figure.text))
    return format_html('<a class="fig" data-figure="{}" href="{}">{}</a>', figure.key, figure.href, _lines(figure.text))


class _Writer:
    """Writes one document's blocks; counts its headings."""

    def __init__(self, heading_level: int) -> None:
        self.heading_level = heading_level
        self.headings = 0
        self.under = ""
        self.labels: Counter[str] = Counter()

    def block(self, block: Any) -> SafeString:
        writers: dict[type, Callable[[Any], SafeString]] = {
            Heading: self.heading,
            Paragraph: _paragraph,
            Note: _note,
            Facts: _facts,
            List: _list,
            Clause: _clause,
            Table: self.table,
            Picture: _picture,
            PageBreak: lambda it: SafeString(""),
            FormQuestion: _question,
            Signatures: _signatures,
            LetterHead: _letter_head,
        }
        return writers[type(block)](block)

    def heading(self, it: Heading) -> SafeString:
        self.headings += 1
        self.under = it.text.strip()
        level = min(6, self.heading_level + it.level - 1)
        return format_html('<h{} id="part-{}">{}</h{}>', level, self.headings, _lines(it.text.strip() or "…"), level)

    def table(self, it: Table) -> SafeString:
        """A table in a region of its own, named like no other on the page."""
        columns = ", ".join(column.label for column in it.columns)
        label = it.caption or (f"{self.under}: {columns}" if self.under else columns)
        self.labels[label] += 1
        return _table(it, label if self.labels[label] == 1 else f"{label} ({self.labels[label]})")


def _paragraph(it: Paragraph) -> SafeString:
    kind = {"plain": "prose", "lead": "lead", "quiet": "prose small muted"}[it.tone]
    return format_html('<p class="{}">{}</p>', kind, text(it.text))


def _note(it: Note) -> SafeString:
    kind = "notice" if it.tone == "plain" else f"notice {it.tone}"
    title = format_html("<p><b>{}</b></p>", _lines(it.title)) if it.title else ""
    return format_html('<div class="{}">{}<p>{}</p></div>', kind, title, text(it.text))


def _facts(it: Facts) -> SafeString:
    pairs = ((_lines(label), text(value)) for label, value in it.pairs)
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs))


def _list(it: List) -> SafeString:
    kind = "ol" if it.ordered else "ul"
    items = format_html_join("", "<li>{}</li>", ((text(item),) for item in it.items))
    return format_html('<{} class="prose">{}</{}>', kind, items, kind)


def _clause(it: Clause) -> SafeString:
    heading = format_html("<b>{}</b>", _lines(it.heading)) if it.heading else ""
    said = format_html("<p>{}</p>", text(it.text)) if it.text else ""
    items = format_html_join("", "<li>{}</li>", ((text(item),) for item in it.items))
    points = format_html('<ol type="a">{}</ol>', items) if it.items else ""
    return format_html(
        '<div class="clause prose"><b>{}</b><div class="tight">{}{}{}</div></div>',
        _lines(it.number),
        heading,
        said,
        points,
    )


def _side(column: Column) -> SafeString:
    return SafeString(' class="num"') if column.align == "end" else SafeString("")


def _table(it: Table, label: str) -> SafeString:
    caption = format_html("<caption>{}</caption>", _lines(it.caption)) if it.caption else ""
    heads = ((_side(column), _lines(column.label)) for column in it.columns)
    head = format_html_join("", '<th scope="col"{}>{}</th>', heads)
    rows = it.rows[:-1] if it.total and it.rows else it.rows
    body = _together(_row(it, row) for row in rows)
    foot = format_html("<tfoot>{}</tfoot>", _row(it, it.rows[-1])) if it.total and it.rows else ""
    return format_html(
        '<div class="scroll" role="region" aria-label="{}" tabindex="0"><table>{}<thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody>{}</table></div>",
        _said(label),
        caption,
        head,
        body,
        foot,
    )


def _row(it: Table, row: tuple[Text, ...]) -> SafeString:
    cells = []
    for at, (column, cell) in enumerate(zip(it.columns, row, strict=True)):
        kind, scope = ("th", SafeString(' scope="row"')) if it.row_headers and at == 0 else ("td", "")
        cells.append(format_html("<{}{}{}>{}</{}>", kind, scope, _side(column), text(cell), kind))
    return format_html("<tr>{}</tr>", _together(cells))


def _picture(it: Picture) -> SafeString:
    drawn = _drawn(it.svg, it.alt)
    if it.narrow:
        drawn = format_html(
            '<div class="at-wide">{}</div><div class="at-narrow">{}</div>', drawn, _drawn(it.narrow, it.alt)
        )
    caption = format_html("<figcaption>{}</figcaption>", _lines(it.caption)) if it.caption else ""
    return format_html("<figure>{}{}</figure>", drawn, caption)


def _drawn(svg: str, alt: str) -> SafeString:
    """The SVG itself when it speaks for itself, else inside an image that says the alternative text."""
    drawn = SafeString(checked(svg))
    if "aria-labelledby" in svg or "aria-label" in svg:
        return drawn
    return format_html('<div role="img" aria-label="{}">{}</div>', _said(alt), drawn)


def _question(it: FormQuestion) -> SafeString:
    more = format_html_join("", "<br>{}", ((_lines(line),) for line in (it.hint, it.kind, *it.options) if line))
    return format_html('<p class="prose"><b>{} {}</b>{}</p>', _lines(it.number), _lines(it.label), more)


def _signatures(it: Signatures) -> SafeString:
    rows = ((_lines("; ".join(row)),) for row in it.rows)
    return format_html('<ul class="plain muted">{}</ul>', format_html_join("", "<li>{}</li>", rows))


def _letter_head(it: LetterHead) -> SafeString:
    lines = format_html_join("", "<br>{}", ((_lines(line),) for line in it.sender_lines))
    sender = format_html("<p><b>{}</b>{}</p>", _lines(it.sender), lines)
    recipient = format_html("<p>{}</p>", _lines("\n".join(it.recipient_lines))) if it.recipient_lines else ""
    references = _facts(Facts(it.references)) if it.references else ""
    return format_html("{}{}{}", sender, recipient, references)
