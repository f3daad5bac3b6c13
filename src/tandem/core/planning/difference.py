"""What changed between two versions of a plan, field by field, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from tandem.core.planning.model import Line, Part, PartKind, Plan, Target, label

Verb: TypeAlias = Literal["added", "removed", "changed"]
Value: TypeAlias = str | int | Decimal | date | UUID | Part | None

_ROOM: Final[Mapping[PartKind, str]] = {
    "statement": "statements",
    "indicator": "indicators",
    "risk": "risks",
    "activity": "activities",
    "line": "lines",
    "note": "notes",
}
_BY_YEAR: Final = ("targets", "years")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the whole part came or went (`field` '', the part itself in `after` or `before`), or one field.

    Targets and amounts are told year by year: field 'targets/2026' with Decimals, 'years/1' with minor units of
    `currency`; None on the side where the year has nothing. `label` is the part's text, as it reads afterwards
    where there is an afterwards. `moves`: only the place in the list changed.
    """

    part: PartKind
    identity: UUID
    verb: Verb
    field: str
    before: Value
    after: Value
    label: str
    currency: str = ""

    @property
    def moves(self) -> bool:
        return self.field == "place"


def difference(before: Plan, after: Plan) -> tuple[Change, ...]:
    """All changes, by kind of part, then identity, then field; empty when the plans say the same.

    The order of rows does not matter. ValueError when an identity occurs twice within one kind of part.
    """
    old, new = _index(before), _index(after)
    changes: list[Change] = []
    for part, identity in sorted(old.keys() | new.keys(), key=lambda key: (list(_ROOM).index(key[0]), str(key[1]))):
        was, now = old.get((part, identity)), new.get((part, identity))
        if was is None and now is not None:
            changes.append(Change(part, identity, "added", "", None, now, label(now), _currency(now)))
        elif was is not None and now is None:
            changes.append(Change(part, identity, "removed", "", was, None, label(was), _currency(was)))
        elif was is not None and now is not None:
            changes += _changed(part, identity, was, now)
    return tuple(changes)


def mirrored(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The way back, with the labels of the way there (a label is the text afterwards, so texts may differ)."""
    verbs: Mapping[Verb, Verb] = {"added": "removed", "removed": "added", "changed": "changed"}
    return tuple(
        replace(change, verb=verbs[change.verb], before=change.after, after=change.before) for change in changes
    )


def apply(before: Plan, changes: Iterable[Change]) -> Plan:
    """The plan after the changes. ValueError when a change does not start from what the plan says."""
    rows = _index(before)
    for change in changes:
        key = (change.part, change.identity)
        if change.verb == "changed":
            if key not in rows:
                raise ValueError(f"there is no {change.part} {change.identity} to change")
            rows[key] = _with(rows[key], change)
        elif change.verb == "removed":
            if rows.pop(key, None) is None:
                raise ValueError(f"there is no {change.part} {change.identity} to remove")
        elif key in rows:
            raise ValueError(f"{change.part} {change.identity} is there already")
        else:
            rows[key] = change.after  # type: ignore[assignment]
    rooms: dict[str, Any] = {
        room: tuple(row for (kind, _), row in rows.items() if kind == part) for part, room in _ROOM.items()
    }
    return Plan(**rooms)


def _index(plan: Plan) -> dict[tuple[PartKind, UUID], Part]:
    rows: dict[tuple[PartKind, UUID], Part] = {}
    for kind, part in plan.parts():
        if (kind, part.identity) in rows:
            raise ValueError(f"{kind} {part.identity} occurs twice")
        rows[kind, part.identity] = part
    return rows


def _flat(part: Part) -> dict[str, Value]:
    """Field → value, with one entry per year of targets and amounts (the last one said for a year counts)."""
    flat: dict[str, Value] = {}
    for each in fields(part):
        value: Any = getattr(part, each.name)
        if each.name == "identity":
            continue
        if each.name in _BY_YEAR:
            pairs = ((row.year, row.value) if isinstance(row, Target) else row for row in value)
            flat.update({f"{each.name}/{year}": amount for year, amount in pairs})
        else:
            flat[each.name] = value
    return flat


def _changed(part: PartKind, identity: UUID, was: Part, now: Part) -> list[Change]:
    old, new = _flat(was), _flat(now)
    names = [*old, *sorted(new.keys() - old.keys())]
    order = {each.name: index for index, each in enumerate(fields(now))}
    names.sort(key=lambda name: (order[name.split("/")[0]], _year(name)))
    return [
        Change(part, identity, "changed", name, old.get(name), new.get(name), label(now), _currency(now))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _year(name: str) -> int:
    return int(name.partition("/")[2] or 0)


def _currency(part: Part) -> str:
    return part.currency if isinstance(part, Line) else ""


def _with(part: Part, change: Change) -> Part:
    name, _, year = change.field.partition("/")
    if _flat(part).get(change.field) != change.before:
        raise ValueError(f"{change.part} {change.identity} does not say {change.before!r} in {change.field}")
    if not year:
        return replace(part, **{name: change.after})  # type: ignore[arg-type]
    pairs: dict[int, Any] = {_year(key): value for key, value in _flat(part).items() if key.startswith(f"{name}/")}
    pairs.pop(int(year), None)
    if change.after is not None:
        pairs[int(year)] = change.after
    rows = sorted(pairs.items())
    as_targets = tuple(Target(when, value) for when, value in rows)
    return replace(part, **{name: as_targets if name == "targets" else tuple(rows)})  # type: ignore[arg-type]
