"""Text as people search it: without capitals and marks, 'Ålesund' and 'alesund' alike."""

from __future__ import annotations

import unicodedata
from typing import Final

_OTHER: Final = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
})


def folded(text: str) -> str:
    """Small letters without accents; ø ł đ ð þ ß æ œ as o l d d th ss ae oe; runs of white space as one blank.

    >>> folded("Łódź  – Straße, Øystre Å")
    'lodz – strasse, oystre a'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_OTHER))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.translate(_OTHER).split())
