"""The empty form to fill in before there is an account, and to bring back to the application later (UX-1, UX-2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tandem.answers.offline.asking import empty_asker
from tandem.answers.offline.slots import offline_form
from tandem.answers.offline.written import written
from tandem.calls.queries import by_slug
from tandem.calls.reader import in_language, language
from tandem.core.values import pick
from tandem.foundation.documents.cache import MEDIA_TYPES
from tandem.foundation.files.serving import download
from tandem.organisations.models import OrganisationKind
from tandem.web.routes import ANYONE, route
from tandem.web.templatetags.tandem import localised


@route(ANYONE)
@in_language
def fill_in_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty form as Word, with a cell for every answer."""
    return _sent(request, slug, "docx")


@route(ANYONE)
@in_language
def fill_in_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty form as Excel."""
    return _sent(request, slug, "xlsx")


def _sent(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    rulebook = call.rulebook
    sides = [(side, localised(rulebook.parties[side].title)) for side in call.component.parties]
    title = pick(call.title, language(), call.languages)
    kinds = [(id, str(label)) for id, label in OrganisationKind.choices]
    form = offline_form(empty_asker("application", title, rulebook, call.form, sides, kinds))
    return download(HttpResponse(written(form, ending)), MEDIA_TYPES[ending], f"{call.slug}-{language()}.{ending}")
