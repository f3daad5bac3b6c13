"""Addresses, under the organiser's."""

from django.urls import URLPattern, path

from tandem.desk.views import calendar, today

urlpatterns: list[URLPattern] = [
    path("desk/", today.desk, name="desk"),
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/duties.ics", calendar.file, name="calendar-file"),
    path("calendar/feed/", calendar.feed, name="calendar-feed"),
    path("calendar/feed/<str:word>.ics", calendar.read, name="calendar-feed-read"),
]
