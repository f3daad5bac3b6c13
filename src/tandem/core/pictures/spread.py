"""How far apart several scores lie: dots on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.core.pictures.drawing import ACCENT, LINE, WARN, Number, Picture, element, framed, scaled, table


@dataclass(frozen=True)
class Dot:
    """One value: who or what it is, the value, and the value as the reader's locale writes it.

    `value` None says that there is none (an abstention): it stands in the table and has no dot.
    """

    label: str
    value: Decimal | int | None
    text: str


def spread(
    values: Sequence[Dot],
    lowest: Number,
    highest: Number,
    *,
    name: str,
    title: str,
    description: str = "",
    columns: tuple[str, str] = ("", ""),
    wide: bool = False,
    width: int = 120,
) -> Picture:
    """Dots between `lowest` and `highest`; equal values stand above one another, so that none hides another.

    `wide` marks a spread that people should talk about (class 'wide'; the words for it stand beside the picture).
    """
    radius, step = 4, 9
    columns_at: dict[str, int] = {}
    dots: list[tuple[Number, int]] = []
    for dot in values:
        if dot.value is not None:
            x = scaled(dot.value, lowest, highest, radius + 1, width - radius - 1)
            level = columns_at.get(str(x), 0)
            columns_at[str(x)] = level + 1
            dots.append((x, level))
    height = 18 + step * (max((level for _, level in dots), default=0))
    base = height - 9
    line = element("line", class_="axis", x1=0, x2=width, y1=base, y2=base, stroke=LINE, stroke_width=1)
    fill = WARN if wide else ACCENT
    drawn = [element("circle", class_="dot", cx=x, cy=base - step * level, r=radius, fill=fill) for x, level in dots]
    svg = framed(name, width, height, title, description, [line, *drawn], "spread wide" if wide else "spread")
    return Picture(svg, columns, table((dot.label, dot.text) for dot in values))
