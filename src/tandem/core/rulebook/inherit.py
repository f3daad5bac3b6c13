"""A rulebook that extends another: the parent's tree with the child's laid over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.sources import MAIN, Files, Parents, files_of
from tandem.core.rulebook.yaml_tree import read_yaml

MOST_PARENTS = 5
_BY = ("id", "score")


def inherited(
    data: dict[str, Any], parents: Parents | None
) -> tuple[dict[str, Any], Mapping[str, Any], tuple[Finding, ...]]:
    """The flattened tree, the data of the parents' other files by path, and findings (unknown parent, a circle).

    Mappings are laid over each other, lists whose entries have ids are matched by id, everything else is replaced.
    """
    chain = [str(data.get("rulebook", ""))]
    layers = [data]
    beside: dict[str, Any] = {}
    while (parent := layers[-1].get("extends")) is not None:
        finding = _refused(parent, chain, parents or {})
        if finding is not None:
            return data, beside, (finding,)
        chain.append(parent)
        files = files_of((parents or {})[parent]).texts
        tree = read_yaml(MAIN, files.get(MAIN, "")).data
        if not isinstance(tree, dict):
            return data, beside, (Finding(MAIN, 1, "parent_unreadable", {"parent": parent}, path=("extends",)),)
        for name, text in files.items():
            if name != MAIN and name not in beside:
                beside[name] = read_yaml(name, text).data
        layers.append(tree)
    flat: Any = {}
    for layer in reversed(layers):
        flat = laid_over(flat, layer)
    return {**flat, "extends": data.get("extends")}, beside, ()


def files_above(files: Files, parents: Parents) -> dict[str, str]:
    """The files of a rulebook and of all its parents, the nearest version of each."""
    texts = dict(files.texts)
    parent = read_yaml(MAIN, files.texts[MAIN]).data.get("extends")
    for _ in range(MOST_PARENTS):
        if parent not in parents:
            break
        above = files_of(parents[parent]).texts
        texts = {**above, **texts}
        parent = read_yaml(MAIN, above[MAIN]).data.get("extends")
    return texts


def flat_text(files: Files, parents: Parents) -> str:
    """The main file with its parents flattened into it, as YAML (in its JSON form) that extends nothing."""
    flat, _, _ = inherited(read_yaml(MAIN, files.texts[MAIN]).data, parents)
    return json.dumps({**flat, "extends": None}, ensure_ascii=False, indent=1)


def with_common(data: Mapping[str, Any]) -> dict[str, Any]:
    """The tree with what is `common` laid under every component; the same tree when nothing is."""
    common, components = data.get("common"), data.get("components")
    if not isinstance(common, dict) or not isinstance(components, dict):
        return dict(data)
    return {**data, "components": {id: laid_over(common, component) for id, component in components.items()}}


def _refused(parent: Any, chain: list[str], parents: Parents) -> Finding | None:
    if not isinstance(parent, str):
        values = {"problem": "text", "kind": "string_type", "key": ""}
        return Finding(MAIN, 1, "wrong_value", values, path=("extends",))
    if parent in chain or len(chain) > MOST_PARENTS:
        return Finding(MAIN, 1, "extends_circle", {"chain": [*chain, parent]}, path=("extends",))
    if parent not in parents:
        return Finding(MAIN, 1, "parent_unknown", {"parent": parent, "known": sorted(parents)}, path=("extends",))
    return None


def laid_over(below: Any, above: Any) -> Any:
    """`above` laid over `below`; what `above` does not say stays, and what it says twice is there twice."""
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **{key: laid_over(below.get(key), value) for key, value in above.items()}}
    for key in _BY:
        if _keyed(below, key) and _keyed(above, key):
            entries = [laid_over(None, entry) for entry in above]
            first = {entry[key]: number for number, entry in reversed(list(enumerate(entries)))}
            known = {entry[key] for entry in below}
            kept = [laid_over(entry, entries[first[entry[key]]]) if entry[key] in first else entry for entry in below]
            more = [one for number, one in enumerate(entries) if one[key] not in known or first[one[key]] != number]
            return [*kept, *more]
    return above


def _keyed(value: Any, key: str) -> bool:
    """A list whose entries are all called something by this key."""
    entries = value if isinstance(value, list) else []
    return bool(entries) and all(isinstance(one, dict) and isinstance(one.get(key), str | int) for one in entries)
