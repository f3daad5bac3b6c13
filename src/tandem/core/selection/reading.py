"""Reading a public export that somebody may have edited: every refusal names the place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from tandem.core.values import Money, Problem

_LONGEST = 24  # digits; far beyond any budget, far below what would take time


class BadExport(ValueError):
    """A document that is no export of a ranking: a code, the place in it, and what stands there."""

    def __init__(self, code: str, where: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{where or 'document'}: {code}")
        self.problem = Problem(code, where, values or {})


class Reader:
    """One value of the document and its place; codes: missing, not_an_object, not_a_list, not_text,
    not_a_whole_number, not_a_number, not_true_or_false, not_money, not_a_currency, not_one_of, not_a_share."""

    def __init__(self, value: Any, where: str = "") -> None:
        self._value = value
        self._where = where

    def _place(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where and key else self._where or key

    def fail(self, code: str, key: str = "", values: Mapping[str, Any] | None = None) -> NoReturn:
        """Refuse the value under `key` with `code`."""
        raise BadExport(code, self._place(key), values)

    def _get(self, key: str) -> Any:
        if not key:
            return self._value
        if not isinstance(self._value, Mapping):
            self.fail("not_an_object")
        if key not in self._value:
            self.fail("missing", key)
        return self._value[key]

    def inner(self, key: str) -> Reader:
        """The object under `key`."""
        return Reader(self._get(key), self._place(key))

    def items(self, key: str) -> list[Reader]:
        """The list under `key`, item by item."""
        value = self._get(key)
        if not isinstance(value, list):
            self.fail("not_a_list", key)
        return [Reader(item, f"{self._place(key)}[{index}]") for index, item in enumerate(value)]

    def items_or_none(self, key: str) -> list[Reader]:
        """The same; empty when an older document does not have it."""
        return self.items(key) if self.has(key) else []

    def has(self, key: str) -> bool:
        """Whether the document says anything under `key`."""
        return isinstance(self._value, Mapping) and key in self._value

    def text(self, key: str = "") -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value or any("\ud800" <= character <= "\udfff" for character in value):
            self.fail("not_text", key, {"actual": repr(value)[:80]})
        return str(value)

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            self.fail("not_one_of", key, {"actual": value, "limit": sorted(allowed)})
        return value

    def whole(self, key: str) -> int:
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**_LONGEST:
            self.fail("not_a_whole_number", key, {"actual": repr(value)[:80]})
        return int(value)

    def whole_or_none(self, key: str) -> int | None:
        return None if self._get(key) is None else self.whole(key)

    def truth(self, key: str) -> bool:
        value = self._get(key)
        if not isinstance(value, bool):
            self.fail("not_true_or_false", key, {"actual": repr(value)[:80]})
        return bool(value)

    def truth_or_none(self, key: str) -> bool | None:
        return None if self._get(key) is None else self.truth(key)

    def truth_or_yes(self, key: str) -> bool:
        """True when an older document does not have it."""
        return self.truth(key) if self.has(key) else True

    def truth_if_there(self, key: str) -> bool | None:
        """None when it is null or an older document does not have it."""
        return self.truth_or_none(key) if self.has(key) else None

    def share_or_none(self, key: str) -> str | None:
        """A share in per cent as it was written, None when there is none."""
        number = self.number_or_none(key) if self.has(key) else None
        if number is not None and not 0 <= number <= 100:
            self.fail("not_a_share", key, {"actual": str(number)})
        return None if number is None else str(number)

    def number_or_none(self, key: str) -> Decimal | None:
        if self._get(key) is None:
            return None
        value = self.text(key)
        try:
            number = Decimal(value) if len(value) <= _LONGEST else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
            self.fail("not_a_number", key, {"actual": value[:80]})
        return number

    def currency(self, key: str) -> str:
        value = self.text(key)
        try:
            return Money(0, value).currency
        except ValueError:
            self.fail("not_a_currency", key, {"actual": value[:80]})

    def money(self, key: str, currency: str) -> Money:
        """The amount under `key`, a main-unit string without more decimals than the currency has, not below zero."""
        number = self.number_or_none(key)
        try:
            money = None if number is None else Money.of(number, currency)
        except ValueError:
            money = None
        if money is None or money.minor < 0:
            self.fail("not_money", key, {"actual": str(number), "currency": currency})
        return money
