"""Fields that hold several things, one per line: options, countries, currencies, what scores mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Insert, Key, Remove, Set
from tandem.programmes.forms.workbench.items import NOTHING, Item, Raws, Shown, Wrong, checked_text, one
from tandem.programmes.forms.workbench.tree import Path, Tree, entries, identifier, mapping
from tandem.web.shapes import Asked
from tandem.web.templatetags.tandem import own_name

MOST_LINES = 120
BAR = "|"


def in_languages(languages: Sequence[str]) -> str:
    """How to write one thing in several languages on one line."""
    if len(languages) == 1:
        return _("One per line.")
    order = f" {BAR} ".join(own_name(code) for code in languages)
    return _("One per line, with a bar between the languages: %(order)s") % {"order": order}


def split_line(line: str, languages: Sequence[str]) -> dict[str, str]:
    """One line in several languages; what is not written is left out."""
    pieces = [piece.strip() for piece in line.split(BAR)]
    if len(pieces) > len(languages):
        raise Wrong(
            _("“%(line)s” has %(actual)s parts between bars; the programme has %(limit)s languages.")
            % {"line": line[:60], "actual": len(pieces), "limit": len(languages)}
        )
    return {code: checked_text(piece) for code, piece in zip(languages, pieces, strict=False) if piece}


def joined_line(text: Any, languages: Sequence[str]) -> str:
    """The same the other way round."""
    found = mapping(text)
    return f" {BAR} ".join(str(found.get(code) or "") for code in languages).rstrip(f" {BAR}")


def filled_lines(text: str) -> list[str]:
    """The lines that say something; Wrong when there are too many."""
    found = [line.strip() for line in text.split("\n") if line.strip()]
    if len(found) > MOST_LINES:
        raise Wrong(
            _("These are %(actual)s lines; at most %(limit)s at once. Take some away.")
            % {"actual": len(found), "limit": MOST_LINES}
        )
    return found


def lines_asked(item: Item, raws: Raws, shown: Shown) -> Asked:
    """A box for lines."""
    answer = item.answer(item.name, raws, shown, value=one(raws, item.name), conflict=shown.conflict)
    return item.frame("long_text", [answer])


@dataclass(frozen=True)
class Options(Item):
    """Things with an id and a text per language. A line that is only reworded keeps its id."""

    text: str = "label"

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        lines = [joined_line(entry.get(self.text), tree.languages) for entry in entries(value)]
        return {self.name: ["\n".join(lines)]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        lines = filled_lines(one(raws, self.name))
        if self.required and not lines:
            raise Wrong(_("Write at least one line."))
        return options_from(lines, entries(before), tree.languages, self.text) or NOTHING

    def edits(self, file: str, root: Path, before: Any, after: Any, tree: Tree) -> Iterator[Edit]:
        here = (*root, *self.path)
        if after is NOTHING or not entries(before):
            yield from super().edits(file, root, before, after, tree)
        else:
            yield from listed(file, here, entries(before), after)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        return lines_asked(self, raws, shown)


def options_from(
    lines: Sequence[str], before: Sequence[Mapping[str, Any]], languages: Sequence[str], text: str = "label"
) -> list[dict[str, Any]]:
    """Lines as entries: the same words keep their entry; where as many lines are there, so does the place."""
    spoken = [split_line(line, languages) for line in lines]
    kept = _kept(
        [joined_line(words, languages) for words in spoken],
        [joined_line(entry.get(text), languages) for entry in before],
        before,
    )
    first = languages[0]
    by_first = {str(mapping(entry.get(text)).get(first)): entry for entry in before}
    found: list[dict[str, Any]] = []
    taken = [str(entry.get("id")) for entry in before]
    seen: set[str] = set()
    for words, entry in zip(spoken, kept, strict=True):
        entry = entry or by_first.get(words.get(first, ""))
        if entry is None or str(entry.get("id")) in seen:
            made = identifier(words.get("en") or next(iter(words.values()), ""), taken, "option")
            taken.append(made)
            entry = {"id": made}
        seen.add(str(entry["id"]))
        found.append({**entry, text: words})
    return found


def _kept(
    lines: Sequence[str], old: Sequence[str], before: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any] | None]:
    """For each line the entry it was: the same words, or other words in the same place."""
    by_words = dict(zip(old, before, strict=True))
    found = [by_words.get(line) for line in lines]
    for verb, was, until, now, end in SequenceMatcher(a=old, b=lines, autojunk=False).get_opcodes():
        if verb == "replace":
            for at, entry in zip(range(now, end), before[was:until], strict=False):
                moved = any(entry is each for each in found)
                found[at] = found[at] or (None if moved else entry)
    return found


def listed(
    file: str, here: Path, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Edit]:
    """The fewest edits from one list of entries with ids to another, so that comments stay where they are."""
    old = {str(entry.get("id")): entry for entry in before}
    wanted = [str(entry["id"]) for entry in after]
    if [id for id in old if id in wanted] != [id for id in wanted if id in old]:
        yield Set(file, here, list(after))
        return
    for gone in old:
        if gone not in wanted:
            yield Remove(file, (*here, Key("id", gone)))
    for at, entry in enumerate(after):
        known = old.get(wanted[at])
        if known is None:
            yield Insert(file, here, at, dict(entry))
            continue
        for key, value in entry.items():
            if known.get(key) != value:
                yield Set(file, (*here, Key("id", wanted[at]), key), value)
        for key in known:
            if key not in entry:
                yield Remove(file, (*here, Key("id", wanted[at]), key))


@dataclass(frozen=True)
class TextLines(Item):
    """Texts without ids, one per line: papers to have at hand, what 1, 2, 3 … mean."""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        return {self.name: ["\n".join(joined_line(each, tree.languages) for each in value or ())]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        return [split_line(line, tree.languages) for line in filled_lines(one(raws, self.name))] or NOTHING

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        return lines_asked(self, raws, shown)


@dataclass(frozen=True)
class Anchors(Item):
    """What scores mean: the score, then the words."""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        lines = [f"{each.get('score')} {joined_line(each.get('means'), tree.languages)}" for each in entries(value)]
        return {self.name: ["\n".join(lines)]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        found = []
        for line in filled_lines(one(raws, self.name)):
            score, _space, words = line.partition(" ")
            score = score.rstrip(".:")
            if not score.lstrip("-").isdigit() or not words.strip():
                raise Wrong(_("“%(line)s” does not begin with a score and say what it means.") % {"line": line[:60]})
            found.append({"score": int(score), "means": split_line(words.strip(" :–"), tree.languages)})
        return found or NOTHING

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        return lines_asked(self, raws, shown)


@dataclass(frozen=True)
class Codes(Item):
    """Countries, languages or currencies by name or code, with commas or on lines of their own."""

    kind: str = "country"  # country, language or currency
    among: Sequence[str] = ()  # empty: every one there is
    single: bool = False

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        found = value if isinstance(value, list) else [value] if isinstance(value, str) and value else []
        names = code_names(self.kind)
        separator = ", " if not self.single else ""
        return {self.name: [separator.join(names.get(str(code), str(code)) for code in found)]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        typed = [piece.strip() for piece in one(raws, self.name).replace("\n", ",").replace(";", ",").split(",")]
        found: list[str] = []
        for piece in typed:
            if piece and (code := self.code(piece)) not in found:
                found.append(code)
        if self.required and not found:
            raise Wrong(_("Write at least one."))
        if self.single and len(found) > 1:
            raise Wrong(_("Write only one."))
        return NOTHING if not found else found[0] if self.single else found

    def code(self, piece: str) -> str:
        """The code that somebody means by a code or by a name in a language that Tandem knows."""
        names = code_names(self.kind)
        exact = piece.lower() if self.kind == "language" else piece.upper()
        if exact not in names:
            exact = known_names(self.kind).get(piece.casefold(), "")
        if not exact or (self.among and exact not in self.among):
            known = ", ".join(names.get(code, code) for code in self.among)
            more = _(" Choose among: %(names)s.") % {"names": known} if self.among else ""
            raise Wrong(_("“%(typed)s” is not known here.") % {"typed": piece[:60]} + more)
        return exact

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        answer = self.answer(self.name, raws, shown, value=one(raws, self.name), conflict=shown.conflict)
        return self.frame("short_text" if self.single else "long_text", [answer])


def code_names(kind: str, language: str = "") -> Mapping[str, str]:
    """Names by code in the reader's language."""
    locale = _locale(language or get_language() or "en")
    if kind == "country":
        return {code: name for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()}
    if kind == "language":
        return {code.replace("_", "-"): name for code, name in locale.languages.items()}
    return dict(locale.currencies)


def known_names(kind: str) -> Mapping[str, str]:
    """Codes by name, in the reader's language and in English; countries and languages also by their own names."""
    found = {name.casefold(): code for code, name in code_names(kind, "en").items()}
    if kind == "language":
        found |= {
            own_name(code).casefold(): code for code in ("da", "sv", "nb", "nn", "fi", "de", "fr", "es", "pl", "pt")
        }
    return found | {name.casefold(): code for code, name in code_names(kind).items()}


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@dataclass(frozen=True)
class Names(Item):
    """Names that Tandem has no list of, one per line."""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        return {self.name: ["\n".join(str(each) for each in value or ())]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        found = [checked_text(line) for line in filled_lines(one(raws, self.name))]
        if self.required and not found:
            raise Wrong(_("Write at least one."))
        return found or NOTHING

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        return lines_asked(self, raws, shown)
