"""A second file at the end of the first: an archive that starts where the picture or document stops."""

from __future__ import annotations

import struct
from typing import BinaryIO

from tandem.foundation.files.checks.verdict import Unacceptable

_END = b"PK\x05\x06"
_REACH = 22 + 0xFFFF


def refuse_second_file(file: BinaryIO, size: int) -> None:
    """Raises Unacceptable('unsafe') when the end of the file can be read as a zip archive.

    A random match of the four bytes is told from a real directory by its fields (APPNOTE 4.3.16).
    """
    start = max(0, size - _REACH)
    file.seek(start)
    tail = file.read(_REACH)
    at = tail.rfind(_END)
    while at >= 0:
        if len(tail) - at >= 22:
            length, offset, comment = struct.unpack_from("<IIH", tail, at + 12)
            fits = length + offset <= start + at and at + 22 + comment <= len(tail)
            file.seek(max(0, start + at - length))
            if fits and (length == 0 or file.read(4) == b"PK\x01\x02"):
                raise Unacceptable("unsafe", what="second_file")
        at = tail.rfind(_END, 0, at)
