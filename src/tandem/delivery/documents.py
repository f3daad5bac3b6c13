"""The participant form of the whole team as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from tandem.delivery import access, queries
from tandem.delivery.participant_paper import document, languages_of
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.files.serving import download
from tandem.partnerships.access import hold
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN)
def participant_form(request: HttpRequest, grant: UUID, version: int, language: str, kind: str) -> HttpResponse:
    """One version in Word or as PDF, in one of the programme's languages."""
    held = hold(request.actor, grant)  # type: ignore[attr-defined]
    versions = [one for one in queries.participant_forms(grant) if one.number <= version]
    if not versions or versions[0].number != version or language not in languages_of(held) or kind not in MEDIA_TYPES:
        raise access.missing()
    made = document(held, versions, queries.register(grant), language)
    content = rendered(made, "docx" if kind == "docx" else "pdf", held.grant.organiser_id)
    name = f"participants-{held.grant.reference}-{version}-{language}.{kind}"
    return download(HttpResponse(content), MEDIA_TYPES[kind], name)
