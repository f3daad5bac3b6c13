"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

from tandem.desk import views

urlpatterns: list[URLPattern] = [path("desk/", views.desk, name="desk")]
