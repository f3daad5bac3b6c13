"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
