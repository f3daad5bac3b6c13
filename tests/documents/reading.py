"""Reading documents back: what a person, a screen reader or Word would find in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def pdf_text(content: bytes) -> str:
    """All text of the pages, one line feed between pages."""
    return "\n".join(page.extract_text() for page in pdf(content).pages)


def tags(content: bytes) -> Iterator[Any]:
    """Every element of the structure tree, in order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(pdf(content).trailer["/Root"]["/StructTreeRoot"]["/K"])


def tag_names(content: bytes) -> list[str]:
    return [str(node["/S"]) for node in tags(content)]


def fonts(content: bytes) -> set[str]:
    """Base names of every font that a page uses."""
    found = set()
    for page in pdf(content).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found


def part(content: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def word_text(content: bytes) -> str:
    """The text of body and footer: one line per paragraph, line breaks as line feeds."""
    lines = []
    for name in ("word/document.xml", *_footers(content)):
        for paragraph in part(content, name).iter(f"{W}p"):
            pieces = []
            for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
                pieces.append({f"{W}br": "\n", f"{W}tab": "\t"}.get(node.tag, node.text or ""))
            lines.append("".join(pieces))
    return "\n".join(lines)


def _footers(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.startswith("word/footer")]
