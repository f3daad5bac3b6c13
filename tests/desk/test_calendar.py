"""The calendar: one's own duties and the donors' dates, on a page, as a file and as an address that can be ended."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tandem.desk.models import Feed
from tests.contracts.census import addresses
from tests.factories import applications, calls, grants

pytestmark = pytest.mark.django_db


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.expects("UX-18")
def test_bo_reads_his_days_and_nobody_elses(cast: Any, duty: Any, at: Any) -> None:
    now = at("2024-09-10T09:00")
    duty(now + timedelta(days=3), organisation=cast.fjordvik.id, what="the birch; and, the \\ fern")
    duty(now - timedelta(days=1), person=cast.bo.id, what="the moss")
    duty(now + timedelta(days=3), person=cast.ana.id, what="Ana's own oak")
    page = enter(cast.bo).get("/samband/calendar/").content.decode()
    assert "birch" in page and "moss" in page and "oak" not in page
    assert page.index("Late") < page.index("moss") < page.index("birch") and "1 thing has a date" in page
    text = enter(cast.bo).get("/samband/calendar/duties.ics").content.decode()
    assert "the birch\\; and\\, the \\\\ fern" in text and "oak" not in text
    assert "DTSTART:20240913T" in text and text.count("BEGIN:VEVENT") == 2


@pytest.mark.clause("MIC-15")
def test_the_donors_dates_stand_in_the_calendar_of_those_they_pay_for(cast: Any, at: Any) -> None:
    at("2024-09-12T10:00")
    with cast.scope():
        call = calls.call(cast.actor("ana"))
        sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        sent = applications.submitted({"home": cast.actor("bo"), "abroad": cast.actor("dee")}, call, sides, "Sorting")
        grants.grant_for(sent.application_id)
    at("2025-01-10T10:00")
    page = enter(cast.dee).get("/samband/calendar/").content.decode()
    assert "Instalment 1 – Norad" in page and "March 2025" in page and "Instalment 2 – Norad" in page
    assert "not yet set" in page  # the day of the donor's report is a value that somebody still has to give
    other = enter(cast.other_bo).get("/samband/calendar/").content.decode()
    assert "Norad" not in other and "The calendar is empty" in other


@pytest.mark.expects("SEC-4")
def test_the_address_can_be_ended_and_opens_nothing_else(cast: Any, duty: Any, at: Any) -> None:
    now = at("2024-09-10T09:00")
    duty(now + timedelta(days=3), person=cast.bo.id, what="the birch")
    bo, stranger = enter(cast.bo), Client()
    assert bo.get("/samband/calendar/feed/").status_code == 405  # reading never makes an address

    def made() -> str:
        bo.post("/samband/calendar/feed/")
        found = re.search(r"/samband/calendar/feed/[\w-]+\.ics", bo.get("/samband/calendar/").content.decode())
        assert found is not None
        return found[0]

    first = made()
    assert "birch" in stranger.get(first).content.decode()
    assert first.split("/")[-1].removesuffix(".ics") not in str(list(Feed.everywhere.values()))  # only its hash is kept
    assert stranger.get(first.replace("samband", "brofonden")).status_code == 404
    second = made()
    assert stranger.get(first).status_code == 404 and stranger.get(second).status_code == 200
    cast.bo.is_active = False
    cast.bo.save()
    assert stranger.get(second).status_code == 404
    cast.bo.is_active = True
    cast.bo.save()
    bo.force_login(cast.bo, backend="django.contrib.auth.backends.ModelBackend")
    bo.post("/samband/calendar/feed/", {"end": "1"})
    assert stranger.get(second).status_code == 404
    assert any(address.name == "calendar-feed-read" for address in addresses())
