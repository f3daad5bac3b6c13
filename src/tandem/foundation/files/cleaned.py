"""A copy of a file without what programs write into it about people and places; or nothing, when that is not sure.

What the pages themselves say is not touched: nobody can take a name out of a scanned letter. Sources: ECMA-376 part 2
(docProps), OpenDocument 1.3 part 2 (meta.xml), ISO 32000-1 14.3 (Info, XMP), PNG 11.3 (text chunks), JPEG (APPn, COM).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

MOST = 64 << 20
"""Bytes of the largest file that is cleaned; a larger one is withheld."""

_EMPTY_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    b'.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"/>'
)
_EMPTY_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"/>'
)
_EMPTY_CUSTOM = _EMPTY_APP.replace(b"extended-properties", b"custom-properties")
_EMPTY_META = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:'
    b'xmlns:office:1.0" office:version="1.3"><office:meta/></office:document-meta>'
)
_PARTS = {
    "docProps/core.xml": _EMPTY_CORE, "docProps/app.xml": _EMPTY_APP, "docProps/custom.xml": _EMPTY_CUSTOM,
    "meta.xml": _EMPTY_META,
}
_DROPPED = re.compile(r"(?i)(^|/)(thumbnails?/|docProps/thumbnail|customXml/|printerSettings/)")
_LINK = re.compile(rb"<(?:Relationship|Override)\b[^>]*?\b(?:Target|PartName)=\"([^\"]*)\"[^>]*?(?:/>|></\w+>)")
# who changed or remarked something: attributes and elements of Word, Excel and OpenDocument
_AUTHORS = re.compile(rb'((?:\bw:author|\bw:initials|\bw15:author|\bw15:userId|\bdisplayName|\buserName)=")[^"]*(")')
_NAMED = re.compile(
    rb"(<(dc:creator|meta:creator-initials|dc:contributor|author|meta:initial-creator)\b[^>]*>)[^<]*(</\2>)"
)


def cleaned(content: bytes, kind: str) -> bytes | None:
    """A copy of `content` (of a kind of `kinds.KINDS`) without authors, places and programs; None when it is withheld.

    Withheld: what is larger than MOST, encrypted, or keeps such things where they cannot be taken out for sure.
    """
    cleaner = _CLEANERS.get(kind)
    if cleaner is None or len(content) > MOST:
        return None
    try:
        return cleaner(content)
    except (ValueError, KeyError, struct.error, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        return None


def _plain(content: bytes) -> bytes:
    return content


def _archive(content: bytes) -> bytes | None:
    """Office files: every part with its properties emptied, times of the archive forgotten, extra parts left out."""
    made = io.BytesIO()
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            total += entry.file_size
            if total > 4 * MOST:
                return None
            if entry.is_dir() or _DROPPED.search(entry.filename):
                continue
            data = _PARTS.get(entry.filename) or old.read(entry)
            if entry.filename.endswith((".rels", "[Content_Types].xml")):
                data = _LINK.sub(_kept_link, data)
            elif entry.filename.endswith(".xml"):
                data = _without_people(data)
            info = zipfile.ZipInfo(entry.filename)
            info.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return made.getvalue()


def _kept_link(link: re.Match[bytes]) -> bytes:
    return b"" if _DROPPED.search(link[1].decode("utf-8", "replace")) else link[0]


def _without_people(part: bytes) -> bytes:
    return _NAMED.sub(rb"\1\3", _AUTHORS.sub(rb"\1\2", part))


def _png(content: bytes) -> bytes:
    """Only the chunks that make the picture."""
    keep = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    made, at = [content[:8]], 8
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        whole = content[at : at + 12 + length]
        if name in keep:
            made.append(whole)
        at += 12 + length
        if name == b"IEND":
            break
    return b"".join(made)


def _jpeg(content: bytes) -> bytes:
    """Without APP1 to APP15 (Exif, XMP, IPTC, where it was taken) and comments; the colours stay."""
    made, at = [b"\xff\xd8"], 2
    for start, marker, end in _segments(content):
        if marker == 0xDA:  # the picture itself, to the end
            return b"".join([*made, content[start:]])
        if marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE):  # APP14 says how colours are meant
            made.append(content[start:end])
        at = end
    raise ValueError(f"no picture after {at} bytes")


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, marker and end of each segment of a JPEG before its picture."""
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise ValueError("damaged")
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        yield at, marker, at + 2 + length
        at += 2 + length


_KEYS = rb"/(?:Author|Creator|Producer|Title|Subject|Keywords|Company)"
_INFO = re.compile(_KEYS + rb"\b\s*|/(?:SourceModified|CreationDate|ModDate)\b\s*")
_TOLD = re.compile(_KEYS + rb"\s*[(<]|xpacket|<rdf:")
_ELSEWHERE = re.compile(_KEYS + rb"\s+\d+\s+\d+\s+R")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_XMP = re.compile(rb"<\?xpacket begin.*?<\?xpacket end[^>]*\?>", re.DOTALL)


def _pdf(content: bytes) -> bytes | None:
    """Strings of the document information and the metadata packets, blanked where they stand so that nothing moves.

    None when the file is encrypted or keeps them inside compressed objects.
    """
    if b"/Encrypt" in content or _ELSEWHERE.search(content):
        return None
    made = bytearray(content)
    for found in _INFO.finditer(content):
        _blank_string(made, found.end())
    for packet in _XMP.finditer(content):
        made[packet.start() : packet.end()] = b" " * len(packet.group())
    for found in _STREAM.finditer(content):
        head = content[max(content.rfind(b"obj", 0, found.start()), found.start() - 8000, 0) : found.start()]
        if b"/ObjStm" in head or b"/Metadata" in head:
            start = found.end()
            end = content.find(b"endstream", start)
            if _tells(head, bytes(made[start:end])):
                return None
    return bytes(made)


def _tells(head: bytes, body: bytes) -> bool:
    """Whether an object stream or a metadata stream says something about its makers."""
    if b"/FlateDecode" in head:
        body = zlib.decompressobj().decompress(body.lstrip(b"\r\n"), 16 << 20)
    elif b"/Filter" in head:
        return True
    return _TOLD.search(body) is not None


def _blank_string(made: bytearray, at: int) -> None:
    """Overwrite the string that begins at `at` with blanks: (…) with nested brackets, or <hex digits>."""
    if at >= len(made):
        return
    if made[at] == 0x3C and made[at + 1 : at + 2] != b"<":
        end = made.find(b">", at)
        made[at + 1 : end] = b"0" * (end - at - 1)
        return
    if made[at] != 0x28:
        return
    depth, place = 1, at + 1
    while place < len(made) and depth:
        one = made[place]
        if one == 0x5C:
            made[place : place + 2] = b"  "
            place += 2
            continue
        depth += (one == 0x28) - (one == 0x29)
        if depth:
            made[place] = 0x20
        place += 1


_CLEANERS: dict[str, Callable[[bytes], bytes | None]] = {
    "docx": _archive, "xlsx": _archive, "odt": _archive, "ods": _archive, "png": _png, "jpg": _jpeg, "pdf": _pdf,
    "txt": _plain, "csv": _plain,
}
