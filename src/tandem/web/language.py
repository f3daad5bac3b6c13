"""The language of pages: a switch on every page, kept in a cookie and with the person. Answers keep their own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import activate, check_for_language

from tandem.foundation.accounts.models import Person
from tandem.web.places import safe_next
from tandem.web.routes import ANYONE, route


def known(code: str) -> bool:
    """Whether pages exist in this language."""
    return code in dict(settings.LANGUAGES) and check_for_language(code)


def remember(response: HttpResponse, code: str) -> HttpResponse:
    """Keep the language in this browser for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, path="/", httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE, samesite="Lax",
    )
    return response


@route(ANYONE, methods=("POST",))
def switch(request: HttpRequest) -> HttpResponse:
    """Change the language of pages and go back to where one was."""
    response = HttpResponseRedirect(safe_next(request, "/"))
    code = request.POST.get("language", "")
    if not known(code):
        return response
    if request.user.is_authenticated and request.user.language != code:
        Person.objects.filter(id=request.user.id).update(language=code)
    activate(code)
    return remember(response, code)
