"""The two faces that documents are set in, and which characters they have.

Nothing outside this folder is used for setting text: no font of the machine, none that the typesetter embeds.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
TEXT_FACE = "Hanken Grotesk"
FALLBACK_FACE = "Noto Sans"


class MissingFont(RuntimeError):
    """A face that documents need is not in the package; the message names it."""


def font_files() -> tuple[Path, ...]:
    """The font files in the package, in a fixed order. Raises MissingFont when there are none."""
    found = tuple(sorted(FONTS.glob("*.ttf")))
    if not found:
        raise MissingFont(f"no font files in {FONTS}")
    return found


@lru_cache(maxsize=8)
def covered(file: Path) -> frozenset[int]:
    """Code points that a TrueType file has a glyph for, read from its `cmap` table (formats 4 and 12).

    Source: OpenType specification, cmap.
    """
    data = file.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for index in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if tag == b"cmap":
            return frozenset(_cmap(data, offset))
    raise MissingFont(f"{file.name} has no character map")


def _cmap(data: bytes, start: int) -> set[int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    points: set[int] = set()
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * index)
        if platform not in (0, 3) or (platform == 0 and encoding == 5):
            continue
        table = start + offset
        (layout,) = struct.unpack_from(">H", data, table)
        if layout == 4:
            points |= _segments(data, table)
        elif layout == 12:
            points |= _groups(data, table)
    return points


def _groups(data: bytes, table: int) -> set[int]:
    (groups,) = struct.unpack_from(">I", data, table + 12)
    points: set[int] = set()
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, table + 16 + 12 * index)
        points.update(range(first + (glyph == 0), last + 1))
    return points


def _segments(data: bytes, table: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, table + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + double)
    deltas = struct.unpack_from(f">{count}H", data, table + 16 + 2 * double)
    place = table + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", data, place)
    points: set[int] = set()
    for index in range(count):
        for point in range(starts[index], ends[index] + 1):
            glyph = point
            if offsets[index]:
                at = place + 2 * index + offsets[index] + 2 * (point - starts[index])
                (glyph,) = struct.unpack_from(">H", data, at)
                if glyph == 0:
                    continue
            if (glyph + deltas[index]) & 0xFFFF:
                points.add(point)
    points.discard(0xFFFF)
    return points


@lru_cache(maxsize=1)
def printable() -> frozenset[int]:
    """Code points that can be set in every weight: those of the text face and those of the fallback face.

    A point counts only when each file of its face has it, so that a bold heading loses nothing.
    """
    faces: dict[str, frozenset[int]] = {}
    for file in font_files():
        face = file.name.split("-")[0]
        faces[face] = faces.get(face, covered(file)) & covered(file)
    return frozenset().union(*faces.values())
