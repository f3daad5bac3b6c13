"""Addresses of the judgement, under the organiser's."""

from django.urls import path

from tandem.reviews.views import assessor, declaring, interviews, listing, officer, panel, reading

app_name = "reviews"
urlpatterns = [
    path("reviews/", assessor.listed, name="list"),
    path("reviews/languages/", assessor.languages, name="languages"),
    path("reviews/<slug:slug>/declare/", declaring.declaring, name="declare"),
    path("reviews/assess/<uuid:assignment>/", assessor.assess, name="assess"),
    path("reviews/assess/<uuid:assignment>/score/", assessor.save, name="score"),
    path("reviews/assess/<uuid:assignment>/lock/", assessor.locking, name="lock"),
    path("reviews/assess/<uuid:assignment>/read/", reading.whole, name="read"),
    path("reviews/assess/<uuid:assignment>/files/<uuid:file>/", reading.paper, name="paper"),
    path("reviews/assess/<uuid:assignment>/interest/", reading.interest, name="interest"),
    path("reviews/applications/<uuid:subject>/", officer.appraisal, name="appraisal"),
    path("reviews/applications/<uuid:subject>/ask/", officer.ask_for_evidence, name="ask-evidence"),
    path("reviews/applications/<uuid:subject>/evidence/", officer.record, name="record-evidence"),
    path("reviews/applications/<uuid:subject>/interview/", interviews.interview, name="interview"),
    path("reviews/applications/<uuid:subject>/interview/confirm/", interviews.confirming, name="confirm-interview"),
    path("reviews/applications/<uuid:subject>/unblind/", officer.unblinding, name="unblind"),
    path("reviews/applications/<uuid:subject>/shortlist/", officer.shortlisting, name="shortlist"),
    path("reviews/assignments/<uuid:assignment>/take-back/", officer.taking_back, name="take-back"),
    path("reviews/assignments/<uuid:assignment>/reopen/", officer.reopening, name="reopen"),
    path("reviews/assignments/<uuid:assignment>/note/", officer.noting, name="note"),
    path("calls/<slug:slug>/assessors/", officer.assessors, name="assessors"),
    path("calls/<slug:slug>/assessors/give/", officer.giving, name="give"),
    path("calls/<slug:slug>/assessors/ask/", panel.asking, name="ask-panel"),
    path("calls/<slug:slug>/assessors/propose/", panel.proposing, name="propose-assessors"),
    path("calls/<slug:slug>/judgement/", panel.judgement, name="judgement"),
    path("calls/<slug:slug>/judgement/remind/", panel.reminding, name="remind"),
    path("calls/<slug:slug>/calibration/", panel.calibration, name="calibration"),
    path("calls/<slug:slug>/shortlist/", listing.short_list, name="short-list"),
]
