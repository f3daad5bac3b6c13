"""The short list: what a line through the scores puts on it, and what somebody did by hand against that line."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal


def above(scores: Mapping[str, Decimal | None], line: Decimal) -> frozenset[str]:
    """The applications whose score reaches the line; what nobody scored is never above one."""
    return frozenset(id for id, score in scores.items() if score is not None and score >= line)


def line_of(scores: Mapping[str, Decimal | None], number: int) -> Decimal | None:
    """The line above which `number` applications lie; with a tie there, all of them. None when nothing is scored."""
    known = sorted((score for score in scores.values() if score is not None), reverse=True)
    return known[min(number, len(known)) - 1] if known and number > 0 else None


def by_hand(scores: Mapping[str, Decimal | None], line: Decimal | None, chosen: Set[str]) -> frozenset[str]:
    """The applications that are not where the line puts them; without a line everything was placed by hand."""
    return frozenset(scores) if line is None else frozenset(above(scores, line) ^ (chosen & scores.keys()))
