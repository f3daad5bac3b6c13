"""Addresses of the choice, under the organiser's."""

from django.urls import URLPattern, path

from tandem.awards import exports
from tandem.awards.views import complaints, decision, funding, later, ranking

app_name = "awards"
DONOR = "programmes/<slug:slug>/donors/<slug:key>/<int:year>/"
PAPER = DONOR + "<uuid:application>/<slug:language>"
urlpatterns: list[URLPattern] = [
    path("calls/<slug:slug>/ranking/", ranking.page, name="ranking"),
    path("calls/<slug:slug>/ranking/export.json", exports.ranking_json, name="export"),
    path("calls/<slug:slug>/ranking/propose/", ranking.propose, name="propose"),
    path("calls/<slug:slug>/ranking/donors/", ranking.donors, name="donors"),
    path("calls/<slug:slug>/ranking/send/", ranking.send, name="send"),
    path("calls/<slug:slug>/decision/", decision.page, name="decision"),
    path("calls/<slug:slug>/decision/decide/", decision.decide, name="decide"),
    path("calls/<slug:slug>/letters/", decision.letters, name="letters"),
    path("calls/<slug:slug>/reserve/", later.page, name="reserve"),
    path("calls/<slug:slug>/reserve/fall-away/", later.fall_away, name="fall-away"),
    path("calls/<slug:slug>/reserve/propose/", later.propose, name="propose-later"),
    path("calls/<slug:slug>/reserve/decide/", later.decide, name="decide-later"),
    path("calls/<slug:slug>/complaints/", complaints.listing, name="complaints"),
    path("complaints/<uuid:complaint>/", complaints.one, name="complaint"),
    path("complaints/<uuid:complaint>/answer/", complaints.answer, name="answer-complaint"),
    path("complaints/<uuid:complaint>/papers/<uuid:file>/", complaints.paper, name="complaint-paper"),
    path("applications/<uuid:id>/complain/", complaints.complain, name="complain"),
    path(DONOR, funding.page, name="funding"),
    path(f"{DONOR}assemble/", funding.assemble, name="assemble"),
    path(f"{DONOR}send/", funding.send, name="send-application"),
    path(f"{DONOR}record/", funding.record, name="record"),
    path(f"{DONOR}letter/<uuid:grant>/", funding.letter, name="donor-letter"),
    path(f"{PAPER}/", funding.read, name="programme-application"),
    path(f"{PAPER}.pdf", funding.paper, {"format": "pdf"}, name="programme-application-pdf"),
    path(f"{PAPER}.docx", funding.paper, {"format": "docx"}, name="programme-application-docx"),
]
