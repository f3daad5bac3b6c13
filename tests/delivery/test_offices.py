"""After the award, too, the office that ran the call acts: others read at most, and are told why they may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tandem.agreements import operations as agreements
from tandem.agreements.states import ORGANISER
from tandem.core.values import Money
from tandem.delivery import operations as delivery
from tandem.delivery.models import Actual
from tandem.finance import operations as finance
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships.access import hold, readable
from tandem.plans import operations as plans
from tandem.plans.models import Plan
from tandem.reports import operations as reports
from tests.factories.agreements import copy
from tests.factories.offices import NOW, OFFICE_SAYS, Region, build, client

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["belgrade", ""], ids=["of an office", "of the whole organiser"])
def region(request: Any, cast: Any, at: Callable[..., datetime]) -> Iterator[Region]:
    """Two offices, and a grant of one of them or of the whole organiser."""
    at(NOW)
    with cast.scope():
        yield build(cast, request.param)


def _today() -> date:
    return clock.now().date()


def _plan(region: Region) -> UUID:
    return Plan.objects.get(grant=region.grant).id


def _money(region: Region, minor: int = 100_00) -> Money:
    return Money(minor, region.grant.currency)


ACTS: dict[str, tuple[str, Callable[[Region, Actor], Any]]] = {
    "plans.tolerate": ("officer", lambda r, a: plans.tolerate(a, _plan(r), r.ids["finding"], "We bear it")),
    "plans.comment": ("officer", lambda r, a: plans.comment(a, _plan(r), "How many bins?")),
    "agreements.issue": ("officer", lambda r, a: agreements.issue(a, r.grant.id, "grant")),
    "agreements.sign": ("officer", lambda r, a: agreements.sign(
        a, r.ids["agreement"], ORGANISER, copy(), a.name, _today())),
    "agreements.sign for a party": ("officer", lambda r, a: agreements.sign(
        a, r.ids["agreement"], "abroad", copy(), "By post", _today())),
    "agreements.choose_language": ("officer", lambda r, a: agreements.choose_language(
        a, r.ids["agreement"], ORGANISER, "es")),
    "agreements.decide": ("officer", lambda r, a: agreements.decide(a, r.ids["amendment"], "0" * 64, "refuse", "No")),
    "delivery.start_activity": ("officer", lambda r, a: delivery.start_activity(
        a, r.grant.id, r.ids["activity"], _today(), "It cannot wait")),
    "delivery.approve_actuals": ("officer", lambda r, a: delivery.approve_actuals(a, r.grant.id, r.ids["year"])),
    "delivery.return_actuals": ("officer", lambda r, a: delivery.return_actuals(
        a, r.grant.id, r.ids["year"], {Actual.objects.get(grant=r.grant).indicator: "Who counted?"})),
    "delivery.approve_replacement": ("officer", lambda r, a: delivery.approve_replacement(a, r.ids["replacement"])),
    "delivery.refuse_replacement": ("officer", lambda r, a: delivery.refuse_replacement(
        a, r.ids["replacement"], "The deputy has not read the plan")),
    "finance.authorise": ("officer", lambda r, a: finance.authorise(
        a, r.ids["planned"], side="home", account="NO93 8601 1117 947")),
    "finance.take_back": ("officer", lambda r, a: finance.take_back(a, r.ids["instalment"], "Wrong account")),
    "finance.accept": ("officer", lambda r, a: finance.accept(a, r.ids["expense"])),
    "finance.refuse": ("officer", lambda r, a: finance.refuse(a, r.ids["expense"], "No receipt")),
    "finance.disallow": ("officer", lambda r, a: finance.disallow(a, r.ids["expense"], "No receipt")),
    "finance.engage": ("officer", lambda r, a: finance.engage(
        a, r.grant.id, year=None, auditor=r.cast.aud.id, firm="Fjell", until=_today() + timedelta(days=10))),
    "finance.end_audit": ("officer", lambda r, a: finance.end_audit(a, r.ids["audit"], "Another firm")),
    "finance.settle_finding": ("officer", lambda r, a: finance.settle_finding(a, r.ids["finding"], "Seen")),
    "finance.pay": ("cashier", lambda r, a: finance.pay(
        a, r.ids["instalment"], seen="0" * 64, amount=_money(r), bank_reference="1", paid_on=_today())),
    "finance.repay": ("cashier", lambda r, a: finance.repay(
        a, r.grant.id, side="home", amount=_money(r), bank_reference="1", paid_on=_today())),
    "reports.accept": ("officer", lambda r, a: reports.accept(a, r.ids["report"], "0" * 64)),
    "reports.give_back": ("officer", lambda r, a: reports.give_back(a, r.ids["report"], {"results": "Why?"}, "0" * 64)),
    "reports.close": ("officer", lambda r, a: reports.close(a, r.grant.id)),
}
# What cannot be done in one step on these rows: its own people are refused for a reason of the matter.
REFUSED_OTHERWISE = {
    "plans.tolerate": "no_such_risk", "delivery.start_activity": "nothing_in_the_way",
    "delivery.approve_replacement": "no_participants", "finance.accept": "expense_refused",
    "finance.disallow": "not_accepted", "finance.settle_finding": "no_response_yet", "finance.pay": "changed",
    "finance.repay": "other_amount", "reports.close": "still_open",
}


@pytest.mark.parametrize("act", ACTS)
def test_only_the_office_that_ran_the_call_acts(region: Any, act: str) -> None:
    role, operation = ACTS[act]
    for who in region.others[role]:
        with pytest.raises(Refused) as caught:
            operation(region, region.actor(who))
        assert (who, caught.value.code, caught.value.status) == (who, OFFICE_SAYS, 403)
    if act in REFUSED_OTHERWISE:
        with pytest.raises(Refused) as caught:
            operation(region, region.actor(region.mine[role]))
        assert caught.value.code == REFUSED_OTHERWISE[act]
    else:
        operation(region, region.actor(region.mine[role]))


def test_what_belongs_to_another_office_is_not_read_and_what_belongs_to_all_is(region: Any) -> None:
    """As with calls and applications: one's own office's and the whole organiser's, and these read everything."""
    known, own = region.actor("ana"), region.mine["officer"]
    assert hold(known, region.grant.id).reads == "officer" and list(readable(known)) == [region.grant]
    assert hold(region.actor("kim"), region.grant.id).reads == "cashier" and list(readable(region.actor("kim")))
    for who in ("iva", "zehra", "mirko", "cem"):
        actor = region.actor(who)
        reads = who in (own, region.mine["cashier"]) or (not region.grant.office_id and actor.has("officer"))
        assert list(readable(actor)) == ([region.grant] if reads else []), who
        for path in ("", "plan/", "money/"):
            answer = client(region.people[who]).get(f"/samband/grants/{region.grant.id}/{path}")
            assert answer.status_code == (200 if reads else 403) or (path and answer.status_code == 404), (who, path)
            assert reads or "belongs to another office" in answer.content.decode()
        if not reads:
            for report in ("report", "draft_report"):
                answer = client(region.people[who]).get(f"/samband/reports/{region.ids[report]}/read/")
                assert answer.status_code in (403, 404)
                assert "another office" in client(region.people[who]).get(
                    f"/samband/reports/{region.ids[report]}/").content.decode()


