"""Horizontal bars with their figures in words; a zero is drawn, a missing value is not a zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tandem.core.pictures.drawing import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    STRONG,
    Number,
    Picture,
    element,
    framed,
    scaled,
    table,
    words,
    wrapped,
)


@dataclass(frozen=True)
class Bar:
    """One bar: label, value, and the value as the reader's locale writes it. None is 'not reported'.

    `of` is a mark to compare with (a target, a ceiling).
    """

    label: str
    value: Decimal | int | None
    text: str
    of: Decimal | int | None = None


def bars(
    values: Sequence[Bar],
    *,
    name: str,
    title: str,
    description: str = "",
    columns: tuple[str, str] = ("", ""),
    highest: Number | None = None,
    width: int = 320,
) -> Picture:
    """Bars under one another from a common zero, label above and figure at the right of each.

    The scale runs to `highest`, or to the largest value or mark. Negative values go left of zero. A value of None is a
    dashed outline without a bar; a zero is a stroke on the zero line.
    """
    figures: list[Number] = [number for bar in values for number in (bar.value, bar.of) if number is not None]
    low = min([Fraction(0), *(Fraction(figure) for figure in figures)])
    top = max(
        [Fraction(0), *(Fraction(figure) for figure in figures), *([Fraction(highest)] if highest is not None else [])]
    )
    top = top if top > low else low + 1
    drawn: list[str] = []
    y = 0
    for bar in values:
        lines = wrapped(bar.label, max(10, width // 8 - len(bar.text) - 2))
        for index, line in enumerate(lines):
            drawn.append(words(0, y + 16 + 17 * index, line, class_="label"))
        drawn.append(
            words(width, y + 16, bar.text, class_="figure", anchor="end", fill=MUTED if bar.value is None else INK)
        )
        y += 17 * len(lines) + 6
        drawn += _bar(bar, y, low, top, width)
        y += 22
    svg = framed(name, width, max(y, 1), title, description, drawn, "bars")
    return Picture(svg, columns, table((bar.label, bar.text) for bar in values))


def _bar(bar: Bar, y: int, low: Fraction, top: Fraction, width: int) -> list[str]:
    height = 10
    zero = scaled(0, low, top, 0, width)
    track = element("rect", class_="track", x=0, y=y, width=width, height=height, fill=LINE)
    if bar.value is None:
        half = Fraction(1, 2)
        edge: dict[str, Number] = {"x": half, "y": y + half, "width": width - 1, "height": height - 1}
        return [element("rect", "", class_="missing", fill="none", stroke=STRONG, stroke_dasharray="4 3", **edge)]
    end = scaled(bar.value, low, top, 0, width)
    left, length = min(zero, end, Fraction(width - 2)), abs(end - zero)
    drawn = [
        track,
        element("rect", class_="bar", x=left, y=y, width=max(length, Fraction(2)), height=height, fill=ACCENT),
    ]
    if bar.of is not None:
        at = scaled(bar.of, low, top, 1, width - 1)
        drawn.append(
            element("line", class_="mark", x1=at, x2=at, y1=y - 3, y2=y + height + 3, stroke=INK, stroke_width=2)
        )
    return drawn
