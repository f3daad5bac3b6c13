"""Every route declares who may enter; the census reads the declarations (SEC-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _

from tandem.foundation.access import Refused

View = Callable[..., HttpResponse]

ANYONE = "anyone"  # without signing in
SIGNED_IN = "signed in"  # any person; what they see is decided by the object they load
OFFICER, ASSESSOR, CASHIER, AUDITOR, DONOR = "officer", "assessor", "cashier", "auditor", "donor"


@dataclass(frozen=True)
class Route:
    """What a view declares: who may enter and with which methods. `demo` routes exist in a demo only."""

    who: tuple[str, ...]
    methods: tuple[str, ...]
    demo: bool = False


def route(*who: str, methods: tuple[str, ...] = ("GET",), demo: bool = False) -> Callable[[View], View]:
    """Declare who may enter: ANYONE, SIGNED_IN, or organiser roles. HEAD follows GET.

    Signed out: sent to sign-in and back. A role that is missing: 404 for people who do not work for the
    organiser, 403 with the reason for those who do.
    """
    declared = Route(who, methods, demo)
    allowed = {*methods, *({"HEAD"} if "GET" in methods else ())}

    def wrap(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if demo and not settings.TANDEM_DEMO:
                raise Http404
            if request.method not in allowed:
                return HttpResponseNotAllowed(methods)
            if ANYONE not in who:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                actor = request.actor  # type: ignore[attr-defined]
                if SIGNED_IN not in who and not actor.has(*who):
                    raise Refused(
                        "role_missing", _("This page is for other roles than yours."),
                        _("Ask the programme officer if you need it."), status=403 if actor.roles else 404,
                    )
            return view(request, *args, **kwargs)

        entered.route = declared  # type: ignore[attr-defined]
        return entered

    return wrap
