"""Documents on pages: `{% load written %}{% blocks document %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tandem.foundation.documents import blocks as kinds
from tandem.foundation.documents.blocks import Document, Figure, Text, parts

register = template.Library()


@register.simple_tag
def blocks(document: Document, level: int = 2) -> SafeString:
    """The blocks of a document as HTML, in its own language; headings of the first level become h`level`."""
    inside = mark_safe("".join(_block(block, level) for block in document.blocks))
    return format_html('<div class="stack" lang="{}">{}</div>', document.language, inside)


def _text(text: Text) -> SafeString:
    return format_html_join("", "{}", ((_run(part),) for part in parts(text)))


def _run(part: str | Figure) -> SafeString:
    if isinstance(part, Figure):
        if part.href:
            return format_html('<a class="fig" id="f-{}" href="{}">{}</a>', part.key, part.href, part.text)
        return format_html('<span class="num">{}</span>', part.text)
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in part.split("\n")))


def _block(block: Any, level: int) -> SafeString:
    made = _MAKERS.get(type(block).__name__)
    return made(block, level) if made else mark_safe("")


def _heading(block: kinds.Heading, level: int) -> SafeString:
    depth = min(level + block.level - 1, 6)
    return format_html("<h{}>{}</h{}>", depth, block.text, depth)


def _paragraph(block: kinds.Paragraph, level: int) -> SafeString:
    look = {"lead": "prose lead", "quiet": "prose small muted", "plain": "prose"}[block.tone]
    return format_html('<p class="{}">{}</p>', look, _text(block.text))


def _note(block: kinds.Note, level: int) -> SafeString:
    title = format_html("<strong>{}</strong><br>", block.title) if block.title else ""
    return format_html('<div class="notice {}"><p>{}{}</p></div>', block.tone, title, _text(block.text))


def _facts(block: kinds.Facts, level: int) -> SafeString:
    pairs = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((name, _text(value)) for name, value in block.pairs))
    return format_html('<dl class="facts ruled">{}</dl>', pairs)


def _list(block: kinds.List, level: int) -> SafeString:
    tag = "ol" if block.ordered else "ul"
    items = format_html_join("", "<li>{}</li>", ((_text(item),) for item in block.items))
    return format_html('<{} class="prose">{}</{}>', tag, items, tag)


def _clause(block: kinds.Clause, level: int) -> SafeString:
    head = format_html("<strong>{}</strong> ", block.heading) if block.heading else ""
    items = format_html_join("", "<li>{}</li>", ((_text(item),) for item in block.items))
    points = format_html('<ol type="a" class="prose">{}</ol>', items) if block.items else ""
    return format_html(
        '<p class="prose"><span class="num muted">{}</span> {}{}</p>{}', block.number, head, _text(block.text), points
    )


def _table(block: kinds.Table, level: int) -> SafeString:
    align = ["num" if column.align == "end" else "" for column in block.columns]
    labels = ((side, column.label) for side, column in zip(align, block.columns, strict=True))
    head = format_html_join("", '<th scope="col" class="{}">{}</th>', labels)
    caption = format_html("<caption>{}</caption>", block.caption) if block.caption else ""
    body = format_html_join("", "<tr>{}</tr>", ((_row(block, row, align),) for row in block.rows))
    return format_html(
        '<table class="cards">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>', caption, head, body
    )


def _row(block: kinds.Table, row: tuple[Text, ...], align: list[str]) -> SafeString:
    def cell(place: int, value: Text) -> SafeString:
        if block.row_headers and place == 0:
            return format_html('<th scope="row"><div>{}</div></th>', _text(value))
        return format_html(
            '<td class="{}" data-th="{}"><div>{}</div></td>', align[place], block.columns[place].label, _text(value)
        )

    return format_html_join("", "{}", ((cell(place, value),) for place, value in enumerate(row)))


def _picture(block: kinds.Picture, level: int) -> SafeString:
    caption = format_html('<figcaption class="small muted">{}</figcaption>', block.caption) if block.caption else ""
    return format_html("<figure>{}{}</figure>", mark_safe(block.svg), caption)


def _signatures(block: kinds.Signatures, level: int) -> SafeString:
    rows = format_html_join("", "<li>{}</li>", ((" · ".join(row),) for row in block.rows))
    return format_html('<ul class="plain small muted">{}</ul>', rows)


_MAKERS: dict[str, Any] = {
    "Heading": _heading, "Paragraph": _paragraph, "Note": _note, "Facts": _facts, "List": _list, "Clause": _clause,
    "Table": _table, "Picture": _picture, "Signatures": _signatures,
}
