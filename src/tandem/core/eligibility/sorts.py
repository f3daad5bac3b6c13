"""Sorts of people: what an expression over a row says, remembered for rows that are alike where it looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from tandem.core.expressions import ExpressionError, compile_expression

EVERYBODY = "person"
MOST_SORTS = 4096  # combinations of values kept at hand for one sort, or for one component's sorts together
_SAFE = frozenset({str, bool, type(None)})  # values of these kinds are never equal to one of another kind


def matches(source: str, row: Mapping[str, Any]) -> bool:
    """Is a person of this sort? A row that cannot be judged is not."""
    if source == EVERYBODY:
        return True
    return _sort(source).kind(row)[source]


def judged(source: str, row: Mapping[str, Any]) -> bool:
    """What the expression says of the row, False where it cannot be decided."""
    try:
        return source == EVERYBODY or compile_expression(source).holds(row)
    except ExpressionError:
        return False


class Kind(dict[str, bool]):
    """Rows that are alike in every column their sorts look at: by sort, whether they are of it; judged when asked."""

    __slots__ = ("row",)

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row

    def __missing__(self, source: str) -> bool:
        found = self[source] = judged(source, self.row)
        return found


class Sorts:
    """Some sorts that are asked of the same rows, so that a row is looked up once for all of them."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.sources = frozenset(sources) | {EVERYBODY}
        asked = (name for source in self.sources if source != EVERYBODY for name in compile_expression(source).names)
        self.columns = tuple(sorted({name.split(".")[0].split("[")[0] for name in asked}))
        self._known: dict[tuple[Any, ...], Kind] = {}

    def kind(self, row: Mapping[str, Any]) -> Kind:
        """What is found for rows like this one. Only these sorts may be asked of it."""
        get = row.get
        key = tuple([get(name) for name in self.columns])
        if not _SAFE.issuperset(map(type, key)):
            return Kind(row)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_SORTS:
                self._known.clear()
            found = self._known[key] = Kind(dict(zip(self.columns, key, strict=True)))
        return found


@lru_cache(maxsize=512)
def _sort(source: str) -> Sorts:
    return Sorts((source,))
