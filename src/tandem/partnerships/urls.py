"""Addresses of grants, under the organiser's."""

from django.urls import path

from tandem.partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("grants/", views.grants, name="grants"),
    path("grants/<uuid:grant>/", views.grant, name="grant"),
]
