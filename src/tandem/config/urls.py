"""All addresses: the installation's own first, then every organiser's."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tandem.web.urls")),
    path("", include("tandem.demo.urls")),
    path("<slug:organiser>/", include("tandem.web.people_urls")),
    path("<slug:organiser>/", include("tandem.organisations.urls")),
    path("<slug:organiser>/", include("tandem.programmes.urls")),
    path("<slug:organiser>/", include("tandem.partnerships.urls")),
    path("<slug:organiser>/", include("tandem.plans.urls")),
    path("<slug:organiser>/", include("tandem.calls.urls")),
    path("<slug:organiser>/", include("tandem.applications.urls")),
    path("<slug:organiser>/", include("tandem.reviews.urls")),
    path("<slug:organiser>/", include("tandem.awards.urls")),
    path("<slug:organiser>/", include("tandem.agreements.urls")),
    path("<slug:organiser>/", include("tandem.delivery.urls")),
    path("<slug:organiser>/", include("tandem.finance.urls")),
    path("<slug:organiser>/", include("tandem.reports.urls")),
    path("<slug:organiser>/", include("tandem.desk.urls")),
]
