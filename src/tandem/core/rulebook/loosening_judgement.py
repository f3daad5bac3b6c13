"""What a child loosens in judging: what a panel does not see, how many assess, what an interview has to settle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.loosening_choosing import Looser
from tandem.core.rulebook.schema import Component, Rulebook


def looser_judgement(parent: Rulebook, child: Rulebook) -> Iterator[Looser]:
    """Everything in which a component of `child` judges less strictly than its parent's."""
    for id, component in parent.components.items():
        if id in child.components:
            yield from _component(component, child.components[id], ("components", id))


def _component(before: Component, after: Component, path: Path) -> Iterator[Looser]:
    for part in before.blind:
        if part not in after.blind:
            yield Looser("loosened_removed", (*path, "blind"), {"what": "part", "name": part})
    numbers = [
        ((*path, "assessors", "each"), before.assessors.each, after.assessors.each),
        ((*path, "assessors", "languages"), before.assessors.languages, after.assessors.languages),
        ((*path, "interview", "each_criterion"), before.interview.each_criterion, after.interview.each_criterion),
        ((*path, "interview", "four_eyes"), before.interview.four_eyes, after.interview.four_eyes),
        ((*path, "interview", "at_least"), before.interview.at_least, after.interview.at_least),
    ]
    for here, was, now in numbers:
        if now < was:
            yield _number(here, was, now)
    was_apart, now_apart = before.outlier_points, after.outlier_points
    if was_apart is not None and (now_apart is None or now_apart > was_apart):
        yield _number((*path, "outlier_points"), was_apart, now_apart)


def _number(path: Path, before: Any, after: Any) -> Looser:
    said = "nothing" if after is None else str(after).lower()
    return Looser("loosened_number", path, {"name": str(path[-1]), "before": str(before).lower(), "after": said})
