"""The arithmetic: exact fractions, rounded once, half to even.

Score of an application: for each criterion the mean over the assessors who scored it, stretched to 0..100; then the
weighted mean over the criteria that have a mean. An abstention therefore moves nothing by itself: it is neither a zero
nor does it take weight away from the criterion as long as somebody scored it. Only a criterion that *everybody* left
out drops, and the others share its weight in proportion.

Worked example, scale 0..5, weights mutual 50, lasting 30, anchored 20:

    assessor   mutual   lasting   anchored
    A          4        2         abstains
    B          5        abstains  abstains
    mean       4.5      2         none

Criterion by criterion: 4.5 of 5 is 90, 2 of 5 is 40. Weights that count: 50 + 30 = 80.
Score = (50 * 90 + 30 * 40) / 80 = 71.25, published as 71.2. (With abstentions as zeros it would be 28.5.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from tandem.core.scoring.check import BadScores, check
from tandem.core.scoring.model import (
    Assessment,
    AssessorResult,
    Criterion,
    CriterionResult,
    Limits,
    Missing,
    Recusal,
    Scale,
    Score,
    Spread,
)

_ORDINARY = Limits()


def _rounded(value: Fraction, decimals: int) -> Decimal:
    return Decimal(round(value * 10**decimals)).scaleb(-decimals)


def tenth(value: Fraction) -> Decimal:
    """The exact value rounded to one decimal, half to even."""
    return _rounded(value, 1)


def _weighted(criteria: Iterable[Criterion], scale: Scale, points: Mapping[str, Fraction]) -> Fraction | None:
    """Weighted mean over the criteria that have points, stretched from the scale to 0..100; None without any."""
    counted = [(criterion.weight, points[criterion.id]) for criterion in criteria if criterion.id in points]
    if not counted:
        return None
    weights = sum(weight for weight, _ in counted)
    mean = sum((weight * value for weight, value in counted), Fraction(0)) / weights
    return (mean - scale.lowest) * 100 / (scale.highest - scale.lowest)


def _means(values: Mapping[str, Sequence[int]]) -> dict[str, Fraction]:
    return {criterion: Fraction(sum(given), len(given)) for criterion, given in values.items() if given}


def _spread(values: Sequence[Decimal]) -> Spread | None:
    return Spread(min(values), max(values)) if values else None


def _beyond(spread: Spread | None, limit: Decimal | None, stretch: Fraction = Fraction(1)) -> bool:
    return spread is not None and limit is not None and Fraction(spread.range) * stretch > Fraction(limit)


def _criterion_results(
    criteria: Sequence[Criterion], scale: Scale, scores: Sequence[Score], means: Mapping[str, Fraction], limits: Limits
) -> tuple[CriterionResult, ...]:
    counted = sum(criterion.weight for criterion in criteria if criterion.id in means)
    stretch = Fraction(100, scale.highest - scale.lowest)
    results = []
    for criterion in criteria:
        given = [score.value for score in scores if score.criterion == criterion.id]
        values = [Decimal(value) for value in given if value is not None]
        spread = _spread(values)
        mean = means.get(criterion.id)
        results.append(
            CriterionResult(
                criterion=criterion.id,
                weight=criterion.weight,
                share=None if mean is None else tenth(Fraction(100 * criterion.weight, counted)),
                mean=None if mean is None else _rounded(mean, 2),
                spread=spread,
                scored=len(values),
                abstained=len(given) - len(values),
                talk_first=_beyond(spread, limits.criterion, stretch),
            )
        )
    return tuple(results)


def own_total(criteria: Sequence[Criterion], scale: Scale, own: Sequence[Score]) -> Fraction | None:
    """One assessor's weighted total (0..100, exact) over what they scored; None when that is nothing."""
    return _weighted(criteria, scale, {s.criterion: Fraction(s.value) for s in own if s.value is not None})


def _assessor_result(criteria: Sequence[Criterion], scale: Scale, name: str, own: Sequence[Score]) -> AssessorResult:
    scored = sum(1 for score in own if score.value is not None)
    total = own_total(criteria, scale, own)
    return AssessorResult(
        assessor=name,
        total=None if total is None else tenth(total),
        scored=scored,
        abstained=len(own) - scored,
        missing=len(criteria) - len(own),
    )


def assess(
    criteria: Sequence[Criterion],
    scale: Scale,
    scores: Sequence[Score],
    assessors: Iterable[str] = (),
    limits: Limits = _ORDINARY,
) -> Assessment:
    """Count one application's scores. The order of scores and assessors never matters.

    `assessors` are those who are expected; whoever scored is added. Raises BadScores when something cannot be
    counted. Results per assessor are in alphabetical order of their ids, per criterion in the order of `criteria`.
    """
    problems = check(criteria, scale, scores)
    if problems:
        raise BadScores(problems)
    names = sorted({*assessors, *(score.assessor for score in scores)})
    own = {name: [score for score in scores if score.assessor == name] for name in names}
    values: dict[str, list[int]] = {criterion.id: [] for criterion in criteria}
    for score in scores:
        if score.value is not None:
            values[score.criterion].append(score.value)
    means = _means(values)
    total = _weighted(criteria, scale, means)
    per_assessor = tuple(_assessor_result(criteria, scale, name, own[name]) for name in names)
    spread = _spread([result.total for result in per_assessor if result.total is not None])
    answered = {(score.assessor, score.criterion) for score in scores}
    return Assessment(
        score=None if total is None else tenth(total),
        criteria=_criterion_results(criteria, scale, scores, means, limits),
        assessors=per_assessor,
        spread=spread,
        talk_first=_beyond(spread, limits.total),
        missing=tuple(
            Missing(name, criterion.id)
            for name in names
            for criterion in criteria
            if (name, criterion.id) not in answered
        ),
    )


def recuse(
    criteria: Sequence[Criterion],
    scale: Scale,
    scores: Sequence[Score],
    assessor: str,
    assessors: Iterable[str] = (),
    limits: Limits = _ORDINARY,
) -> Recusal:
    """Take out an assessor whose conflict of interest became known late: drop their scores and count again."""
    expected = tuple(assessors)
    kept = tuple(score for score in scores if score.assessor != assessor)
    return Recusal(
        assessor=assessor,
        dropped=tuple(score for score in scores if score.assessor == assessor),
        before=assess(criteria, scale, scores, expected, limits),
        after=assess(criteria, scale, kept, (name for name in expected if name != assessor), limits),
    )


def score_plain(
    weights: Sequence[tuple[str, int]], lowest: int, highest: int, scores: Iterable[tuple[str, str, int | None]]
) -> tuple[Decimal | None, dict[str, Decimal | None]]:
    """The published score and the published mean per criterion, from plain values (assessor, criterion, value).

    Same figures as `assess` without the rest; this is what a public export is recounted with. Raises BadScores.
    """
    criteria = tuple(Criterion(name, weight) for name, weight in weights)
    scale = Scale(lowest, highest)
    plain = tuple(Score(assessor, criterion, value) for assessor, criterion, value in scores)
    problems = check(criteria, scale, plain)
    if problems:
        raise BadScores(problems)
    values: dict[str, list[int]] = {criterion.id: [] for criterion in criteria}
    for score in plain:
        if score.value is not None:
            values[score.criterion].append(score.value)
    means = _means(values)
    total = _weighted(criteria, scale, means)
    published = {name: _rounded(means[name], 2) if name in means else None for name in values}
    return (None if total is None else tenth(total)), published
