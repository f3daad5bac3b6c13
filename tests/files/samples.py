"""Files for the tests: sound ones of every kind, and tools to make harmful ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache

from tandem.foundation.documents.blocks import Paragraph
from tandem.foundation.documents.pdf import to_pdf
from tandem.foundation.documents.pictures import png as draw
from tandem.foundation.documents.word import to_docx
from tests.documents.samples import SVG, document


@lru_cache
def pdf() -> bytes:
    return to_pdf(document(Paragraph("Decision of the council")))


@lru_cache
def docx() -> bytes:
    return to_docx(document(Paragraph("Decision of the council")))


@lru_cache
def xlsx() -> bytes:
    import openpyxl

    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Line", 2024])
    book.save(target)
    return target.getvalue()


def open_document(media: str = "text", extra: Mapping[str, bytes] | None = None, manifest: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{media}", zipfile.ZIP_STORED)
        archive.writestr("content.xml", b"<x/>", zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest or b"<manifest/>", zipfile.ZIP_DEFLATED)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


@lru_cache
def png() -> bytes:
    return draw(SVG, 80)


def jpg(width: int = 2, height: int = 2, scan: bytes = b"\x00" * 20) -> bytes:
    """A JPEG's skeleton: start, frame, scan, end (enough for a reader of segments)."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + b"\xff\xc0"
        + struct.pack(">H", len(frame) + 2)
        + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
        + scan
        + b"\xff\xd9"
    )


def sound() -> dict[str, bytes]:
    """A sound file of every kind, by the name that it would have."""
    return {
        "a.pdf": pdf(),
        "a.docx": docx(),
        "a.xlsx": xlsx(),
        "a.odt": open_document(),
        "a.ods": open_document("spreadsheet"),
        "a.png": png(),
        "a.jpg": jpg(),
        "a.jpeg": jpg(),
        "a.txt": "Ђорђе Київ 😀 å ø\r\n".encode(),
        "a.csv": "line;2024\nvisits;1200\n".encode("utf-16"),
    }


def changed(archive: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A zip with some parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            if entry.filename not in parts:
                made.writestr(entry.filename, source.read(entry))
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def part(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return source.read(name)


def bomb(megabytes: int) -> bytes:
    """A docx whose body unpacks to so many megabytes of zeros."""
    target = io.BytesIO(docx())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.bin", "w") as entry:
        for _ in range(megabytes):
            entry.write(bytes(1 << 20))
    return target.getvalue()


def overlapping(copies: int = 200, kernel: int = 1 << 20) -> bytes:
    """A zip whose many entries share the same compressed bytes (the bomb that ratio checks alone may miss)."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(bytes(kernel)) + packed.flush()
    check = zlib.crc32(bytes(kernel))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, check, len(data), kernel, 1, 0) + b"a"
    directory = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, check, len(data), kernel, 5, 0, 0, 0, 0, 0, 0
        )
        + f"{n:05}".encode()
        for n in range(copies)
    )
    body = local + data
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, copies, copies, len(directory), len(body), 0)
    return body + directory + end


def small_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF from objects given as text, with a table of references."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", *objects), 1
    ):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, len(body))
    return body + table + end


def object_stream(content: bytes, label: bytes = b"/ObjStm") -> bytes:
    packed = zlib.compress(content)
    return b"<</Type%s/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (label, len(packed), packed)
