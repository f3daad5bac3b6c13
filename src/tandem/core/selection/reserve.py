"""Who is next when an award falls away: the published list is walked on, with the money that is free."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.core.selection.floors import Floor
from tandem.core.selection.model import Candidate, Proposal, Selection
from tandem.core.selection.walk import Walk, reached
from tandem.core.values import Money


@dataclass(frozen=True)
class Next:
    """The next on the reserve list, '' when nobody is: then `reason` says why, with its numbers.

    reason: fits, fits_for_floor, fits_past_larger; nobody is next: does_not_fit, keeps_floor_reachable, none_left.
    """

    id: str
    free: Money
    reason: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


def next_in_reserve(
    selection: Selection,
    skip_upwards: bool,
    gone: Collection[str] = (),
    promoted: Collection[str] = (),
    settled: Collection[str] = (),
) -> Next:
    """Who is funded next from a published selection; nobody gets a part of what they asked for.

    `gone` fell away or withdrew, `promoted` were funded since, `settled` were decided otherwise since. Floors that the
    selection met are kept as far as those still in reserve can reach them; the order is the published one.
    """
    holding = [row.candidate for row in selection.rows if _holds(row.candidate, row.proposal, gone, promoted)]
    free = selection.budget - Money(sum(each.asked.minor for each in holding), selection.budget.currency)
    waiting = [
        row.candidate
        for row in selection.rows
        if row.proposal is Proposal.RESERVE and row.candidate.id not in {*gone, *promoted, *settled}
    ]
    floors = tuple(result.floor for result in selection.floors if result.binding)
    needs = tuple(max(0, floor.at_least - reached(floor, holding)) for floor in floors)
    walk = _walk(free, floors, needs, waiting, skip_upwards)
    first: tuple[str, Mapping[str, Any]] = ("none_left", {})
    for number, candidate in enumerate(waiting):
        proposal, reason, numbers = walk.come_to(candidate)
        if proposal is Proposal.FUND:
            return Next(candidate.id, free, reason, numbers)
        if number == 0:
            first = (reason, numbers)
    return Next("", free, *first)


def _holds(candidate: Candidate, proposal: Proposal, gone: Collection[str], promoted: Collection[str]) -> bool:
    return candidate.id not in gone and (proposal is Proposal.FUND or candidate.id in promoted)


def _walk(
    free: Money, floors: tuple[Floor, ...], needs: tuple[int, ...], waiting: Sequence[Candidate], skip: bool
) -> Walk:
    """The walk with those floors that somebody in reserve can still reach, the last published dropped first."""
    kept = tuple(zip(floors, needs, strict=True))
    while True:
        walk = Walk(free, tuple(floor for floor, _ in kept), tuple(need for _, need in kept), waiting, skip)
        if walk.reach.keeps(free.minor, walk.needs):
            return walk
        kept = kept[:-1]
