"""What a document is made of: plain, frozen data that every format reads (page, PDF, Word, Excel).

Blocks carry finished texts in the reader's language. They hold no markup: a text is shown to the letter, and a
line feed in it is a line break. A registered figure may stand wherever `Text` is allowed. The formats add no words of
their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, Literal

Align = Literal["start", "end", "center"]
Tone = Literal["plain", "good", "warn", "bad"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}\Z")
_ADDRESS = re.compile(r"(https?://|/(?!/)|#)\S*\Z")


@dataclass(frozen=True)
class Figure:
    """A registered figure: what is shown (`text`), what it is (`value` in `unit`), and where it comes from (`href`).

    `key` names it in every format: at most 64 of letters, digits and _.:/-; the same key at several places is the same
    figure. `unit` is a currency code ('NOK'), '%' (the value 61.5 is 61.5 per cent), any other unit, or ''.
    `value` None says that there is none ('not reported'). Raises ValueError for a key or an address of another kind.
    """

    key: str
    text: str
    value: Decimal | None = None
    unit: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        if not _KEY.match(self.key):
            raise ValueError(f"not a key of a figure: {self.key!r}")
        if self.href and not _ADDRESS.match(self.href):
            raise ValueError(f"figure {self.key}: not an address on the web: {self.href!r}")
        if self.value is not None and not self.value.is_finite():
            raise ValueError(f"figure {self.key}: the value is not a number")


Text = str | Figure | tuple[str | Figure, ...]
"""A text, a figure, or both in turn."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3; levels never jump downwards by more than one."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text. `tone` 'lead' is the opening sentence, 'quiet' is small print."""

    text: Text
    tone: Literal["plain", "lead", "quiet"] = "plain"


@dataclass(frozen=True)
class Note:
    """A short remark set apart from the text; the tone is also said by the title, never by colour alone."""

    text: Text
    title: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Facts:
    """Label and value pairs, one line each."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class List:
    """A list with bullets, or numbered when `ordered`."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Clause:
    """One numbered clause of an agreement: its number as it is quoted ('4.2'), its text, and points a), b) under it.

    The number is part of the text, so that nothing is numbered anew when somebody edits the file. `heading` opens the
    clause in bold; headings of whole articles are `Heading` blocks.
    """

    number: str
    text: Text
    heading: str = ""
    items: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Column:
    """A table column: its header, its alignment, and its share of the width (0: as wide as it needs).

    `number`: how Excel shows the column's numbers ('#,##0.00'); empty: as each figure's unit asks for.
    """

    label: str
    align: Align = "start"
    share: int = 0
    number: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a header row that is repeated on every page.

    `row_headers`: the first cell of each row names the row. `total`: the last row is a sum.
    Raises ValueError when a row has another number of cells than there are columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: str = ""
    row_headers: bool = False
    total: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs at least one column")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has as many cells as there are columns")


@dataclass(frozen=True)
class Picture:
    """A picture as SVG text with an alternative text that is required; `width` is a percentage of the text width.

    `narrow` is the same picture drawn for a narrow screen; only pages use it.
    """

    svg: str
    alt: str
    caption: str = ""
    width: int = 100
    narrow: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs an alternative text")
        if not 1 <= self.width <= 100:
            raise ValueError("the width of a picture is a percentage from 1 to 100")


@dataclass(frozen=True)
class PageBreak:
    """The next block starts on a new page."""


@dataclass(frozen=True)
class FormQuestion:
    """A question with room to answer by hand or in Word.

    `kind` is the finished line about type and limits. The room is, in this order: boxes to tick (`options`), a grid
    (`columns` with `rows` empty rows), or `lines` lines. `key` is the question's path; Word keeps it as the tag of the
    field, so that a filled-in file can be read back.
    """

    number: str
    label: str
    kind: str = ""
    hint: str = ""
    key: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 3
    lines: int = 1


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on: each row is one person's lines, each line named by the text under it."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LetterHead:
    """Who writes to whom, and the letter's references; stands before the title when it is the first block."""

    sender: str
    sender_lines: tuple[str, ...] = ()
    recipient_lines: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


