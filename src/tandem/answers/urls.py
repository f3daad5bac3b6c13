"""Addresses of a subject's pages; the app that owns the kind includes them under its own."""

from django.urls import URLPattern, path

from tandem.answers import exports, imports, views
from tandem.answers.views import delegation


def addresses(kind: str) -> list[URLPattern]:
    """The pages of one kind of subject; names start with the kind ('application-section')."""
    given = {"kind": kind}
    return [
        path("sections/<slug:section>/", views.section, given, name=f"{kind}-section"),
        path("sections/<slug:section>/autosave/", views.autosave, given, name=f"{kind}-autosave"),
        path("sections/<slug:section>/presence/", views.presence, given, name=f"{kind}-presence"),
        path("missing/", views.missing, given, name=f"{kind}-missing"),
        path("kept/", views.kept, given, name=f"{kind}-kept"),
        path("delegate/", delegation.delegated, given, name=f"{kind}-delegate"),
        path("offline/", imports.offline, given, name=f"{kind}-offline"),
        path("offline/form.docx", exports.offline_docx, given, name=f"{kind}-offline-docx"),
        path("offline/form.xlsx", exports.offline_xlsx, given, name=f"{kind}-offline-xlsx"),
        path("offline/<uuid:brought>/", imports.report, given, name=f"{kind}-offline-report"),
    ]
