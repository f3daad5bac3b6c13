"""Documents that were made before: the second download is a file read.

The key is a hash of everything the document says and of the templates that set it; it is kept in the organiser's own
folder, because an equal document of another organiser is still another's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from tandem.foundation.documents.blocks import Document, plain
from tandem.foundation.documents.faces import font_files
from tandem.foundation.files.storage import Folder

Format = Literal["pdf", "docx"]

MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@lru_cache(maxsize=1)
def _edition() -> str:
    """A hash of this package's own files: a changed template or font makes every kept document stale."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in [*sorted(here.glob("*.py")), *sorted(here.glob("*.typ")), *font_files()]:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def key(document: Document, format: Format) -> str:
    """The document's name in the cache: '<SHA-256>.<format>'; equal documents have equal keys."""
    said = json.dumps([_edition(), plain(document)], sort_keys=True, ensure_ascii=True)
    return f"{hashlib.sha256(said.encode()).hexdigest()}.{format}"


def _maker(format: Format) -> Callable[[Document], bytes]:
    if format == "pdf":
        from tandem.foundation.documents.pdf import to_pdf

        return to_pdf
    from tandem.foundation.documents.word import to_docx

    return to_docx


def rendered(document: Document, format: Format, organiser: UUID) -> bytes:
    """The document as bytes of the format: made now, or read when it was made before for this organiser."""
    folder, name = Folder(organiser), key(document, format)
    found = folder.kept(name)
    if found is not None:
        return found
    made = _maker(format)(document)
    folder.keep(name, made)
    return made


def is_made(document: Document, format: Format, organiser: UUID) -> bool:
    """True when the document can be sent without making it (so that a page may offer it at once)."""
    return Folder(organiser).kept(key(document, format)) is not None


def prune(organiser: UUID, older_than: float) -> int:
    """Forget documents that were made more than `older_than` seconds ago; how many."""
    return Folder(organiser).forget_kept(older_than)
