"""A timeline, and the tandem line: one dot per party at every stage of a grant's life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.core.pictures.drawing import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    PAPER,
    STRONG,
    WARN,
    Picture,
    element,
    framed,
    scaled,
    table,
    words,
    wrapped,
)


@dataclass(frozen=True)
class Mark:
    """One date: what it is, the day, and the day as the reader's locale writes it.

    `on` None is a date that does not apply or is not set yet; `text` says which, and it stands at the end.
    """

    label: str
    on: date | None
    text: str
    done: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage: its name, whether each party has done its part (in the order of the parties), and if it is now."""

    label: str
    done: tuple[bool, ...]
    text: str = ""
    current: bool = False


def timeline(
    marks: Sequence[Mark],
    *,
    name: str,
    title: str,
    description: str = "",
    columns: tuple[str, str] = ("", ""),
    today: tuple[date, str] | None = None,
    width: int = 320,
) -> Picture:
    """Dates from top to bottom, so that long names fit a narrow screen; a longer wait is a longer gap, within bounds.

    `today` draws a stroke at that day with its text. Marks without a day come last, hollow and dashed. Equal days keep
    the order in which they were given.
    """
    dated = sorted((mark for mark in marks if mark.on is not None), key=lambda mark: mark.on or date.min)
    ordered = [*dated, *(mark for mark in marks if mark.on is None)]
    left, drawn = 8, []
    y, places = 16, []
    before: date | None = None
    for mark in ordered:
        if before is not None and mark.on is not None:
            y += round(scaled((mark.on - before).days, 0, 365, 0, 40))
        before = mark.on or before
        places.append(y)
        drawn.append(_dot(mark, left, y))
        drawn.append(words(left + 20, y + 5, mark.text, class_="when", fill=MUTED))
        lines = wrapped(mark.label, max(10, (width - left - 20) // 8))
        drawn += [words(left + 20, y + 22 + 17 * index, line, class_="label") for index, line in enumerate(lines)]
        y += 22 + 17 * len(lines) + 8
    rail = []
    if len(places) > 1:
        rail.append(
            element("line", class_="axis", x1=left, x2=left, y1=places[0], y2=places[-1], stroke=LINE, stroke_width=2)
        )
    if today is not None and dated:
        rail.append(_today(today, dated, places, left, width))
    svg = framed(name, width, max(y, 1), title, description, [*rail, *drawn], "timeline")
    return Picture(svg, columns, table((mark.label, mark.text) for mark in ordered))


def _dot(mark: Mark, x: int, y: int) -> str:
    if mark.on is None:
        return element("circle", class_="dot unset", cx=x, cy=y, r=5, fill=PAPER, stroke=STRONG, stroke_dasharray="2 2")
    if mark.done:
        return element("circle", class_="dot done", cx=x, cy=y, r=6, fill=ACCENT, stroke=ACCENT, stroke_width=2)
    return element("circle", class_="dot", cx=x, cy=y, r=6, fill=PAPER, stroke=STRONG, stroke_width=2)


def _today(today: tuple[date, str], dated: Sequence[Mark], places: Sequence[int], left: int, width: int) -> str:
    """A stroke between the last date that is over and the next one, with its text at the right."""
    days = [mark.on for mark in dated if mark.on is not None]
    after = next((index for index, day in enumerate(days) if day > today[0]), len(days))
    y = places[0] - 12 if after == 0 else places[after] - 12 if after < len(days) else places[len(days) - 1] + 46
    stroke = element("line", class_="today", x1=left - 8, x2=left + 12, y1=y, y2=y, stroke=WARN, stroke_width=3)
    return stroke + words(width, y + 5, today[1], class_="today", anchor="end", fill=WARN)


def tandem_line(
    stages: Sequence[Stage],
    parties: Sequence[str],
    *,
    name: str,
    title: str,
    description: str = "",
    columns: Sequence[str] = (),
    yes_no: tuple[str, str] = ("", ""),
    width: int = 640,
) -> Picture:
    """One column per stage, one dot per party; a dot is full when that party has done its part. For two, three or many.

    `yes_no` are the words of the table's cells for done and not done. Raises ValueError when a stage does not name
    every party.
    """
    if any(len(stage.done) != len(parties) for stage in stages):
        raise ValueError("every stage says of every party whether it has done its part")
    gap, step = 14, width // max(1, len(stages))
    drawn: list[str] = []
    deepest = 0
    for column, stage in enumerate(stages):
        x = 7 + column * step
        for row, done in enumerate(stage.done):
            y = 8 + gap * row
            end = width if column == len(stages) - 1 else x + step
            kind, colour = ("axis done", ACCENT) if all(stage.done) else ("axis", LINE)
            drawn.append(element("line", class_=kind, x1=x, x2=end, y1=y, y2=y, stroke=colour, stroke_width=2))
            fill, edge = (ACCENT, ACCENT) if done else (PAPER, STRONG)
            kind = "dot done" if done else "dot"
            drawn.append(element("circle", class_=kind, cx=x, cy=y, r=6, fill=fill, stroke=edge, stroke_width=2))
        lines = wrapped(stage.label, max(6, step // 8))
        deepest = max(deepest, len(lines))
        for index, line in enumerate(lines):
            kind, fill = ("label now", INK) if stage.current else ("label", MUTED)
            y = 8 + gap * len(parties) + 12 + 16 * index
            drawn.append(words(x - 6, y, line, class_=kind, size=13, fill=fill))
    height = 8 + gap * len(parties) + 16 * deepest + 8
    svg = framed(name, width, height, title, description, drawn, "tandem")
    rows = ((stage.label, *(yes_no[0] if done else yes_no[1] for done in stage.done)) for stage in stages)
    return Picture(svg, tuple(columns) or ("", *parties), table(rows))
