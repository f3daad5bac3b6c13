"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

from tandem.calls import documents, exports, fill_in
from tandem.calls.views import adopting, checking, officers, public

app_name = "calls"

urlpatterns: list[URLPattern] = [
    path("", public.organiser, name="organiser"),
    path("calls/", public.calls, name="list"),
    path("calls/new/", officers.new, name="new"),
    path("calls/<slug:slug>/", public.call, name="call"),
    path("calls/<slug:slug>/form/", public.form, name="form"),
    path("calls/<slug:slug>/form.pdf", documents.form_pdf, name="form-pdf"),
    path("calls/<slug:slug>/form.docx", documents.form_docx, name="form-docx"),
    path("calls/<slug:slug>/fill-in.docx", fill_in.fill_in_docx, name="fill-in-docx"),
    path("calls/<slug:slug>/fill-in.xlsx", fill_in.fill_in_xlsx, name="fill-in-xlsx"),
    path("calls/<slug:slug>/criteria/", public.criteria, name="criteria"),
    path("calls/<slug:slug>/check/", checking.check, name="check"),
    path("calls/<slug:slug>/rules/<slug:rule>/", checking.rule, name="rule"),
    path("calls/<slug:slug>/dates.ics", exports.dates, name="dates"),
    path("calls/<slug:slug>/ask/", public.ask, name="ask"),
    path("calls/<slug:slug>/manage/", officers.manage, name="manage"),
    path("calls/<slug:slug>/edit/", officers.edit, name="edit"),
    path("calls/<slug:slug>/publish/", officers.publish, name="publish"),
    path("calls/<slug:slug>/adopt/", officers.adopt, name="adopt"),
    path("calls/<slug:slug>/adoption/", adopting.adoption, name="adoption"),
    path("calls/<slug:slug>/questions/<uuid:question>/answer/", officers.answer, name="answer"),
]
