"""Text that every database can store: what cannot be kept is replaced visibly and named."""

from __future__ import annotations

from dataclasses import dataclass

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Replacement:
    """A kind of character that was replaced: its code point as 'U+0000', and how often."""

    code_point: str
    times: int


def storable(text: str) -> tuple[str, tuple[Replacement, ...]]:
    """The text with NUL and lone surrogates replaced by U+FFFD, and what was replaced.

    Everything else, bidirectional controls included, is kept to the letter (SEC-8).
    """
    if "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text):
        return text, ()
    seen: dict[str, int] = {}
    kept: list[str] = []
    for character in text:
        if character == "\x00" or "\ud800" <= character <= "\udfff":
            name = f"U+{ord(character):04X}"
            seen[name] = seen.get(name, 0) + 1
            kept.append(REPLACEMENT)
        else:
            kept.append(character)
    return "".join(kept), tuple(Replacement(name, times) for name, times in seen.items())
