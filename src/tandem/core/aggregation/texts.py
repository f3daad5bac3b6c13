"""Texts of templates: which figures they name, and numbers that somebody typed where a figure belongs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\{(?:figure:)?([A-Za-z_][A-Za-z0-9_.:/-]*)\}")
_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BETWEEN: Final = ".,'’/:-\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def placeholders(text: str) -> set[str]:
    """Keys in `{key}` and `{figure:key}`; a key begins with a letter and has letters, digits and _ . : / -."""
    return {match[1] for match in _PLACEHOLDER.finditer(text)}


def typed_numbers(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Numbers typed into a template's text, in order; empty when every number comes from a placeholder.

    Digits of any script, fractions and Roman numeral characters count. What stands inside placeholders and template
    tags does not: a year comes from one, like every other number. `allowed` are names that bear a number ('ISA 805').
    """
    bare = _PLACEHOLDER.sub(" ", _TAG.sub(" ", text))
    for name in allowed:
        bare = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", bare)
    found: list[str] = []
    number = ""
    for char in bare + " ":
        if _is_digit(char) or (number and char in _BETWEEN):
            number += char
        elif number:
            found.append(number.rstrip(_BETWEEN))
            number = ""
    return found


def _is_digit(char: str) -> bool:
    return unicodedata.category(char) in ("Nd", "Nl", "No")
