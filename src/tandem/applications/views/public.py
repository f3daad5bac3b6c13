"""Anybody may check that a checksum belongs to a submission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.applications.queries import submission_named, supplement_named
from tandem.web.routes import ANYONE, route


@route(ANYONE)
def verify(request: HttpRequest) -> HttpResponse:
    """Reference and checksum → whether they belong together, and when it was received. Shows nothing else (UX-17)."""
    reference = request.GET.get("reference", "").strip()[:50]
    checksum = "".join(request.GET.get("checksum", "").split()).lower()[:64]
    submission = (submission_named(reference) or supplement_named(reference)) if reference and checksum else None
    matches = submission is not None and submission.sha256 == checksum
    context = {
        "reference": reference,
        "checksum": checksum,
        "asked": bool(reference and checksum),
        "matches": matches,
        "received_at": submission.received_at if submission and matches else None,
        "zone": request.organiser.time_zone,  # type: ignore[attr-defined]
    }
    return render(request, "applications/verify.html", context)
