"""Zip archives: sound, small when unpacked, nothing between or behind the entries. Then: which Office file is it?

Source: PKWARE APPNOTE 6.3.9 sections 4.3.7, 4.3.12, 4.3.16; overlapping entries: Fifield, A better zip bomb (2019).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import BinaryIO

from tandem.foundation.files.checks import office
from tandem.foundation.files.checks.verdict import Unacceptable

MOST_ENTRIES = 4_000
MOST_DIRECTORY = 2 << 20
MOST_UNPACKED = 250 << 20
MOST_RATIO = 150
"""How many times its size an archive may unpack to, once it unpacks to more than RATIO_MATTERS bytes."""
RATIO_MATTERS = 10 << 20

_END = struct.Struct("<4sHHHHIIH")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_DESCRIPTOR = 24


def check(file: BinaryIO, size: int) -> str:
    """The kind of Office file that the archive is ('docx', 'xlsx', 'odt', 'ods'), or '' for any other archive.

    Raises Unacceptable: damaged, expands, password, unsafe.
    """
    start = _directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_bombs(entries, size)
            _refuse_strange_names(entries)
            _refuse_gaps(file, entries, start)
            return office.check(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError, UnicodeDecodeError):
        raise Unacceptable("damaged") from None


def _directory(file: BinaryIO, size: int) -> int:
    """Where the central directory starts. It is read as the last thing in the file, before zipfile sees it."""
    if size < _END.size:
        raise Unacceptable("damaged")
    file.seek(size - _END.size)
    signature, disk, first_disk, here, entries, length, offset, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\x05\x06":
        file.seek(max(0, size - 65_557))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        followed = 0 <= at <= len(tail) - _END.size  # else there is none, or it is cut off
        raise Unacceptable("unsafe", what="second_file") if followed else Unacceptable("damaged")
    if entries > MOST_ENTRIES or length > MOST_DIRECTORY:
        raise Unacceptable("expands")
    if disk or first_disk or here != entries or entries == 0:
        raise Unacceptable("damaged")
    if comment or offset + length + _END.size != size:
        raise Unacceptable("unsafe", what="second_file")
    return int(offset)


def _refuse_bombs(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_MATTERS and unpacked > MOST_RATIO * size):
        raise Unacceptable("expands")
    if any(entry.flag_bits & 0x41 for entry in entries):
        raise Unacceptable("password")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unacceptable("damaged")


def _refuse_strange_names(entries: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise Unacceptable("damaged")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:3]:
            raise Unacceptable("unsafe", what="second_file")


def _refuse_gaps(file: BinaryIO, entries: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """The entries lie one behind the other from the first byte to the directory: none overlap, nothing hides."""
    expected = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < expected:
            raise Unacceptable("expands")
        if entry.header_offset > expected + (_DESCRIPTOR if expected else 0):
            raise Unacceptable("unsafe", what="second_file")
        file.seek(entry.header_offset)
        fields = _LOCAL.unpack(file.read(_LOCAL.size))
        if fields[0] != b"PK\x03\x04":
            raise Unacceptable("damaged")
        expected = entry.header_offset + _LOCAL.size + fields[9] + fields[10] + entry.compress_size
    if not expected <= directory <= expected + _DESCRIPTOR:
        raise Unacceptable("expands" if directory < expected else "unsafe", what="second_file")
