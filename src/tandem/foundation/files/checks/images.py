"""PNG and JPEG: whole, of a size that can be opened, with nothing behind the picture. Never decoded here.

Sources: PNG specification (third edition) section 5; ITU-T T.81 annex B.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

from tandem.foundation.files.checks.tail import refuse_second_file
from tandem.foundation.files.checks.verdict import Unacceptable

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_PIXELS = 120_000_000

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def _refuse_huge(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Unacceptable("damaged")
    if width * height > MOST_PIXELS:
        raise Unacceptable("expands")


def check_png(file: BinaryIO, size: int) -> None:
    """Walks the chunks with their checksums. Raises Unacceptable: damaged, expands, unsafe (something behind IEND)."""
    file.seek(8)
    at, seen_data, first = 8, False, True
    while True:
        header = file.read(8)
        if len(header) < 8:
            raise Unacceptable("damaged")
        length, name = struct.unpack(">I4s", header)
        if at + 12 + length > size or not name.isalpha() or first != (name == b"IHDR"):
            raise Unacceptable("damaged")
        start = _chunk(file, name, length)
        if name == b"IHDR":
            _refuse_huge(*struct.unpack_from(">II", start.ljust(8, b"\0")))
        first = False
        seen_data = seen_data or name == b"IDAT"
        at += 12 + length
        if name == b"IEND":
            break
    if not seen_data:
        raise Unacceptable("damaged")
    if at != size:
        raise Unacceptable("unsafe", what="second_file")


def _chunk(file: BinaryIO, name: bytes, length: int) -> bytes:
    """Read one chunk's data against its checksum; its first bytes."""
    start, check, left = b"", zlib.crc32(name), length
    while left:
        block = file.read(min(left, 1 << 16))
        if not block:
            raise Unacceptable("damaged")
        start = start or block[:8]
        check = zlib.crc32(block, check)
        left -= len(block)
    if file.read(4) != struct.pack(">I", check):
        raise Unacceptable("damaged")
    return start


def check_jpeg(file: BinaryIO, size: int) -> None:
    """Walks the segments to the picture and looks for its end. Raises Unacceptable: damaged, expands, unsafe."""
    file.seek(2)
    framed = False
    while True:
        marker = _marker(file)
        length = int.from_bytes(file.read(2), "big")
        if length < 2:
            raise Unacceptable("damaged")
        body = file.read(length - 2)
        if len(body) != length - 2:
            raise Unacceptable("damaged")
        if marker in _FRAMES and len(body) >= 5:
            height, width = struct.unpack_from(">HH", body, 1)
            _refuse_huge(width, max(height, 1))
            framed = True
        if marker == 0xDA:
            break
    if not framed or not _ends(file):
        raise Unacceptable("damaged")
    refuse_second_file(file, size)


def _marker(file: BinaryIO) -> int:
    byte = file.read(1)
    if byte != b"\xff":
        raise Unacceptable("damaged")
    while byte == b"\xff":
        byte = file.read(1)
    if byte in (b"", b"\x00", b"\xd8", b"\xd9"):
        raise Unacceptable("damaged")
    return byte[0]


def _ends(file: BinaryIO) -> bool:
    last = b""
    while block := file.read(1 << 18):
        if b"\xff\xd9" in last + block:
            return True
        last = block[-1:]
    return False
