"""A panel looked at as a whole: who stands apart on one application, and how each one scores against the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tandem.core.scoring.model import Criterion, Scale, Score, Spread
from tandem.core.scoring.total import own_total, tenth


@dataclass(frozen=True)
class Outlier:
    """An assessor who stands apart from the others on one application.

    Distances are signed points of 0..100 from the mean of the others, one decimal: `distance` of the total (None when
    it is near enough), `criteria` those of single criteria, their scale stretched, in the order of the criteria.
    """

    assessor: str
    distance: Decimal | None
    criteria: tuple[tuple[str, Decimal], ...]


def outliers(criteria: Sequence[Criterion], scale: Scale, scores: Sequence[Score], points: int) -> tuple[Outlier, ...]:
    """Who differs by `points` or more from the mean of the others, in alphabetical order of ids.

    Whom nobody else can be compared with is no outlier; an abstention is not compared.
    """
    names = sorted({score.assessor for score in scores})
    totals = {name: own_total(criteria, scale, [s for s in scores if s.assessor == name]) for name in names}
    found = []
    for name in names:
        apart = _apart(totals[name], [total for other, total in totals.items() if other != name])
        far = None if apart is None or abs(apart) < points else tenth(apart)
        single = tuple(
            (criterion.id, tenth(distance))
            for criterion in criteria
            if (distance := _on(criterion.id, scale, name, scores)) is not None and abs(distance) >= points
        )
        if far is not None or single:
            found.append(Outlier(name, far, single))
    return tuple(found)


def _apart(own: Fraction | None, others: Sequence[Fraction | None]) -> Fraction | None:
    known = [other for other in others if other is not None]
    return None if own is None or not known else own - sum(known, Fraction(0)) / len(known)


def _on(criterion: str, scale: Scale, name: str, scores: Sequence[Score]) -> Fraction | None:
    own: Fraction | None = None
    others: list[Fraction | None] = []
    for score in scores:
        if score.criterion == criterion and score.value is not None:
            stretched = Fraction(100 * (score.value - scale.lowest), scale.highest - scale.lowest)
            if score.assessor == name:
                own = stretched
            else:
                others.append(stretched)
    return _apart(own, others)


@dataclass(frozen=True)
class Calibration:
    """How one assessor scores, over all applications and beside the others on those they share.

    All figures are totals of 0..100 with one decimal. `difference` is the mean of own minus others' mean, application
    by application; None when nothing is shared.
    """

    assessor: str
    applications: int
    mean: Decimal | None
    spread: Spread | None
    shared: int
    own_on_shared: Decimal | None
    others_on_shared: Decimal | None
    others_spread: Spread | None
    difference: Decimal | None


def calibration(
    criteria: Sequence[Criterion], scale: Scale, sheets: Mapping[str, Sequence[Score]]
) -> tuple[Calibration, ...]:
    """One row per assessor, in alphabetical order of ids; `sheets` holds each application's scores."""
    totals: dict[str, dict[str, Fraction]] = {}
    for application, scores in sheets.items():
        for name in {score.assessor for score in scores}:
            total = own_total(criteria, scale, [score for score in scores if score.assessor == name])
            if total is not None:
                totals.setdefault(application, {})[name] = total
    names = sorted({score.assessor for scores in sheets.values() for score in scores})
    return tuple(_one(name, totals) for name in names)


def _one(name: str, totals: Mapping[str, Mapping[str, Fraction]]) -> Calibration:
    own = [given[name] for given in totals.values() if name in given]
    shared = [given for given in totals.values() if name in given and len(given) > 1]
    mine = [given[name] for given in shared]
    theirs = [_mean([total for other, total in given.items() if other != name]) for given in shared]
    every = [total for given in shared for other, total in given.items() if other != name]
    return Calibration(
        assessor=name,
        applications=len(own),
        mean=tenth(_mean(own)) if own else None,
        spread=_spread(own),
        shared=len(shared),
        own_on_shared=tenth(_mean(mine)) if shared else None,
        others_on_shared=tenth(_mean(theirs)) if shared else None,
        others_spread=_spread(every),
        difference=tenth(_mean(mine) - _mean(theirs)) if shared else None,
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _spread(values: Sequence[Fraction]) -> Spread | None:
    return Spread(tenth(min(values)), tenth(max(values))) if values else None
