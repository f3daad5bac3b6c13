"""From the first bytes to a kind, and from the kind to its own checks."""

from __future__ import annotations

from collections.abc import Collection
from typing import BinaryIO

from tandem.foundation.files.checks import archives, images, pdfs, texts
from tandem.foundation.files.checks.verdict import Unacceptable
from tandem.foundation.files.kinds import KINDS, ending, kind_of_name, labels

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def inspected(file: BinaryIO, size: int, name: str, accept: Collection[str]) -> str:
    """The kind (a key of KINDS) of a seekable file of `size` bytes that somebody named `name`.

    Raises Unacceptable: the content is not one of the kinds in `accept`, not what the name says, encrypted,
    damaged, a bomb, or carries something that runs or hides. The name's ending decides only between kinds that
    share their content (txt and csv); a foreign ending on known content is accepted.
    """
    if size == 0:
        raise Unacceptable("empty")
    promised = kind_of_name(name)
    try:
        found = _kind(file, size, name)
    except Unacceptable as refusal:
        if promised and promised not in accept and refusal.code in ("mismatch", "damaged"):
            raise Unacceptable("not_allowed", accepted=labels(accept)) from None
        raise
    if found == "txt" and promised == "csv":
        found = "csv"
    if promised and promised != found:
        raise _mismatch(promised, found)
    if found not in accept:
        raise Unacceptable("not_allowed", accepted=labels(accept))
    return found


def _mismatch(promised: str, found: str = "") -> Unacceptable:
    return Unacceptable("mismatch", promised=KINDS[promised].label, found=KINDS[found].label if found else "")


def _kind(file: BinaryIO, size: int, name: str) -> str:
    file.seek(0)
    head = file.read(16)
    if head.startswith(b"%PDF-"):
        pdfs.check(file, size)
        return "pdf"
    if head.startswith(images.PNG):
        images.check_png(file, size)
        return "png"
    if head.startswith(images.JPEG):
        images.check_jpeg(file, size)
        return "jpg"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return archives.check(file, size) or _unknown(name)
    if head.startswith(_OLE):
        return _compound(file, name)
    if kind_of_name(name) in ("txt", "csv") or not ending(name):
        texts.check(file, name)
        return "txt"
    return _unknown(name)


def _unknown(name: str) -> str:
    promised = kind_of_name(name)
    if promised:
        raise _mismatch(promised)
    return ""


def _compound(file: BinaryIO, name: str) -> str:
    """An OLE container: an encrypted Office file, or something from before 2007."""
    file.seek(0)
    before = b""
    while block := file.read(1 << 20):
        if _ENCRYPTED in before[-64:] + block:
            raise Unacceptable("password")
        before = block
    return _unknown(name)
