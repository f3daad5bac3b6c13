"""The catalogue of rules: every registered check becomes an editor by looking at its arguments.

A check names what it refers to (`references`); probing it with made-up names tells which argument is a question, a
column of the team, a party, a paper, an amount. So a check that is registered tomorrow can be chosen here at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.functional import Promise
from pydantic import ValidationError

from tandem.core.eligibility import CHECKS, Bounds, Check
from tandem.core.eligibility.checks_free import Free
from tandem.core.eligibility.checks_team import checked_sort
from tandem.core.eligibility.registry import Reference, read_check
from tandem.core.eligibility.remedies import WORDS

KINDS = "question part record column tool step recorded component fact list profile activity".split()
PROBE = "probe"
SORT = 'probe == "x"'
BOUNDS = ("exactly", "at_least", "at_most", "between", "around")


@dataclass(frozen=True)
class Argument:
    """One argument of a check.

    kind: question, part (of the question chosen), question_part, party, each_party (a party or each), record, column,
    tool, step, recorded, component, fact, sort (of people), condition, values (of a column), number, amount, amount_or
    (or one of `literals`), literal, flag, text. `many`: several of them. `types` are what a question has to be.
    """

    key: str
    kind: str
    many: bool = False
    needed: bool = False
    types: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    standard: Any = None
    at_most: int | None = None  # how many of them, e.g. the two days of a period


@dataclass(frozen=True)
class Editor:
    """How to ask for a check."""

    word: str
    arguments: tuple[Argument, ...]
    bounds: tuple[str, ...]
    places: frozenset[str]
    remedies: frozenset[str]


@lru_cache(maxsize=64)
def editor_of(word: str) -> Editor:
    """The editor of a registered check; KeyError for another word."""
    check = CHECKS[word]
    bounds = BOUNDS if issubclass(check, Bounds) else ()
    found = _found(check)
    arguments = [
        _argument(check, key, info, found)
        for key, info in ((info.alias or name, info) for name, info in check.model_fields.items())
        if key not in bounds
    ]
    return Editor(word, tuple(arguments), bounds, check.places, check.remedies)


def words_in_order() -> list[str]:
    """Every registered check."""
    return list(CHECKS)


def _found(check: type[Check]) -> dict[str, list[Reference]]:
    """References by the argument under which they stand, from made-up examples of the check."""
    found: dict[str, list[Reference]] = {}
    for made in _examples(check):
        for reference in made.references():
            if reference.name:
                found.setdefault(reference.at, []).append(reference)
    return found


def _examples(check: type[Check]) -> Iterator[Check]:
    """Made-up checks: of plain names, of expressions, of paths, of what is needed only, and of longer lists."""
    kinds = ((PROBE, True, 0), (SORT, True, 0), (f"{PROBE}/inner", True, 0), (PROBE, False, 0), (PROBE, True, 1))
    for text, whole, variant in kinds:
        example: dict[str, Any] = {}
        for name, info in check.model_fields.items():
            if not whole and not info.is_required():
                continue
            value = _example(info.annotation, text, info.is_required(), variant)
            if value is not None:
                example[info.alias or name] = value
        try:
            yield read_check(example)
        except (ValidationError, ValueError):
            continue


def _example(annotation: Any, text: str, required: bool, variant: int) -> Any:
    """A made-up value of an argument; None to leave it out."""
    pieces = _pieces(annotation)
    if str in pieces:
        return text
    tuples = [piece for piece in pieces if get_origin(piece) is tuple and str in get_args(piece)]
    if tuples:
        fixed = [each for each in get_args(tuples[min(variant, len(tuples) - 1)]) if each is not Ellipsis]
        return [text] * len(fixed)
    return "1" if required else None


def _pieces(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, without None and without what is said about them."""
    pieces = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    bare = (get_args(piece)[0] if get_origin(piece) is Annotated else piece for piece in pieces)
    return tuple(piece for piece in bare if piece is not type(None))


def _argument(check: type[Check], key: str, info: Any, found: Mapping[str, Sequence[Reference]]) -> Argument:
    pieces, needed = _pieces(info.annotation), info.is_required()
    standard = None if needed else info.default
    literals = tuple(str(each) for piece in pieces if get_origin(piece) is Literal for each in get_args(piece))
    if bool in pieces:
        return Argument(key, "flag", standard=standard)
    tuples = [piece for piece in pieces if get_origin(piece) is tuple]
    many = bool(tuples)
    size = len(get_args(tuples[0])) if many and Ellipsis not in get_args(tuples[0]) else None
    references = found.get(key, ())
    types = tuple(dict.fromkeys(kind for reference in references for kind in reference.types))
    if str in pieces or many:
        kind = _kind(check, key, references, many)
        return Argument(key, kind, many, needed, types, literals, standard, size)
    if literals:
        plain = all(get_origin(piece) is Literal for piece in pieces)
        return Argument(key, "literal" if plain else "amount_or", False, needed, (), literals, standard)
    return Argument(key, "number" if int in pieces else "amount", False, needed, (), (), standard)


def _kind(check: type[Check], key: str, references: Sequence[Reference], many: bool) -> str:
    if _is_sort(check, key):
        return "sort"
    kinds = {reference.kind for reference in references}
    if not references:
        first = key == check.word
        return (
            "values"
            if many
            else "condition"
            if first and issubclass(check, Free)
            else "each_party"
            if first
            else "text"
        )
    if {"question", "part"} <= kinds:
        return "question_part"
    if "party" in kinds:
        return "party" if key == "by" else "each_party"
    return next((kind for kind in KINDS if kind in kinds), "text")


def _is_sort(check: type[Check], key: str) -> bool:
    """Is the argument an expression over the columns of a person?"""
    validators = check.__pydantic_decorators__.field_validators.values()
    return any(key in each.info.fields and each.func is checked_sort for each in validators)


def remedy_of(check: Check, team: str = "", budget: str = "") -> dict[str, Any] | str:
    """The remedy that fits a check: its word and what it concerns; 'none' when none does.

    `team` and `budget` are the ids of the form's questions of people and money.
    """
    if isinstance(check, Free):
        return "none"
    references = list(check.references())
    for word in sorted(check.remedies, key=lambda each: each == "answer"):
        kind = WORDS[word][1]
        names = [reference.name for reference in references if reference.kind == kind]
        if kind == "party":
            return {word: names[0] if names else "each_party"}
        if word == "answer" and any(r.kind == "part" for r in references):
            return {word: next(f"{r.inside}/{r.name}" for r in references if r.kind == "part")}
        if not names and kind == "question":
            fact = any(reference.kind == "fact" for reference in references)
            names = [budget] if fact and budget else [team] if team and not fact else []
        if names:
            return {word: names if word == "attach" and len(names) > 1 else names[0]}
    return "none"


def plain_words(words: Any) -> str:
    """Lazy words as text."""
    return str(words) if isinstance(words, Promise | str) else ""
