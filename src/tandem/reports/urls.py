"""Addresses of the account, under the organiser's."""

from django.urls import include, path

from tandem.answers.urls import addresses
from tandem.reports.subject import KIND
from tandem.reports.views import closing, donor, donor_desk, lists, own, reading

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
_donor = [
    path("", donor.report, name="donor-report"),
    path("figures/<str:key>/", donor.figure, name="figure"),
    path("write/", donor_desk.write, name="donor-write"),
    path("freeze/", donor.freeze, name="freeze"),
    path("approve/", donor.approve, name="approve"),
    path("corrections/", donor.correct, name="correct"),
    path("report.pdf", donor.pdf, name="donor-pdf"),
    path("report.docx", donor.docx, name="donor-docx"),
    path("report.xlsx", donor.xlsx, name="donor-xlsx"),
]
urlpatterns = [
    path("donor-reports/", donor_desk.listed, name="donor-reports"),
    path("donor-reports/readers/", donor_desk.readers, name="readers"),
    path("donor-reports/readers/<uuid:donor>/<uuid:person>/", donor_desk.withdraw, name="withdraw-reader"),
    path("donor-reports/<uuid:report>/", include(_donor)),
    path("reports/", lists.every, name="all"),
    path("reports/<uuid:subject>/", include(_one)),
    path("grants/<uuid:grant>/reports/", lists.of_grant, name="of-grant"),
    path("grants/<uuid:grant>/close/", closing.close, name="close"),
]
