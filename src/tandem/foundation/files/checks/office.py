"""Office Open XML and OpenDocument: which one, and without macros, programs, declarations or parts from elsewhere.

XML is searched as bytes; only the two small kinds of parts that name the others are parsed, with entities, DTDs and
network off. Sources: ECMA-376 part 2 (content types, relationships); OpenDocument 1.3 part 2 (manifest).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import Any

from tandem.foundation.files.checks.verdict import Unacceptable

MOST_PARSED = 4 << 20
"""Bytes of one content-type or relationship part that are parsed at most."""

_TYPES = "[Content_Types].xml"
_BLOCK = 1 << 18
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex", re.IGNORECASE)
_MACRO_NAME = re.compile(r"vbaproject|(^|/)(activex|macrosheets|basic|scripts|script-lib)/", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_DYNAMIC_DATA = re.compile(rb"<(\w+:)?ddeLink\b|\bDDEAUTO\b")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_FETCHED = ("attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "package", "control")


def check(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> str:
    """The kind, or '' when it is no Office file we know. Raises Unacceptable (damaged, password, unsafe, expands)."""
    names = {entry.filename for entry in entries}
    if _TYPES in names:
        kind = _word_or_excel(archive)
    elif entries[0].filename == "mimetype" and entries[0].file_size < 200:
        kind = _OPEN_DOCUMENT.get(archive.read("mimetype").strip(), "")
    else:
        return ""
    if not kind:
        return ""
    if any(_MACRO_NAME.search(name) for name in names):
        raise Unacceptable("unsafe", what="macro")
    for entry in entries:
        _check_entry(archive, entry)
    return kind


def parsed(archive: zipfile.ZipFile, name: str) -> Any:
    """The root of a small XML part. Raises Unacceptable when it is big, declares a document type, or is not XML."""
    from lxml import etree

    if archive.getinfo(name).file_size > MOST_PARSED:
        raise Unacceptable("expands")
    data = archive.read(name)
    if _DECLARATION.search(data.replace(b"\0", b"")):
        raise Unacceptable("unsafe", what="declaration")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unacceptable("damaged") from None
    if root.getroottree().docinfo.doctype:
        raise Unacceptable("unsafe", what="declaration")
    return root


def _word_or_excel(archive: zipfile.ZipFile) -> str:
    kind = ""
    for element in parsed(archive, _TYPES):
        declared = (element.get("ContentType") or "").strip()
        if _MACRO_TYPE.search(declared):
            raise Unacceptable("unsafe", what="macro")
        kind = _MAIN.get(declared, kind)
        part = (element.get("PartName") or "").lstrip("/")
        if declared in _MAIN and part and part not in archive.namelist():
            raise Unacceptable("damaged")
    return kind


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read one entry to its end, which also proves its checksum and its size."""
    name = entry.filename.lower()
    is_markup = name.endswith((".xml", ".rels", ".vml", ".rdf"))
    before = b""
    with archive.open(entry) as part:
        while block := part.read(_BLOCK):
            if not before and block.startswith(_PROGRAMS) and not is_markup:
                raise Unacceptable("unsafe", what="program")
            if is_markup:
                _search(before[-64:] + block, name)
            before = block
    if name.endswith(".rels"):
        _refuse_remote(archive, entry.filename)


def _search(block: bytes, name: str) -> None:
    text = block.replace(b"\0", b"")
    if _DECLARATION.search(text):
        raise Unacceptable("unsafe", what="declaration")
    if _DYNAMIC_DATA.search(text):
        raise Unacceptable("unsafe", what="remote_part")
    if name == "meta-inf/manifest.xml" and b"encryption-data" in text:
        raise Unacceptable("password")


def _refuse_remote(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse parts that a reader would fetch from the network when it opens the file; links to click are fine."""
    for element in parsed(archive, name):
        if element.get("TargetMode") != "External":
            continue
        kind = (element.get("Type") or "").rpartition("/")[2]
        target = (element.get("Target") or "").strip().lower()
        if kind in _FETCHED and not target.startswith("file:"):
            raise Unacceptable("unsafe", what="remote_part")
