"""What can be taken out of a rulebook: its rules, and every other part of its main file that cites a clause.

An office's rulebook lies over the regional one. What the regional one says is taken out of both, so that no translation
of it is left behind; what the office adds is taken out of the office's alone. A rule that it only makes stronger falls
back to what it was.
"""

from __future__ import annotations

import contextlib
import copy
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[str | int, ...]  # keys down to it; entries of lists by number
Trees = Mapping[str, Any]  # what the main file of each rulebook says, by its id

MAIN = "rulebook.yaml"
STRENGTH = ("must", "should")
# clauses that a part holds which cannot cite them itself: (clause, keys down to it; entries of lists by their id)
UNCITED: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "ks-mic": (("MIC-15", ("cycle", "donors", "norad")), ("MIC-15", ("cycle", "donors", "mfa"))),
    "icld-partnership": (
        ("ICLD-1", ("components", "preparation", "counted_from")),
        ("ICLD-1", ("components", "preparation", "leads_to")),
        ("ICLD-4", ("components", "broadening", "counted_from")),
        ("ICLD-4", ("components", "broadening", "leads_to")),
        ("ICLD-2", ("lists", "core_areas")),
        ("ICLD-3", ("meeting", "agenda")),
        ("ICLD-8", ("participants", "form")),
    ),
    "tacso-cooperation": (
        ("TAC-2", ("lists", "sectors")),
        ("TAC-2", ("profile",)),
        ("TAC-10", ("common", "interview")),
        ("TAC-10", ("common", "workflow", "shortlisted")),
        ("TAC-10", ("common", "workflow", "interviewed")),
        ("TAC-16", ("common", "blind")),
    ),
    "tacso-cooperation-serbia": (
        ("TAC-5", ("parties", "lead", "countries")),
        ("TAC-5", ("components", "exchange", "ceiling")),
        ("TAC-5", ("common", "selection", "lowest_score")),
        ("TAC-5", ("common", "selection", "floors", "rural", "share")),
    ),
    "tacso-cooperation-turkey": (
        ("TAC-5", ("parties", "lead", "countries")),
        ("TAC-5", ("components", "exchange", "ceiling")),
        ("TAC-5", ("common", "selection", "floors", "sector", "at_least")),
    ),
}
RULES_ALONE = ("ks-mic",)  # its other clauses are held by the switches of guards.py


@dataclass(frozen=True)
class Guard:
    """Something to take out of a rulebook: a rule, or another part that holds a clause."""

    clause: str  # '' for a rule of the house
    name: str
    rulebook: str
    places: tuple[tuple[str, Place], ...]  # (rulebook, keys down to it)
    rule: str = ""
    component: str = ""  # of the rule; '' for one of everyone


def guards(name: str, trees: Trees) -> list[Guard]:
    """Everything that can be taken out of this rulebook; rules first."""
    tree = trees[name]
    above = trees.get(tree.get("extends") or "", {})
    below = [other for other, each in trees.items() if each.get("extends") == name]
    found = [guard for place in _rules(tree) for guard in _of_rule(name, tree, above, place)]
    if name not in RULES_ALONE:
        found += [
            Guard(entry["clause"], _called(tree, place), name, ((name, place),))
            for place, entry in _citing(tree, ())
            if not _is_rule(place) and "title" not in place
        ]
    for clause, keys in UNCITED.get(name, ()):
        place = _by_ids(tree, keys)
        if place is None:
            raise LookupError(f"{name} has no {'/'.join(keys)}: tools/places.py is behind")
        found.append(Guard(clause, _called(tree, place), name, ((name, place),)))
    wanted = [guard for guard in found if guard.clause or name not in RULES_ALONE]
    return [_in_all(guard, trees, below) for guard in wanted]


def _rules(tree: Any) -> Iterator[Place]:
    for component, body in tree["components"].items():
        yield from (("components", component, "rules", number) for number in range(len(body.get("rules", ()))))
    yield from (("everyone", number) for number in range(len(tree.get("everyone", ()))))


def _is_rule(place: Place) -> bool:
    return place[0] == "everyone" or (place[0] == "components" and "rules" in place)


def _of_rule(name: str, tree: Any, above: Any, place: Place) -> list[Guard]:
    """The rule; of one that the parent has already, what makes it stronger, and nothing when it is only worded."""
    rule = at(tree, place)
    component = str(place[1]) if place[0] == "components" else ""
    called = f"rule {rule['id']} of {component or 'everyone'}"
    before = _by_ids(above, _ids(tree, place)) if above else None
    if before is None:
        return [Guard(str(rule.get("clause", "")), called, name, ((name, place),), rule["id"], component)]
    if not any(key in rule for key in STRENGTH):
        return []
    places = tuple((name, (*place, key)) for key in STRENGTH if key in rule)
    clause = str(rule.get("clause") or at(above, before).get("clause", ""))
    return [Guard(clause, f"{called}, stronger", name, places, rule["id"], component)]


def _citing(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Every part that cites a clause, however deep."""
    if isinstance(value, dict) and place and isinstance(value.get("clause"), str):
        yield place, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        yield from _citing(each, (*place, key))


def at(tree: Any, place: Place) -> Any:
    """What stands at a place."""
    for key in place:
        tree = tree[key]
    return tree


def _ids(tree: Any, place: Place) -> tuple[str, ...]:
    """The same place with list entries by their id, as another rulebook may have them at another number."""
    keys = []
    for key in place:
        tree = tree[key]
        keys.append(str(tree.get("id", key)) if isinstance(key, int) and isinstance(tree, dict) else str(key))
    return tuple(keys)


def _by_ids(tree: Any, keys: tuple[str, ...]) -> Place | None:
    """The place in this tree, None where it has none."""
    place: list[str | int] = []
    for key in keys:
        step: str | int = key
        if isinstance(tree, list):
            numbers = [n for n, each in enumerate(tree) if isinstance(each, dict) and each.get("id") == key]
            step = numbers[0] if numbers else len(tree)
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
        place.append(step)
    return tuple(place)


def _called(tree: Any, place: Place) -> str:
    return "/".join(key for key in _ids(tree, place) if key not in ("components", "common"))


def _in_all(guard: Guard, trees: Trees, below: list[str]) -> Guard:
    """The same, taken out of the rulebooks that lie over it too."""
    more = [
        (other, place)
        for other in below
        for _name, own in guard.places
        if (place := _by_ids(trees[other], _ids(trees[guard.rulebook], own))) is not None
    ]
    return Guard(guard.clause, guard.name, guard.rulebook, (*guard.places, *more), guard.rule, guard.component)


@contextlib.contextmanager
def without(guard: Guard | None, folders: Mapping[str, Path], trees: Trees) -> Iterator[dict[str, Path]]:
    """Copies of these rulebooks without the guard, by id; whole copies for None."""
    with tempfile.TemporaryDirectory(prefix="tandem-rule-") as temporary:
        copies = {}
        for name, folder in folders.items():
            tree = copy.deepcopy(trees[name])
            for place in [place for other, place in guard.places if other == name] if guard else ():
                del at(tree, place[:-1])[place[-1]]
            copies[name] = Path(temporary) / name
            shutil.copytree(folder, copies[name])
            (copies[name] / MAIN).write_text(json.dumps(tree, ensure_ascii=False, indent=1), encoding="utf-8")
        yield copies
