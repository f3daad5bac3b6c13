"""Where a person belongs: later apps say which organisers somebody has to do with, pages ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tandem.foundation.tenancy.models import Membership, Organiser

Finder = Callable[[UUID], Iterable[UUID]]  # person → ids of organisers
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Let a later app say with which organisers a person has to do beside working for them."""
    if finder not in _finders:
        _finders.append(finder)


def organisers_of(person: UUID) -> list[Organiser]:
    """The organisers whose desk is worth opening for this person: their employers first, then the rest by slug."""
    employers = set(Membership.objects.filter(person=person).values_list("organiser_id", flat=True))
    others = {organiser for finder in _finders for organiser in finder(person)}
    rows = Organiser.objects.filter(id__in=employers | others).order_by("slug")
    return sorted(rows, key=lambda organiser: organiser.id not in employers)


def landing(person: UUID) -> str:
    """Where somebody goes after signing in: the desk of their only organiser, else the start page."""
    organisers = organisers_of(person)
    return reverse("desk", args=[organisers[0].slug]) if len(organisers) == 1 else reverse("home")


def safe_next(request: HttpRequest, fallback: str = "") -> str:
    """The address asked for in `next`, when it lies on this site and is no address of signing in or out."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    same_site = url_has_allowed_host_and_scheme(url, None) and url.startswith("/")
    if not same_site or urlsplit(url).path in {reverse("sign-in"), reverse("sign-in-code"), reverse("sign-out")}:
        return fallback
    return url
