"""Who assesses what: as even as interests and languages allow.

Every application gets the same number of assessors; who has an interest in it or does not read its languages cannot
be one of them. Among all ways to do that, one is taken in which the loads differ least: no chain of exchanges moves
work from somebody to somebody who has at least two fewer. That is the optimum for the sum of squared loads, and with
it for the largest load and for the difference between the largest and the smallest (optimal semi-matchings: Harvey,
Ladner, Lovász, Tamir 2006; decreasingly minimal bases: Frank, Murota 2018). The order of what comes in never matters.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

Pair = tuple[str, str]  # application, assessor


@dataclass(frozen=True)
class Task:
    """An application: the languages its answers are written in."""

    id: str
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reader:
    """An assessor: the languages they read, and how many applications they have already."""

    id: str
    languages: frozenset[str] = frozenset()
    load: int = 0


@dataclass(frozen=True)
class Short:
    """An application that finds too few: so many are lacking, so many are closed to it or do not read it."""

    task: str
    lacking: int
    closed: int
    unread: int


@dataclass(frozen=True)
class Sharing:
    """What is proposed: new pairs in order, everybody's load with them, and what lacks somebody."""

    pairs: tuple[Pair, ...]
    loads: Mapping[str, int]
    short: tuple[Short, ...]

    @property
    def spread(self) -> int:
        """How many more the busiest has than the least busy."""
        return max(self.loads.values()) - min(self.loads.values()) if self.loads else 0


def share(
    tasks: Sequence[Task],
    readers: Sequence[Reader],
    each: int,
    *,
    closed: Set[Pair] = frozenset(),
    there: Mapping[str, Collection[str]] | None = None,
    languages: bool = False,
) -> Sharing:
    """Propose assessors until every application has `each`; what is `there` already stays and counts.

    `closed` are pairs that may not be; with `languages` an assessor reads every language of the application.
    """
    given = there or {}
    known = {reader.id: reader for reader in readers}
    may: dict[str, list[str]] = {}
    short: list[Short] = []
    wanted: dict[str, int] = {}
    for task in sorted(tasks, key=lambda one: one.id):
        others = [reader for reader in sorted(known) if reader not in set(given.get(task.id, ()))]
        free = [reader for reader in others if (task.id, reader) not in closed]
        may[task.id] = [r for r in free if not languages or task.languages <= known[r].languages]
        asked = max(each - len(set(given.get(task.id, ()))), 0)
        wanted[task.id] = min(asked, len(may[task.id]))
        if wanted[task.id] < asked:
            unread = len(free) - len(may[task.id])
            short.append(Short(task.id, asked - wanted[task.id], len(others) - len(free), unread))
    loads = {reader: known[reader].load for reader in sorted(known)}
    has = _begun(may, wanted, loads)
    while _moved(may, has, loads):
        pass
    pairs = sorted((task, reader) for reader, tasks_of in has.items() for task in tasks_of)
    return Sharing(tuple(pairs), loads, tuple(short))


def _begun(may: Mapping[str, list[str]], wanted: Mapping[str, int], loads: dict[str, int]) -> dict[str, set[str]]:
    """A first sharing: those with the fewest choices first, each to the least busy."""
    has: dict[str, set[str]] = {reader: set() for reader in loads}
    for task in sorted(may, key=lambda one: (len(may[one]), one)):
        for reader in sorted(may[task], key=lambda one: (loads[one], one))[: wanted[task]]:
            has[reader].add(task)
            loads[reader] += 1
    return has


def _moved(may: Mapping[str, list[str]], has: dict[str, set[str]], loads: dict[str, int]) -> bool:
    """Make the loads more even by one chain of exchanges; False when there is none."""
    least = min(loads.values(), default=0)
    for start in sorted(loads, key=lambda one: (-loads[one], one)):
        if loads[start] < least + 2:
            return False
        came = _chain(start, may, has, loads)
        if came:
            for task, giver, taker in came:
                has[giver].discard(task)
                has[taker].add(task)
            loads[start] -= 1
            loads[came[-1][2]] += 1
            return True
    return False


def _chain(
    start: str, may: Mapping[str, list[str]], has: Mapping[str, set[str]], loads: Mapping[str, int]
) -> list[tuple[str, str, str]]:
    """The shortest chain (application, giver, taker) from `start` to somebody with at least two fewer; or nothing."""
    came: dict[str, tuple[str, str]] = {start: ("", "")}
    queue = deque([start])
    while queue:
        giver = queue.popleft()
        if loads[giver] <= loads[start] - 2:
            return _back(giver, start, came)
        for task in sorted(has[giver]):
            for taker in may[task]:
                if taker not in came and task not in has[taker]:
                    came[taker] = (task, giver)
                    queue.append(taker)
    return []


def _back(end: str, start: str, came: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    chain: list[tuple[str, str, str]] = []
    while end != start:
        task, giver = came[end]
        chain.append((task, giver, end))
        end = giver
    return chain[::-1]
