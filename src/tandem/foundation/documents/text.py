"""Text as documents can show it: what a format or a face cannot show becomes a visible code point, never nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tandem.foundation.documents.faces import printable

Cleaner = Callable[[str], str]

LONGEST_WORD = 40
"""Characters after which a word may be broken over two lines."""

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_LONG_WORD = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD + 1},}}")
_NOT_IN_XML = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]"
    r"|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)


def code_point(character: str) -> str:
    """A character's name that can always be shown: '‹U+1F600›'."""
    return f"‹U+{ord(character):04X}›"


def _replace(match: re.Match[str]) -> str:
    return "".join(code_point(character) for character in match[0])


@lru_cache(maxsize=1)
def _not_printable() -> re.Pattern[str]:
    """Everything that the two faces have no glyph for, or that has no shape to see (controls, format characters)."""
    points = sorted(
        point
        for point in printable()
        if unicodedata.category(chr(point)) not in ("Cc", "Cf", "Cs", "Co", "Cn") or point == 0xAD
    )
    allowed = ["\n"]
    start = last = -2
    for point in [*points, -2]:
        if point == last + 1:
            last = point
            continue
        if start >= 0:
            allowed.append(f"{re.escape(chr(start))}-{re.escape(chr(last))}")
        start = last = point
    return re.compile(f"[^{''.join(allowed)}]+")


def _space(match: re.Match[str]) -> str:
    return match[0] if ord(match[0]) in printable() else "\N{NO-BREAK SPACE}"


def for_pdf(text: str) -> str:
    """Text that can be set with the two faces: canonically composed, unknown characters as '‹U+1F600›'.

    Line ends become line feeds, tabs four spaces; a very long word gets places to break.
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", "    ")
    text = re.sub(r"[\u2000-\u200a\u202f\u205f\u3000]", _space, text)
    text = _not_printable().sub(_replace, text)
    return _LONG_WORD.sub(_breakable, text)


def _breakable(match: re.Match[str]) -> str:
    word = match[0]
    return "\u200b".join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))


def for_word(text: str) -> str:
    """Text that Word can store: controls, lone surrogates and bidirectional overrides as '‹U+202E›'.

    Characters beyond the document's own face are kept; Word takes them from a face of the reader's machine.
    """
    return _NOT_IN_XML.sub(_replace, _LINE_ENDS.sub("\n", text))


def speaking(block: dict[str, Any]) -> dict[str, Any]:
    """A cleaned block in which a heading without text says '…': headings are how people find their way."""
    if block["block"] == "Heading" and not block["text"].strip(" \n\t\u00a0\u00ad\u200b"):
        return {**block, "text": "…"}
    return block


_AS_IT_IS = frozenset({"block", "svg", "narrow", "key", "href", "value", "unit"})


def cleaned(data: Any, clean: Cleaner, skip: frozenset[str] = _AS_IT_IS) -> Any:
    """Plain block data with `clean` applied to every text except the fields named in `skip`."""
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, list):
        return [cleaned(item, clean, skip) for item in data]
    if isinstance(data, dict):
        return {key: value if key in skip else cleaned(value, clean, skip) for key, value in data.items()}
    return data
