"""What a document is made of: plain, frozen data that every format reads (PDF, Word; Excel reads the tables).

Blocks carry finished texts in the reader's language. They hold no markup: a text is shown to the letter, and a
line feed in it is a line break. The formats add no words of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

Align = Literal["start", "end", "center"]
Tone = Literal["plain", "good", "warn", "bad"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3; levels never jump downwards by more than one."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text. `tone` 'lead' is the opening sentence, 'quiet' is small print."""

    text: str
    tone: Literal["plain", "lead", "quiet"] = "plain"


@dataclass(frozen=True)
class Note:
    """A short remark set apart from the text; the tone is also said by the title, never by colour alone."""

    text: str
    title: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Facts:
    """Label and value pairs, one line each."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class List:
    """A list with bullets, or numbered when `ordered`."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Column:
    """A table column: its header, its alignment, and its share of the width (0: as wide as it needs)."""

    label: str
    align: Align = "start"
    share: int = 0


@dataclass(frozen=True)
class Table:
    """A table with a header row that is repeated on every page.

    `row_headers`: the first cell of each row names the row. `total`: the last row is a sum.
    Raises ValueError when a row has another number of cells than there are columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
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
    """A picture as SVG text with an alternative text that is required; `width` is a percentage of the text width."""

    svg: str
    alt: str
    caption: str = ""
    width: int = 100

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


Block = Heading | Paragraph | Note | Facts | List | Table | Picture | PageBreak | FormQuestion | Signatures | LetterHead


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


def plain(value: Any) -> Any:
    """Blocks as plain JSON data: each block becomes {'block': its kind, ...its fields}."""
    if is_dataclass(value) and not isinstance(value, type):
        data = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {"block": type(value).__name__, **data}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str | int | bool | None):
        return value
    raise TypeError(f"a document holds texts and numbers only, not {type(value).__name__}")


def texts(value: Any) -> Iterator[str]:
    """Every text in plain block data, in order (for searching a document, and for tests)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key != "block":
                yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
