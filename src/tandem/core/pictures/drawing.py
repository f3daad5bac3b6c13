"""What every picture is made of: escaped text, elements, numbers, and the frame with title and description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Final

# Colours of documents; a page's style sheet gives the classes its own, light and dark.
INK: Final = "#1b242e"
MUTED: Final = "#56616e"
LINE: Final = "#d8dce1"
STRONG: Final = "#8b95a1"
ACCENT: Final = "#0b5960"
WARN: Final = "#855500"
PAPER: Final = "#ffffff"
WASH: Final = "#f6f5f1"
ACCENT_WASH: Final = "#e3f0ef"
FONT: Final = "Hanken Grotesk, Noto Sans, sans-serif"

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Picture:
    """An SVG element as text, and the table behind it: `rows` under `columns`, cells as the caller wrote them.

    The SVG is safe to put into a page as it is: every text in it is escaped.
    """

    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text(value: str) -> str:
    """Escaped for element content and attributes; what XML cannot carry becomes U+FFFD."""
    kept = "".join(character if _allowed(character) else "\N{REPLACEMENT CHARACTER}" for character in value)
    return escape(kept, quote=True)


def _allowed(character: str) -> bool:
    point = ord(character)
    return point in (0x9, 0xA, 0xD) or 0x20 <= point < 0xD800 or 0xE000 <= point < 0xFFFE or point > 0xFFFF


def number(value: Number) -> str:
    """A coordinate with at most two decimals, without needless zeros."""
    hundredths = round(Fraction(value) * 100)
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02d}".rstrip("0").rstrip(".")


def element(name: str, content: str = "", **attributes: str | Number) -> str:
    """One SVG element; attribute names with '_' for '-', a trailing '_' is dropped ('class_')."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def words(
    x: Number, y: Number, value: str, *, class_: str, anchor: str = "start", size: int = 14, fill: str = INK
) -> str:
    """One line of text at its baseline."""
    return element("text", text(value), class_=class_, x=x, y=y, text_anchor=anchor, font_size=size, fill=fill)


def wrapped(value: str, characters: int) -> list[str]:
    """The text in lines of at most so many characters, broken between words; a longer word is broken, never cut off."""
    lines: list[str] = [""]
    for word in value.split():
        rest = word
        if lines[-1] and len(lines[-1]) + 1 + len(rest) <= characters:
            lines[-1] += " " + rest
            continue
        if lines[-1]:
            lines.append("")
        while len(rest) > characters:
            lines[-1], rest = rest[: characters - 1] + "-", rest[characters - 1 :]
            lines.append("")
        lines[-1] = rest
    return lines


def framed(
    name: str, width: Number, height: Number, title: str, description: str, content: Iterable[str], class_: str
) -> str:
    """The SVG element around the content; `name` makes the ids of title and description unique on the page."""
    head = element("title", text(title) or " ", id=f"{name}-title")
    if description:
        head += element("desc", text(description), id=f"{name}-desc")
    return element(
        "svg",
        head + "".join(content),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {class_}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc" if description else f"{name}-title",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_family=FONT,
    )


def scaled(value: Number, lowest: Number, highest: Number, start: Number, end: Number) -> Fraction:
    """Where a value lies between `start` and `end`; kept inside them."""
    span = Fraction(highest) - Fraction(lowest)
    share = (Fraction(value) - Fraction(lowest)) / span if span else Fraction(1, 2)
    return Fraction(start) + min(max(share, Fraction(0)), Fraction(1)) * (Fraction(end) - Fraction(start))


def table(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)
