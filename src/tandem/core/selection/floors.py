"""Floors: published minimums for a group, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal

from tandem.core.values import Money


@dataclass(frozen=True)
class Floor:
    """At least so much for a group: `number` of applications, or `money` as minor units of the call's currency.

    `share` is what was published where the minimum is a share of the budget, in per cent. With `where_possible` a
    floor that is missed needs no reason.
    """

    id: str
    group: str
    of: Literal["number", "money"]
    at_least: int
    share: str | None = None
    where_possible: bool = True

    def __post_init__(self) -> None:
        if self.at_least < 0:
            raise ValueError(f"floor {self.id} asks for {self.at_least}")


def share_of(budget: Money, share: str) -> int:
    """The minor units that a share in per cent comes to; a broken unit counts for the group."""
    return int((Decimal(share) * budget.minor / 100).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class FloorResult:
    """What became of a floor. `binding` is False when it could not be reached by any selection from the start."""

    floor: Floor
    reached: int
    binding: bool

    @property
    def met(self) -> bool:
        return self.reached >= self.floor.at_least

    @property
    def numbers(self) -> dict[str, Any]:
        return {"floor": self.floor.id, "limit": self.floor.at_least, "actual": self.reached}
