"""Addresses of the plan, under its grant's."""

from django.urls import URLPattern, path

from tandem.plans.views import editing, overview, versions

app_name = "plans"
_PLAN = "grants/<uuid:grant>/plan/"
urlpatterns: list[URLPattern] = [
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
