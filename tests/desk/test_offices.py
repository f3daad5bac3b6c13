"""Duties, payments and what donors read follow the offices; what was there before has the office of its call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.urls import reverse

from tandem.applications.models import Application
from tandem.awards import operations as awards
from tandem.desk import jobs, queries
from tandem.desk.calendar import events
from tandem.finance import operations as finance
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.ids import new_id
from tandem.partnerships.models import Grant
from tandem.partnerships.operations import found
from tandem.plans import operations as plans
from tandem.reports import operations as reports
from tandem.reports.operations import donor as donor_reports
from tests.factories import calls, grants, rulebooks
from tests.factories.offices import NOW, OFFICE_SAYS, Region, build, client

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["belgrade", ""], ids=["of an office", "of the whole organiser"])
def region(request: Any, cast: Any, at: Callable[..., datetime]) -> Iterator[Region]:
    """Two offices, and a grant of one of them or of the whole organiser."""
    at(NOW)
    with cast.scope():
        yield build(cast, request.param)


def test_duties_reach_the_people_of_the_office_and_nobody_else(region: Any) -> None:
    """Desk, calendar and reminders: an officer's duty and a cashier's, of a grant and of nothing in particular."""
    office = region.grant.office_id
    Duty.objects.all().delete()
    for role, kind in (("officer", "finance.authorise"), ("cashier", "finance.pay")):
        book.assign(
            kind, ("instalment", region.ids["planned"]), due_at=clock.now() + timedelta(days=3), role=role,
            office=office, values={"grant": "Sorting", "grant_id": str(region.grant.id), "number": "1",
                                   "row": str(region.ids["planned"])},
        )
    zone = ZoneInfo("Europe/Oslo")
    for who in ("ana", "omar", "kim", "iva", "zehra", "mirko", "cem"):
        actor = region.actor(who)
        regional_cashier = who == "kim"
        acts = (who in {"ana", "omar"} and office is None) or (who in {"iva", "mirko"} and office is not None)
        expected = int(acts or regional_cashier)
        assert len(queries.desk_of(actor, clock.now(), zone)) == expected, who
        assert len(list(events(actor, clock.now()))) == expected, who
        mine = [duty for duty in Duty.objects.all() if actor.person_id in {one.id for one in jobs.holders(duty)}]
        assert len(mine) == expected, who


def test_what_happens_to_a_grant_asks_its_own_office(region: Any) -> None:
    """The duties that operations give bear the office of the grant."""
    officer = region.actor(region.mine["officer"])
    finance.authorise(officer, region.ids["planned"], side="home", account="NO93 8601 1117 947")
    asked = Duty.objects.filter(role__in=("officer", "cashier"), subject_kind__in=("instalment", "grant", "report"))
    assert asked.filter(kind="finance.pay", done_at=None).exists()
    assert set(asked.values_list("office_id", flat=True)) == {region.grant.office_id}


def test_a_cashier_sees_the_payments_of_their_office(region: Any) -> None:
    for who in ("kim", "mirko", "cem"):
        person = region.people.get(who) or region.cast.kim
        shown = client(person).get("/samband/payments/").content.decode()
        sees = who == "kim" or (who == "mirko" and region.grant.office_id is not None)
        assert (str(region.ids["instalment"]) in shown) == sees, who


def test_a_donor_hears_from_the_whole_organiser(region: Any) -> None:
    """Reports and applications to a donor are about every office's grants: officers of the whole work on them."""
    draft = region.ids["donor_draft"]
    donor, programme = region.grant.donor_id, region.grant.programme_id
    for who in ("iva", "zehra"):
        for operation in (
            lambda a: donor_reports.write(a, draft, "summary", "en", "It went well"),
            lambda a: donor_reports.freeze(a, draft),
            lambda a: reports.start(a, programme, donor, 2031),
            lambda a: reports.invite_donor(a, donor, "new@donor.example", "New"),
            lambda a: awards.assemble(a, programme, donor, 2024),
        ):
            with pytest.raises(Refused) as caught:
                operation(region.actor(who))
            assert caught.value.code == OFFICE_SAYS
    donor_reports.write(region.actor("ana"), draft, "summary", "en", "It went well")
    asked = reverse("awards:funding", args=["samband", region.grant.programme.slug, region.ids["donor_key"], 2024])
    for address in (asked, reverse("reports:donor-report", args=["samband", draft])):
        regional, office = (client(one).get(address) for one in (region.cast.omar, region.people["iva"]))
        assert regional.status_code == office.status_code == 200
        forms = [one.content.decode().split("<main")[1].count('method="post"') for one in (regional, office)]
        assert forms[1] == 0 < forms[0], (address, forms)


def test_the_desk_shows_the_calls_of_ones_own_office_first(cast: Any, at: Callable[..., datetime]) -> None:
    """And after them what else one reads: the whole organiser's, which itself reads every office's."""
    at("2024-08-10T10:00")
    with cast.scope():
        calls.call(cast.actor("ana"), slug="of-all")
        offices = {who: rulebooks.office(cast.actor("ana"), f"Office {who}", "RS", getattr(cast, who))
                   for who in ("cy", "nobody")}
        for who, office in offices.items():
            calls.call(cast.actor(who), office=office, slug=f"of-{who}")
        seen = {who: [row.call.slug for row in queries.overview(cast.actor(who), clock.now())]
                for who in ("ana", "cy", "nobody")}
    assert seen["cy"] == ["of-cy", "of-all"] and seen["nobody"] == ["of-nobody", "of-all"]
    assert seen["ana"][0] == "of-all" and set(seen["ana"]) == {"of-all", "of-cy", "of-nobody"}


def test_the_migration_gives_what_was_there_the_office_of_its_call(cast: Any, at: Callable[..., datetime]) -> None:
    """Grants and open duties from before offices counted after the award."""
    at("2024-08-10T10:00")
    with cast.scope():
        office = rulebooks.office(cast.actor("ana"), "Belgrade office", "RS", cast.cy)
        calls.programme(cast.actor("ana"))
        call = calls.call(cast.actor("cy"), office=office)
        partnership = found(cast.actor("bo"), "Old", {"home": cast.fjordvik.id})
        row = Application.objects.create(
            call=call, partnership=partnership, plan=plans.start(partnership.id), title="Old", step="decided",
            founded_at=clock.now(), reference="OLD-1", submitted_at=clock.now(), asked_minor=100,
        )
        grant = grants.grant_for(row.id, goal={})
        assert grant.office_id == office.id
        Grant.objects.update(office=None)
        for kind, subject, values in (
            ("finance.pay", ("instalment", grant.id), {"grant_id": str(grant.id)}),
            ("awards.propose", ("call", call.id), {}), ("desk.own", ("call", new_id()), {}),
        ):
            book.assign(kind, subject, due_at=None, role="officer", values=values)
        import_module("tandem.partnerships.migrations.0004_offices_of_calls").carry(apps, None)
        grant.refresh_from_db()
        assert grant.office_id == office.id
        kept = dict(Duty.objects.filter(role="officer").values_list("kind", "office_id"))
        assert kept["finance.pay"] == kept["awards.propose"] == office.id and kept["desk.own"] is None
