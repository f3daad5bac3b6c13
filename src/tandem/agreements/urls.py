"""Addresses of agreements, under the organiser's and the grant's."""

from django.urls import URLPattern, path

from tandem.agreements.views import amendments, papers, signing

app_name = "agreements"
GRANT = "grants/<uuid:grant>/agreements/"
ONE = GRANT + "<uuid:agreement>/"
AMENDMENT = GRANT + "amendments/<uuid:amendment>/"
urlpatterns: list[URLPattern] = [
    path(GRANT, papers.overview, name="agreements"),
    path(f"{GRANT}of/<slug:kind>/", papers.of, name="of"),
    path(f"{GRANT}of/<slug:kind>/issue/", papers.issue, name="issue"),
    path(f"{GRANT}amendments/", amendments.listing, name="amendments"),
    path(f"{GRANT}amendments/ask/", amendments.ask, name="ask"),
    path(AMENDMENT, amendments.page, name="amendment"),
    path(f"{AMENDMENT}submit/", amendments.submit, name="submit"),
    path(f"{AMENDMENT}decide/", amendments.decide, name="decide"),
    path(f"{AMENDMENT}withdraw/", amendments.withdraw, name="withdraw"),
    path(f"{ONE}sign/<slug:side>/", signing.sign, name="sign"),
    path(f"{ONE}language/<slug:side>/", signing.language, name="language"),
    path(f"{ONE}copies/<uuid:copy>/", signing.copy, name="copy"),
    path(f"{ONE}<slug:language>/", papers.read, name="document"),
    path(f"{ONE}<slug:language>.pdf", papers.download_paper, {"format": "pdf"}, name="document-pdf"),
    path(f"{ONE}<slug:language>.docx", papers.download_paper, {"format": "docx"}, name="document-docx"),
]
