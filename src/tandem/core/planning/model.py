"""The content of a plan: what is to change, how that is seen, what threatens it, what is done, what it costs.

Every part keeps its identity from the first draft to the last amendment; versions differ in fields and in which parts
there are. Amounts are whole minor units of the line's currency, years of lines are years of the grant counted from 1,
years of targets are calendar years.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias
from uuid import UUID

Kind: TypeAlias = Literal["number", "percentage", "milestone", "scale", "qualitative"]
Direction: TypeAlias = Literal["rising", "falling", "none"]
Entry: TypeAlias = Literal["increment", "total"]
OverPeriods: TypeAlias = Literal["sum", "latest", "max", "average"]
Across: TypeAlias = Literal["sum", "average", "ratio", "max", "count", "none"]
Origin: TypeAlias = Literal["internal", "external"]
Answer: TypeAlias = Literal["", "reduce_probability", "reduce_consequence", "accept", "stop"]
PaidBy: TypeAlias = Literal["grant", "own"]
Severity: TypeAlias = Literal["must", "should"]
PartKind: TypeAlias = Literal["statement", "indicator", "risk", "activity", "line", "note"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the results chain on one level. `side` is '' when both sides own it together."""

    identity: UUID
    level: str
    text: str
    language: str = ""
    parent: UUID | None = None
    side: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """What the indicator shall show at the end of a calendar year, on the same footing as its baseline."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """How a statement's coming true is seen. `baseline_text` serves milestones and qualitative indicators."""

    identity: UUID
    statement: UUID | None
    title: str
    kind: Kind = "number"
    unit: str = ""
    direction: Direction = "rising"
    definition: str = ""
    baseline: Decimal | None = None
    baseline_text: str = ""
    baseline_on: date | None = None
    baseline_source: str = ""
    targets: tuple[Target, ...] = ()
    method: str = ""
    source: str = ""
    entry: Entry = "total"
    over_periods: OverPeriods = "latest"
    across: Across = "sum"
    frequency: str = ""
    responsible: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Risk:
    """What may go wrong, how bad, what is done about it, and what is left. `threatens` is a statement.

    `tolerance` is why a risk that stays high is borne, written by an officer; `owner` is a side.
    """

    identity: UUID
    text: str
    origin: Origin = "internal"
    probability: int = 0
    consequence: int = 0
    answer: Answer = ""
    answer_text: str = ""
    residual_probability: int | None = None
    residual_consequence: int | None = None
    threatens: UUID | None = None
    owner: str = ""
    tolerance: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done, by which side ('' both together), for which output, from when to when."""

    identity: UUID
    title: str
    kind: str = ""
    statement: UUID | None = None
    side: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the budget on the line with option id `line`, paid by the grant or by the side itself.

    `rate` is how many units of the grant's currency one unit of `currency` costs, as a plain decimal ('' not known).
    `years` pairs a year of the grant (1, 2, …) with minor units of `currency`.
    """

    identity: UUID
    line: str
    text: str = ""
    side: str = ""
    paid_by: PaidBy = "grant"
    currency: str = ""
    rate: str = ""
    rate_source: str = ""
    rate_on: date | None = None
    years: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a side states in words: learning_goal, context_knowledge, harm, dominance, or the rulebook's own."""

    identity: UUID
    kind: str
    side: str = ""
    text: str = ""
    language: str = ""


Part: TypeAlias = Statement | Indicator | Risk | Activity | Line | Note


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that two sides agree to do. The order of rows says nothing; `place` orders what a reader sees."""

    statements: tuple[Statement, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[Risk, ...] = ()
    activities: tuple[Activity, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[Note, ...] = ()

    def parts(self) -> Iterator[tuple[PartKind, Part]]:
        """Every part with its kind, chain first."""
        yield from (("statement", row) for row in self.statements)
        yield from (("indicator", row) for row in self.indicators)
        yield from (("risk", row) for row in self.risks)
        yield from (("activity", row) for row in self.activities)
        yield from (("line", row) for row in self.lines)
        yield from (("note", row) for row in self.notes)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the chain; levels are handed over from the top (impact) down.

    `centre`: the level that counts (outcome), where an indicator is needed; `measured`: another level that needs one;
    `served`: activities serve statements of this level (without any such mark, the level right below the centre).
    """

    id: str
    centre: bool = False
    measured: bool = False
    served: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Points 1..`probability` and 1..`consequence`; the product is medium or high from the number given."""

    probability: int
    consequence: int
    high_from: int
    medium_from: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a plan: a code of the closed list, where, and the numbers to say it with.

    A must refuses an agreement, a should advises. `identity` is None when no single part is meant; `part` is then the
    kind of part that is missing or too many. `field` is the part's field, '' for the whole part.
    """

    code: str
    severity: Severity
    part: PartKind
    identity: UUID | None = None
    field: str = ""
    numbers: Mapping[str, str] = dataclasses.field(default_factory=dict)


def label(part: Part) -> str:
    """The words by which a reader knows the part: its text, title, or the line's text, else its option id."""
    if isinstance(part, Indicator | Activity):
        return part.title
    if isinstance(part, Line):
        return part.text or part.line
    return part.text
