"""Addresses of the demo's entrance."""

from django.urls import URLPattern, path

from tandem.demo import views

urlpatterns: list[URLPattern] = [
    path("demo/", views.entrance, name="demo"),
    path("demo/as/<slug:key>/", views.enter_as, name="demo-as"),
]
