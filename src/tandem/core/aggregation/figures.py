"""Figures of a document: each with the rows it comes from, recomputable from those rows alone.

A figure never takes a value on trust: `figure` computes it, `verify` computes it again, `Register` keeps it under one
key. None is "not reported"; a true zero always has a row that says so. Exact arithmetic, rounded once, half to even.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from tandem.core.aggregation.values import rounded

Formula: TypeAlias = Literal[
    "sum", "difference", "count", "ratio", "percent", "average", "latest", "maximum", "conversion", "value"
]


@dataclass(frozen=True, slots=True)
class Source:
    """One value of one row: the row's id, the field, the value as a plain decimal ('' not reported), words for readers.

    `role` by formula: ratio and percent 'numerator' or 'denominator'; difference 'plus' or 'minus'; conversion 'amount'
    or 'rate' (paired by `row`); latest the ISO day on which the value stood. Else ''. Amounts are in main units.
    """

    row: str
    field: str
    value: str
    label: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A registered number. `unit` is a currency code, '%', or '' for counts; `parts` are keys of figures it sums up."""

    key: str
    value: Decimal | None
    unit: str
    formula: Formula
    sources: tuple[Source, ...]
    decimals: int = 0
    label: str = ""
    parts: tuple[str, ...] = ()

    @property
    def reported(self) -> bool:
        """False prints as "not reported", which is something else than 0."""
        return self.value is not None


def figure(
    key: str,
    formula: Formula,
    sources: Iterable[Source],
    unit: str = "",
    decimals: int = 0,
    label: str = "",
    parts: Iterable[str] = (),
) -> Figure:
    """The figure whose value the sources give. ValueError when they do not fit the formula."""
    rows = tuple(sources)
    return Figure(key, recompute(formula, rows, decimals), unit, formula, rows, decimals, label, tuple(parts))


def recompute(formula: Formula, sources: Sequence[Source], decimals: int) -> Decimal | None:
    """The value that the sources alone give, with exactly `decimals` decimals, half to even; None: not reported.

    count counts the sources. sum, average, maximum, latest take the reported ones (None when there are none). value
    takes one source. difference: Σplus − Σminus (None without a plus). ratio: Σnumerator / Σdenominator, percent that
    times 100 (None while a part is not reported or Σdenominator is 0). conversion: Σ of amount × rate, each rounded.
    ValueError for a value that is no finite decimal, a role that does not fit, or an amount without its rate.
    """
    exact = _FORMULAS[formula](sources, decimals)
    return None if exact is None else rounded(exact, decimals)


def verify(figure: Figure) -> bool:
    """Whether the figure still says what its sources give."""
    try:
        return figure.value == recompute(figure.formula, figure.sources, figure.decimals)
    except ValueError:
        return False


def _read(source: Source) -> Fraction | None:
    if source.value == "":
        return None
    try:
        value = Decimal(source.value)
    except InvalidOperation as error:
        raise ValueError(f"{source.row} {source.field}: {source.value!r} is not a decimal") from error
    if not value.is_finite():
        raise ValueError(f"{source.row} {source.field}: {source.value!r} is not finite")
    return Fraction(value)


def _given(sources: Iterable[Source]) -> list[Fraction]:
    return [value for value in map(_read, sources) if value is not None]


def _sum(sources: Sequence[Source], decimals: int) -> Fraction | None:
    values = _given(sources)
    return sum(values, Fraction(0)) if values else None


def _average(sources: Sequence[Source], decimals: int) -> Fraction | None:
    values = _given(sources)
    return sum(values, Fraction(0)) / len(values) if values else None


def _maximum(sources: Sequence[Source], decimals: int) -> Fraction | None:
    return max(_given(sources), default=None)


def _count(sources: Sequence[Source], decimals: int) -> Fraction | None:
    return Fraction(len(sources))


def _value(sources: Sequence[Source], decimals: int) -> Fraction | None:
    if len(sources) != 1:
        raise ValueError(f"a plain value has one source, not {len(sources)}")
    return _read(sources[0])


