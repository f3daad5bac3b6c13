"""Rulebooks with exactly one fault each, made by machine, and the lines on which the fault may be named.

Most are made on the parsed tree (key renamed, type changed, reference broken, entry doubled, number out of range, dead
end, text missing), so that the file need not be parsed again; a few are made in the text itself (keys written twice).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tandem.core.rulebook.findings import Finding, Path
from tandem.core.rulebook.yaml_tree import Document, leaves, read_yaml

MAIN = "rulebook.yaml"
Documents = Mapping[str, Document]


@dataclass(frozen=True)
class Book:
    """A whole rulebook into which faults are sown: its files as read and as written."""

    documents: Documents
    texts: Mapping[str, str]

    @property
    def main(self) -> Any:
        return self.documents[MAIN].data

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.main["languages"])

    @property
    def inherits(self) -> bool:
        """What it leaves out is its parent's: then leaving a step out, or another order, is no fault."""
        return "extends" in self.main

# Keys that are names of the author's own and that nothing refers to: renaming them is no fault.
OWN_NAMES = ({"components"}, {"donors"}, {"agreements"}, {"reports"})
# Lists in which an entry may stand twice without harm.
MAY_REPEAT = {"papers", "between"}


@dataclass(frozen=True)
class Mutant:
    """One faulty rulebook: what was done where, and the lines of `file` that name it."""

    kind: str
    where: str
    file: str
    lines: frozenset[int]
    make: Callable[[], Document]
    originals: Documents

    @property
    def documents(self) -> Documents:
        """The whole rulebook with its fault."""
        return {**self.originals, self.file: self.make()}

    def named(self, findings: tuple[Finding, ...]) -> bool:
        """Is the fault named in the right file at the right line?"""
        return any(finding.file == self.file and finding.line in self.lines for finding in findings)


def mutants(book: Book) -> Iterator[Mutant]:
    """All mutants of a rulebook, kind by kind, in a fixed order."""
    for file, document in book.documents.items():
        for make in (renamed, retyped, broken, doubled, out_of_range, dead_ends, untold, doubled_in_text):
            for path, lines, changed in make(document, book):
                where = ".".join(map(str, path))
                yield Mutant(make.__name__, f"{file}:{where}", file, frozenset(lines), changed, book.documents)


# Where, on which lines it may be named, and how to make it (thousands are listed, hundreds are made).
Made = Iterator[tuple[Path, set[int], Callable[[], Document]]]


def line(document: Document, path: Path) -> int:
    return document.place(path)[0]


def near(document: Document, path: Path) -> set[int]:
    """The line of a place and of what holds it (a missing key is named where it is missing)."""
    return {line(document, path), line(document, path[:-1])}


