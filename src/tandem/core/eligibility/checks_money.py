"""Checks on amounts: amount, share, rates. They say what it is, what it may be, and by how much to change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from tandem.core.eligibility.case import Case, as_decimal, is_blank, mapping, sequence
from tandem.core.eligibility.outcome import Outcome
from tandem.core.eligibility.registry import Amount, Check, Hopeless, Reference, register
from tandem.core.values import Remedy, exponent

CEILING = "ceiling"


def currency_of(case: Case) -> str:
    """The grant's currency: of the facts, else of the form's budget question, else ''."""
    found = mapping(case.facts.get("budget")).get("currency")
    if isinstance(found, str) and len(found) == 3:
        return found
    asked = case.budget_question
    return (asked.currency or "") if asked else ""


def _unit(case: Case) -> Decimal:
    currency = currency_of(case)
    return Decimal(1).scaleb(-exponent(currency) if currency else -2)


def _up(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, ROUND_CEILING)


def _down(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, ROUND_FLOOR)


def _pointer(dotted: str) -> str:
    return "/" + dotted.replace(".", "/")


def _question_at(case: Case, dotted: str) -> str:
    """The question where an amount is typed: the one of its name, else the budget."""
    name = dotted.split(".")[-1]
    asked = case.budget_question
    return name if name in case.questions else asked.id if asked else ""


@register
class AmountOf(Check):
    """`amount: budget.years, at_most: ceiling` — an amount, or each year's, within bounds in the grant's currency.

    `ceiling` is the component's own: one amount, or the row of its table for this region and number of parties. Where
    the table has no row there is no ceiling. Actual is the amount furthest out.
    """

    word: ClassVar[str] = "amount"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_amount"})
    places: ClassVar[frozenset[str]] = frozenset({"currency", "region", "parties"})

    amount: str
    at_least: Amount | None = None
    at_most: Amount | Literal["ceiling"] | None = None

    def top(self, case: Case) -> Decimal | None:
        return case.ceiling if self.at_most == "ceiling" else self.at_most

    def amounts(self, case: Case) -> dict[str, Decimal]:
        """Amounts by JSON pointer; years in order. What is not there counts as nothing."""
        found = case.fact(self.amount)
        if isinstance(found, Mapping):
            read = {f"{_pointer(self.amount)}/{key}": as_decimal(found[key]) for key in sorted(found)}
            return {pointer: value for pointer, value in read.items() if value is not None}
        return {_pointer(self.amount): as_decimal(found) or Decimal(0)}

    def judge(self, case: Case, party: str) -> Outcome:
        amounts = self.amounts(case) or {_pointer(self.amount): Decimal(0)}
        low, top = self.at_least, self.top(case)
        over = {at: value for at, value in amounts.items() if top is not None and value > top}
        under = {at: value for at, value in amounts.items() if low is not None and value < low}
        path = _question_at(case, self.amount)
        if not over and not under:
            return Outcome(True, max(amounts.values()), low if top is None else top, None, path)
        words = {"currency": currency_of(case), "parties": len(case.parties), "region": self.region(case)}
        if over and top is not None:
            worst = max(over.values())
            remedy = self.remedy(case, path, "lower", dict.fromkeys(over, top), worst - top)
            return Outcome(False, worst, top, worst - top, path, remedy, words)
        bound, worst = low or Decimal(0), min(under.values())
        remedy = self.remedy(case, path, "raise", dict.fromkeys(under, bound), bound - worst)
        return Outcome(False, worst, low, bound - worst, path, remedy, words)

    def region(self, case: Case) -> Any:
        """The region that the table of ceilings looks at, by its title; '' where there is none."""
        table = case.component.ceilings
        named = case.book.regions.get(case.region(table.decided_by)) if table is not None else None
        return named.title if named is not None else ""

    def remedy(self, case: Case, path: str, do: str, changes: Mapping[str, Decimal], by: Decimal) -> Remedy:
        set_ = {at: str(value) for at, value in changes.items()}
        option = {"do": do, "path": path, "by": str(by), "set": set_}
        return Remedy("change_amount", {"path": path, "currency": currency_of(case), "options": [option]})

    def references(self) -> Iterator[Reference]:
        yield Reference("fact", self.amount, "amount")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        top = self.top(case)
        if self.at_most == CEILING and top is None:
            if case.component.ceilings is None:
                yield Hopeless("always", "no_ceiling", {})
        elif self.at_least is None and top is None:
            yield Hopeless("always", "no_bounds", {})
        elif top is not None and top < 0:
            yield Hopeless("never", "below_nothing", {"at_most": str(top)})
        elif top is not None and self.at_least is not None and self.at_least > top:
            yield Hopeless("never", "bounds_contradict", {"at_least": str(self.at_least), "at_most": str(top)})
        elif (self.at_least is not None and self.at_least <= 0) and top is None:
            yield Hopeless("always", "asks_for_nothing", {})


@register
class Share(Check):
    """`share: budget.own_contribution, in: budget.total, at_least: 10, rest: budget.asked`: per cent.

    The whole is the part and the rest. The remedy names both ways out: change the part, or change the rest. An empty
    whole passes: there is nothing to take a share of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    word: ClassVar[str] = "share"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_amount"})
    places: ClassVar[frozenset[str]] = frozenset({"add", "lower_to", "raise_to", "currency", "amount", "whole"})

    share: str
    whole: str = Field(alias="in")
    rest: str
    at_least: Amount | None = None
    at_most: Amount | None = None

    def judge(self, case: Case, party: str) -> Outcome:
        part = as_decimal(case.fact(self.share)) or Decimal(0)
        whole = as_decimal(case.fact(self.whole)) or Decimal(0)
        path = _question_at(case, self.share)
        words: dict[str, Any] = {"currency": currency_of(case), "amount": part, "whole": whole}
        limit = self.at_least if self.at_least is not None else self.at_most
        if whole <= 0 or limit is None:
            return Outcome(True, None, limit, None, path, None, words)
        actual = self.rounded(part * 100 / whole, limit)
        too_low = self.at_least is not None and part * 100 < self.at_least * whole
        too_high = self.at_most is not None and part * 100 > self.at_most * whole
        if not too_low and not too_high:
            return Outcome(True, actual, limit, None, path, None, words)
        bound = self.at_least if too_low else self.at_most
        options = self.options(case, part, whole, bound or Decimal(0), too_low)
        for option in options:
            words |= option.pop("words")
        arguments = {"path": path, "currency": words["currency"], "options": options}
        remedy = Remedy("change_amount", arguments) if options else Remedy("none")
        return Outcome(False, actual, bound, abs((bound or Decimal(0)) - actual), path, remedy, words)

    @staticmethod
    def rounded(actual: Decimal, limit: Decimal) -> Decimal:
        """Per cent to one decimal, or to as many as it takes to look different from a limit that is missed."""
        for places in ("0.1", "0.01", "0.0001", "0.00000001"):
            shown = actual.quantize(Decimal(places))
            if (shown < limit) == (actual < limit) and (shown > limit) == (actual > limit):
                return shown
        return actual

    def options(self, case: Case, part: Decimal, whole: Decimal, bound: Decimal, low: bool) -> list[dict[str, Any]]:
        """The two ways out, with exact amounts in the currency's own unit; a way that does not exist is left out."""
        unit, rest, share = _unit(case), whole - part, bound / 100
        found = []
        if share < 1:
            move = (share * whole - part) / (1 - share)
            by = _up(move, unit) if low else _down(move, unit)
            new, total = part + by, whole + by
            set_ = {_pointer(self.share): str(new), _pointer(self.whole): str(total)}
            do, path = ("raise" if low else "lower"), _question_at(case, self.share)
            if new >= 0:
                option = {"do": do, "path": path, "by": str(abs(by)), "to": str(new), "set": set_}
                found.append({**option, "words": {"add": abs(by)}})
        if share > 0 and rest > 0:
            exact = part * (1 - share) / share
            to = _down(exact, unit) if low else _up(exact, unit)
            set_ = {_pointer(self.rest): str(to), _pointer(self.whole): str(part + to)}
            option = {"do": "lower" if low else "raise", "path": _question_at(case, self.rest)}
            option |= {"by": str(abs(rest - to)), "to": str(to), "set": set_}
            found.append({**option, "words": {"lower_to" if low else "raise_to": to}})
        return found

    def references(self) -> Iterator[Reference]:
        yield Reference("fact", self.share, "share")
        yield Reference("fact", self.whole, "in")
        yield Reference("fact", self.rest, "rest")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            yield Hopeless("always", "no_bounds", {})
        elif (low is not None and low > 100) or (high is not None and high < 0):
            yield Hopeless("never", "not_a_share", {"at_least": str(low), "at_most": str(high)})
        elif low is not None and high is not None and low > high:
            yield Hopeless("never", "bounds_contradict", {"at_least": str(low), "at_most": str(high)})
        elif (low is None or low <= 0) and (high is None or high >= 100):
            yield Hopeless("always", "asks_for_nothing", {"at_least": str(low), "at_most": str(high)})


_NO_RATE = ("rate", "currency")  # what else keeps an entry out of the total is missing in the form itself


@register
class Rates(Check):
    """`rates: budget` — every line in another currency has its rate, so that the total is known."""

    word: ClassVar[str] = "rates"
    remedies: ClassVar[frozenset[str]] = frozenset({"add_rates"})

    rates: str

    def judge(self, case: Case, party: str) -> Outcome:
        lines = sequence(mapping(case.facts.get("budget")).get("unconverted"))
        without = [line for line in lines if not is_blank(line) and mapping(line).get("reason", "rate") in _NO_RATE]
        arguments = {"path": self.rates, "number": len(without), "set": {"/budget/unconverted": []}}
        remedy = Remedy("add_rates", arguments) if without else None
        return Outcome(not without, len(without), 0, len(without), self.rates, remedy)

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.rates, "rates", ("budget",))
