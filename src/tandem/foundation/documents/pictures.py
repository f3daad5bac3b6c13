"""SVG pictures made fit for documents: nothing from outside, nothing that runs, no character without a glyph."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from tandem.foundation.documents.faces import FALLBACK_FACE, TEXT_FACE, font_files
from tandem.foundation.documents.text import for_pdf

INK = "#1b242e"
_SVG = "{http://www.w3.org/2000/svg}"
_REFUSED = frozenset({"script", "foreignObject", "iframe", "handler", "audio", "video"})


class UnfitPicture(ValueError):
    """The SVG cannot be put into a document; the message says what is wrong with it."""


def _parsed(svg: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(svg.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnfitPicture(f"not well-formed: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise UnfitPicture("a document type declaration is not allowed")
    if root.tag != f"{_SVG}svg":
        raise UnfitPicture("the root is not svg")
    return root


def _refuse_what_reaches_out(element: Any) -> None:
    name = element.tag.removeprefix(_SVG)
    if name in _REFUSED:
        raise UnfitPicture(f"the element {name} is not allowed")
    for attribute, value in element.attrib.items():
        plain_name = attribute.rpartition("}")[2].lower()
        if plain_name.startswith("on"):
            raise UnfitPicture(f"the attribute {plain_name} is not allowed")
        if plain_name == "href" and not value.startswith("#"):
            raise UnfitPicture("a picture may only refer to its own parts")


@lru_cache(maxsize=64)
def checked(svg: str) -> str:
    """The SVG as it was when it may stand on a page; UnfitPicture for what `prepared` refuses and for a style."""
    for element in _parsed(svg).iter():
        if not isinstance(element.tag, str):
            raise UnfitPicture("an entity reference is not allowed")
        _refuse_what_reaches_out(element)
        if element.tag == f"{_SVG}style" or "style" in element.attrib:
            raise UnfitPicture("a style is not allowed on a page")
    return svg


def prepared(svg: str) -> str:
    """The SVG with document ink and face as defaults and every text settable with our two faces.

    Raises UnfitPicture when it is not SVG, has a document type, a script, or refers to anything outside itself.
    """
    from lxml import etree

    root = _parsed(svg)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            raise UnfitPicture("an entity reference is not allowed")
        _refuse_what_reaches_out(element)
        if element.text and element.text.strip():
            element.text = for_pdf(element.text).replace("\u200b", "")
        if element.tail and element.tail.strip():
            element.tail = for_pdf(element.tail).replace("\u200b", "")
    for name, value in (("color", INK), ("font-size", "14")):
        if name not in root.attrib:
            root.attrib[name] = value
    root.attrib["font-family"] = f"{TEXT_FACE}, {FALLBACK_FACE}"
    return str(etree.tostring(root, encoding="unicode"))


def _regular_first(file: Path) -> tuple[bool, str]:
    """The renderer takes the first face that has a letter: without this, Cyrillic would be bold."""
    return "Regular" not in file.name, file.name


@lru_cache(maxsize=64)
def png(svg: str, pixels: int = 1600) -> bytes:
    """The prepared SVG drawn `pixels` wide with our own faces only (for Word). Raises UnfitPicture."""
    import resvg_py

    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=pixels,
                skip_system_fonts=True,
                font_files=[str(file) for file in sorted(font_files(), key=_regular_first)],
                font_family=TEXT_FACE,
                sans_serif_family=TEXT_FACE,
            )
        )
    except ValueError as error:
        raise UnfitPicture(str(error)) from None
