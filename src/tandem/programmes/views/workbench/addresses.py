"""Addresses of the workbench, under the organiser's."""

from django.urls import URLPattern, path

from tandem.programmes.views.workbench import desk, pages, trying, whole

DRAFT = "workbench/<uuid:draft>/"
COMPONENT = f"{DRAFT}components/<str:component>/"

ADDRESSES: list[URLPattern] = [
    path("workbench/", desk.drafts, name="workbench"),
    path(DRAFT, desk.overview, name="draft"),
    path(f"{DRAFT}changes/", whole.changes, name="draft-changes"),
    path(f"{DRAFT}texts/", whole.texts, name="draft-texts"),
    path(f"{DRAFT}files/", whole.files, name="draft-files"),
    path(f"{DRAFT}file/", whole.file, name="draft-file"),
    path(f"{DRAFT}send/", whole.send, name="draft-send"),
    path(f"{DRAFT}drop/", whole.drop, name="draft-drop"),
    path(f"{DRAFT}try/<str:component>/", trying.attempt, name="draft-try"),
    path(f"{DRAFT}<slug:part>/", pages.part, name="draft-part"),
    path(f"{COMPONENT}add/<str:word>/", pages.new_rule, name="draft-rule"),
    path(f"{DRAFT}<slug:part>/<str:key>/", pages.entry, name="draft-entry"),
    path(f"{COMPONENT}<slug:part>/", pages.of_one, name="draft-of"),
    path(f"{COMPONENT}<slug:part>/<str:key>/", pages.of_entry, name="draft-of-entry"),
    path(f"{COMPONENT}columns/<str:key>/<str:column>/", pages.column, name="draft-column"),
]
