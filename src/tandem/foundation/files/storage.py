"""Where contents lie: `<files>/<organiser>/<first two of the hash>/<hash>`, put down so that a crash loses nothing.

An organiser's contents are never shared with another's: each has a folder of its own. Names that people give never
become paths. Source of the order of steps: REL-7.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_KEY = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}\Z")


class Folder:
    """One organiser's folder of contents, of unfinished uploads, and of documents that can be made again."""

    def __init__(self, organiser: UUID, root: Path | None = None) -> None:
        self.root = Path(root or settings.MEDIA_ROOT) / str(UUID(str(organiser)))

    def path(self, sha256: str) -> Path:
        """Where the content with this hash lies. Raises ValueError for anything that is not a hash."""
        if not _HASH.match(sha256):
            raise ValueError("a content is named by its SHA-256 in 64 small hexadecimal digits")
        return self.root / sha256[:2] / sha256

    def unfinished(self) -> Path:
        """A new name for a file that is being written; its folder exists afterwards."""
        folder = self.root / "unfinished"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / uuid4().hex

    def put(self, written: Path, sha256: str) -> None:
        """Move a finished and synced file to its place and sync the folders above it."""
        place = self.path(sha256)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written.replace(place)
        for folder in (place.parent, self.root, self.root.parent):
            _sync_folder(folder)

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading. Raises FileNotFoundError when it is not there."""
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Delete a content; nothing happens when it is not there."""
        self.path(sha256).unlink(missing_ok=True)

    def contents(self, older_than: float = 0.0) -> Iterator[str]:
        """Hashes of the contents on disk that were put down more than `older_than` seconds ago."""
        latest = time.time() - older_than
        for place in self.root.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                if _HASH.match(place.name) and place.stat().st_mtime <= latest:
                    yield place.name

    def tidy(self, older_than: float) -> int:
        """Delete uploads that were left unfinished more than `older_than` seconds ago; how many."""
        latest, gone = time.time() - older_than, 0
        for place in self.root.glob("unfinished/*"):
            with suppress(FileNotFoundError):
                if place.stat().st_mtime <= latest:
                    place.unlink()
                    gone += 1
        return gone

    def kept(self, key: str) -> bytes | None:
        """A document that was made before, by its key '<hash>.<format>'; None when there is none."""
        try:
            return self._kept_path(key).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, key: str, content: bytes) -> None:
        """Keep a document that can be made again: a cache, so it is moved into place but not synced."""
        place, written = self._kept_path(key), self.unfinished()
        written.write_bytes(content)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written.replace(place)

    def forget_kept(self, older_than: float) -> int:
        """Delete kept documents that were made more than `older_than` seconds ago; how many."""
        latest, gone = time.time() - older_than, 0
        for place in self.root.glob("made/*/*"):
            with suppress(FileNotFoundError):
                if place.stat().st_mtime <= latest:
                    place.unlink()
                    gone += 1
        return gone

    def _kept_path(self, key: str) -> Path:
        if not _KEY.match(key):
            raise ValueError("a kept document is named by its hash and its format")
        return self.root / "made" / key[:2] / key


def sync(handle: BinaryIO) -> None:
    """Make sure that what was written to an open file is on the disk."""
    handle.flush()
    os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
