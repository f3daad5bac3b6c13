"""Putting figures together: sources in main units, sums of figures, shares."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from tandem.core.aggregation import Figure, Formula, Register, Source, figure
from tandem.core.values import exponent

FIGURE = "figure:"
"""What a source's row begins with when it is another registered figure."""


def main(minor: int, currency: str) -> str:
    """An amount in main units as an exact decimal."""
    return format(Decimal(minor).scaleb(-exponent(currency)), "f")


def decimals_of(*values: str) -> int:
    """The most decimals that one of the values has, six at most."""
    return min(6, max((len(value.partition(".")[2]) for value in values), default=0))


@contextmanager
def many_objects() -> Iterator[None]:
    """Half a million small objects that form no circles: looking for circles meanwhile would double the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Book:
    """A register being filled, with who approved each row."""

    def __init__(self) -> None:
        self.register = Register()
        self.approvers: dict[str, Any] = {}

    def put(
        self,
        key: str,
        formula: Formula,
        sources: Iterable[Source],
        unit: str = "",
        decimals: int = 0,
        parts: Iterable[str] = (),
    ) -> Figure:
        """Register one figure; its value is what its sources give."""
        return self.register.add(figure(key, formula, sources, unit, decimals, parts=parts))

    def source(self, row: str, field: str, value: str, label: str = "", role: str = "", by: Any = None) -> Source:
        """One value of one row, and who approved the row."""
        if by is not None:
            self.approvers[row] = by
        return Source(row, field, value, label, role)

    def of(self, key: str, role: str = "") -> Source:
        """A registered figure as a source of another one."""
        value = self.register[key].value
        return Source(FIGURE + key, "value", "" if value is None else format(value, "f"), "", role)

    def money(self, key: str, sources: Iterable[Source], currency: str) -> Figure:
        """A sum of amounts."""
        return self.put(key, "sum", sources, currency, exponent(currency))

    def total(self, key: str, parts: Iterable[str], unit: str = "", decimals: int = 0) -> Figure:
        """The sum of registered figures; those without a value are left out, not counted as zero."""
        keys = tuple(parts)
        return self.put(key, "sum", [self.of(part) for part in keys], unit, decimals, keys)

    def count(self, key: str, sources: Iterable[Source]) -> Figure:
        """How many rows there are; none is a zero."""
        return self.put(key, "count", sources)

    def counts(self, key: str, parts: Iterable[str]) -> Figure:
        """The sum of counts; of no counts at all it is a count of nothing, which is zero."""
        keys = tuple(parts)
        return self.total(key, keys) if keys else self.count(key, ())

    def share(self, key: str, upper: str, lower: str) -> Figure:
        """One figure as percentage of another, one decimal; none while the other is zero or not reported."""
        return self.put(key, "percent", [self.of(upper, "numerator"), self.of(lower, "denominator")], "%", 1)

    def less(self, key: str, plus: str, minus: str, currency: str) -> Figure:
        """One figure less another; none while one of the two is not reported."""
        sources = [self.of(plus, "plus"), self.of(minus, "minus")]
        if any(source.value == "" for source in sources):
            sources = [Source(each.row, each.field, "", each.label, each.role) for each in sources]
        return self.put(key, "difference", sources, currency, exponent(currency))
