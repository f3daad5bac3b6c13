"""Addresses of the organiser's own people, under the organiser's."""

from django.urls import URLPattern, path

from tandem.web import people

urlpatterns: list[URLPattern] = [
    path("people/", people.people, name="people"),
    path("people/offices/", people.office, name="people-office"),
    path("people/<uuid:membership>/end/", people.end, name="people-end"),
]
