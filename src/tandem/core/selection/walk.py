"""The walk down the ranking.

Each application is funded when it fits what is left and no published floor becomes unreachable by it. The first one
that is passed over draws the line: below it nothing is funded for being small, because that would skip upwards — unless
the call published that (`skip_upwards`), or the application serves a published floor that is still open.
A floor that no selection could reach from the start binds nobody; it is reported as such, last published one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from tandem.core.selection.floors import Floor, FloorResult
from tandem.core.selection.model import Candidate, Proposal, Row, Selection
from tandem.core.selection.order import ranked
from tandem.core.selection.reach import Reach
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
    binding = _binding(floors, eligible, budget)
    walk = Walk(budget, binding, tuple(floor.at_least for floor in binding), eligible, skip_upwards)
    rows: list[Row] = []
    reserves = 0
    for rank, (candidate, placed_by, ticket) in enumerate(order, start=1):
        proposal, reason, numbers = refusals[candidate.id] or walk.come_to(candidate)
        reserves += proposal is Proposal.RESERVE
        place = reserves if proposal is Proposal.RESERVE else None
        rows.append(Row(candidate, rank, placed_by, ticket, proposal, reason, numbers, place))
    left = Money(walk.remaining, budget.currency)
    return Selection(tuple(rows), budget, left, walk.line, _floor_results(floors, binding, rows))


Outcome = tuple[Proposal, str, dict[str, Any]]


def _refusal(candidate: Candidate, lowest_score: Decimal | None) -> Outcome | None:
    if candidate.shortlisted is False:
        return Proposal.REFUSE, "not_shortlisted", {}
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
    reach = Reach(floors, ((candidate.groups, candidate.asked) for candidate in eligible))
    return reach.keeps(budget.minor, tuple(floor.at_least for floor in floors))


class Walk:
    """Where the walk stands: the money left, what floors lack, who is still ahead, and where the line runs.

    `needs` are what each of `floors` lacks in minor units or applications.
    """

    def __init__(
        self,
        remaining: Money,
        floors: tuple[Floor, ...],
        needs: tuple[int, ...],
        ahead: Sequence[Candidate],
        skip: bool,
    ) -> None:
        self.currency = remaining.currency
        self.remaining = remaining.minor
        self.reach = Reach(floors, ((candidate.groups, candidate.asked) for candidate in ahead))
        self.places = {candidate.id: place for place, candidate in enumerate(ahead)}
        self.needs = needs
        self.skip = skip
        self.line = ""

    def _plain(self, minor: int) -> str:
        return str(Money(minor, self.currency).amount)

    def come_to(self, candidate: Candidate) -> Outcome:
        """Decide one candidate and move on."""
        place, asked = self.places[candidate.id], candidate.asked.minor
        self.reach.leave(place)
        serves = self.reach.serves(place, self.needs)
        if self.line and not self.skip and not serves:
            return Proposal.RESERVE, "behind_the_line", {"line": self.line}
        if asked > self.remaining:
            return self._pass_over(candidate, "does_not_fit", {})
        needs = self.reach.needs_after(place, self.needs)
        if not self.reach.keeps(self.remaining - asked, needs):
            floor = self.reach.open_floor(self.remaining - asked, needs)
            lacking = self.needs[self.reach.floors.index(floor)]
            numbers = {"floor": floor.id, "limit": floor.at_least, "lacking": lacking}
            return self._pass_over(candidate, "keeps_floor_reachable", numbers)
        self.reach.funded(place)
        before, self.remaining, self.needs = self.remaining, self.remaining - asked, needs
        reason = "fits" if not self.line else "fits_for_floor" if serves else "fits_past_larger"
        amounts = {"asked": asked, "before": before, "after": self.remaining}
        return Proposal.FUND, reason, {name: self._plain(amount) for name, amount in amounts.items()}

    def _pass_over(self, candidate: Candidate, reason: str, numbers: dict[str, Any]) -> Outcome:
        self.line = self.line or candidate.id
        asked = candidate.asked.minor
        amounts = {"asked": asked, "remaining": self.remaining, "short": max(0, asked - self.remaining)}
        plain = {name: self._plain(amount) for name, amount in amounts.items()}
        return Proposal.RESERVE, reason, {**plain, **numbers}


def _floor_results(floors: Sequence[Floor], binding: Sequence[Floor], rows: Sequence[Row]) -> tuple[FloorResult, ...]:
    funded = [row.candidate for row in rows if row.proposal is Proposal.FUND]
    return tuple(FloorResult(floor, reached(floor, funded), floor in binding) for floor in floors)


def reached(floor: Floor, funded: Iterable[Candidate]) -> int:
    """What those who are funded come to for a floor: applications or minor units."""
    members = [candidate.asked.minor for candidate in funded if floor.group in candidate.groups]
    return len(members) if floor.of == "number" else sum(members)
