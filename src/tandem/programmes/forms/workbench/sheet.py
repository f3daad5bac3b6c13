"""A page of fields: what it shows, what came back, and the edits that follow. Saving loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from tandem.core.rulebook.editing import Edit
from tandem.programmes.forms.workbench.items import NOTHING, Item, Raws, Shown, Wrong, digest, posted_raws
from tandem.programmes.forms.workbench.tree import Path, Tree, mapping
from tandem.web.shapes import Asked, Conflict

Assemble = Callable[[Mapping[str, Any]], Sequence[Edit]]


@dataclass(frozen=True)
class Sheet:
    """Fields about one thing. `data` is what stands there now; `assemble` makes the edits where fields belong together.

    `title` is the page's sentence, `over` what it is a part of, `back` where it leads back to, `url` its own address.
    """

    title: str
    items: Sequence[Item]
    file: str
    root: Path
    data: Mapping[str, Any]
    lead: str = ""
    over: str = ""
    back: str = ""
    back_label: str = ""
    remove: Sequence[Edit] = ()  # takes the whole thing away; () where that makes no sense
    assemble: Assemble | None = None
    beside: Sequence[Mapping[str, Any]] = ()  # what stands in the margin: {"title", "text", "rows"}
    links: Sequence[Mapping[str, str]] = ()  # pages below this one
    key: str = ""  # what the page is about, for findings: the path in words
    check: Callable[[Mapping[str, Any]], None] | None = None  # raises Wrong for fields that contradict each other

    def value(self, item: Item) -> Any:
        """What stands at a field's place now."""
        found: Any = self.data
        for part in item.path:
            found = mapping(found).get(part)
        return found


@dataclass
class Taken:
    """What came back: edits to make, what is wrong, what two people changed at once, and every input as typed."""

    edits: list[Edit] = field(default_factory=list)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)  # item name → input name → sentence
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    raws: dict[str, Raws] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Nothing wrong and nothing to decide."""
        return not self.errors and not self.conflicts


def take(sheet: Sheet, tree: Tree, posted: QueryDict, who: str = "", when: str = "") -> Taken:
    """Read a page that came back. Only what was touched is changed, whatever colleagues changed meanwhile."""
    taken = Taken()
    values: dict[str, Any] = {}
    for item in sheet.items:
        before = sheet.value(item)
        raws = posted_raws(item, posted)
        shown = item.raws(before, tree)
        base = posted.get(f"base.{item.name}", digest(shown))
        taken.raws[item.name], taken.bases[item.name] = raws, base
        mine, theirs = digest(raws), digest(shown)
        chosen = posted.get(f"choose:{item.name}", "")
        if mine in (base, theirs) or chosen == "theirs":
            taken.raws[item.name], taken.bases[item.name] = shown, theirs
            values[item.name] = NOTHING if before is None else before
            if sheet.assemble is not None and before is None:
                _read(item, shown, tree, before, taken, values)
            continue
        if base != theirs and chosen != "mine":
            taken.conflicts[item.name] = Conflict(_flat(raws), _flat(shown), who, when)
        _read(item, raws, tree, before, taken, values)
        if item.name in values and item.name not in taken.conflicts and sheet.assemble is None:
            taken.edits += item.edits(sheet.file, sheet.root, before, values[item.name], tree)
    if taken.sound:
        try:
            if sheet.check is not None:
                sheet.check(values)
            if sheet.assemble is not None:
                taken.edits += sheet.assemble(values)
        except Wrong as wrong:
            taken.errors[wrong.at or sheet.items[0].name] = {wrong.at or sheet.items[0].name: wrong.text}
    return taken


def _read(item: Item, raws: Raws, tree: Tree, before: Any, taken: Taken, values: dict[str, Any]) -> None:
    try:
        values[item.name] = item.read(raws, tree, before)
    except Wrong as wrong:
        asked = item.asked({**item.raws(before, tree), **raws}, Shown(), tree)
        first = asked.answers[0].name if asked.answers else item.name
        taken.errors[item.name] = {wrong.at or first: wrong.text}


def _flat(raws: Raws) -> str:
    return "\n".join(text for texts in raws.values() for text in texts if text)


def questions_of(sheet: Sheet, tree: Tree, taken: Taken | None = None) -> list[Asked]:
    """The fields as a page shows them, with what was typed when it came back."""
    found = []
    for item in sheet.items:
        raws: Raws = item.raws(sheet.value(item), tree)
        shown = Shown()
        if taken is not None:
            raws = taken.raws.get(item.name, raws) or raws
            shown = Shown(taken.errors.get(item.name, {}), taken.conflicts.get(item.name))
        found.append(item.asked(raws, shown, tree))
    return found


def bases_of(sheet: Sheet, tree: Tree, taken: Taken | None = None) -> list[tuple[str, str]]:
    """What a save of each field starts from: (input name, digest)."""
    found = []
    for item in sheet.items:
        base = digest(item.raws(sheet.value(item), tree))
        if taken is not None:
            base = taken.bases.get(item.name, base)
        found.append((f"base.{item.name}", base))
    return found


def errors_of(taken: Taken) -> list[dict[str, str]]:
    """The summary on top: each sentence leads to its input."""
    return [
        {"url": f"#f-{name}".replace("/", "-"), "text": text}
        for errors in taken.errors.values()
        for name, text in errors.items()
    ]
