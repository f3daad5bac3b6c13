"""Indicator values rolled up: over the periods of one partner, then across partners. Missing is not zero.

Arithmetic is exact (fractions). Sums stay exact; quotients are rounded once, half to even, to six decimals.
Baseline, target and actual stand on the same footing (all levels, or all totals since the start).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["rising", "falling", "none"]
Entry: TypeAlias = Literal["increment", "total"]
OverPeriods: TypeAlias = Literal["sum", "latest", "max", "average"]
Across: TypeAlias = Literal["sum", "average", "ratio", "max", "count", "none"]
Pair: TypeAlias = tuple[Decimal, Decimal]

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Progress:
    """How far from baseline to target: 0 at the baseline, 1 at the target, below 0 and above 1 as it is (uncapped).

    `state` 'on_the_way' has a ratio; 'no_distance' (the target is the baseline) has none, only whether it holds.
    """

    state: Literal["on_the_way", "no_distance"]
    ratio: Decimal | None
    reached: bool


@dataclass(frozen=True, slots=True)
class Rolled:
    """A rolled-up value (None: nobody reported), and how many of the expected values it rests on."""

    value: Decimal | None
    reported: int
    expected: int

    @property
    def incomplete(self) -> bool:
        return self.reported < self.expected


def rounded(value: Fraction, decimals: int = DECIMALS) -> Decimal:
    """The exact value with at most `decimals` decimals, half to even."""
    whole = round(value * 10**decimals)
    return Decimal((whole < 0, tuple(map(int, str(abs(whole)))), -decimals))


def _plain(value: Fraction, decimals: int = DECIMALS) -> Decimal:
    """Rounded, without trailing zeros or exponent."""
    text = format(rounded(value, decimals), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Decimal("0") if text in ("", "-0") else Decimal(text)


def _sum(values: Sequence[Decimal]) -> Decimal:
    """Exact, however many decimals the values have."""
    return _plain(_total(values), max((_decimals(value) for value in values), default=0))


def _mean(values: Sequence[Decimal]) -> Decimal:
    return _plain(_total(values) / len(values))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def progress(
    baseline: Decimal | None, target: Decimal | None, actual: Decimal | None, direction: Direction
) -> Progress | None:
    """(actual − baseline) / (target − baseline); None when one of the three is not known.

    Right for rising and falling alike: the sign of the distance is in both parts of the fraction. Where target and
    baseline are the same there is no distance to measure: the direction says whether the actual value still holds it.
    """
    if baseline is None or target is None or actual is None:
        return None
    distance = Fraction(target) - Fraction(baseline)
    if distance == 0:
        holds = {"rising": actual >= target, "falling": actual <= target, "none": actual == target}
        return Progress("no_distance", None, holds[direction])
    ratio = (Fraction(actual) - Fraction(baseline)) / distance
    return Progress("on_the_way", _plain(ratio), ratio >= 1)


def over_periods(values: Sequence[Decimal | None], entry: Entry, how: OverPeriods) -> Rolled:
    """One partner's value from its periods in order of time; None in the list is a period not reported.

    Increments are summed, or the latest, highest or mean one taken. Totals to date contain what came before, so their
    sum is the latest one: a period that is not reported yet leaves the total where it was, marked incomplete.
    """
    given = [value for value in values if value is not None]
    if not given:
        return Rolled(None, 0, len(values))
    if how == "latest" or (how == "sum" and entry == "total"):
        result = given[-1]
    elif how == "max":
        result = max(given)
    else:
        result = _mean(given) if how == "average" else _sum(given)
    return Rolled(result, len(given), len(values))


def across(values: Sequence[Decimal | None] | Sequence[Pair | None], how: Across) -> Rolled:
    """The value of several partners together; None in the list is a partner that has not reported.

    sum, average (of those who reported), max; count: how many reported something other than zero; ratio: Σn/Σd of
    pairs (numerator, denominator), None while Σd is zero; none: partners are not added up, only who reported is told.
    ValueError when pairs are not given for a ratio, or are given for anything else.
    """
    pairs = [value for value in values if isinstance(value, tuple)]
    single = [value for value in values if isinstance(value, Decimal)]
    if (pairs and how not in ("ratio", "none")) or (single and how == "ratio"):
        raise ValueError(f"{how} does not take {'pairs' if pairs else 'single values'}")
    reported = len(pairs) + len(single)
    value: Decimal | None = None
    if how == "ratio" and pairs:
        below = _total(pair[1] for pair in pairs)
        value = _plain(_total(pair[0] for pair in pairs) / below) if below else None
    elif how == "count" and single:
        value = Decimal(sum(1 for each in single if each != 0))
    elif how == "max" and single:
        value = max(single)
    elif how in ("sum", "average") and single:
        value = _mean(single) if how == "average" else _sum(single)
    return Rolled(value, reported, len(values))


def _total(values: Iterable[Decimal]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0))
