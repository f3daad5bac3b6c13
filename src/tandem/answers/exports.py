"""The form to fill in without a connection: as Word and as Excel, with what is answered already (UX-2)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from tandem.answers.offline.asking import asker_of
from tandem.answers.offline.slots import offline_form
from tandem.answers.offline.written import written
from tandem.answers.queries import stored
from tandem.answers.subjects import kind_named
from tandem.foundation.documents.cache import MEDIA_TYPES
from tandem.foundation.files.serving import download
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN)
def offline_docx(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """The form as a Word file."""
    return _sent(request, kind, subject, "docx")


@route(SIGNED_IN)
def offline_xlsx(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """The form as an Excel file."""
    return _sent(request, kind, subject, "xlsx")


def _sent(request: HttpRequest, kind: str, subject: UUID, ending: str) -> HttpResponse:
    actor = actor_of(request)
    loaded = kind_named(kind).load(actor, subject)
    form = offline_form(asker_of(loaded, stored(loaded.id)))
    name = slugify(loaded.title)[:60] or "form"
    return download(HttpResponse(written(form, ending)), MEDIA_TYPES[ending], f"{name}.{ending}")
