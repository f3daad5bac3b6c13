"""The page on which an organisation says what it is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tandem.organisations import operations
from tandem.organisations.forms_profile import ProfileForm
from tandem.organisations.queries import profiles_of, writable
from tandem.organisations.views import to_profile, typed, written
from tandem.web.asking import actor_of
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN, methods=("GET", "POST"))
def page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say what the organisation is; for its people who may write."""
    row = writable(actor_of(request), id)
    profile = profiles_of([row.id]).get(row.id)
    form = ProfileForm(typed(request), initial=ProfileForm.initial_of(profile))
    if written(request, form, lambda: operations.profile(actor_of(request), row, **form.said)):
        messages.success(request, _("Saved."))
        return to_profile(request, row.id)
    errors = errors_of(form)
    context = {"form": form, "errors": errors, "organisation": row, "title": _("What %(name)s is") % {"name": row.name}}
    return render(request, "organisations/about.html", context, status=422 if errors else 200)
