"""The walk down the ranking.

Each application is funded when it fits what is left and no published floor becomes unreachable by it. The first one
that is passed over draws the line: below it nothing is funded for being small, because that would skip upwards — unless
the call published that (`skip_upwards`), or the application serves a published floor that is still open.
A floor that no selection could reach from the start binds nobody; it is reported as such, last published one first.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tandem.core.selection.floors import Floor, FloorResult, Pool
from tandem.core.selection.model import Candidate, Proposal, Row, Selection
from tandem.core.selection.order import ranked
from tandem.core.values import Money


def select(
    candidates: Sequence[Candidate],
    budget: Money,
    ties: Sequence[str],
    seed: str,
    floors: Sequence[Floor] = (),
    skip_upwards: bool = False,
    lowest_score: Decimal | None = None,
) -> Selection:
    """Propose who is funded, who is in reserve and who is refused.

    `ties` are criterion ids, most important first; `lowest_score` refuses whatever is below it. Raises BadCandidates
    when candidates are named twice, ask in another currency or below zero, or lack score and recommendation.
    """
    order = ranked(candidates, ties, seed, budget)
    refusals = {candidate.id: _refusal(candidate, lowest_score) for candidate, _, _ in order}
    eligible = [candidate for candidate, _, _ in order if refusals[candidate.id] is None]
    walk = _Walk(budget, _binding(floors, eligible, budget), eligible, skip_upwards)
    rows: list[Row] = []
    reserves = 0
    for rank, (candidate, placed_by, ticket) in enumerate(order, start=1):
        proposal, reason, numbers = refusals[candidate.id] or walk.come_to(candidate)
        reserves += proposal is Proposal.RESERVE
        place = reserves if proposal is Proposal.RESERVE else None
        rows.append(Row(candidate, rank, placed_by, ticket, proposal, reason, numbers, place))
    return Selection(
        tuple(rows), budget, Money(walk.remaining, budget.currency), walk.line, _floor_results(floors, walk, rows)
    )


Outcome = tuple[Proposal, str, dict[str, Any]]


def _refusal(candidate: Candidate, lowest_score: Decimal | None) -> Outcome | None:
    if candidate.recommended is False:
        return Proposal.REFUSE, "not_recommended", {}
    if lowest_score is not None and candidate.score is not None and candidate.score < lowest_score:
        numbers = {"actual": str(candidate.score), "limit": str(lowest_score)}
        return Proposal.REFUSE, "below_lowest_score", numbers
    return None


def _binding(floors: Sequence[Floor], eligible: Sequence[Candidate], budget: Money) -> tuple[Floor, ...]:
    """The floors that some selection can reach; those that none can are dropped, the last published first."""
    kept = tuple(floor for floor in floors if _reachable((floor,), eligible, budget))
    while kept and not _reachable(kept, eligible, budget):
        kept = kept[:-1]
    return kept


def _reachable(floors: tuple[Floor, ...], eligible: Sequence[Candidate], budget: Money) -> bool:
    pool = Pool(floors, ((candidate.groups, candidate.asked) for candidate in eligible))
    return pool.unreachable(budget.minor, [floor.at_least for floor in floors]) is None


class _Walk:
    """Where the walk stands: the money left, what floors lack, who is still ahead, and where the line runs."""

    def __init__(self, budget: Money, floors: tuple[Floor, ...], ahead: Sequence[Candidate], skip: bool) -> None:
        self.currency = budget.currency
        self.remaining = budget.minor
        self.pool = Pool(floors, ((candidate.groups, candidate.asked) for candidate in ahead))
        self.needs: tuple[int, ...] = tuple(floor.at_least for floor in floors)
        self.skip = skip
        self.line = ""

    def _plain(self, minor: int) -> str:
        return str(Money(minor, self.currency).amount)

    def come_to(self, candidate: Candidate) -> Outcome:
        """Decide one candidate and move on."""
        groups, asked = candidate.groups, candidate.asked
        self.pool.leave(groups, asked)
        serves = self.pool.serves(groups, self.needs)
        if self.line and not self.skip and not serves:
            return Proposal.RESERVE, "behind_the_line", {"line": self.line}
        if asked.minor > self.remaining:
            return self._pass_over(candidate, "does_not_fit", {})
        needs = self.pool.needs_after(groups, asked, self.needs)
        endangered = self.pool.unreachable(self.remaining - asked.minor, needs)
        if endangered is not None:
            lacking = self.needs[self.pool.floors.index(endangered)]
            numbers = {"floor": endangered.id, "limit": endangered.at_least, "lacking": lacking}
            return self._pass_over(candidate, "keeps_floor_reachable", numbers)
        before, self.remaining, self.needs = self.remaining, self.remaining - asked.minor, needs
        reason = "fits" if not self.line else "fits_for_floor" if serves else "fits_past_larger"
        amounts = {"asked": asked.minor, "before": before, "after": self.remaining}
        return Proposal.FUND, reason, {name: self._plain(amount) for name, amount in amounts.items()}

    def _pass_over(self, candidate: Candidate, reason: str, numbers: dict[str, Any]) -> Outcome:
        self.line = self.line or candidate.id
        asked = candidate.asked.minor
        amounts = {"asked": asked, "remaining": self.remaining, "short": max(0, asked - self.remaining)}
        plain = {name: self._plain(amount) for name, amount in amounts.items()}
        return Proposal.RESERVE, reason, {**plain, **numbers}


def _floor_results(floors: Sequence[Floor], walk: _Walk, rows: Sequence[Row]) -> tuple[FloorResult, ...]:
    results = []
    for floor in floors:
        members = [
            row.candidate.asked.minor
            for row in rows
            if row.proposal is Proposal.FUND and floor.group in row.candidate.groups
        ]
        reached = len(members) if floor.of == "number" else sum(members)
        results.append(FloorResult(floor, reached, floor in walk.pool.floors))
    return tuple(results)
