"""Addresses of applications, under the organiser's."""

from django.urls import include, path

from tandem.answers.urls import addresses
from tandem.applications.subject import KIND
from tandem.applications.views import founding, officer, own, public

app_name = "applications"
_one = [
    path("", own.overview, name="overview"),
    path("check/", own.check, name="check"),
    path("sign/", own.sign, name="sign"),
    path("take/", own.take, name="take"),
    path("receipt/", own.receipt, name="receipt"),
    path("receipt/content.json", own.content, name="content"),
    path("sent/", own.read, name="sent"),
    path("files/<uuid:file>/", own.file, name="file"),
    path("read/", officer.read_one, name="read-one"),
    path("eligibility/", officer.eligibility, name="eligibility"),
    *addresses(KIND),
]
urlpatterns = [
    path("calls/<slug:slug>/start/", founding.start, name="start"),
    path("calls/<slug:slug>/applications/", officer.listed, name="list"),
    path("applications/", own.mine, name="mine"),
    path("applications/<uuid:subject>/", include(_one)),
    path("receipts/", public.verify, name="verify"),
]
