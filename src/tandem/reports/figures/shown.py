"""Registered figures as they are shown in every format: one text per figure and language, and its address."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, Protocol, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core.values import Money, exponent
from tandem.foundation.documents import blocks as kinds
from tandem.foundation.documents.blocks import Block, Document, Figure, Text
from tandem.web.templatetags.tandem import money, number, percent


class Counted(Protocol):
    """What is shown of a figure."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def decimals(self) -> int: ...


def text_of(figure: Counted) -> str:
    """The figure as a reader reads it, in the active language; None is said in words (REL-14)."""
    if figure.value is None:
        return _("not reported")
    if figure.unit == "%":
        return percent(figure.value, _places(figure.value, figure.decimals))
    if len(figure.unit) == 3 and figure.unit.isupper():
        minor = int(figure.value.scaleb(exponent(figure.unit)))
        return money(Money(minor, figure.unit), "exact" if minor % 10 ** exponent(figure.unit) else "")
    return number(figure.value, _places(figure.value, figure.decimals))


def _places(value: Decimal, decimals: int) -> int:
    shortest = value.normalize().as_tuple().exponent
    return min(decimals, max(0, -shortest)) if isinstance(shortest, int) else decimals


def shown(figure: Counted, address: str) -> Figure:
    """The figure for a document; `address` is its own page."""
    return Figure(figure.key, text_of(figure), figure.value, figure.unit, address)


def address_of(slug: str, report: Any, key: str) -> str:
    """Where a figure's own page is, without the host."""
    return reverse("reports:figure", args=[slug, report, key])


def mapped(document: Document, change: Any) -> Document:
    """The document with every figure changed."""
    return replace(document, blocks=tuple(_block(block, change) for block in document.blocks))


def _block(block: Block, change: Any) -> Block:
    if isinstance(block, kinds.Facts):
        return replace(block, pairs=tuple((label, _text(value, change)) for label, value in block.pairs))
    if isinstance(block, kinds.Table):
        return replace(block, rows=tuple(tuple(_text(cell, change) for cell in row) for row in block.rows))
    if isinstance(block, kinds.List):
        return replace(block, items=tuple(_text(item, change) for item in block.items))
    if any(field.name == "text" for field in fields(block)) and not isinstance(block, kinds.Heading):
        return cast(Block, replace(cast(Any, block), text=_text(cast(Any, block).text, change)))
    return block


def _text(text: Text, change: Any) -> Text:
    if isinstance(text, tuple):
        return tuple(change(part) if isinstance(part, Figure) else part for part in text)
    return change(text) if isinstance(text, Figure) else text


def with_host(document: Document, host: str) -> Document:
    """For files: a figure's address with the host, because a file is read elsewhere."""
    return mapped(document, lambda each: replace(each, href=f"{host}{each.href}" if each.href else ""))


def table_with_host(table: kinds.Table, host: str) -> kinds.Table:
    """The same for a table that is a sheet of its own."""
    return cast(kinds.Table, _block(table, lambda each: replace(each, href=f"{host}{each.href}" if each.href else "")))
