"""Addresses of applications, under the organiser's."""

from django.urls import include, path

from tandem.answers.urls import addresses
from tandem.applications.subject import KIND
from tandem.applications.views import (
    acting,
    changes,
    founding,
    late,
    life,
    listing,
    officer,
    own,
    public,
    rounds,
    taking,
)

app_name = "applications"
_one = [
    path("", own.overview, name="overview"),
    path("check/", own.check, name="check"),
    path("sign/", own.sign, name="sign"),
    path("take/", taking.take, name="take"),
    path("receipt/", own.receipt, name="receipt"),
    path("receipt/content.json", own.content, name="content"),
    path("receipts/<int:number>/", own.receipt, name="receipt-of"),
    path("receipts/<int:number>/content.json", own.content, name="content-of"),
    path("withdraw/", life.take_back, name="withdraw"),
    path("late/", life.ask_for_time, name="ask-late"),
    path("clarifications/", life.clarify, name="clarify"),
    path("clarifications/<uuid:supplement>/content.json", life.supplement_content_of, name="supplement"),
    path("ask/", rounds.ask, name="ask-one"),
    path("form-changes/", changes.form_changes, name="form-changes"),
    path("sent/", own.read, name="sent"),
    path("files/<uuid:file>/", own.file, name="file"),
    path("read/", officer.read_one, name="read-one"),
    path("eligibility/", officer.eligibility, name="eligibility"),
    *addresses(KIND),
]
urlpatterns = [
    path("calls/<slug:slug>/start/", founding.start, name="start"),
    path("calls/<slug:slug>/applications/", listing.listed, name="list"),
    path("calls/<slug:slug>/applications.csv", listing.as_csv, name="list-csv"),
    path("calls/<slug:slug>/applications.xlsx", listing.as_excel, name="list-excel"),
    path("calls/<slug:slug>/applications/act/", acting.bulk_act, name="bulk"),
    path("calls/<slug:slug>/applications/views/", listing.keep, name="view-keep"),
    path("calls/<slug:slug>/applications/views/<uuid:view>/drop/", listing.drop, name="view-drop"),
    path("calls/<slug:slug>/late/", late.late, name="late"),
    path("calls/<slug:slug>/late/<uuid:admission>/", late.decide_late, name="late-decide"),
    path("calls/<slug:slug>/clarifications/", rounds.rounds, name="rounds"),
    path("applications/", own.mine, name="mine"),
    path("applications/<uuid:subject>/", include(_one)),
    path("receipts/", public.verify, name="verify"),
]
