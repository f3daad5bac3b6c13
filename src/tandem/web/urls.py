"""Addresses of the installation itself."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
