"""Whatever a request brings, as text that can be stored: the first step of every reading. Nothing here raises."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.core.forms.answers import is_unread
from tandem.core.values import Replacement, storable
from tandem.core.values.plain import REPLACEMENT

_MOST_BITS = 4096  # Python refuses to print larger whole numbers in decimal
_MOST_DEPTH = 8
# The characters that `storable` replaces, found in one pass: texts here may be megabytes of them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Intake:
    """Turns raw input into storable text and remembers what was replaced on the way."""

    def __init__(self) -> None:
        self._replaced: dict[str, int] = {}

    @property
    def replaced(self) -> tuple[Replacement, ...]:
        """Kinds of characters that cannot be stored, and how often each was replaced."""
        return tuple(Replacement(code_point, times) for code_point, times in self._replaced.items())

    def text(self, raw: Any) -> str:
        """The text of a single input; CR LF as LF, what cannot be stored as U+FFFD, everything else to the letter.

        An unread answer gives what was typed; several texts (a list) are joined by line breaks; anything that is not
        text is written out.
        """
        text = raw if isinstance(raw, str) else _written(raw)
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
        if "\x00" not in text and _encodes(text):
            return text
        for character, times in Counter(_UNSTORABLE.findall(text)).items():
            replaced = storable(character)[1][0]
            self._replaced[replaced.code_point] = self._replaced.get(replaced.code_point, 0) + times
        return _UNSTORABLE.sub(REPLACEMENT, text)

    def texts(self, raw: Any) -> list[str]:
        """The texts of an input that may occur several times; blank ones left out."""
        if is_unread(raw):
            raw = raw["unread"].split("\n")
        if raw is None or isinstance(raw, (str, bytes, Mapping)) or not isinstance(raw, Iterable):
            raw = [raw]
        return [text for text in (self.text(each) for each in raw) if text.strip()]

    def typed(self, raw: Any, depth: int = 0) -> Any:
        """What was typed, to show it again: same shape, every text storable; deeper than eight levels it is cut off."""
        if isinstance(raw, Mapping):
            if depth >= _MOST_DEPTH:
                return ""
            return {self.text(key): self.typed(inner, depth + 1) for key, inner in raw.items()}
        if isinstance(raw, (list, tuple)):
            return [self.typed(each, depth + 1) for each in raw] if depth < _MOST_DEPTH else ""
        return self.text(raw)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _written(raw: Any) -> str:
    """A value that is not text, written out: true, 12.5, 2024-10-01, JSON for what is composed."""
    if raw is None or (isinstance(raw, (list, tuple, Mapping)) and not raw):
        return ""
    if is_unread(raw):
        return str(raw["unread"])
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        return str(raw) if raw.bit_length() <= _MOST_BITS else f"{raw:#x}"
    if isinstance(raw, Decimal):
        return format(raw, "f") if raw.is_finite() and abs(raw.adjusted()) < _MOST_BITS else str(raw)
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, (bytes, bytearray)):
        return bytes(raw).decode("utf-8", "replace")
    if isinstance(raw, (list, tuple)) and all(isinstance(each, str) for each in raw):
        return "\n".join(raw)
    try:
        return json.dumps(raw, ensure_ascii=False, default=repr)
    except (ValueError, TypeError, RecursionError):
        return type(raw).__name__
