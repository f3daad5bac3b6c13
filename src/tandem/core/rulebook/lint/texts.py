"""Every text in every language, and only places that somebody fills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pydantic import BaseModel

from tandem.core.eligibility.outcome import places_in
from tandem.core.forms.definition import Text
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.sources import MAIN

LETTERS: Mapping[str, frozenset[str]] = {
    "award": frozenset({"partnership", "call", "reference", "reasons", "organiser"}),
    "refusal": frozenset({"partnership", "call", "reference", "reasons", "organiser"}),
    "reserve": frozenset({"partnership", "call", "reference", "reasons", "organiser"}),
    "firm": frozenset({"partnership", "reference", "donor", "amount", "organiser"}),
}
OPTIONAL = frozenset({"firm"})  # the donor's grant is there: without a letter of its own, a plain one goes out
NEEDED = frozenset({"reasons"})  # a decision without its reasons is no letter

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def lint_texts(desk: Desk) -> None:
    """Languages themselves, then every text of main file, forms and templates, then the letters."""
    rulebook = desk.rulebook
    desk.twice(rulebook.languages, ("languages",), "language")
    for index, language in enumerate(rulebook.languages):
        if not _LANGUAGE.match(language):
            desk.say("bad_language", ("languages", index), name=language)
    texts = list(_texts(desk))
    spoken = {language for _, text, _ in texts for language in text}
    for index, language in enumerate(rulebook.languages):
        if language not in spoken:
            desk.say("language_unused", ("languages", index), name=language)
    for path, text, needed in texts:
        made = path[0] == "lists" and path[1] == "effects" and not desk.written(path[:2])
        if path[0] in ("forms", "templates"):
            _languages(desk, text, path[2:], str(path[1]), needed)
        elif not made and not _of_everyone(rulebook, path):
            _languages(desk, text, path, MAIN, needed)
    _letters(desk)


def _texts(desk: Desk) -> Iterator[tuple[Path, Mapping[str, str], bool]]:
    """Every text with its path and whether it has to be there."""
    for path, model in desk.models:
        for name, many, needed in _texts_of(type(model)):
            inner = getattr(model, name)
            if not many:
                yield (*path, name), inner, needed
                continue
            entries = inner.items() if isinstance(inner, Mapping) else enumerate(inner)
            yield from (((*path, name, key), text, True) for key, text in entries)


@lru_cache(maxsize=512)
def _texts_of(kind: type[BaseModel]) -> tuple[tuple[str, bool, bool], ...]:
    """The fields that hold texts: name, whether it holds many, whether it has to be there."""
    several = (dict[str, Text], tuple[Text, ...])
    return tuple(
        (name, info.annotation != Text, info.is_required())
        for name, info in kind.model_fields.items()
        if info.annotation == Text or info.annotation in several or name in ("letters", "papers")
    )


def _languages(desk: Desk, text: Mapping[str, str], path: Path, file: str, needed: bool) -> None:
    rule = _rule_of(desk, path)
    if not text:
        if needed or desk.written(path, file):
            desk.say("text_missing", path, file, rule, languages=list(desk.rulebook.languages))
        return
    for language in desk.rulebook.languages:
        if language not in text:
            desk.say("language_missing", path, file, rule, language=language)
        elif not text[language].strip():
            desk.say("text_empty", (*path, language), file, rule, language=language)
    for language in text:
        if language not in desk.rulebook.languages:
            known = list(desk.rulebook.languages)
            desk.say("unknown_reference", (*path, language), file, rule, what="language", name=language, known=known)


def _of_everyone(rulebook: Rulebook, path: Path) -> bool:
    """A rule of everyone as it stands in a component: its text is looked at where it is written."""
    inside = len(path) > 3 and path[0] == "components" and path[2] == "rules" and isinstance(path[3], int)
    return inside and int(path[3]) >= len(rulebook.own_rules(str(path[1])))


def _rule_of(desk: Desk, path: Path) -> str:
    if len(path) > 1 and path[0] == "everyone" and isinstance(path[1], int):
        return desk.rulebook.everyone[path[1]].id
    if len(path) > 3 and path[0] == "components" and path[2] == "rules" and isinstance(path[3], int):
        return desk.rulebook.components[str(path[1])].rules[path[3]].id
    return ""


def _letters(desk: Desk) -> None:
    for id, text in desk.rulebook.letters.items():
        path: Path = ("letters", id)
        if desk.unknown(id, LETTERS, path, "letter"):
            continue
        for language, template in text.items():
            places(desk, template, LETTERS[id], (*path, language))
            for place in sorted((NEEDED & LETTERS[id]) - places_in(template)):
                desk.say("place_missing", (*path, language), place=place)
    for id in LETTERS:
        if id not in desk.rulebook.letters and id not in OPTIONAL:
            desk.say("letter_missing", ("letters",), name=id)


def places(desk: Desk, template: str, known: frozenset[str], path: Path, rule: str = "") -> None:
    """Say every {place} that nobody fills, and braces that are no place."""
    for place in sorted(places_in(template) - known):
        desk.say("unknown_place", path, rule=rule, place=place, known=sorted(known))
    left = re.sub(r"\{[a-z_]+\}", "", template)
    if "{" in left or "}" in left:
        desk.say("stray_brace", path, rule=rule)