def test_a_party_of_a_grant_stays_one_whatever_its_office(region: Any) -> None:
    Membership.objects.create(organiser=region.cast.samband, person=region.cast.dee, role="officer",
                              office=region.ankara)
    held = hold(region.actor("dee"), region.grant.id)
    assert held.belongs and not held.acts and held.may("edit") and region.grant in readable(region.actor("dee"))


def test_the_pages_of_who_only_reads_offer_nothing_to_do(region: Any) -> None:
    """Somebody of the whole organiser reads an office's grant; somebody of an office reads the whole organiser's."""
    reader = region.cast.ana if region.grant.office_id else region.people["iva"]
    doer = region.people["iva"] if region.grant.office_id else region.cast.ana
    ids = {name: str(id) for name, id in region.ids.items()}
    addresses = [reverse(name, args=["samband", region.grant.id, *args]) for name, args in (
        ("finance:expense", [ids["expense"]]), ("finance:audit", [ids["audit"]]), ("plans:comment", []),
        ("finance:instalment", [ids["instalment"]]),
    )]
    for address in addresses:
        shown, offered = (client(one).get(address) for one in (reader, doer))
        assert (shown.status_code, offered.status_code) == (200, 200)
        forms = [answer.content.decode().split("<main")[1].count('<form method="post"') for answer in (shown, offered)]
        assert forms[0] == 0 < forms[1], (address, forms)
