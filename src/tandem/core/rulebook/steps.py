"""From one value to another in the smallest steps, so that what stays the same is not written anew."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from tandem.core.rulebook.findings import Path


@dataclass(frozen=True)
class Step:
    """put: another value at `path` · key: a new last key · item: a new entry before that index · take: away with it ·
    move: the entry to the index in `value`."""

    kind: Literal["put", "key", "item", "take", "move"]
    path: Path
    value: Any = None


def steps(old: Any, new: Any, path: Path) -> list[Step]:
    """Steps that turn `old`, which stands at `path`, into `new`; done in this order. Keys keep the order they had."""
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and old and new and set(old) & set(new):
        found = [Step("take", (*path, key)) for key in old if key not in new]
        for key, value in new.items():
            found += steps(old[key], value, (*path, key)) if key in old else [Step("key", (*path, key), value)]
        return found
    if isinstance(old, list) and isinstance(new, list) and old and new and _rows(old) and _rows(new):
        return _list_steps(old, new, path)
    return [Step("put", path, new)]


def _rows(value: list[Any]) -> bool:
    return all(isinstance(entry, dict | list) for entry in value)


def _list_steps(old: list[Any], new: list[Any], path: Path) -> list[Step]:
    """What both begin and end with stays; what is between is changed entry by entry, then added or taken away."""
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if not same(old[n], new[n])), shortest)
    tail = next((n for n in range(shortest - head) if not same(old[-1 - n], new[-1 - n])), shortest - head)
    before, wanted = old[head : len(old) - tail], new[head : len(new) - tail]
    both = min(len(before), len(wanted))
    found = [step for n in range(both) for step in steps(before[n], wanted[n], (*path, head + n))]
    found += [Step("item", (*path, head + both + n), value) for n, value in enumerate(wanted[both:])]
    found += [Step("take", (*path, head + both)) for _ in before[both:]]
    return found


def same(old: Any, new: Any) -> bool:
    """Equal, and of the same kinds: 1 is not true."""
    if isinstance(old, dict) and isinstance(new, dict):
        return set(old) == set(new) and all(same(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return type(old) is type(new) and bool(old == new)


def after(data: Any, step: Step) -> Any:
    """A copy of the data with the step done."""
    if not step.path:
        return deepcopy(step.value)
    result = deepcopy(data)
    holder = result
    for part in step.path[:-1]:
        holder = holder[part]
    last: Any = step.path[-1]
    match step.kind:
        case "put" | "key":
            holder[last] = deepcopy(step.value)
        case "item":
            holder.insert(last, deepcopy(step.value))
        case "take":
            del holder[last]
        case "move":
            holder.insert(step.value, holder.pop(last))
    return result
