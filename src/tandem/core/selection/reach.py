"""The applications that the walk has not come to yet, and one choice among them that still meets every floor."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tandem.core.selection.covering import Effort, Item, cover, needs_after, possible
from tandem.core.selection.floors import Floor
from tandem.core.values import Money

EXCHANGES = 40  # so many are tried before everything is searched anew


class Reach:
    """Keeps a witness: places of applications still ahead that together meet all floors with the money left.

    As long as the witness holds nobody has to search; it is sought anew only when funding somebody else would cost it.
    A search that failed is remembered: with less money, more needs and fewer applications the next one fails too.
    """

    def __init__(self, floors: Sequence[Floor], members: Iterable[tuple[frozenset[str], Money]]) -> None:
        self.floors = tuple(floors)
        self.items = [
            Item(place, asked.minor, tuple(floor.group in groups for floor in self.floors))
            for place, (groups, asked) in enumerate(members)
        ]
        self._ahead = {item.place for item in self.items if any(item.serves)}
        self._steps = [_steps(self.floors, item) for item in self.items]
        self._witness: set[int] = set()
        self._cost = 0
        self._gives: list[int] = [0] * len(self.floors)
        self._by_kind: dict[tuple[bool, ...], list[tuple[int, int]]] = {}
        for item in sorted(self.items, key=lambda item: (item.asked, item.place)):
            if item.place in self._ahead:
                self._by_kind.setdefault(item.serves, []).append((item.asked, item.place))
        self._effort = Effort()
        self._failed: list[tuple[int, tuple[int, ...]]] = []

    def leave(self, place: int) -> None:
        """The walk has come to this application: it is no longer ahead."""
        if place in self._ahead:
            amounts = self._by_kind[self.items[place].serves]
            del amounts[bisect_left(amounts, (self.items[place].asked, place))]
        self._ahead.discard(place)
        if place in self._witness:
            self._drop(place)

    def _drop(self, place: int) -> None:
        self._witness.discard(place)
        self._cost -= self.items[place].asked
        self._gives = [given - step for given, step in zip(self._gives, self._steps[place], strict=True)]

    def _bear_witness(self, places: Iterable[int]) -> None:
        """Keep these, what they cost together and what they give each floor."""
        self._witness = set(places)
        self._cost = sum(self.items[place].asked for place in self._witness)
        self._gives = [sum(self._steps[place][index] for place in self._witness) for index in range(len(self.floors))]

    def serves(self, place: int, needs: Sequence[int]) -> bool:
        """Whether the application belongs to a group whose floor is still open."""
        return any(belongs and need > 0 for belongs, need in zip(self.items[place].serves, needs, strict=True))

    def needs_after(self, place: int, needs: Sequence[int]) -> tuple[int, ...]:
        """What each floor still lacks once this application is funded; never below zero."""
        return needs_after(self.floors, self.items[place], needs)

    def keeps(self, remaining: int, needs: tuple[int, ...]) -> bool:
        """Whether those ahead can still meet `needs` with `remaining` minor units."""
        if not any(needs) or self._holds(remaining, needs):
            return True
        if any(remaining <= money and all(map(int.__ge__, needs, lacked)) for money, lacked in self._failed):
            return False
        found = cover(self.floors, [self.items[place] for place in sorted(self._ahead)], remaining, needs, self._effort)
        if found is None:
            self._failed.append((remaining, needs))
            return False
        self._bear_witness(found)
        return True

    def funded(self, place: int) -> None:
        """The application that has left is funded: what failed before still fails without its money and help."""
        asked = self.items[place].asked
        self._failed = [(money - asked, self.needs_after(place, lacked)) for money, lacked in self._failed]

    def _holds(self, remaining: int, needs: tuple[int, ...]) -> bool:
        """Whether the witness will do as it is, without those of it that are not needed, or with one exchanged."""
        if not all(map(int.__ge__, self._gives, needs)):
            return False
        if self._cost <= remaining:
            return True
        kept, cost, gives = self._trimmed(needs)
        enough = kept if cost <= remaining else self._exchanged(kept, cost, gives, remaining, needs)
        if enough is None:
            return False
        self._bear_witness(enough)
        return True

    def _trimmed(self, needs: tuple[int, ...]) -> tuple[list[int], int, list[int]]:
        """The witness without those that are not needed, the last ranked first; what it costs and gives."""
        cost, gives, kept = self._cost, list(self._gives), []
        for place in sorted(self._witness, reverse=True):
            steps = self._steps[place]
            if all(given - step >= need for given, step, need in zip(gives, steps, needs, strict=True)):
                cost -= self.items[place].asked
                gives = [given - step for given, step in zip(gives, steps, strict=True)]
            else:
                kept.append(place)
        return kept, cost, gives

    def _exchanged(
        self, kept: list[int], cost: int, gives: list[int], remaining: int, needs: tuple[int, ...]
    ) -> list[int] | None:
        """The same with one application put in another's place, cheap enough and still enough; None when none does."""
        inside = set(kept)
        for place in kept[:EXCHANGES]:
            most = remaining - cost + self.items[place].asked
            lacks = [need - given + step for need, given, step in zip(needs, gives, self._steps[place], strict=True)]
            other = self._one_between(lacks, most, inside)
            if other is not None:
                return [other, *(each for each in kept if each != place)]
        return None

    def _one_between(self, lacks: list[int], most: int, inside: set[int]) -> int | None:
        """An application ahead that gives every floor what it lacks and asks for at most `most`."""
        money = max((lack for lack, floor in zip(lacks, self.floors, strict=True) if floor.of == "money"), default=0)
        for serves, amounts in self._by_kind.items():
            if not all(
                lack <= 0 or (on and (lack == 1 or floor.of == "money"))
                for lack, on, floor in zip(lacks, serves, self.floors, strict=True)
            ):
                continue
            for asked, place in amounts[bisect_left(amounts, (money, -1)) :][:EXCHANGES]:
                if asked > most:
                    break
                if place not in inside:
                    return place
        return None

    def open_floor(self, remaining: int, needs: tuple[int, ...]) -> Floor:
        """The floor to name when not all can be met: the first that alone cannot, else the last open one."""
        ahead = [self.items[place] for place in sorted(self._ahead)]
        for index, floor in enumerate(self.floors):
            alone = tuple(need if index == place else 0 for place, need in enumerate(needs))
            if needs[index] > 0 and not possible(self.floors, ahead, remaining, alone):
                return floor
        return next(floor for floor, need in reversed(list(zip(self.floors, needs, strict=True))) if need > 0)


def _steps(floors: Sequence[Floor], item: Item) -> tuple[int, ...]:
    """What an application gives each floor when it is funded."""
    amounts = (1 if floor.of == "number" else item.asked for floor in floors)
    return tuple(amount * serves for amount, serves in zip(amounts, item.serves, strict=True))
