"""Taking an upload off the wire: streamed to disk, hashed and measured on the way, stopped at the limit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from tandem.foundation.files.checks import Unacceptable
from tandem.foundation.files.storage import sync

_BLOCK = 1 << 16
DEFAULT_MOST = 50 << 20
"""Bytes that any one upload may have when the installation says nothing (setting TANDEM_UPLOAD_MOST)."""


@dataclass(frozen=True)
class Written:
    """A file that is on the disk under an unfinished name: path, bytes, SHA-256 in hexadecimal."""

    path: Path
    size: int
    sha256: str


class OversizedUpload(UploadedFile):
    """What is left of an upload that passed the installation's limit: its name and a size, no content."""


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Django's handler for uploads on disk, which stops writing at the installation's limit.

    The rest of the body is read and dropped; the form then gets an OversizedUpload, so that the page can say so.
    """

    over = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.over, self.received = False, 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received = start + len(raw_data)
        if self.received > int(getattr(settings, "TANDEM_UPLOAD_MOST", DEFAULT_MOST)):
            if not self.over:
                self.file.close()
            self.over = True
            return
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.over:
            return OversizedUpload(None, self.file_name, self.content_type, self.received)
        return super().file_complete(file_size)


def pieces(upload: Any) -> Iterator[bytes]:
    """The upload's bytes in pieces: Django's `chunks`, or any object with `read`."""
    if hasattr(upload, "chunks"):
        yield from upload.chunks(_BLOCK)
        return
    while block := upload.read(_BLOCK):
        yield block


def written(upload: Any, path: Path, max_bytes: int) -> Written:
    """Write the upload to `path` (new, readable by its owner alone) and sync it.

    Raises Unacceptable('too_big') as soon as the limit is passed; the file is then gone again.
    """
    if isinstance(upload, OversizedUpload):
        raise Unacceptable("too_big", limit=max_bytes)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as target:
            path.chmod(0o600)
            for piece in pieces(upload):
                size += len(piece)
                if size > max_bytes:
                    raise Unacceptable("too_big", limit=max_bytes)
                digest.update(piece)
                target.write(piece)
            sync(target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Written(path, size, digest.hexdigest())
