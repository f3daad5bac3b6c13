"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

from tandem.programmes import views
from tandem.programmes.views import criteria, publishing
from tandem.programmes.views.workbench.addresses import ADDRESSES

app_name = "programmes"

urlpatterns: list[URLPattern] = [
    path("programmes/", views.listing, name="list"),
    path("programmes/<slug:slug>/publish/", views.publish, name="publish"),
    path("programmes/<slug:slug>/versions/", publishing.versions, name="versions"),
    path("programmes/<slug:slug>/versions/<uuid:version>/", publishing.version, name="version"),
    path("programmes/<slug:slug>/criteria/", criteria.criteria, name="criteria"),
    path("programmes/<slug:slug>/criteria/version/<uuid:version>/", criteria.version_criteria, name="version-criteria"),
    path("programmes/<slug:slug>/criteria/<slug:office>/", criteria.office_criteria, name="office-criteria"),
    path("programmes/<slug:slug>/offices/<slug:office>/write/", publishing.begin, name="office-begin"),
    path("programmes/drafts/<uuid:draft>/publish/", publishing.publish, name="draft-publish"),
    path("organisations/<uuid:id>/papers/<slug:slug>/<str:record>/", views.paper, name="paper"),
    path("organisations/<uuid:id>/files/<uuid:paper>/", views.paper_file, name="paper-file"),
    *ADDRESSES,
]