def _latest(sources: Sequence[Source], decimals: int) -> Fraction | None:
    """The reported value with the latest day; between equal days the greater row id, so that order never matters."""
    reported = [source for source in sources if source.value != ""]
    return _read(max(reported, key=lambda source: (source.role, source.row, source.field))) if reported else None


def _roles(sources: Sequence[Source], *roles: str) -> tuple[list[Source], ...]:
    wrong = {source.role for source in sources} - set(roles)
    if wrong:
        raise ValueError(f"roles are {' and '.join(roles)}, not {sorted(wrong)}")
    return tuple([source for source in sources if source.role == role] for role in roles)


def _difference(sources: Sequence[Source], decimals: int) -> Fraction | None:
    plus, minus = _roles(sources, "plus", "minus")
    values = _given(plus)
    return sum(values, Fraction(0)) - sum(_given(minus), Fraction(0)) if values else None


def _ratio(sources: Sequence[Source], decimals: int) -> Fraction | None:
    upper, lower = (_given(each) for each in _roles(sources, "numerator", "denominator"))
    below = sum(lower, Fraction(0))
    return sum(upper, Fraction(0)) / below if upper and below else None


def _percent(sources: Sequence[Source], decimals: int) -> Fraction | None:
    ratio = _ratio(sources, decimals)
    return None if ratio is None else ratio * 100


def _conversion(sources: Sequence[Source], decimals: int) -> Fraction | None:
    amounts, rates = _roles(sources, "amount", "rate")
    by_row = {source.row: _read(source) for source in rates}
    if len(by_row) < len(rates):
        raise ValueError("a row has two rates")
    total, reported = Fraction(0), False
    for source in amounts:
        amount = _read(source)
        if amount is None:
            continue
        rate = by_row.get(source.row)
        if rate is None:
            raise ValueError(f"{source.row} has an amount and no rate")
        total, reported = total + Fraction(rounded(amount * rate, decimals)), True
    return total if reported else None


_FORMULAS: Final[Mapping[Formula, Callable[[Sequence[Source], int], Fraction | None]]] = {
    "sum": _sum,
    "difference": _difference,
    "count": _count,
    "ratio": _ratio,
    "percent": _percent,
    "average": _average,
    "latest": _latest,
    "maximum": _maximum,
    "conversion": _conversion,
    "value": _value,
}


class DuplicateFigure(ValueError):
    """Two figures want the same key."""


class Register:
    """The figures of one document under unique keys, in the order in which they came."""

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        self._figures: dict[str, Figure] = {}
        for each in figures:
            self.add(each)

    def add(self, figure: Figure) -> Figure:
        """Keep the figure and hand it back. DuplicateFigure when its key is taken."""
        if figure.key in self._figures:
            raise DuplicateFigure(figure.key)
        self._figures[figure.key] = figure
        return figure

    def __getitem__(self, key: str) -> Figure:
        return self._figures[key]

    def __contains__(self, key: object) -> bool:
        return key in self._figures

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._figures.values())

    def __len__(self) -> int:
        return len(self._figures)

    def keys(self) -> frozenset[str]:
        return frozenset(self._figures)

    def undeclared(self, used: Iterable[str]) -> tuple[str, ...]:
        """Keys that a text uses and nobody registered, sorted."""
        return tuple(sorted(set(used) - self.keys()))

    def unused(self, used: Iterable[str]) -> tuple[str, ...]:
        """Keys that are registered and no text uses, sorted."""
        return tuple(sorted(self.keys() - set(used)))

    def wrong(self) -> tuple[str, ...]:
        """Keys of figures that their own sources contradict, and of sums whose parts are not there or do not add up."""
        return tuple(each.key for each in self if not (verify(each) and self._adds_up(each)))

    def _adds_up(self, figure: Figure) -> bool:
        if not figure.parts:
            return True
        if not all(part in self._figures for part in figure.parts):
            return False
        values = [value for part in figure.parts if (value := self._figures[part].value) is not None]
        return figure.value == (sum(values, Decimal(0)) if values else None)
