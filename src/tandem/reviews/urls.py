"""Addresses of the judgement, under the organiser's."""

from django.urls import path

from tandem.reviews.views import assessor, officer

app_name = "reviews"
urlpatterns = [
    path("reviews/", assessor.listed, name="list"),
    path("reviews/<slug:slug>/declare/", assessor.declaring, name="declare"),
    path("reviews/assess/<uuid:assignment>/", assessor.assess, name="assess"),
    path("reviews/assess/<uuid:assignment>/score/", assessor.save, name="score"),
    path("reviews/assess/<uuid:assignment>/lock/", assessor.locking, name="lock"),
    path("reviews/applications/<uuid:subject>/", officer.appraisal, name="appraisal"),
    path("reviews/applications/<uuid:subject>/ask/", officer.ask_for_evidence, name="ask-evidence"),
    path("reviews/applications/<uuid:subject>/evidence/", officer.record, name="record-evidence"),
    path("reviews/applications/<uuid:subject>/interview/", officer.interview, name="interview"),
    path("reviews/applications/<uuid:subject>/shortlist/", officer.shortlisting, name="shortlist"),
    path("reviews/assignments/<uuid:assignment>/take-back/", officer.taking_back, name="take-back"),
    path("reviews/assignments/<uuid:assignment>/reopen/", officer.reopening, name="reopen"),
    path("calls/<slug:slug>/assessors/", officer.assessors, name="assessors"),
    path("calls/<slug:slug>/assessors/give/", officer.giving, name="give"),
]
