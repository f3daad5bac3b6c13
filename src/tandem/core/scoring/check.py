"""Which scores cannot be counted, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.scoring.model import Criterion, Scale, Score
from tandem.core.values import Problem


class BadScores(ValueError):
    """Scores or criteria that cannot be counted; `problems` names each of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = problems


def check(
    criteria: Sequence[Criterion], scale: Scale, scores: Sequence[Score], *, reasons: bool = False
) -> tuple[Problem, ...]:
    """What is wrong with criteria and scores; empty when they can be counted.

    Codes: no_criteria, criterion_twice, weight_not_positive, score_unknown_criterion, score_out_of_scale,
    score_abstain_not_allowed, score_twice and, when `reasons` is asked for, score_without_reason. `where` is
    'criterion' or 'assessor/criterion'.
    """
    problems = [] if criteria else [Problem("no_criteria")]
    known: set[str] = set()
    for criterion in criteria:
        if criterion.id in known:
            problems.append(Problem("criterion_twice", criterion.id))
        if criterion.weight < 1:
            problems.append(Problem("weight_not_positive", criterion.id, {"actual": criterion.weight, "limit": 1}))
        known.add(criterion.id)
    seen: set[tuple[str, str]] = set()
    for score in scores:
        where = f"{score.assessor}/{score.criterion}"
        if score.criterion not in known:
            problems.append(Problem("score_unknown_criterion", where, {"criterion": score.criterion}))
        if score.value is None and not scale.abstain:
            problems.append(Problem("score_abstain_not_allowed", where))
        if score.value is not None and not scale.lowest <= score.value <= scale.highest:
            numbers = {"actual": score.value, "lowest": scale.lowest, "highest": scale.highest}
            problems.append(Problem("score_out_of_scale", where, numbers))
        if (score.assessor, score.criterion) in seen:
            problems.append(Problem("score_twice", where))
        if reasons and not score.reason.strip():
            problems.append(Problem("score_without_reason", where))
        seen.add((score.assessor, score.criterion))
    return tuple(problems)
