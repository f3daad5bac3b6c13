"""Addresses of the plan, under its grant's, and of planning tools, under their partnership's."""

from django.urls import URLPattern, URLResolver, path

from tandem.answers.urls import addresses
from tandem.plans.tool import KIND
from tandem.plans.views import editing, overview, rounds, versions

app_name = "plans"
_PLAN = "grants/<uuid:grant>/plan/"
_TOOL = "partnerships/<uuid:partnership>/tools/<slug:key>/"
_ROUND = f"{_TOOL}<int:number>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_TOOL, rounds.newest, name="tools"),
    path(f"{_TOOL}begin/", rounds.begin, name="begin-tool"),
    path(_ROUND, rounds.overview, name="tool"),
    path(f"{_ROUND}check/", rounds.read, name="tool-read"),
    path(f"{_ROUND}tool.pdf", rounds.pdf, name="tool-pdf"),
    path(f"{_ROUND}tool.docx", rounds.docx, name="tool-docx"),
    *(
        path(f"{_ROUND}{each.pattern}", rounds.of_round(each.callback), each.default_args, name=each.name)
        for each in addresses(KIND)
    ),
    path(_PLAN, overview.page, name="plan"),
    path(f"{_PLAN}comment/", overview.comment, name="comment"),
    path(f"{_PLAN}revise/", overview.revise, name="revise"),
    path(f"{_PLAN}propose/", overview.propose, name="propose"),
    path(f"{_PLAN}versions/", versions.versions, name="versions"),
    path(f"{_PLAN}versions/<int:number>/", versions.version, name="version"),
    path(f"{_PLAN}versions/<int:a>/<int:b>/", versions.difference, name="difference"),
    path(f"{_PLAN}risk/<uuid:identity>/tolerate/", overview.tolerate, name="tolerate"),
    path(f"{_PLAN}<slug:part>/add/", editing.add, name="add"),
    path(f"{_PLAN}<slug:part>/<uuid:identity>/", editing.change, name="change"),
    path(f"{_PLAN}<slug:part>/<uuid:identity>/away/", editing.away, name="away"),
]
