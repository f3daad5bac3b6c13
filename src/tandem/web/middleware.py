"""What every request passes: headers, the organiser's scope, and refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tandem.foundation.access import Actor, Refused, offices_of, tills_of
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.prepared import Prepared
from tandem.foundation.tenancy.scope import organiser_scope

Next = Callable[[HttpRequest], HttpResponse]
Held = frozenset[tuple[str, UUID | None]]  # roles, each with the office it is held in, or None for the whole organiser


class HeadersMiddleware:
    """Headers that Django has no setting for; private pages are never cached."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        )
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "private, no-store")
        return response


class RefusalMiddleware:
    """An operation's refusal becomes a page that says what, why and how to mend it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if error.status == 404:
            return render(request, "404.html", status=404)
        return render(request, "web/refused.html", {"refused": error}, status=error.status)


class OrganiserMiddleware:
    """Addresses are /{organiser}/…: loads it, puts it in scope, and says who is asking."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organiser = None  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_of(request, frozenset()))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = kwargs.pop("organiser", None)
        if slug is None:
            return None
        organiser, held = organiser_and_roles(slug, request)
        request.organiser = organiser  # type: ignore[attr-defined]
        request.actor = actor_of(request, held)  # type: ignore[attr-defined]
        with organiser_scope(organiser.id), timezone.override(organiser.time_zone):
            try:
                response = view(request, *args, **kwargs)
            except Refused as refused:
                answer = RefusalMiddleware(self.get_response).process_exception(request, refused)
                if answer is None:
                    raise
                response = answer
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
        return response


def _roles(slug: str, person: UUID) -> QuerySet[Organiser]:
    own = FilteredRelation("memberships", condition=Q(memberships__person=person))
    rows = Organiser.objects.filter(slug=slug).annotate(own=own)
    return rows.annotate(own_role=F("own__role"), own_office=F("own__office"))  # a row per role, one for none


_named: Prepared[Organiser] = Prepared(lambda slug: Organiser.objects.filter(slug=slug), scoped=False, slug=str)
_with_roles: Prepared[Organiser] = Prepared(_roles, scoped=False, slug=str, person=UUID)


def organiser_and_roles(slug: str, request: HttpRequest) -> tuple[Organiser, Held]:
    """The organiser of this address and the signed-in person's roles there; Http404 when there is none. One query."""
    if request.user.is_authenticated:
        found = _with_roles.all(slug=slug, person=request.user.pk)
    else:
        found = _named.all(slug=slug)
    if not found:
        raise Http404
    rows = ((getattr(row, "own_role", None), getattr(row, "own_office", None)) for row in found)
    return found[0], frozenset((role, office) for role, office in rows if role)


def actor_of(request: HttpRequest, held: Held) -> Actor:
    """The signed-in person as an actor with these roles, each with its office; nobody when signed out."""
    user = request.user
    if not user.is_authenticated:
        return Actor(None)
    language = getattr(request, "LANGUAGE_CODE", user.language)
    roles = frozenset(role for role, _office in held)
    return Actor(user.id, str(user), roles, language, offices_of(held), tills_of(held))
