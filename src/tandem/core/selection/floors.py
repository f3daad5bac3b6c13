"""Floors: published minimums for a group, and whether what is left of list and money can still reach them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tandem.core.values import Money


@dataclass(frozen=True)
class Floor:
    """At least so much for a group: `number` of applications, or `money` as minor units of the call's currency."""

    id: str
    group: str
    of: Literal["number", "money"]
    at_least: int

    def __post_init__(self) -> None:
        if self.at_least < 0:
            raise ValueError(f"floor {self.id} asks for {self.at_least}")


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


class Pool:
    """The applications that the walk has not come to yet, and the question whether they can still meet all floors.

    Floors by number are answered exactly, for all of them together: the cheapest choice that meets them is found by
    dynamic programming over the kinds of membership. A floor by money is answered by its bound: the money left must
    cover what the floor lacks, and the members that still fit must ask for at least that much together.
    """

    def __init__(self, floors: Sequence[Floor], members: Iterable[tuple[frozenset[str], Money]]) -> None:
        self.floors = tuple(floors)
        self._numbers = [index for index, floor in enumerate(self.floors) if floor.of == "number"]
        self._left: dict[tuple[bool, ...], list[int]] = {}
        for groups, asked in members:
            self._left.setdefault(self._kind(groups), []).append(asked.minor)
        for amounts in self._left.values():
            amounts.sort()

    def _kind(self, groups: frozenset[str]) -> tuple[bool, ...]:
        return tuple(floor.group in groups for floor in self.floors)

    def leave(self, groups: frozenset[str], asked: Money) -> None:
        """The walk has come to this application: it is no longer ahead."""
        amounts = self._left[self._kind(groups)]
        del amounts[bisect_left(amounts, asked.minor)]

    def serves(self, groups: frozenset[str], needs: Sequence[int]) -> bool:
        """Whether the application belongs to a group whose floor is still open."""
        return any(belongs and need > 0 for belongs, need in zip(self._kind(groups), needs, strict=True))

    def needs_after(self, groups: frozenset[str], asked: Money, needs: Sequence[int]) -> tuple[int, ...]:
        """What each floor still lacks once this application is funded; never below zero."""
        steps = (1 if floor.of == "number" else asked.minor for floor in self.floors)
        kind = self._kind(groups)
        return tuple(max(0, need - step * belongs) for need, step, belongs in zip(needs, steps, kind, strict=True))

    def unreachable(self, remaining: int, needs: Sequence[int]) -> Floor | None:
        """A floor that the rest can no longer reach with `remaining` minor units, else None."""
        for index, floor in enumerate(self.floors):
            if needs[index] > 0 and not self._alone(index, remaining, needs[index]):
                return floor
        numbered = tuple(needs[index] for index in self._numbers)
        if any(numbered) and len(self._numbers) > 1 and not self._together(remaining, numbered):
            return next(self.floors[index] for index in reversed(self._numbers) if needs[index] > 0)
        return None

    def _alone(self, index: int, remaining: int, need: int) -> bool:
        lists = [amounts for kind, amounts in self._left.items() if kind[index]]
        if self.floors[index].of == "number":
            cheapest = sorted(amount for amounts in lists for amount in amounts[:need])[:need]
            return len(cheapest) == need and sum(cheapest) <= remaining
        fitting = sum(sum(amounts[: bisect_right(amounts, remaining)]) for amounts in lists)
        return need <= min(remaining, fitting)

    def _together(self, remaining: int, needs: tuple[int, ...]) -> bool:
        """Whether some choice meets all floors by number at once; cheapest cost per state of needs, kind by kind."""
        costs: dict[tuple[int, ...], int] = {needs: 0}
        for kind, amounts in self._left.items():
            flags = tuple(kind[index] for index in self._numbers)
            if not any(flags):
                continue
            better = dict(costs)
            for state, cost in costs.items():
                useful = max((need for need, flag in zip(state, flags, strict=True) if flag), default=0)
                spent = cost
                for taken, amount in enumerate(amounts[:useful], start=1):
                    spent += amount
                    reached = tuple(
                        max(0, need - taken) if flag else need for need, flag in zip(state, flags, strict=True)
                    )
                    if spent <= remaining and spent < better.get(reached, spent + 1):
                        better[reached] = spent
            costs = better
        return (0,) * len(needs) in costs
