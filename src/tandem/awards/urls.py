"""Addresses of the choice, under the organiser's."""

from django.urls import URLPattern, path

from tandem.awards import exports
from tandem.awards.views import decision, ranking

app_name = "awards"
urlpatterns: list[URLPattern] = [
    path("calls/<slug:slug>/ranking/", ranking.page, name="ranking"),
    path("calls/<slug:slug>/ranking/export.json", exports.ranking_json, name="export"),
    path("calls/<slug:slug>/ranking/propose/", ranking.propose, name="propose"),
    path("calls/<slug:slug>/ranking/donors/", ranking.donors, name="donors"),
    path("calls/<slug:slug>/ranking/send/", ranking.send, name="send"),
    path("calls/<slug:slug>/decision/", decision.page, name="decision"),
    path("calls/<slug:slug>/decision/decide/", decision.decide, name="decide"),
    path("calls/<slug:slug>/letters/", decision.letters, name="letters"),
]
