"""Addresses of the doing, under its grant's."""

from django.urls import URLPattern, path

from tandem.delivery import documents
from tandem.delivery.views import activities, meetings, participants, results, visits, year

app_name = "delivery"
_GRANT = "grants/<uuid:grant>/"
_PEOPLE = f"{_GRANT}participants/"
_FORM, _CHANGE = f"{_PEOPLE}forms/<int:version>/", f"{_PEOPLE}replacements/<uuid:replacement>/"
_VISIT, _YEAR = f"{_GRANT}visits/<uuid:visit>/", f"{_GRANT}results/<int:year>/"
urlpatterns: list[URLPattern] = [
    path(f"{_GRANT}activities/", activities.listed, name="activities"),
    path(f"{_GRANT}activities/<uuid:activity>/", activities.one, name="activity"),
    path(f"{_GRANT}activities/<uuid:activity>/start/", activities.start, name="start-activity"),
    path(f"{_GRANT}activities/<uuid:activity>/end/", activities.end, name="end-activity"),
    path(_PEOPLE, participants.listed, name="participants"),
    path(f"{_PEOPLE}replace/", participants.new, name="replace"),
    path(_CHANGE, participants.one, name="replacement"),
    path(f"{_CHANGE}approve/", participants.approve, name="approve-replacement"),
    path(f"{_CHANGE}refuse/", participants.refuse, name="refuse-replacement"),
    path(f"{_CHANGE}withdraw/", participants.withdraw, name="withdraw-replacement"),
    path(_FORM, participants.form, name="participant-form"),
    path(
        f"{_FORM}<str:language>.docx", documents.participant_form, {"kind": "docx"}, name="participant-form-word"
    ),
    path(f"{_FORM}<str:language>.pdf", documents.participant_form, {"kind": "pdf"}, name="participant-form-pdf"),
    path(f"{_GRANT}visits/", visits.listed, name="visits"),
    path(f"{_GRANT}visits/plan/", visits.new, name="plan-visit"),
    path(_VISIT, visits.one, name="visit"),
    path(f"{_VISIT}pairs/", visits.pair, name="pair"),
    path(f"{_VISIT}held/", visits.held_now, name="hold-visit"),
    path(f"{_VISIT}cancel/", visits.cancel, name="cancel-visit"),
    path(f"{_GRANT}results/", results.table, name="results"),
    path(_YEAR, year.page, name="year"),
    path(f"{_YEAR}save/", year.save, name="save-year"),
    path(f"{_YEAR}judge/", year.judge, name="judge"),
    path(f"{_GRANT}results/evidence/<uuid:file>/", results.evidence, name="evidence"),
    path(f"{_GRANT}meetings/", meetings.listed, name="meetings"),
    path(f"{_GRANT}meetings/record/", meetings.new, name="record-meeting"),
    path(f"{_GRANT}meetings/<uuid:meeting>/", meetings.one, name="meeting"),
    path(f"{_GRANT}meetings/<uuid:meeting>/minutes/", meetings.minutes, name="minutes"),
    path(f"{_GRANT}meetings/decisions/<uuid:decision>/", meetings.settle, name="settle-decision"),
    path(f"{_GRANT}meetings/decisions/<uuid:decision>/amend/", meetings.amend, name="amend"),
]
