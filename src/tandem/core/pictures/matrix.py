"""Risks on a matrix of probability and consequence: each a numbered dot, with the way its answer has moved it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import dist

from tandem.core.pictures.drawing import (
    ACCENT,
    INK,
    MUTED,
    PAPER,
    STRONG,
    Number,
    Picture,
    element,
    framed,
    table,
    words,
    wrapped,
)

BANDS = ("low", "medium", "high")
_FILL = {"low": "#e6f2ea", "medium": "#fbf1dd", "high": "#fbe9e7"}
_DOT, _SPACE = 9, 21


@dataclass(frozen=True)
class Risk:
    """One risk: its number, what it is, its two ratings from 1 up, and both (probability first) after its answer."""

    number: str
    label: str
    probability: int
    consequence: int
    residual: tuple[int, int] | None = None

    @property
    def before(self) -> tuple[int, int]:
        return self.probability, self.consequence

    @property
    def now(self) -> tuple[int, int]:
        return self.residual or self.before


def band(probability: int, consequence: int, medium_from: int, high_from: int) -> str:
    """'low', 'medium' or 'high' by the product of both ratings."""
    product = probability * consequence
    return "high" if product >= high_from else "medium" if product >= medium_from else "low"


def matrix(
    risks: Sequence[Risk],
    probability: Sequence[str],
    consequence: Sequence[str],
    *,
    medium_from: int,
    high_from: int,
    bands: tuple[str, str, str],
    name: str,
    title: str,
    description: str = "",
    axes: tuple[str, str] = ("", ""),
    before_after: tuple[str, str] = ("", ""),
    columns: tuple[str, str, str, str] = ("", "", "", ""),
    width: int = 320,
) -> Picture:
    """Probability upwards, consequence to the right; a full dot is where a risk stands now, a hollow one where before.

    `bands` are the words for low, medium and high; each cell says its band in words or, where they do not fit, by a
    letter that the legend explains. Rows of the table: number, risk, rating before, rating after its answer.
    Raises ValueError for a rating outside the scales.
    """
    for risk in risks:
        for p, c in (risk.before, risk.now):
            if not (1 <= p <= len(probability) and 1 <= c <= len(consequence)):
                raise ValueError(f"risk {risk.number}: rating {p} × {c} is outside the scales")
    signs = dict(zip(BANDS, bands, strict=True))
    grid = _Grid(risks, probability, consequence, width)
    drawn = [words(0, 15, axes[0], class_="axis-name", size=13, fill=MUTED)] if axes[0] else []
    short = _short(bands, grid.cell_width)
    for row in range(len(probability)):
        drawn += grid.row_label(row)
        for column in range(len(consequence)):
            kind = band(row + 1, column + 1, medium_from, high_from)
            drawn += grid.cell(row, column, kind, short[kind])
    drawn += grid.column_labels(axes[1])
    drawn += grid.dots()
    drawn += grid.legend([] if short == signs else [(short[one], signs[one]) for one in BANDS], before_after)
    svg = framed(name, width, grid.bottom, title, description, drawn, "matrix")

    def rated(at: tuple[int, int]) -> str:
        words_of = signs[band(*at, medium_from, high_from)]
        return f"{probability[at[0] - 1]} × {consequence[at[1] - 1]}: {words_of}"

    rows = ((one.number, one.label, rated(one.before), rated(one.residual) if one.residual else "–") for one in risks)
    return Picture(svg, columns, table(rows))


def _short(bands: tuple[str, str, str], room: int) -> Mapping[str, str]:
    """What a cell says: the word when all fit, else first letters, else numbers when two begin alike."""
    if max(len(word) for word in bands) * 7 + 12 <= room:
        return dict(zip(BANDS, bands, strict=True))
    letters = [word[:1] for word in bands]
    alike = len({one.casefold() for one in letters}) < 3
    return dict(zip(BANDS, ("1", "2", "3") if alike else letters, strict=True))


class _Grid:
    """Where everything stands."""

    def __init__(
        self, risks: Sequence[Risk], probability: Sequence[str], consequence: Sequence[str], width: int
    ) -> None:
        self.risks, self.width = risks, width
        self.left = min(max(68, width // 5), 120)
        self.cell_width = (width - self.left - 1) // len(consequence)
        self.consequence = [wrapped(one, max(4, self.cell_width // 6)) for one in consequence]
        self.probability = [wrapped(one, max(4, (self.left - 10) // 7)) for one in probability]
        self.standing: dict[tuple[int, int], list[tuple[Risk, bool]]] = {}
        for risk in sorted(risks, key=lambda risk: risk.before != risk.now):  # arrows come in from the side
            self.standing.setdefault(risk.now, []).append((risk, True))
            if risk.before != risk.now:
                self.standing.setdefault(risk.before, []).append((risk, False))
        self.across = max(1, (self.cell_width - 6) // _SPACE)
        self.tops: list[int] = [0] * len(probability)
        self.heights: list[int] = []
        for row in range(len(probability)):
            most = max((len(found) for (p, _), found in self.standing.items() if p == row + 1), default=0)
            dots = 26 + _SPACE * -(-most // self.across)
            self.heights.append(max(46, dots, 16 * len(self.probability[row]) + 10))
        y = 24
        for row in range(len(probability) - 1, -1, -1):
            self.tops[row] = y
            y += self.heights[row]
        self.bottom = y

    def row_label(self, row: int) -> list[str]:
        y = self.tops[row] + 18
        return [
            words(self.left - 8, y + 16 * at, line, class_="label", anchor="end", size=13)
            for at, line in enumerate(self.probability[row])
        ]

    def column_labels(self, axis: str) -> list[str]:
        y = self.bottom + 17
        drawn = [
            words(
                self.left + self.cell_width * at + self.cell_width // 2,
                y + 16 * line,
                text,
                class_="label",
                anchor="middle",
                size=12,
            )
            for at, lines in enumerate(self.consequence)
            for line, text in enumerate(lines)
        ]
        self.bottom = y + 16 * max(len(lines) for lines in self.consequence)
        if axis:
            drawn.append(
                words(self.width, self.bottom + 6, axis, class_="axis-name", anchor="end", size=13, fill=MUTED)
            )
            self.bottom += 16
        return drawn

    def cell(self, row: int, column: int, kind: str, sign: str) -> list[str]:
        x, y = self.left + self.cell_width * column, self.tops[row]
        size: dict[str, Number] = {"x": x, "y": y, "width": self.cell_width, "height": self.heights[row]}
        square = element("rect", "", class_=f"cell {kind}", fill=_FILL[kind], stroke=PAPER, stroke_width=2, **size)
        return [
            square,
            words(x + self.cell_width - 7, y + 16, sign, class_="band-name", anchor="end", size=12, fill=MUTED),
        ]

    def dots(self) -> list[str]:
        """Arrows below, dots above, so that no number is crossed out."""
        place: dict[tuple[str, bool], tuple[int, int]] = {}
        for (p, c), found in self.standing.items():
            for at, (risk, now) in enumerate(found):
                down, right = divmod(at, self.across)
                x = self.left + self.cell_width * (c - 1) + 3 + _SPACE // 2 + _SPACE * right
                place[risk.number, now] = x, self.tops[p - 1] + 24 + _SPACE // 2 + _SPACE * down
        ways = [_way(place[one, False], place[one, True]) for one, now in place if not now]
        return [*ways, *(_dot(number, now, *at) for (number, now), at in place.items())]

    def legend(self, bands: Sequence[tuple[str, str]], before_after: tuple[str, str]) -> list[str]:
        drawn: list[str] = []
        if bands:
            self.bottom += 18
            line = " · ".join(f"{short} = {word}" for short, word in bands)
            for text in wrapped(line, max(10, self.width // 7)):
                drawn.append(words(0, self.bottom, text, class_="note", size=13, fill=MUTED))
                self.bottom += 16
            self.bottom -= 10
        if any(risk.before != risk.now for risk in self.risks) and all(before_after):
            self.bottom += 22
            x = 0
            for text, now in zip(before_after, (False, True), strict=True):
                drawn.append(_dot("", now, x + 8, self.bottom - 5, 7))
                drawn.append(words(x + 21, self.bottom, text, class_="note", size=13, fill=MUTED))
                x += 21 + 7 * len(text) + 18
        self.bottom += 8
        return drawn


def _dot(number: str, now: bool, x: int, y: int, radius: int = _DOT) -> str:
    fill, edge, ink, kind = (ACCENT, ACCENT, PAPER, "dot done") if now else (PAPER, STRONG, INK, "dot was")
    dash = {} if now else {"stroke_dasharray": "3 2"}
    made = element(
        "circle", class_=kind, cx=x, cy=y, r=radius, fill=fill, stroke=edge, stroke_width=Fraction(3, 2), **dash
    )
    if number:
        made += words(x, y + 4, number, class_="in-dot" if now else "in-was", anchor="middle", size=12, fill=ink)
    return made


def _way(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A bent arrow from edge to edge of two dots; bent, so that it goes around a third one on the straight line."""
    bend = min(0.2 * dist(start, end), 26)
    across, down = _towards(start, end)
    middle = (start[0] + end[0]) / 2 + bend * down, (start[1] + end[1]) / 2 - bend * across
    away, into = _towards(start, middle), _towards(middle, end)
    first = start[0] + (_DOT + 1) * away[0], start[1] + (_DOT + 1) * away[1]
    tip = end[0] - (_DOT + 2) * into[0], end[1] - (_DOT + 2) * into[1]
    back = tip[0] - 7 * into[0], tip[1] - 7 * into[1]
    wings = ((back[0] - 4 * into[1], back[1] + 4 * into[0]), (back[0] + 4 * into[1], back[1] - 4 * into[0]))
    line = f"M{_at(first)} Q{_at(middle)} {_at(back)}"
    head = f"M{_at(tip)} L{_at(wings[0])} L{_at(wings[1])}z"
    drawn = element("path", class_="way", d=line, fill="none", stroke=INK, stroke_width=Fraction(3, 2))
    return drawn + element("path", class_="way-head", d=head, fill=INK)


def _towards(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The direction from one point to another, of length one."""
    length = dist(start, end) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
