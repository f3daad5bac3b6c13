"""Plain text and CSV: decodable, no control characters, not a page or a program in disguise."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from tandem.foundation.files.checks.verdict import Unacceptable
from tandem.foundation.files.kinds import KINDS, kind_of_name

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"\s*(#!|<\?|<!|\{\\rtf|%!ps|%pdf)|.*<(script|svg|html|head|body|iframe|object|embed|form|math|xml)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4096


def check(file: BinaryIO, name: str) -> None:
    """Raises Unacceptable('mismatch' or 'not_allowed') for what is not text, 'unsafe' for markup that runs."""
    file.seek(0)
    coding = _coding(file)
    decoder = codecs.getincrementaldecoder(coding)(errors="strict")
    file.seek(0)
    first = True
    while True:
        block = file.read(1 << 18)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError:
            raise _not_text(name) from None
        if _CONTROLS.search(text.removesuffix("\x1a") if not block else text):
            raise _not_text(name)
        if first and _MARKUP.match(text[:_HEAD].removeprefix("\ufeff")):
            raise Unacceptable("unsafe", what="script")
        first = False
        if not block:
            return


def _coding(file: BinaryIO) -> str:
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    try:
        while block := file.read(1 << 18):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _not_text(name: str) -> Unacceptable:
    promised = kind_of_name(name)
    if promised:
        return Unacceptable("mismatch", promised=KINDS[promised].label, found="")
    return Unacceptable("not_allowed", accepted=[])
