"""Text that every database can store: what cannot be kept is replaced visibly and named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Replacement:
    """A kind of character that was replaced: its code point as 'U+0000', and how often."""

    code_point: str
    times: int


def storable(text: str) -> tuple[str, tuple[Replacement, ...]]:
    """The text with NUL and lone surrogates replaced by U+FFFD, and what was replaced.

    Everything else, bidirectional controls included, is kept to the letter (SEC-8).
    """
    found = _UNSTORABLE.findall(text)
    if not found:
        return text, ()
    counted = Counter(found)
    kept = text.translate(dict.fromkeys(map(ord, counted), REPLACEMENT))
    return kept, tuple(Replacement(f"U+{ord(each):04X}", times) for each, times in counted.items())
