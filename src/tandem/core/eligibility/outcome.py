"""What one check found, and the texts it fills."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tandem.core.values import Remedy, pick

_PLACE = re.compile(r"\{([a-z_]+)\}")

# Says a coded value ('country', 'GT', 'es') or a number ('number', '24000', 'en') in a language.
Say = Callable[[str, str, str], str]

EVERYWHERE = frozenset({"actual", "limit", "difference", "party", "names"})


@dataclass(frozen=True)
class Coded:
    """A value with a code that the shell can say in words: kind 'country', 'kind' or 'language'."""

    kind: str
    code: str


@dataclass(slots=True)  # made for every rule of every application: frozen ones take four times as long to make
class Outcome:
    """Passed or not, the numbers, where to go, what to do. `words` fill the rule's texts beside the numbers."""

    passed: bool
    actual: Any = None
    limit: Any = None
    difference: Any = None
    path: str = ""
    remedy: Remedy | None = None
    words: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=4096, typed=True)
def held(actual: Any, limit: Any, difference: Any, path: str) -> Outcome:
    """A check that holds, with these numbers: one object for all applications of which the same is found.

    It is shared, so nobody may write into it. The numbers are hashable; for lists make an Outcome.
    """
    return Outcome(True, actual, limit, difference, path)


def plain_number(value: Decimal) -> int | str:
    """A Decimal as JSON: a whole number as int, anything else as text without trailing zeros."""
    if value == value.to_integral_value():
        return int(value)
    return format(value.normalize(), "f")


def say_plainly(kind: str, code: str, language: str) -> str:
    """Codes as they are; numbers in groups of three with no-break spaces."""
    if kind != "number":
        return code
    whole, dot, rest = code.partition(".")
    return f"{int(whole):,}".replace(",", "\N{NO-BREAK SPACE}") + dot + rest


def worded(value: Any, language: str, say: Say) -> str:
    """One value in one language."""
    if value.__class__ is str:
        return str(value)
    if value.__class__ is int:
        return say("number", str(value), language)
    if isinstance(value, Coded):
        return say(value.kind, value.code, language)
    if isinstance(value, Mapping):
        return pick(value, language)
    if isinstance(value, Decimal):
        value = plain_number(value)
        return say("number", str(value), language)
    if isinstance(value, int) and not isinstance(value, bool):
        return say("number", str(value), language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        entries = [worded(entry, language, say) for entry in value]
        return ("; " if any(mark in entry for entry in entries for mark in ",?") else ", ").join(entries)
    return "" if value is None else str(value)


def filled(text: Mapping[str, str], words: Mapping[str, Any], say: Say) -> dict[str, str]:
    """A text of the rulebook in each language with its {places} filled; places nobody fills stay as they are."""

    filled_in: dict[str, str] = {}
    for language, template in text.items():
        cut = _pieces(template)
        if len(cut) == 1:
            filled_in[language] = template
            continue
        pieces = list(cut)
        for index in range(1, len(pieces), 2):
            name = pieces[index]
            pieces[index] = worded(words[name], language, say) if name in words else f"{{{name}}}"
        filled_in[language] = "".join(pieces)
    return filled_in


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[str, ...]:
    """A template cut at its places: text, name, text, name, …, text."""
    return tuple(_PLACE.split(template))


def places_in(template: str) -> frozenset[str]:
    """The {places} a text wants filled."""
    return frozenset(_PLACE.findall(template))
