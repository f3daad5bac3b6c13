"""PDF: starts at the first byte, is whole, not encrypted, without scripts or programs to launch.

Names are searched in the file and in its compressed object streams, with '#6a' escapes undone.
Source: ISO 32000-1, 7.3.5 (names), 7.5 (file structure), 7.6 (encryption), 12.6.4 (actions).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tandem.foundation.files.checks.tail import refuse_second_file
from tandem.foundation.files.checks.verdict import Unacceptable

_BLOCK = 1 << 20
_OVERLAP = 4096
_STREAMS_TO_OPEN = 5_000
_MOST_PER_STREAM = 8 << 20
_MOST_OPENED = 128 << 20

_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_RUNS = re.compile(rb"/(?:JavaScript|Launch|RichMedia|XFA)(?![A-Za-z0-9])")
_OBJECT_STREAM = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_STREAM = re.compile(rb"stream\r?\n")


def check(file: BinaryIO, size: int) -> None:
    """Raises Unacceptable: damaged (cut off), password, unsafe (script, second file), expands."""
    _refuse_cut_off(file, size)
    refuse_second_file(file, size)
    places: list[int] = []
    for offset, block in _blocks(file):
        searched = _plain_names(block)
        if _ENCRYPTED.search(searched):
            raise Unacceptable("password")
        if _RUNS.search(searched):
            raise Unacceptable("unsafe", what="script")
        places += [offset + match.start() for match in _OBJECT_STREAM.finditer(block)]
        if b"#" in block:
            places += [
                offset + match.start()
                for match in re.finditer(rb"/[A-Za-z#0-9]*#[A-Za-z#0-9]*", block)
                if _plain_names(match[0]) == b"/ObjStm"
            ]
    _check_object_streams(file, sorted(set(places)))


def _plain_names(block: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), block) if b"#" in block else block


def _blocks(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The file in blocks that overlap, so that nothing is missed at a seam: (offset, bytes)."""
    offset = 0
    while True:
        file.seek(offset)
        block = file.read(_BLOCK + _OVERLAP)
        if block:
            yield offset, block
        if len(block) <= _BLOCK:
            return
        offset += _BLOCK


def _refuse_cut_off(file: BinaryIO, size: int) -> None:
    file.seek(max(0, size - 2048))
    tail = file.read()
    end = tail.rfind(b"%%EOF")
    start = tail.rfind(b"startxref", 0, max(end, 0))
    if end < 0 or start < 0 or not re.match(rb"startxref\s+\d+\s", tail[start:]):
        raise Unacceptable("damaged")
    if b"<" in tail[end + 5 :] or tail[end + 5 :].startswith(b"PK"):
        raise Unacceptable("unsafe", what="second_file")


def _check_object_streams(file: BinaryIO, places: list[int]) -> None:
    if len(places) > _STREAMS_TO_OPEN:
        raise Unacceptable("expands")
    opened = 0
    for place in places:
        for content in _inflated(file, place):
            opened += len(content)
            if opened > _MOST_OPENED:
                raise Unacceptable("expands")
            if _RUNS.search(_plain_names(content)):
                raise Unacceptable("unsafe", what="script")


def _inflated(file: BinaryIO, place: int) -> Iterator[bytes]:
    """The decompressed pieces of the stream whose dictionary holds `place`; nothing when it is not Flate."""
    file.seek(place)
    head = file.read(_OVERLAP)
    match = _STREAM.search(head)
    if match is None:
        return
    file.seek(place + match.end())
    inflate = zlib.decompressobj()
    total, carried = 0, b""
    while not inflate.eof and total < _MOST_PER_STREAM:
        block = file.read(1 << 16)
        if not block:
            return
        try:
            piece = inflate.decompress(block, 1 << 20)
            while piece:
                total += len(piece)
                yield carried + piece
                carried = piece[-64:]
                if total >= _MOST_PER_STREAM:
                    raise Unacceptable("expands")
                piece = inflate.decompress(inflate.unconsumed_tail, 1 << 20) if inflate.unconsumed_tail else b""
        except zlib.error:
            return
