"""Documents that were made before: the second download is a file read.

The key is a hash of everything the document says and of the templates that set it; it is kept in the organiser's own
folder, because an equal document of another organiser is still another's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from tandem.foundation.documents.blocks import Document, plain
from tandem.foundation.documents.faces import font_files
from tandem.foundation.files.storage import Folder

if TYPE_CHECKING:
    from tandem.foundation.documents.sheets import Sheet

Format = Literal["pdf", "docx", "xlsx"]

MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@lru_cache(maxsize=1)
def _edition() -> str:
    """A hash of this package's own files: a changed template or font makes every kept document stale."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in [*sorted(here.glob("*.py")), *sorted(here.glob("*.typ")), *font_files()]:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def key(document: Document, format: Format, sheets: Sequence[Sheet] = ()) -> str:
    """The document's name in the cache: '<SHA-256>.<format>'; equal documents have equal keys."""
    parts = [_edition(), plain(document), *plain(tuple(sheets))]
    said = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return f"{hashlib.sha256(said.encode()).hexdigest()}.{format}"


def _maker(format: Format, sheets: Sequence[Sheet]) -> Callable[[Document], bytes]:
    if format == "pdf":
        from tandem.foundation.documents.pdf import to_pdf

        return to_pdf
    if format == "xlsx":
        from tandem.foundation.documents.sheets import to_xlsx

        return lambda document: to_xlsx(document, sheets)
    from tandem.foundation.documents.word import to_docx

    return to_docx


def rendered(document: Document, format: Format, organiser: UUID, sheets: Sequence[Sheet] = ()) -> bytes:
    """The document as bytes of the format: made now, or read when it was made before for this organiser.

    `sheets`: further sheets that only Excel has.
    """
    sheets = tuple(sheets) if format == "xlsx" else ()
    folder, name = Folder(organiser), key(document, format, sheets)
    found = folder.kept(name)
    if found is not None:
        return found
    made = _maker(format, sheets)(document)
    folder.keep(name, made)
    return made


def is_made(document: Document, format: Format, organiser: UUID, sheets: Sequence[Sheet] = ()) -> bool:
    """True when the document can be sent without making it (so that a page may offer it at once)."""
    return Folder(organiser).kept(key(document, format, sheets if format == "xlsx" else ())) is not None


def prune(organiser: UUID, older_than: float) -> int:
    """Forget documents that were made more than `older_than` seconds ago; how many."""
    return Folder(organiser).forget_kept(older_than)
