"""The papers of the story: council decisions and codes of ethics, set as real PDF files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tandem.demo.world import Upload
from tandem.foundation.documents.blocks import Block, Document, Facts, Heading, List, Paragraph
from tandem.foundation.documents.pdf import to_pdf


def paper(entry: Mapping[str, Any], organisation: str, language: str, day: date) -> Upload:
    """A PDF from {name, title, facts: {label: value}, parts: {heading: text or list}}."""
    blocks: list[Block] = []
    if entry.get("facts"):
        blocks.append(Facts(tuple((str(label), str(value)) for label, value in entry["facts"].items())))
    for heading, content in entry.get("parts", {}).items():
        blocks.append(Heading(1, str(heading)))
        if isinstance(content, list):
            blocks.append(List(tuple(str(item) for item in content), ordered=True))
        else:
            blocks.append(Paragraph(str(content).strip()))
    document = Document(
        title=entry["title"], language=language, blocks=tuple(blocks), author=organisation, date=day,
        footer=organisation,
    )
    return Upload(entry["name"], to_pdf(document))
