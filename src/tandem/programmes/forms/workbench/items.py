"""Fields of the workbench: each knows where it stands in the rulebook, what an input shows and what typing means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.answers.inputs import shown_number
from tandem.core.forms.amounts import money
from tandem.core.forms.definition import Question
from tandem.core.forms.reading import read
from tandem.core.rulebook.editing import Edit, Remove, Set
from tandem.core.rulebook.yaml_tree import MOST_TEXT
from tandem.core.values import Money
from tandem.programmes.forms.workbench.tree import Path, Tree, entries, mapping
from tandem.web.shapes import Answer, Asked, Cell, Choice, Conflict
from tandem.web.templatetags.tandem import number, own_name

Raws = Mapping[str, Sequence[str]]  # what inputs show or bring back, by their name
NOTHING: Any = object()  # the place is to be empty
MOST_RADIOS = 9  # more choices than these are a list to open


class Wrong(ValueError):
    """What was typed does not hold: a sentence with the remedy, and the input it is about ('' for the first)."""

    def __init__(self, text: str, at: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.at = at


@dataclass(frozen=True)
class Shown:
    """What stands around the inputs of one field: what is wrong, and what a colleague wrote meanwhile."""

    errors: Mapping[str, str] = field(default_factory=dict)  # by input name
    conflict: Conflict | None = None


@dataclass(frozen=True)
class Item:
    """One field. `path` is below the page's own place; `name` is that of its first input."""

    name: str
    path: Path
    label: str
    hint: str = ""
    required: bool = False
    why: str = ""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        """What the inputs show for a value."""
        return {self.name: ["" if value is None else str(value)]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        """The value that was typed, NOTHING for none; Wrong when it does not hold."""
        text = one(raws, self.name).strip()
        if not text and self.required:
            raise Wrong(_("Write something here."))
        return checked_text(text) if text else NOTHING

    def edits(self, file: str, root: Path, before: Any, after: Any, tree: Tree) -> Iterator[Edit]:
        """The edits that make one value the other."""
        if after is NOTHING:
            if before is not None:
                yield Remove(file, (*root, *self.path))
        elif after != before:
            yield Set(file, (*root, *self.path), after)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        """How it looks."""
        answer = self.answer(self.name, raws, shown, value=one(raws, self.name), conflict=shown.conflict)
        return self.frame("short_text", [answer])

    def frame(self, kind: str, answers: Sequence[Answer], **more: Any) -> Asked:
        """Label, hint and inputs together."""
        return Asked(
            id=self.name.replace(".", "-"),
            type=kind,
            label=self.label,
            answers=answers,
            hint=self.hint,
            why=self.why,
            required=self.required,
            **more,
        )

    def answer(self, name: str, raws: Raws, shown: Shown, **more: Any) -> Answer:
        """One input."""
        errors = [shown.errors[name]] if name in shown.errors else []
        return Answer(name=name, path=name, errors=errors, **more)


@dataclass(frozen=True)
class Line(Item):
    """One line of text; `longer` makes it a box."""

    longer: bool = False

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        answer = self.answer(self.name, raws, shown, value=one(raws, self.name), conflict=shown.conflict)
        return self.frame("long_text" if self.longer else "short_text", [answer])


@dataclass(frozen=True)
class Texts(Item):
    """A text in each of the programme's languages, side by side."""

    longer: bool = False

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        found = mapping(value)
        return {f"{self.name}.{code}": [str(found.get(code) or "")] for code in tree.languages}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        first = f"{self.name}.{tree.languages[0]}"
        texts = {code: one(raws, f"{self.name}.{code}").strip() for code in tree.languages}
        if self.required and not any(texts.values()):
            raise Wrong(_("Write it in %(language)s.") % {"language": own_name(tree.languages[0])}, first)
        for code, text in texts.items():
            checked_text(text, f"{self.name}.{code}")
        kept = {code: text for code, text in texts.items() if text}
        return kept or NOTHING

    def edits(self, file: str, root: Path, before: Any, after: Any, tree: Tree) -> Iterator[Edit]:
        here, old = (*root, *self.path), mapping(before)
        if after is NOTHING or not old:
            yield from super().edits(file, root, before, after, tree)
            return
        for code in tree.languages:
            if code in after and after[code] != old.get(code):
                yield Set(file, (*here, code), after[code])
            elif code in old and code not in after:
                yield Remove(file, (*here, code))

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        if len(tree.languages) == 1:
            name = f"{self.name}.{tree.languages[0]}"
            answer = self.answer(name, raws, shown, value=one(raws, name), conflict=shown.conflict)
            return self.frame("long_text" if self.longer else "short_text", [answer])
        cells = []
        for code in tree.languages:
            name, kind = f"{self.name}.{code}", "textarea" if self.longer else "text"
            cell = Cell(name, own_name(code).capitalize(), kind, one(raws, name), required=True)
            cells.append(replace(cell, error=shown.errors.get(name, "")))
        return self.frame("organisation", [self.answer(self.name, raws, shown, cells=cells, conflict=shown.conflict)])


@dataclass(frozen=True)
class Number(Item):
    """A whole number between two others."""

    lowest: int = 0
    highest: int = 1_000_000

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        text = one(raws, self.name).strip()
        if not text:
            if self.required:
                raise Wrong(_("Write a number."))
            return NOTHING
        value = plain_number(text)
        if not value.lstrip("-").isdigit() or not self.lowest <= int(value) <= self.highest:
            limits = {"lowest": number(self.lowest), "highest": number(self.highest)}
            raise Wrong(_("Write a whole number from %(lowest)s to %(highest)s.") % limits)
        return int(value)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        return self.frame(
            "number", [self.answer(self.name, raws, shown, value=one(raws, self.name), conflict=shown.conflict)]
        )


@dataclass(frozen=True)
class Amount(Item):
    """An amount in main units or a number with decimals, kept as plain text; `currency` stands beside the input."""

    currency: str = ""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        return {self.name: ["" if value is None else shown_number(str(value))]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        text = one(raws, self.name).strip()
        if not text:
            if self.required:
                raise Wrong(_("Write an amount."))
            return NOTHING
        if self.currency:
            found = money(text, get_language() or "en", self.currency)
            if isinstance(found, Money):
                return plain(str(found.amount))
            raise Wrong(_("“%(typed)s” is no amount; write it like 12,500.") % {"typed": text[:40]})
        return plain_number(text)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        answer = self.answer(self.name, raws, shown, value=one(raws, self.name), conflict=shown.conflict)
        return self.frame("money" if self.currency else "number", [answer], currency=self.currency)


@dataclass(frozen=True)
class One(Item):
    """One of several; `standard` is meant where nothing is written and is not written."""

    choices: Sequence[Choice] = ()
    standard: Any = None
    kept: Mapping[str, Any] = field(
        default_factory=dict
    )  # value of the input → value in the rulebook, where they differ

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        shown = next((key for key, each in self.kept.items() if each == value), value)
        return {self.name: ["" if shown is None and self.standard is None else str(shown or self.standard or "")]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        text = one(raws, self.name)
        if text not in {choice.value for choice in self.choices}:
            if self.required or text:
                raise Wrong(_("Choose one of these."))
            return NOTHING
        value = self.kept.get(text, text)
        return NOTHING if value in ("", None) or (value == self.standard and before is None) else value

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        chosen = one(raws, self.name)
        choices = [Choice(c.value, c.label, c.hint, chosen=c.value == chosen) for c in self.choices]
        if len(choices) > MOST_RADIOS and all(choice.value for choice in choices):
            cell = Cell(self.name, self.label, "choice", choices=choices, required=True)
            cell = replace(cell, error=shown.errors.get(self.name, ""))
            return self.frame("organisation", [self.answer("", raws, shown, cells=[cell], conflict=shown.conflict)])
        answer = self.answer(self.name, raws, shown, choices=choices, conflict=shown.conflict)
        return self.frame("choice", [answer])


@dataclass(frozen=True)
class Many(Item):
    """Several of a list, kept in the list's order."""

    choices: Sequence[Choice] = ()

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        return {self.name: [str(each) for each in value] if isinstance(value, list) else []}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        marked = set(raws.get(self.name, ()))
        found = [choice.value for choice in self.choices if choice.value in marked]
        if self.required and not found:
            raise Wrong(_("Mark at least one."))
        return found or NOTHING

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        marked = set(raws.get(self.name, ()))
        choices = [Choice(c.value, c.label, c.hint, chosen=c.value in marked) for c in self.choices]
        answer = self.answer(self.name, raws, shown, choices=choices, conflict=shown.conflict)
        asked = self.frame("many", [answer])
        return asked if choices else replace(asked, hint=_("There is nothing to choose yet."))


@dataclass(frozen=True)
class Flags(Item):
    """Several yes-or-no marks in one group; each choice's value is the key it is written under, below `path`."""

    choices: Sequence[Choice] = ()
    standard: Sequence[str] = ()  # marks that hold where nothing is written

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        found = mapping(value)
        return {self.name: [c.value for c in self.choices if found.get(c.value, c.value in self.standard) is True]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        marked = set(raws.get(self.name, ()))
        return {choice.value: choice.value in marked for choice in self.choices}

    def edits(self, file: str, root: Path, before: Any, after: Any, tree: Tree) -> Iterator[Edit]:
        old = mapping(before)
        for key, value in mapping(after).items():
            if old.get(key, key in self.standard) is value:
                continue
            place = (*root, *self.path, key)
            yield Remove(file, place) if key in old and value is (key in self.standard) else Set(file, place, value)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        marked = set(raws.get(self.name, ()))
        choices = [Choice(c.value, c.label, c.hint, chosen=c.value in marked) for c in self.choices]
        answer = self.answer(self.name, raws, shown, choices=choices, conflict=shown.conflict)
        return Asked(id=self.name, type="many", label=self.label, answers=[answer], hint=self.hint, required=True)


def one(raws: Raws, name: str) -> str:
    """The only text of an input."""
    found = raws.get(name) or ("",)
    return found[0]


def checked_text(text: str, at: str = "") -> str:
    """The text, refused with its length when a rulebook cannot hold it."""
    if len(text) > MOST_TEXT:
        values = {"actual": number(len(text)), "limit": number(MOST_TEXT)}
        raise Wrong(_("This has %(actual)s characters; a text may have %(limit)s. Shorten it.") % values, at)
    return text


def plain(text: str) -> str:
    """A decimal number without trailing zeros after the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_number(text: str) -> str:
    """What somebody typed as a number, plain; Wrong when it is none."""
    asked = Question(id="number", type="number", label={})
    found = read(asked, text[:200], get_language() or "en")
    if not found.was_read or not isinstance(found.value, str):
        raise Wrong(_("“%(typed)s” is no number.") % {"typed": text[:40]})
    return found.value


def posted_raws(item: Item, posted: QueryDict) -> dict[str, list[str]]:
    """What came back for a field: its own input and those named below it."""
    return {
        name: [text.replace("\r\n", "\n") for text in posted.getlist(name)]
        for name in posted
        if name == item.name or name.startswith(f"{item.name}.")
    }


def digest(raws: Raws) -> str:
    """A short name for what inputs show; empty and missing ones are the same, and so is the order of marks."""
    kept = {name: sorted(text.strip() for text in texts if text.strip()) for name, texts in raws.items()}
    lines = [f"{name}\x1f{chr(30).join(texts)}" for name, texts in sorted(kept.items()) if texts]
    return hashlib.sha256("\x1d".join(lines).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def choices_of(tree: Tree, found: Mapping[str, Any], key: str = "title") -> list[Choice]:
    """Entries of the rulebook to choose from, by their titles."""
    from tandem.programmes.forms.workbench.tree import titled

    return [Choice(id, titled(mapping(entry).get(key), id)) for id, entry in found.items()]


def option_choices(options: Any) -> list[Choice]:
    """Options of a question as choices."""
    from tandem.programmes.forms.workbench.tree import titled

    return [Choice(str(o.get("id")), titled(o.get("label"), str(o.get("id")))) for o in entries(options)]
