"""Risks on the rulebook's scales: weight, what is left after the answer, and which comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tandem.core.planning.model import Risk, Scale

Band = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Rating:
    """Probability × consequence, and the band it falls into."""

    score: int
    band: Band


def rating(probability: int, consequence: int, scale: Scale) -> Rating:
    """The weight of a risk with these points; points outside the scale are counted as they are."""
    score = probability * consequence
    if score >= scale.high_from:
        return Rating(score, "high")
    return Rating(score, "medium" if scale.medium_from and score >= scale.medium_from else "low")


def original(risk: Risk, scale: Scale) -> Rating:
    """The weight before any answer."""
    return rating(risk.probability, risk.consequence, scale)


def residual(risk: Risk, scale: Scale) -> Rating:
    """The weight after the answer; as long as nobody has rated it again, the weight before.

    A half-given rating takes the other half from before. An acceptance changes nothing about a risk.
    """
    return rating(*_left(risk), scale)


def _left(risk: Risk) -> tuple[int, int]:
    if risk.answer in ("", "accept"):
        return risk.probability, risk.consequence
    probability = risk.probability if risk.residual_probability is None else risk.residual_probability
    return probability, risk.consequence if risk.residual_consequence is None else risk.residual_consequence


def by_weight(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """Highest first: by what is left after the answer, then by the weight before, the consequence, the place."""

    def key(risk: Risk) -> tuple[int, int, int, int, str]:
        probability, consequence = _left(risk)
        before = risk.probability * risk.consequence
        return -probability * consequence, -before, -risk.consequence, risk.place, str(risk.identity)

    return tuple(sorted(risks, key=key))