Block = (
    Heading
    | Paragraph
    | Note
    | Facts
    | List
    | Clause
    | Table
    | Picture
    | PageBreak
    | FormQuestion
    | Signatures
    | LetterHead
)


@dataclass(frozen=True)
class Document:
    """A whole document: title, language (IETF, 'en' or 'es-GT'), blocks, author, day, and the footer's text.

    The same document gives the same bytes: `date` is the only date that the formats write.
    Raises ValueError on an empty title, an unknown kind of language tag, or heading levels that jump.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    author: str
    date: dt.date
    footer: str = ""
    subtitle: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a document needs a title")
        if not _LANGUAGE.match(self.language):
            raise ValueError(f"not a language tag that documents can carry: {self.language!r}")
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if not 1 <= block.level <= min(3, level + 1):
                    raise ValueError(f"heading {block.text!r}: level {block.level} does not follow level {level}")
                level = block.level


def parts(text: Text) -> tuple[str | Figure, ...]:
    """The text as a sequence of texts and figures."""
    return text if isinstance(text, tuple) else (text,)


def said(text: Text) -> str:
    """The text as it is read out, figures as their own text."""
    return "".join(part.text if isinstance(part, Figure) else part for part in parts(text))


def letter(at: int) -> str:
    """'a' to 'z', then 'aa': what the point number `at` (from 0) of a clause is called."""
    first, last = divmod(at, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


def block_texts(block: Block) -> Iterator[Text]:
    """Every place of a block where a figure may stand, in reading order."""
    if isinstance(block, Paragraph | Note):
        yield block.text
    elif isinstance(block, Facts):
        yield from (value for _, value in block.pairs)
    elif isinstance(block, List):
        yield from block.items
    elif isinstance(block, Clause):
        yield block.text
        yield from block.items
    elif isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row)


def figures(document: Document) -> Iterator[Figure]:
    """Every place of a registered figure, in reading order; a figure that stands at three places comes three times."""
    for block in document.blocks:
        for text in block_texts(block):
            yield from (part for part in parts(text) if isinstance(part, Figure))


# How deep the texts lie in the fields that may hold figures: 0 is the field itself, 2 a row of cells.
_TEXT_FIELDS = {
    ("Paragraph", "text"): 0,
    ("Note", "text"): 0,
    ("Clause", "text"): 0,
    ("Clause", "items"): 1,
    ("List", "items"): 1,
    ("Facts", "pairs"): 2,
    ("Table", "rows"): 2,
}


def _plain_text(value: Any, depth: int) -> Any:
    if depth:
        return [_plain_text(item, depth - 1) for item in value]
    if isinstance(value, tuple):
        return {"block": "Runs", "parts": [plain(part) for part in value]}
    return plain(value)


def plain(value: Any) -> Any:
    """Blocks as plain JSON data: each block becomes {'block': its kind, ...its fields}.

    A text with figures becomes {'block': 'Runs', 'parts': [...]}; a figure's value becomes its decimal digits.
    """
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        data: dict[str, Any] = {"block": kind}
        for field in fields(value):
            content, depth = getattr(value, field.name), _TEXT_FIELDS.get((kind, field.name))
            data[field.name] = plain(content) if depth is None else _plain_text(content, depth)
        return data
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str | int | bool | None):
        return value
    raise TypeError(f"a document holds texts and numbers only, not {type(value).__name__}")


def plain_said(value: Any) -> str:
    """What a text in plain block data says."""
    if isinstance(value, str):
        return value
    return str(value["text"]) if value["block"] == "Figure" else "".join(map(plain_said, value["parts"]))


def texts(value: Any) -> Iterator[str]:
    """Every text in plain block data, in order (for searching a document, and for tests)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        if value.get("block") in ("Figure", "Runs"):
            yield plain_said(value)
            return
        for key, item in value.items():
            if key != "block":
                yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
