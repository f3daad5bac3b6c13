"""Addresses of the account, under the organiser's."""

from django.urls import include, path

from tandem.answers.urls import addresses
from tandem.reports.subject import KIND
from tandem.reports.views import closing, lists, own, reading

app_name = "reports"
_one = [
    path("", own.report, name="report"),
    path("begin/", own.begin, name="begin"),
    path("results/", own.results, name="results"),
    path("money/", own.money, name="money"),
    path("check/", own.check, name="check"),
    path("sign/", own.sign, name="sign"),
    path("return/", reading.give_back, name="give-back"),
    path("accept/", reading.accept, name="accept"),
    path("files/<uuid:file>/", reading.file, name="file"),
    path("report.pdf", reading.pdf, name="pdf"),
    path("report.docx", reading.docx, name="docx"),
    *addresses(KIND),
]
urlpatterns = [
    path("reports/", lists.every, name="all"),
    path("reports/<uuid:subject>/", include(_one)),
    path("grants/<uuid:grant>/reports/", lists.of_grant, name="of-grant"),
    path("grants/<uuid:grant>/close/", closing.close, name="close"),
]
