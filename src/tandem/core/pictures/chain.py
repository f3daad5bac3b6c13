"""A results chain: statements on their levels, joined to what they contribute to, with one level at the centre.

Wide: one column per level from the lowest on the left. Narrow: one band per level from the highest on top, joined by
rails at the left, so that long texts stay legible on a small screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tandem.core.pictures.drawing import (
    ACCENT,
    ACCENT_WASH,
    MUTED,
    PAPER,
    STRONG,
    WASH,
    Number,
    Picture,
    element,
    framed,
    table,
    words,
    wrapped,
)

NARROW = 560
"""Narrower pictures are drawn as bands."""
_LINE, _PAD, _GAP, _BETWEEN = 18, 11, 14, 46
_LETTER = Fraction(71, 10)  # width of a letter at 14 pixels, on the safe side


@dataclass(frozen=True)
class Level:
    """One level of the chain; `centre` marks the one that counts most (the outcomes)."""

    id: str
    label: str
    centre: bool = False


@dataclass(frozen=True)
class Statement:
    """One statement: its level, its text, ids of the statements it contributes to, and what it is called ('1.2')."""

    id: str
    level: str
    text: str
    contributes_to: tuple[str, ...] = ()
    code: str = ""


@dataclass
class _Card:
    statement: Statement
    column: int
    lines: list[str]
    centre: bool
    x: int = 0
    y: int = 0
    width: int = 0

    @property
    def height(self) -> int:
        return 2 * _PAD + _LINE * len(self.lines) + (16 if self.statement.code else 0) - 4

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    def drawn(self) -> str:
        kind, fill, edge = ("card centre", ACCENT_WASH, ACCENT) if self.centre else ("card", PAPER, STRONG)
        size: dict[str, Number] = {"x": self.x, "y": self.y, "width": self.width, "height": self.height, "rx": 5}
        made = element("rect", "", class_=kind, fill=fill, stroke=edge, stroke_width=2 if self.centre else 1, **size)
        y = self.y + _PAD + 10
        if self.statement.code:
            made += words(self.x + _PAD, y, self.statement.code, class_="code", size=12, fill=MUTED)
            y += 17
        for index, line in enumerate(self.lines):
            made += words(self.x + _PAD, y + _LINE * index, line, class_="label")
        return made


def chain(
    levels: Sequence[Level],
    statements: Sequence[Statement],
    *,
    name: str,
    title: str,
    description: str = "",
    columns: tuple[str, str, str] = ("", "", ""),
    width: int = 960,
) -> Picture:
    """The chain `width` pixels wide: columns, or bands when narrower than 560. `levels` from the lowest to the highest.

    A statement on a level that is not given is left out of the picture and of the table; so are joints to statements
    that are not there or not higher up. The table: level, statement, what it contributes to.
    """
    draw = _bands if width < NARROW else _columns
    cards = _ordered(levels, statements)
    joints = [
        (child, cards[parent])
        for child in cards.values()
        for parent in dict.fromkeys(child.statement.contributes_to)
        if parent in cards and cards[parent].column > child.column
    ]
    drawn, height = draw(levels, list(cards.values()), joints, width)
    svg = framed(name, width, max(height, 1), title, description, drawn, "chain")
    return Picture(svg, columns, _rows(levels, cards))


def _called(statement: Statement) -> str:
    return f"{statement.code} {statement.text}".strip()


def _rows(levels: Sequence[Level], cards: Mapping[str, _Card]) -> tuple[tuple[str, ...], ...]:
    return table(
        (
            levels[card.column].label,
            _called(card.statement),
            "; ".join(_called(cards[parent].statement) for parent in card.statement.contributes_to if parent in cards),
        )
        for card in sorted(cards.values(), key=lambda card: -card.column)
    )


def _ordered(levels: Sequence[Level], statements: Sequence[Statement]) -> dict[str, _Card]:
    """Cards level by level from the highest; on each level in the order of what they contribute to."""
    cards: dict[str, _Card] = {}
    place: dict[str, Fraction] = {}
    for column in range(len(levels) - 1, -1, -1):
        here = [one for one in statements if one.level == levels[column].id]

        def weight(one: Statement) -> Fraction:
            known = [place[parent] for parent in one.contributes_to if parent in place]
            return sum(known, Fraction(0)) / len(known) if known else Fraction(2)

        for at, one in enumerate(sorted(here, key=weight)):
            place[one.id] = Fraction(2 * at + 1, 2 * len(here))
            cards[one.id] = _Card(one, column, [], levels[column].centre)
    return cards


# wide: a column per level ---------------------------------------------------------------------------------------------


def _columns(
    levels: Sequence[Level], cards: Sequence[_Card], joints: Sequence[tuple[_Card, _Card]], width: int
) -> tuple[list[str], int]:
    shares = [Fraction(5, 4) if level.centre else Fraction(1) for level in levels]
    unit = (width - 2 - _BETWEEN * (len(levels) - 1)) / sum(shares, Fraction(0)) if levels else Fraction(0)
    left, x = [], Fraction(1)
    for share in shares:
        left.append(round(x))
        x += unit * share + _BETWEEN
    wide = [int(unit * share) for share in shares]
    heads = [wrapped(level.label, max(6, int(wide[at] / _LETTER))) for at, level in enumerate(levels)]
    top = 20 + _LINE * max((len(lines) for lines in heads), default=1)
    for card in cards:
        card.x, card.width = left[card.column], wide[card.column]
        card.lines = wrapped(card.statement.text, max(6, int((card.width - 2 * _PAD) / _LETTER)))
    bottom = _stacked([[card for card in cards if card.column == at] for at in range(len(levels))], joints, top)
    drawn = []
    for at, level in enumerate(levels):
        if level.centre:
            edge: dict[str, Number] = {
                "x": left[at] - 12,
                "y": 0,
                "width": wide[at] + 24,
                "height": bottom + 14,
                "rx": 7,
            }
            drawn.append(element("rect", "", class_="band", fill=WASH, **edge))
        drawn += _head(level, heads[at], left[at] + (_PAD if level.centre else 0))
    drawn += [part for child, parent in joints for part in _curve(child, parent)]
    return [*drawn, *(card.drawn() for card in cards)], bottom + 15


def _head(level: Level, lines: Sequence[str], x: int, y: int = 18) -> list[str]:
    kind, fill = ("level centre", ACCENT) if level.centre else ("level", MUTED)
    return [words(x, y + _LINE * at, line, class_=kind, fill=fill) for at, line in enumerate(lines)]


def _stacked(columns: Sequence[list[_Card]], joints: Sequence[tuple[_Card, _Card]], top: int) -> int:
    """Heights: the tallest column is filled from the top, its neighbours stand beside what they are joined to."""

    def need(column: Sequence[_Card]) -> int:
        return sum(card.height + _GAP for card in column) - _GAP if column else 0

    if not columns:
        return top
    pivot = max(range(len(columns)), key=lambda at: need(columns[at]))
    bottom = top + need(columns[pivot])
    joined: dict[str, list[_Card]] = {}
    for child, parent in joints:
        joined.setdefault(child.statement.id, []).append(parent)
        joined.setdefault(parent.statement.id, []).append(child)
    placed: set[str] = set()
    for at in [pivot, *range(pivot + 1, len(columns)), *range(pivot - 1, -1, -1)]:
        free = top
        for card in columns[at]:
            beside = [other.middle for other in joined.get(card.statement.id, []) if other.statement.id in placed]
            wanted = sum(beside) // len(beside) - card.height // 2 if beside and at != pivot else free
            card.y = max(free, wanted)
            free = card.y + card.height + _GAP
        limit = bottom
        for card in reversed(columns[at]):
            card.y = min(card.y, limit - card.height)
            limit = card.y - _GAP
        placed |= {card.statement.id for card in columns[at]}
    return bottom


def _curve(child: _Card, parent: _Card) -> Iterable[str]:
    x1, y1, x2, y2 = child.x + child.width, child.middle, parent.x, parent.middle
    bend = min(_BETWEEN, (x2 - x1)) // 2 + 4
    path = f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend - 6} {y2} {x2 - 6} {y2}"
    yield element("path", class_="joint", d=path, fill="none", stroke=STRONG, stroke_width=Fraction(3, 2))
    yield _arrow(x2, y2)


def _arrow(x: int, y: int) -> str:
    return element("path", class_="arrow", d=f"M{x} {y}l-8 -4v8z", fill=STRONG)


# narrow: a band per level ---------------------------------------------------------------------------------------------


def _bands(
    levels: Sequence[Level], cards: Sequence[_Card], joints: Sequence[tuple[_Card, _Card]], width: int
) -> tuple[list[str], int]:
    order = {card.statement.id: at for at, card in enumerate(cards)}
    rails = _rails(joints, order)
    lanes = 1 + max(rails.values(), default=-1)
    step = min(9, 60 // max(1, lanes))
    left = 16 + step * lanes if lanes else 2
    y, drawn = 0, []
    for column in range(len(levels) - 1, -1, -1):
        here = [card for card in cards if card.column == column]
        lines = wrapped(levels[column].label, max(6, int((width - left) / _LETTER)))
        start, head = y, y
        y += 14 + _LINE * len(lines)
        for card in here:
            card.x, card.y, card.width = left, y, width - left - 2
            card.lines = wrapped(card.statement.text, max(6, int((card.width - 2 * _PAD) / _LETTER)))
            y += card.height + _GAP - 4
        if levels[column].centre:
            size: dict[str, Number] = {
                "x": left - 6,
                "y": start,
                "width": width - left + 6,
                "height": y - start + 2,
                "rx": 7,
            }
            drawn.append(element("rect", "", class_="band", fill=WASH, **size))
        drawn += _head(levels[column], lines, left + (_PAD if levels[column].centre else 0), head + 20)
        y += 12
    for parent in dict.fromkeys(parent.statement.id for _, parent in joints):
        ends = [child for child, other in joints if other.statement.id == parent]
        drawn += _rail(
            ends, next(card for card in cards if card.statement.id == parent), left - 14 - step * rails[parent]
        )
    return [*drawn, *(card.drawn() for card in cards)], y


def _rails(joints: Sequence[tuple[_Card, _Card]], order: Mapping[str, int]) -> dict[str, int]:
    """Which rail each statement's joints run on: two that overlap never share one; short ones lie nearest the cards."""
    reach: dict[str, int] = {}
    for child, parent in joints:
        reach[parent.statement.id] = max(reach.get(parent.statement.id, 0), order[child.statement.id])
    lanes: dict[str, int] = {}
    for one in sorted(reach, key=lambda one: (reach[one] - order[one], order[one])):
        taken = {lanes[other] for other in lanes if order[other] <= reach[one] and order[one] <= reach[other]}
        lanes[one] = next(lane for lane in range(len(reach) + 1) if lane not in taken)
    return lanes


def _rail(children: Sequence[_Card], parent: _Card, x: int) -> list[str]:
    """One line down from the parent with a branch to each child; the arrow points at the parent."""
    ends = "".join(f"M{child.x} {child.middle}H{x + 5}Q{x} {child.middle} {x} {child.middle - 5}" for child in children)
    last = max(child.middle for child in children) - 5
    path = f"M{parent.x - 6} {parent.middle}H{x + 5}Q{x} {parent.middle} {x} {parent.middle + 5}V{last}{ends}"
    line = element("path", class_="joint", d=path, fill="none", stroke=STRONG, stroke_width=Fraction(3, 2))
    return [line, _arrow(parent.x, parent.middle)]
