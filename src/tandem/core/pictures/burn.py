"""What is spent beside what was planned: one bar per budget line or year."""

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
    PAPER,
    STRONG,
    WARN,
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
class Burn:
    """One line or year: its budget and what is spent of it in one currency; both also as the reader writes them.

    `spent` None: not reported, which is not zero. `text` is what stands at the right ('61 %', 'over by 4 %').
    """

    label: str
    budget: Decimal | int
    spent: Decimal | int | None
    budget_text: str
    spent_text: str
    text: str = ""


def burn(
    values: Sequence[Burn],
    *,
    name: str,
    title: str,
    description: str = "",
    columns: tuple[str, str, str, str] = ("", "", "", ""),
    of: str = "/",
    width: int = 320,
) -> Picture:
    """Budgets as outlined bars on one scale, what is spent filled in, what is over the budget hatched.

    `of` stands between both figures ('2 031 of 2 140'). A negative budget or sum (a correction) is drawn as none and
    said by its figures. Rows: label, budget, spent, text.
    """
    top = max([Fraction(1), *(Fraction(number) for one in values for number in (one.budget, one.spent) if number)])
    drawn: list[str] = []
    y = 0
    for one in values:
        said = f"{one.spent_text} {of} {one.budget_text}" if one.spent is not None else one.spent_text
        for line in wrapped(one.label, max(10, width // 8 - len(one.text) - 2)):
            drawn.append(words(0, y + 16, line, class_="label"))
            y += 17
        drawn.append(words(width, y - 1, one.text, class_="figure", anchor="end"))
        y += 5
        drawn += _bar(one, y, top, width)
        y += 14
        drawn.append(words(0, y + 14, said, class_="note", size=13, fill=MUTED))
        y += 34
    svg = framed(name, width, max(y - 12, 1), title, description, drawn, "burn")
    return Picture(svg, columns, table((one.label, one.budget_text, one.spent_text, one.text) for one in values))


def _bar(one: Burn, y: int, top: Fraction, width: int) -> list[str]:
    height = 12
    budget = scaled(one.budget, 0, top, 0, width - 1)
    half = Fraction(1, 2)
    outline: dict[str, Number] = {
        "x": half,
        "y": y + half,
        "width": max(budget - half, Fraction(1)),
        "height": height - 1,
    }
    if one.spent is None:
        return [element("rect", "", class_="missing", fill="none", stroke=STRONG, stroke_dasharray="4 3", **outline)]
    drawn = [element("rect", "", class_="plan", fill=LINE, stroke=STRONG, **outline)]
    spent = scaled(one.spent, 0, top, 0, width - 1)
    within: dict[str, Number] = {"x": 0, "y": y, "width": max(min(spent, budget), Fraction(2)), "height": height}
    drawn.append(element("rect", "", class_="bar", fill=ACCENT, **within))
    if spent > budget:
        over: dict[str, Number] = {"x": budget, "y": y, "width": spent - budget, "height": height}
        drawn.append(element("rect", "", class_="over", fill=WARN, **over))
        x = budget + 5
        while x < spent - 1:
            drawn.append(
                element("line", class_="hatch", x1=x, x2=x - 4, y1=y, y2=y + height, stroke=PAPER, stroke_width=1)
            )
            x += 5
        drawn.append(
            element(
                "line", class_="mark", x1=budget, x2=budget, y1=y - 4, y2=y + height + 4, stroke=INK, stroke_width=2
            )
        )
    return drawn
