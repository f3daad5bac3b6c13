"""Money as whole minor units of one currency; Decimal only on the way in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

# ISO 4217: currencies whose minor unit is not a hundredth.
_NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


class MixedCurrency(ValueError):
    """Two amounts in different currencies were added or compared."""


def exponent(currency: str) -> int:
    """Number of decimals of the currency's minor unit: 0, 2 or 3 (ISO 4217)."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


@dataclass(frozen=True, order=False)
class Money:
    """An amount in whole minor units (øre, cents, or the unit itself) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"{self.currency!r} is not a three-letter currency code")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Money from an amount in the currency's main unit; ValueError when it has too many decimals."""
        scaled = Decimal(amount).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{currency} has {exponent(currency)} decimals; {amount} has more")
        return cls(int(scaled), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Exact sum; zero of `currency` when empty; MixedCurrency when any amount is in another one."""
        result = cls(0, currency)
        for amount in amounts:
            result = result + amount
        return result

    @property
    def amount(self) -> Decimal:
        """The amount in main units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MixedCurrency(f"{self.currency} and {other.currency} cannot be combined without a rate")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True)
class Rate:
    """How many units of `to` one unit of `from_` costs, where that figure comes from and its day."""

    from_: str
    to: str
    value: Decimal
    source: str
    on: date

    def convert(self, money: Money) -> Money:
        """The amount in `to`, rounded half to even to its minor unit; MixedCurrency for another currency."""
        if money.currency != self.from_:
            raise MixedCurrency(f"the rate is for {self.from_}, the amount is in {money.currency}")
        units = (money.amount * self.value).scaleb(exponent(self.to))
        return Money(int(units.to_integral_value(ROUND_HALF_EVEN)), self.to)
