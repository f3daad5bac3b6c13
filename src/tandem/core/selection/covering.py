"""Whether some choice of applications meets all floors with the money that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.selection.floors import Floor

MOST_STEPS = 200_000


@dataclass(frozen=True)
class Item:
    """One application: its place in the ranking, what it asks in minor units, which floors it serves."""

    place: int
    asked: int
    serves: tuple[bool, ...]


@dataclass
class Effort:
    """How many steps of the exact search are left for one whole walk."""

    steps: int = MOST_STEPS


def cover(
    floors: Sequence[Floor], items: Sequence[Item], remaining: int, needs: tuple[int, ...], effort: Effort
) -> frozenset[int] | None:
    """Places of a choice that costs at most `remaining` minor units and leaves no need open; None when there is none.

    Exact: a few quick orders are tried first, then every state of needs with its cheapest cost. When the steps of one
    walk are used up (200,000: thousands of applications that all but fill the money) what the quick orders do not find
    counts as impossible, so that a promise is never risked.
    """
    if not any(needs):
        return frozenset()
    fitting = [item for item in items if item.asked <= remaining and _useful(item, needs)]
    if not possible(floors, fitting, remaining, needs):
        return None
    for order in _ORDERS:
        found = _greedy(floors, sorted(fitting, key=order), remaining, needs)
        if found is not None:
            return found
    return _exact(floors, fitting, remaining, needs, effort)


def needs_after(floors: Sequence[Floor], item: Item, needs: Sequence[int]) -> tuple[int, ...]:
    """What each floor still lacks once the application is funded; never below zero."""
    steps = (1 if floor.of == "number" else item.asked for floor in floors)
    return tuple(max(0, need - step * serves) for need, step, serves in zip(needs, steps, item.serves, strict=True))


_ORDERS: tuple[Callable[[Item], Any], ...] = (
    lambda item: item.place,
    lambda item: (-sum(item.serves), item.asked, item.place),
    lambda item: (item.asked, item.place),
    lambda item: (-item.asked, item.place),
)


def _useful(item: Item, needs: Sequence[int]) -> bool:
    return any(serves and need > 0 for serves, need in zip(item.serves, needs, strict=True))


def possible(floors: Sequence[Floor], items: Sequence[Item], remaining: int, needs: Sequence[int]) -> bool:
    """A quick bound, floor by floor: enough of them, cheap enough; enough money asked, and there."""
    for index, (floor, need) in enumerate(zip(floors, needs, strict=True)):
        if need <= 0:
            continue
        amounts = sorted(item.asked for item in items if item.serves[index])
        if floor.of == "number":
            if len(amounts) < need or sum(amounts[:need]) > remaining:
                return False
        elif need > remaining or sum(amounts) < need:
            return False
    return True


def _greedy(
    floors: Sequence[Floor], items: Iterable[Item], remaining: int, needs: tuple[int, ...]
) -> frozenset[int] | None:
    taken: list[int] = []
    for item in items:
        if item.asked <= remaining and _useful(item, needs):
            taken.append(item.place)
            remaining -= item.asked
            needs = needs_after(floors, item, needs)
            if not any(needs):
                return frozenset(taken)
    return None


Chain = tuple[int, Any] | None


def _exact(
    floors: Sequence[Floor], items: Sequence[Item], remaining: int, needs: tuple[int, ...], effort: Effort
) -> frozenset[int] | None:
    """Every state of needs that some choice leads to, with its cheapest cost; the cheapest items come first."""
    states: dict[tuple[int, ...], tuple[int, Chain]] = {needs: (0, None)}
    for item in sorted(items, key=lambda item: (item.asked, item.place)):
        effort.steps -= len(states)
        if effort.steps < 0:
            return None
        for state, (cost, chain) in list(states.items()):
            spent = cost + item.asked
            if spent > remaining or not _useful(item, state):
                continue
            after = needs_after(floors, item, state)
            if after not in states or spent < states[after][0]:
                states[after] = (spent, (item.place, chain))
                if not any(after):
                    return frozenset(_unwound((item.place, chain)))
    return None


def _unwound(chain: Chain) -> Iterable[int]:
    while chain is not None:
        place, chain = chain
        yield place