def look(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def changed(document: Document, path: Path, change: Callable[[Any, Any], None]) -> Document:
    """The document after `change(parent, last)`; only the way to the place is copied, places stay."""
    data = root = copy.copy(document.data)
    for part in path[:-1]:
        data[part] = copy.copy(data[part])
        data = data[part]
    change(data, path[-1])
    return Document(document.file, root, document.places)


def replaced(document: Document, path: Path, value: Any) -> Document:
    def put(parent: Any, last: Any) -> None:
        parent[last] = value

    return changed(document, path, put)


def mappings(data: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(data, dict):
        yield path, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from mappings(value, (*path, key))


def lists(data: Any, path: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    if isinstance(data, list):
        yield path, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from lists(value, (*path, key))


# ---- the kinds -----------------------------------------------------------------------------------------------------


def renamed(document: Document, book: Book) -> Made:
    """Each key, with a letter too many."""
    for path, mapping in mappings(document.data):
        if path and {path[-1]} in OWN_NAMES:
            continue
        for key in mapping:
            here, new = (*path, key), (*path, f"{key}x")

            yield here, near(document, here), partial(_renamed, document, here, new)


def _renamed(document: Document, here: Path, new: Path) -> Document:
    def rename(parent: Any, last: Any) -> None:
        items = [(new[-1] if k == last else k, v) for k, v in parent.items()]
        parent.clear()
        parent.update(items)

    after, size = changed(document, here, rename), len(here)
    places = {new + p[size:] if p[:size] == here else p: at for p, at in document.places.items()}
    return Document(document.file, after.data, places)


def retyped(document: Document, book: Book) -> Made:
    """Each value as something of another sort."""
    for path, value in leaves(document.data):
        if value is not None:
            yield path, {line(document, path)}, partial(replaced, document, path, {"a": ["b"]})
    for path, value in [*mappings(document.data), *lists(document.data)]:
        if path:
            wrong: Any = 7 if isinstance(value, dict) else "seven"
            yield path, {line(document, path)}, partial(replaced, document, path, wrong)


REFERENCES = frozenset(
    """
    options_from evidence form ties of answered_by edits currency countries kinds accept for_countries
    other_currencies organiser_currency on by choose answered declared yes on_record leads understood country
    kind rates amount share in rest fill_in answer attach hand_in replace_party change_team change_amount
    add_rates type truthy include documents_in signatures recorded_at extends before audit count not_counting
    when unless expression balance minimum maximum
    template show strength due every clean baseline_before prefill programme_application donor_report
    all have marked among lasts until grant covers tool filled recorded decided_by tools leads_to counted_from region
    complete_people mark_people change_period apply_first fill_in_tool have_recorded
    """.split()
)


def broken(document: Document, book: Book) -> Made:
    """Each reference, pointing at nothing."""
    for path, value in leaves(document.data):
        names = [part for part in path if isinstance(part, str)]
        inside_list = isinstance(path[-1], int)
        holder = names[-1] if names else ""
        listed = inside_list and holder in REFERENCES | {"parties", "parts", "languages"}
        step = holder == "id" and ("workflow" in path or "grant_steps" in path)
        if isinstance(value, str) and (holder in REFERENCES or listed or step):
            if path[:2] == ("goal", "kind"):
                continue
            yield path, near(document, path), partial(replaced, document, path, _crooked(value))


def _crooked(value: str) -> str:
    """A name that is not there; an expression that asks for it."""
    if value in ("person", "each_party", "together", "ceiling", "party", "team"):
        return f"{value}x"
    if " " in value and any(sign in value for sign in "=<>"):
        return value.replace(value.split()[0], "nowhere.to_be_found", 1)
    return f"{value}x"


def doubled(document: Document, book: Book) -> Made:
    """Each entry of a list, there twice."""
    for path, entries in lists(document.data):
        if not entries or path[-1] in MAY_REPEAT or any(part == "papers" for part in path):
            continue
        for index in {0, len(entries) - 1}:
            here = (*path, index)
            lines = near(document, here) | {at[0] for p, at in document.places.items() if p[: len(here)] == here}
            yield here, lines, partial(_doubled, document, path, index)


def _doubled(document: Document, path: Path, index: int) -> Document:
    entries = look(document.data, path)
    here, last = (*path, index), (*path, len(entries))
    size = len(here)
    places = dict(document.places)
    places |= {last + p[size:]: at for p, at in document.places.items() if p[:size] == here}
    data = replaced(document, path, [*entries, copy.deepcopy(entries[index])]).data
    return Document(document.file, data, places)


# key → values that are out of range for it
RANGES: Mapping[str, tuple[Any, ...]] = {
    "weight": (0, 101, -5, 41),
    "score": (-1, 99),
    "lowest": (99,),
    "highest": (-1,),
    "years": (0, 11),
    "year": (40, -9),
    "minutes": (0,),
    "words": (0, -3),
    "characters": (0,),
    "files": (0,),
    "rows": (0,),
    "at_least_rows": (0, 900),
    "months": (0,),
    "at_least_months": (0, 599),
    "ceiling": ("-1", "much"),
    "budget": ("-1", "1e99"),
    "own_contribution_percent": ("101", "-1"),
    "at_least": (-1, 9999),
    "at_most": ("-5",),
    "exactly": (-1, 700),
    "around": (-1,),
    "between": ([3, 1], [-1, 2], [0, 700]),
    "on": ("31 June", "29 February", "0 May"),
    "minimum": ("soon",),
    "advise_at_most": (0,),
    "iati": (4,),
    "medium_from": (0, 99),
    "high_from": (0, 999, 1),
    "over_line_percent": ("101", "-1"),
    "explain_from_percent": ("many",),
    "repay_from": ("-1",),
    "escalate_days": (-1, 9999),
    "access_days": (0,),
    "follow_up_days": (0,),
    "level": (0, 4),
    "visits_each_way": (-1, 99),
    "amount": ("-1", "much"),
    "usually": (-1,),
    "opens": ("31 June", "soon"),
    "closes": ("0 May",),
}


def out_of_range(document: Document, book: Book) -> Made:
    """Numbers, days and amounts that cannot be."""
    for path, mapping in mappings(document.data):
        for key, value in mapping.items():
            if isinstance(value, dict) or (isinstance(value, list) and key != "between"):
                continue
            for wrong in RANGES.get(key, ()):
                if wrong == 9999 and "amount" in mapping:
                    continue  # of money that is not much
                # of weights that do not add up nobody can say which one is wrong: the list is named
                lines = near(document, (*path, key)) | ({line(document, path[:-1])} if key == "weight" else set())
                lines |= near(document, (*path, "medium_from")) if key == "high_from" else set()  # one of the two
                yield (*path, key), lines, partial(replaced, document, (*path, key), wrong)


MUST_NOT_BE_EMPTY = frozenset(
    """
    countries kinds options effects sections questions instalments parties levels agenda statements opinions blocks
    """.split()
)
NEEDED_STEPS = {"draft", "submitted", "scored", "interviewed", "proposed", "decided"}


def dead_ends(document: Document, book: Book) -> Made:
    """Ways that lead nowhere: steps missing or in the wrong order, empty lists, conditions that never hold."""
    for path, entries in lists(document.data):
        name = path[-1]
        if name == "workflow" and not book.inherits:
            yield from _steps(document, path, entries)
        elif name in MUST_NOT_BE_EMPTY:
            yield path, near(document, path), partial(replaced, document, path, [])
    for path, mapping in mappings(document.data):
        if "scoring" in mapping:
            here = (*path, "scoring")
            lines = near(document, here) | {
                at[0] for p, at in document.places.items() if p[-1:] in (("criteria",), ("workflow",))
            }
            yield here, lines | _step_lines(document), partial(replaced, document, here, not mapping["scoring"])
        for key in ("when", "unless"):
            if isinstance(mapping.get(key), str) and "=" in mapping[key]:
                for never in ('"a" == "b"', "1 > 2", "1 < 2", "answers."):
                    yield (*path, key), {line(document, (*path, key))}, partial(replaced, document, (*path, key), never)
        if "choose" in mapping:
            impossible = {"choose": mapping["choose"], "at_least": 50}
            yield path, near(document, path), partial(replaced, document, path, impossible)
        if "expression" in mapping:
            for never in ("1 > 2", "true", "9**9**9", "len(answers", "any(any(x for x in y) for y in team)"):
                here = (*path, "expression")
                yield here, near(document, here), partial(replaced, document, here, never)


def _step_lines(document: Document) -> set[int]:
    return {at[0] for path, at in document.places.items() if "workflow" in path}


def _steps(document: Document, path: Path, entries: list[Any]) -> Made:
    lines = {line(document, path)} | _step_lines(document)
    for index, step in enumerate(entries):
        if step["id"] in NEEDED_STEPS:
            yield (*path, index), lines, partial(replaced, document, path, [*entries[:index], *entries[index + 1 :]])
    for index in range(len(entries) - 1):
        pair = {entries[index]["id"], entries[index + 1]["id"]}
        if pair != {"shortlisted", "scored"}:
            swapped = [*entries[:index], entries[index + 1], entries[index], *entries[index + 2 :]]
            yield (*path, index), lines, partial(replaced, document, path, swapped)


def untold(document: Document, book: Book) -> Made:
    """Texts that a language lacks, that are empty, that speak of something nobody fills, numbers typed in reports."""
    for path, mapping in mappings(document.data):
        if not mapping or not set(mapping) <= book.languages or not all(isinstance(t, str) for t in mapping.values()):
            continue
        last = max(mapping, key=lambda language: language != "en")
        here = (*path, last)
        without = {language: text for language, text in mapping.items() if language != last}
        yield path, near(document, path), partial(replaced, document, path, without)
        yield here, near(document, here), partial(replaced, document, here, "  ")
        odd = []
        if path[-1] in ("refusal", "mend") or "letters" in path or document.file.startswith("templates/"):
            odd += [" {nobody}", " {"]
        if document.file == book.main.get("donor_report"):
            odd += [" 1 204", " {figure:nobody}"]
        for ending in odd:
            yield here, near(document, here), partial(replaced, document, here, mapping[last] + ending)


def doubled_in_text(document: Document, book: Book) -> Made:
    """A key written twice in the file itself (smaller files only: each has to be parsed again)."""
    rows = book.texts[document.file].splitlines() if document.file != MAIN else []
    simple = [
        n for n, row in enumerate(rows) if row.strip().startswith(("id:", "type:", "of:", "clause:", "required:"))
    ]
    for number in simple[:: max(1, len(simple) // 12)]:
        after = "\n".join([*rows[: number + 1], rows[number], *rows[number + 1 :]]) + "\n"
        yield (rows[number].strip(),), {number + 2}, partial(read_yaml, document.file, after)
