"""A page of entries: what there is, in order, and a field to add more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Key, Move, Remove
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.items import NOTHING, Item
from tandem.programmes.forms.workbench.sheet import Sheet, Taken, take
from tandem.programmes.forms.workbench.tree import Path, Tree


@dataclass(frozen=True)
class Entry:
    """One line of a listing; `key` names it in buttons, `place` is where it stands in the files."""

    key: str
    title: Any
    url: str = ""
    hint: Any = ""
    tags: Sequence[tuple[str, str]] = ()  # (words, kind of tag)
    file: str = MAIN
    place: Path = ()
    kept: bool = False  # cannot be taken away here
    edits: Sequence[Edit] = ()  # what taking it away means, where that is more than removing its place
    over: Any = ""  # its kind, for whoever hears the list
    written: Sequence[str] = ()  # expressions that only their author reads


@dataclass(frozen=True)
class Group:
    """Entries under a heading, with a field of their own to add more."""

    title: Any
    entries: Sequence[Entry]
    url: str = ""
    hint: Any = ""
    key: str = ""


@dataclass(frozen=True)
class Listing:
    """A page of entries. `add` makes the edits for what was typed into `items`."""

    title: str
    groups: Sequence[Group]
    lead: str = ""
    over: str = ""
    back: str = ""
    back_label: str = ""
    ordered: bool = False
    items: Sequence[Item] = ()
    add: Callable[[Mapping[str, Any]], Sequence[Edit]] | None = None
    add_title: str = ""
    empty: str = ""
    links: Sequence[Mapping[str, str]] = ()
    below: str = ""  # a sentence below the list, such as what the weights add up to
    below_kind: str = ""
    forward: str = ""  # where the next step is
    forward_label: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def entries(self) -> list[Entry]:
        """Every entry of every group."""
        return [entry for group in self.groups for entry in group.entries]

    def find(self, key: str) -> tuple[Group, int] | None:
        """The group and place of an entry."""
        for group in self.groups:
            for at, entry in enumerate(group.entries):
                if entry.key == key:
                    return group, at
        return None


def pressed(listing: Listing, posted: QueryDict) -> tuple[list[Edit], str] | None:
    """The edits of a button of the list (up, down, remove) and what to say; None when none of them was pressed."""
    for verb in ("up", "down", "remove"):
        if verb not in posted:
            continue
        found = listing.find(posted.get(verb, ""))
        if found is None:
            return [], _("It is not there any more.")
        group, at = found
        entry = group.entries[at]
        if verb == "remove":
            edits = list(entry.edits) or [Remove(entry.file, entry.place)]
            return ([], _("This one stays.")) if entry.kept else (edits, "")
        to = at - 1 if verb == "up" else at + 1
        return ([Move(entry.file, entry.place, to)] if 0 <= to < len(group.entries) else []), ""
    return None


def added(listing: Listing, tree: Tree, posted: QueryDict) -> Taken:
    """What was typed to be added."""
    sheet = Sheet("", listing.items, MAIN, (), {}, assemble=listing.add)
    return take(sheet, tree, posted)


def value(values: Mapping[str, Any], name: str, fallback: Any = None) -> Any:
    """One of the values of a page, the fallback when nothing was typed."""
    found = values.get(name, NOTHING)
    return fallback if found is NOTHING else found


def by_id(path: Path, id: str) -> Path:
    """The entry of a list by its id."""
    return (*path, Key("id", id))
