"""Addresses of partnerships and grants, under the organiser's."""

from django.urls import path

from tandem.partnerships.views import grants, together

app_name = "partnerships"
urlpatterns = [
    path("grants/", grants.grants, name="grants"),
    path("grants/<uuid:grant>/", grants.grant, name="grant"),
    path("partnerships/", together.partnerships, name="partnerships"),
    path("partnerships/<uuid:partnership>/", together.partnership, name="partnership"),
    path("partnerships/<uuid:partnership>/recorded/<slug:programme>/<slug:what>/", together.record, name="record"),
]
