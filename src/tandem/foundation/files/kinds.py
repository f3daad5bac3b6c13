"""The kinds of files that may be received: how they are named, sent and recognised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Kind:
    """A kind of file: its id, the word for people, the endings of names (without dot), its media type."""

    id: str
    label: str
    endings: tuple[str, ...]
    media_type: str


KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("pdf", "PDF", ("pdf",), "application/pdf"),
        Kind(
            "docx", "Word (docx)", ("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        Kind("xlsx", "Excel (xlsx)", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Kind("odt", gettext_noop("OpenDocument text (odt)"), ("odt",), "application/vnd.oasis.opendocument.text"),
        Kind(
            "ods", gettext_noop("OpenDocument spreadsheet (ods)"), ("ods",),
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        Kind("png", "PNG", ("png",), "image/png"),
        Kind("jpg", "JPEG", ("jpg", "jpeg"), "image/jpeg"),
        Kind("txt", gettext_noop("text (txt)"), ("txt", "text"), "text/plain; charset=utf-8"),
        Kind("csv", "CSV", ("csv",), "text/csv; charset=utf-8"),
    )
}

_BY_ENDING = {ending: kind.id for kind in KINDS.values() for ending in kind.endings}


def ending(name: str) -> str:
    """What follows the last dot of a name, in lower case; '' when there is no dot or only a leading one."""
    stem, dot, last = name.strip().rpartition(".")
    return last.lower() if dot and stem else ""


def kind_of_name(name: str) -> str:
    """The kind that the ending of a name promises, or ''."""
    return _BY_ENDING.get(ending(name), "")


def labels(accept: Iterable[str]) -> list[str]:
    """The words for people of these kinds, in the reader's language and the order of the table."""
    wanted = set(accept)
    return [_(kind.label) for kind in KINDS.values() if kind.id in wanted]


def accept_attribute(accept: Iterable[str]) -> str:
    """The value of the HTML attribute `accept` for a file field: '.pdf,.docx'."""
    wanted = set(accept)
    return ",".join(f".{one}" for kind in KINDS.values() if kind.id in wanted for one in kind.endings)
