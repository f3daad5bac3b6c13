"""Sending a stored file: always as a download, never guessed at, never kept by caches, never run."""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import TypeVar

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from tandem.foundation.access import Decision, Refused
from tandem.foundation.files.kinds import KINDS, kind_of_name
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.storage import Folder

Response = TypeVar("Response", bound=HttpResponseBase)

log = logging.getLogger("tandem.files")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Download-Options": "noopen",
}
_LONGEST = 150
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def download_name(name: str, kind: str) -> str:
    """A name that every file system takes and that ends as the content is: for the download, not for showing."""
    kept = "".join("_" if unicodedata.category(one) in _UNSEEN else one for one in name)
    kept = re.sub(r'[\\/:*?"<>|]+', "_", kept).strip(" .")
    if kind_of_name(kept) != kind:
        kept = f"{kept}.{KINDS[kind].endings[0]}"
    stem, _dot, last = kept.rpartition(".")
    return f"{stem[:_LONGEST].strip(' .') or 'file'}.{last}"


def serve(decision: Decision, stored: StoredFile, request: HttpRequest) -> FileResponse:
    """The file as a download, when `decision` (about this person and this file, made now) allows it.

    Raises Refused when it does not, or when the content is missing; OutsideScope for another organiser's file.
    """
    if not decision.allowed:
        raise Refused.by(decision)
    stored.check_scope()
    try:
        content = Folder(stored.organiser_id).open(stored.sha256)
    except FileNotFoundError:
        log.error("the content of file %s is missing", stored.pk)
        raise Refused(
            "file_lost",
            _("The content of this file is missing on the server."),
            _("Tell the organiser; it can be brought back from the backup."),
            status=410,
        ) from None
    return download(FileResponse(content), KINDS[stored.kind].media_type, download_name(stored.name, stored.kind))


def download(response: Response, media_type: str, name: str) -> Response:
    """Give any response the headers of a private download."""
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    for header, value in HEADERS.items():
        response[header] = value
    return response
