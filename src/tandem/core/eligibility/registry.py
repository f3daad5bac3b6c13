"""The vocabulary of checks: each is a model that judges a case; new ones register themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from tandem.core.eligibility.case import Case, as_decimal
from tandem.core.eligibility.outcome import Outcome

ReferenceKind = Literal[
    "question",
    "part",
    "list",
    "party",
    "record",
    "column",
    "fact",
    "component",
    "tool",
    "step",
    "recorded",
    "profile",
    "activity",
]


@dataclass(frozen=True)
class Reference:
    """Something a check names that must exist: `at` is the key it is written under."""

    kind: ReferenceKind
    name: str
    at: str
    types: tuple[str, ...] = ()  # question types it must have
    inside: str = ""  # a part's question, a step's tool


@dataclass(frozen=True)
class Hopeless:
    """A check that no answers can meet (`never`), or that all answers meet (`always`), and why."""

    code: Literal["never", "always"]
    why: str
    values: Mapping[str, Any]


def _amount(value: Any) -> Decimal:
    found = as_decimal(value)
    if found is None:
        raise ValueError("not a number")
    return found


Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
]
Count = Annotated[int, Field(ge=0, le=500, strict=True)]


class Check(BaseModel, ABC):
    """Base of all checks. The first field bears the check's own name and its main argument."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: ClassVar[str]
    remedies: ClassVar[frozenset[str]]  # the remedy words that fit
    places: ClassVar[frozenset[str]] = frozenset()  # {places} it fills beside the usual five

    def asked_of(self, case: Case) -> tuple[str, ...]:
        """The parties it is asked of one by one; ('',) when it is asked once."""
        return ("",)

    @abstractmethod
    def judge(self, case: Case, party: str) -> Outcome:
        """Judge the case, for one party when asked per party."""

    def sorts(self) -> tuple[str, ...]:
        """The sorts of people it asks for, as expressions over a person."""
        return ()

    def references(self) -> Iterator[Reference]:
        """What it names."""
        yield from ()

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        """Whether it can ever fail and ever pass, judged from the rulebook alone (`case` has no facts)."""
        yield from ()


CHECKS: dict[str, type[Check]] = {}
AnyCheck = TypeVar("AnyCheck", bound=type[Check])


def register(check: AnyCheck) -> AnyCheck:
    """Add a check to the vocabulary under its `word`; ValueError when the word is taken."""
    if check.word in CHECKS:
        raise ValueError(f"the check {check.word} is registered already")
    CHECKS[check.word] = check
    return check


class UnknownCheck(ValueError):
    """A must or should that is no check: `found` are the words of the vocabulary in it (none, or more than one)."""

    def __init__(self, found: tuple[str, ...], keys: tuple[str, ...]) -> None:
        super().__init__(f"exactly one of {', '.join(sorted(CHECKS))} is needed; found {found or keys}")
        self.found = found
        self.keys = keys


def read_check(written: Mapping[str, Any]) -> Check:
    """A check as written under must or should. UnknownCheck, or ValidationError when its arguments are wrong."""
    found = tuple(key for key in written if key in CHECKS)
    if len(found) != 1:
        raise UnknownCheck(found, tuple(str(key) for key in written))
    return CHECKS[found[0]].model_validate(dict(written))


class Bounds(Check):
    """How many: exactly, at_least, at_most, between two numbers, or around one (one more or less is fine)."""

    exactly: Count | None = None
    at_least: Count | None = None
    at_most: Count | None = None
    between: tuple[Count, Count] | None = None
    around: Count | None = None

    @property
    def low(self) -> int | None:
        """The smallest allowed number."""
        return self.extremes[0]

    @property
    def high(self) -> int | None:
        """The largest allowed number."""
        return self.extremes[1]

    @cached_property
    def extremes(self) -> tuple[int | None, int | None]:
        """The smallest and the largest allowed number; None where there is no bound."""
        return self._lowest(), self._highest()

    def _lowest(self) -> int | None:
        around = None if self.around is None else max(0, self.around - 1)
        tops = (self.exactly, self.at_least, self.between[0] if self.between else None, around)
        return max((top for top in tops if top is not None), default=None)

    def _highest(self) -> int | None:
        around = None if self.around is None else self.around + 1
        tops = (self.exactly, self.at_most, self.between[1] if self.between else None, around)
        return min((top for top in tops if top is not None), default=None)

    def missing(self, actual: int) -> int:
        """How many are missing (positive) or too many (negative); zero when the number is right."""
        low, high = self.extremes
        if low is not None and actual < low:
            return low - actual
        if high is not None and actual > high:
            return high - actual
        return 0

    def limit(self, actual: int) -> int | None:
        """The bound that counts for this number."""
        low, high = self.extremes
        if high is None or (low is not None and actual < low):
            return low
        return high

    def words(self) -> dict[str, Any]:
        return {"at_least": self.low, "at_most": self.high}

    def hopeless_bounds(self, most: int | None) -> Iterator[Hopeless]:
        """Bounds that contradict each other, ask for more than there is, or ask for nothing."""
        low, high = self.low, self.high
        if low is None and high is None:
            yield Hopeless("always", "no_bounds", {})
        elif low is not None and high is not None and low > high:
            yield Hopeless("never", "bounds_contradict", {"at_least": low, "at_most": high})
        elif low is not None and most is not None and low > most:
            yield Hopeless("never", "more_than_there_are", {"at_least": low, "there_are": most})
        elif (low or 0) == 0 and (high is None or (most is not None and high >= most)):
            yield Hopeless("always", "asks_for_nothing", {"at_most": high, "there_are": most})
