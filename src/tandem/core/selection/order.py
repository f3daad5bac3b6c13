"""The order of the ranking: score and points of preferences, then the published ties, last the published lot."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from tandem.core.selection.model import BadCandidates, Candidate
from tandem.core.values import Money, Problem

_NOTHING = Decimal("-Infinity")


def lot(seed: str, candidate: str) -> str:
    """The lot of one candidate: SHA-256 of the seed followed by the id (UTF-8), in hexadecimal; the lowest wins.

    Whoever knows the published seed can draw it again; nobody could have known it before the seed was published.
    """
    return hashlib.sha256((seed + candidate).encode()).hexdigest()


def check(candidates: Sequence[Candidate], budget: Money) -> tuple[Problem, ...]:
    """What keeps the candidates from being ranked: candidate_twice, other_currency, asked_negative, no_score,
    no_recommendation (when nobody has a score)."""
    problems: list[Problem] = []
    seen: set[str] = set()
    scoring = any(candidate.score is not None for candidate in candidates)
    for candidate in candidates:
        if candidate.id in seen:
            problems.append(Problem("candidate_twice", candidate.id))
        seen.add(candidate.id)
        if candidate.asked.currency != budget.currency:
            values = {"actual": candidate.asked.currency, "limit": budget.currency}
            problems.append(Problem("other_currency", candidate.id, values))
        if candidate.asked.minor < 0:
            problems.append(Problem("asked_negative", candidate.id, {"actual": str(candidate.asked.amount)}))
        if scoring and candidate.score is None:
            problems.append(Problem("no_score", candidate.id))
        if not scoring and candidate.recommended is None and candidate.shortlisted is not False:
            problems.append(Problem("no_recommendation", candidate.id))
    return tuple(problems)


def _key(candidate: Candidate, ties: Sequence[str]) -> tuple[Decimal | bool, ...]:
    """What decides before the lot, in order; higher is better."""
    values = (candidate.tie_values.get(tie) for tie in ties)
    rest = tuple(_NOTHING if value is None else value for value in values)
    if candidate.total is not None:
        return (candidate.total, *rest)
    return (bool(candidate.recommended), Decimal(candidate.points), *rest)


def ranked(
    candidates: Sequence[Candidate], ties: Sequence[str], seed: str, budget: Money
) -> tuple[tuple[Candidate, str, str], ...]:
    """Candidates best first, each with what placed it below the one above and its lot. Raises BadCandidates.

    The order in which candidates come in never matters. The *published* score decides, not a hidden digit behind it:
    two applications that read 87.5 are tied.
    """
    problems = check(candidates, budget)
    if problems:
        raise BadCandidates(problems)
    drawn = [(_key(candidate, ties), lot(seed, candidate.id), candidate) for candidate in candidates]
    drawn.sort(key=lambda item: (item[1], item[2].id))
    drawn.sort(key=lambda item: item[0], reverse=True)  # stable: equal keys stay in the order of the lot
    result = []
    above: tuple[Decimal | bool, ...] = ()
    for key, ticket, candidate in drawn:
        result.append((candidate, _placed_by(above, key, ties, candidate), ticket))
        above = key
    return tuple(result)


def _placed_by(
    above: tuple[Decimal | bool, ...], key: tuple[Decimal | bool, ...], ties: Sequence[str], candidate: Candidate
) -> str:
    if not above:
        return ""
    names = (*(("recommendation", "preference") if candidate.score is None else ("score",)), *ties)
    return next((name for name, upper, lower in zip(names, above, key, strict=True) if upper != lower), "lot")
