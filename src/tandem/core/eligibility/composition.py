"""Who is in a team: how many of each sort at each party, in the columns that rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.eligibility.book import ComponentLike, PartLike, RuleLike
from tandem.core.eligibility.evaluate import BadRule, check_of

YES = "yes"
_COUNTED = frozenset({"choice", "yes_no"})


@dataclass(frozen=True)
class Line:
    """How many people have this value in this column, by party; column '' counts everybody, value 'yes' is a yes."""

    column: str
    value: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """At all parties together."""
        return sum(self.counts.values())


def columns_asked(component: ComponentLike) -> frozenset[str]:
    """The columns of the team that a component's rules look at."""
    return frozenset(name for rule in component.rules for name in _columns(rule))


def _columns(rule: RuleLike) -> Iterable[str]:
    try:
        return [each.name for each in check_of(rule).references() if each.kind == "column"]
    except BadRule:
        return []


def composed(
    parts: Sequence[PartLike], columns: frozenset[str], people: Iterable[Mapping[str, Any]], parties: Sequence[str]
) -> tuple[Line, ...]:
    """Everybody first, then each value of each of these columns that can be counted, in the order of the form.

    A value that nobody has is counted as zero. People of no party or of another one are not counted.
    """
    rows = [row for row in people if row.get("party") in parties]
    found = [Line("", "", _by_party(rows, parties))]
    for part in parts:
        if part.id in columns and part.type in _COUNTED:
            values = [option.id for option in part.options] if part.type == "choice" else [YES]
            found += [Line(part.id, value, _by_party(_having(rows, part, value), parties)) for value in values]
    return tuple(found)


def _having(rows: Iterable[Mapping[str, Any]], part: PartLike, value: str) -> list[Mapping[str, Any]]:
    wanted: Any = True if part.type == "yes_no" else value
    return [row for row in rows if row.get(part.id) == wanted and type(row.get(part.id)) is type(wanted)]


def _by_party(rows: Iterable[Mapping[str, Any]], parties: Sequence[str]) -> dict[str, int]:
    counted = dict.fromkeys(parties, 0)
    for row in rows:
        counted[row["party"]] += 1
    return counted
