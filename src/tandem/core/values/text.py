"""Texts that officers write in several languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Localised = Mapping[str, str]


def pick(text: Localised, language: str, fallbacks: Sequence[str] = ()) -> str:
    """The text in `language`, else in the first fallback that has it, else in any language, else ''.

    Languages are IETF tags; 'es-GT' also finds 'es'.
    """
    for wanted in (language, language.split("-")[0], *fallbacks):
        if text.get(wanted):
            return text[wanted]
    return next((value for value in text.values() if value), "")
