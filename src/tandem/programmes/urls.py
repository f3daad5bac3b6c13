"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

from tandem.programmes import views

app_name = "programmes"

urlpatterns: list[URLPattern] = [
    path("programmes/", views.listing, name="list"),
    path("programmes/<slug:slug>/publish/", views.publish, name="publish"),
    path("organisations/<uuid:id>/papers/<slug:slug>/<str:record>/", views.paper, name="paper"),
    path("organisations/<uuid:id>/files/<uuid:paper>/", views.paper_file, name="paper-file"),
]
