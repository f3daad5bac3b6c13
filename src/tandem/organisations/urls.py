"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

from tandem.organisations import about, views

app_name = "organisations"

urlpatterns: list[URLPattern] = [
    path("organisations/", views.listing, name="list"),
    path("organisations/new/", views.new, name="new"),
    path("organisations/<uuid:id>/", views.profile, name="profile"),
    path("organisations/<uuid:id>/profile/", about.page, name="about"),
    path("organisations/<uuid:id>/edit/", views.describe, name="describe"),
    path("organisations/<uuid:id>/accept/", views.accept, name="accept"),
    path("organisations/<uuid:id>/invite/", views.invite, name="invite"),
    path("organisations/<uuid:id>/members/<uuid:member>/role/", views.role, name="role"),
    path("organisations/<uuid:id>/members/<uuid:member>/end/", views.end, name="end"),
]
