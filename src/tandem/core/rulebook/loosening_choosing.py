"""What a child loosens in choosing: minimums, lowest scores, what has to follow, times to complain, reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.rulebook.choosing import FloorRule, FollowUp
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.schema import Component, Rulebook


@dataclass(frozen=True)
class Looser:
    """One way in which a child asks less: code, where, and the numbers. `advice`: only people can tell."""

    code: str
    path: Path
    values: dict[str, Any]
    advice: bool = False


def looser_choosing(parent: Rulebook, child: Rulebook) -> Iterator[Looser]:
    """Everything outside rules, parties and ceilings in which `child` asks less than `parent`."""
    for id, component in parent.components.items():
        if id in child.components:
            yield from _selection(component, child.components[id], ("components", id))
    yield from _followed(parent, child)
    before, after = parent.complaints, child.complaints
    if after.within_days < before.within_days:
        yield _number(("complaints", "within_days"), before.within_days, after.within_days)
    if after.answer_days > before.answer_days:
        yield _number(("complaints", "answer_days"), before.answer_days, after.answer_days)
    for report in parent.reports:
        if report not in child.reports:
            yield Looser("loosened_removed", ("reports",), {"what": "report", "name": report})


def _number(path: Path, before: Any, after: Any) -> Looser:
    said = {"name": str(path[-1]), "before": str(before).lower(), "after": "nothing" if after is None else str(after)}
    return Looser("loosened_number", path, {**said, "after": said["after"].lower()})


def _selection(before: Component, after: Component, path: Path) -> Iterator[Looser]:
    here: Path = (*path, "selection")
    old, new = before.selection, after.selection
    if _less(old.lowest_score, new.lowest_score):
        yield _number((*here, "lowest_score"), old.lowest_score, new.lowest_score)
    if new.skip_upwards and not old.skip_upwards:
        yield _number((*here, "skip_upwards"), old.skip_upwards, new.skip_upwards)
    now = {floor.id: floor for floor in new.floors}
    for floor in old.floors:
        if floor.id in now:
            yield from _floor(floor, now[floor.id], (*here, "floors", floor.id))
        else:
            yield Looser("loosened_removed", (*here, "floors"), {"what": "floor", "name": floor.id})
    criteria = {criterion.id: criterion for criterion in after.criteria}
    for criterion in before.criteria:
        at: Path = (*path, "criteria", criterion.id)
        if criterion.id not in criteria:
            yield Looser("loosened_removed", (*path, "criteria"), {"what": "criterion", "name": criterion.id})
        elif criterion.not_below is not None:
            least = criteria[criterion.id].not_below
            if least is None or least.score < criterion.not_below.score:
                score = None if least is None else least.score
                yield _number((*at, "not_below"), criterion.not_below.score, score)


def _floor(before: FloorRule, after: FloorRule, path: Path) -> Iterator[Looser]:
    for name in ("share", "at_least"):
        was, now = getattr(before, name), getattr(after, name)
        if _less(was, now):
            yield _number((*path, name), was, now)
    if after.where_possible and not before.where_possible:
        yield _number((*path, "where_possible"), before.where_possible, after.where_possible)
    if (before.of, before.when) != (after.of, after.when):
        yield Looser("loosened_unsure", (*path, "when"), {"name": before.id}, advice=True)


def _followed(parent: Rulebook, child: Rulebook) -> Iterator[Looser]:
    now = {kind.id: kind.followed_by for kind in child.activities}
    for kind in parent.activities:
        if kind.followed_by is None:
            continue
        path: Path = ("activities", kind.id, "followed_by")
        after = now.get(kind.id)
        if after is None:
            yield Looser("loosened_removed", path, {"what": "follow-up", "name": kind.id})
        else:
            yield from _follow_up(kind.followed_by, after, path)


def _follow_up(before: FollowUp, after: FollowUp, path: Path) -> Iterator[Looser]:
    more = [name for name in after.by if name not in before.by]
    if more:
        yield Looser("loosened_list", (*path, "by"), {"what": "by", "more": more})
    if after.at_least < before.at_least:
        yield _number((*path, "at_least"), before.at_least, after.at_least)
    if after.open and not before.open:
        yield _number((*path, "open"), before.open, after.open)


def _less(before: str | None, after: str | None) -> bool:
    """Whether a minimum has shrunk or gone; numbers that cannot be read are another finding's."""
    if before is None or before == after:
        return False
    if after is None:
        return True
    try:
        return Decimal(after) < Decimal(before)
    except InvalidOperation:
        return False
