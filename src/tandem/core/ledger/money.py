"""Exchange, splitting, variance and the next instalment; whole minor units, rounded half to even, none ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tandem.core.values import Money, exponent

_TENTH = Decimal("0.1")


def convert(amount: Money, rate: Decimal, currency: str) -> Money:
    """The amount in `currency`, half to even into its 0, 2 or 3 decimals; `rate` is `currency` per one unit.

    Exact however large the amount. ValueError for a rate that is not positive and finite, or not 1 within a currency.
    """
    if not rate.is_finite() or rate <= 0:
        raise ValueError(f"{rate} is not a rate")
    if amount.currency == currency:
        if rate != 1:
            raise ValueError(f"within {currency} the rate is 1, not {rate}")
        return amount
    units = Fraction(amount.minor) * Fraction(rate) * Fraction(10) ** (exponent(currency) - exponent(amount.currency))
    return Money(round(units), currency)


def split(amount: Money, shares: Sequence[int]) -> tuple[Money, ...]:
    """The amount in proportion to the shares, to the last minor unit: the parts sum to the amount exactly.

    Largest remainders get the units left over, earlier shares first. ValueError unless shares are not negative and
    sum to something.
    """
    whole = sum(shares)
    if whole <= 0 or min(shares) < 0:
        raise ValueError(f"{shares!r} are not shares")
    sign = -1 if amount.minor < 0 else 1
    parts = [divmod(abs(amount.minor) * share, whole) for share in shares]
    left = abs(amount.minor) - sum(part for part, _ in parts)
    first = sorted(range(len(parts)), key=lambda index: (-parts[index][1], index))[:left]
    return tuple(Money(sign * (part + (index in first)), amount.currency) for index, (part, _) in enumerate(parts))


def convert_parts(amounts: Sequence[Money], rate: Decimal, currency: str) -> tuple[Money, ...]:
    """Amounts converted together: the parts sum to the converted sum, which converting one by one need not give.

    All in one currency, none negative (ValueError otherwise); nothing in, nothing out.
    """
    if not amounts:
        return ()
    together = convert(Money.total(amounts, amounts[0].currency), rate, currency)
    shares = [amount.minor for amount in amounts]
    return split(together, shares) if any(shares) else tuple(Money(0, currency) for _ in amounts)


@dataclass(frozen=True, slots=True)
class Variance:
    """Budget less actual in minor units (negative: over the budget), and that in percent of the budget, one decimal.

    `percent` is None without a budget. `explain`: far enough away that a reason is asked for.
    """

    minor: int
    percent: Decimal | None
    explain: bool


def variance(budget: int, actual: int, explain_from: Decimal | None = None) -> Variance:
    """How far accounts lie from the budget, both in minor units of one currency.

    A reason is asked for from `explain_from` percent of the budget on, in either direction, judged before rounding;
    money spent without a budget always asks for one; None never asks.
    """
    minor = budget - actual
    if budget == 0:
        return Variance(minor, None, explain_from is not None and minor != 0)
    exact = Fraction(100 * minor, budget)
    explain = explain_from is not None and abs(exact) >= Fraction(explain_from) and minor != 0
    return Variance(minor, Decimal(round(exact * 10)) * _TENTH, explain)


def next_instalment(budgeted_next_minor: int, unspent_minor: int, other_minor: int = 0) -> int:
    """What may be asked for: budget of the next period − unspent − other sources, never below zero; minor units."""
    return max(0, budgeted_next_minor - unspent_minor - other_minor)
