"""Documents as PDF: tagged, PDF/UA-1, set with our own faces only."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from tandem.foundation.documents.blocks import Document, plain
from tandem.foundation.documents.faces import FONTS, font_files
from tandem.foundation.documents.pictures import prepared
from tandem.foundation.documents.text import cleaned, for_pdf, speaking

TEMPLATE = Path(__file__).parent / "template.typ"
LONGEST_RUN = 20_000
"""Characters set in one go; a longer paragraph is divided at a space, which bounds the typesetter's work."""


class NotTypeset(RuntimeError):
    """The typesetter refused the document or warned about it; the message is its own."""


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    font_files()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _divided(block: dict[str, Any]) -> list[dict[str, Any]]:
    text = block.get("text", "")
    if block["block"] != "Paragraph" or not isinstance(text, str) or len(text) <= LONGEST_RUN:
        return [block]
    parts = []
    while len(text) > LONGEST_RUN:
        cut = max(text.rfind(gap, 0, LONGEST_RUN) for gap in " \n\u200b")
        cut = cut if cut > 0 else LONGEST_RUN
        parts.append({**block, "text": text[:cut]})
        text = text[cut:].lstrip(" \n\u200b")
    return [*parts, {**block, "text": text}] if text else parts


def typesetter_data(document: Document) -> dict[str, Any]:
    """What the template reads: cleaned blocks, pictures prepared, language and day taken apart."""
    language, _, region = document.language.partition("-")
    data = cleaned({key: value for key, value in plain(document).items() if key != "date"}, for_pdf)
    for block in data["blocks"]:
        if block["block"] == "Picture":
            block["svg"] = prepared(block["svg"])
    data["blocks"] = [part for block in data["blocks"] for part in _divided(speaking(block))]
    day = document.date
    return {
        **data,
        "lang": language,
        "region": region or None,
        "day": {"year": day.year, "month": day.month, "day": day.day},
    }


def to_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1 bytes; the same document gives the same bytes.

    Raises NotTypeset when the typesetter refuses or warns (a missing alternative text, a missing face),
    and UnfitPicture for a picture that cannot be drawn.
    """
    return _typeset(typesetter_data(document), document.date)


def _typeset(data: dict[str, Any], day: dt.date) -> bytes:
    import typst

    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    try:
        made, warnings = typst.compile_with_warnings(
            TEMPLATE.read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(data, ensure_ascii=True)},
            pdf_standards=["ua-1"],
            timestamp=int(midnight.timestamp()),
        )
    except typst.TypstError as error:
        raise NotTypeset(f"{error.message} {error.diagnostic}") from None
    if warnings:
        raise NotTypeset("; ".join(warning.message for warning in warnings))
    return bytes(made)
