"""No activity begins before it is known where things stand; an officer may let it, in writing (MIC-8)."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.delivery import operations
from tandem.delivery.models import ActivityStart
from tandem.delivery.queries import doing, starts
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import ActDetail
from tandem.foundation.ids import new_id
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.plans.models import Plan
from tests.delivery.conftest import Room

pytestmark = pytest.mark.django_db


def refused(room: Room, **how: object) -> Refused:
    with pytest.raises(Refused) as caught:
        room.start(**how)  # type: ignore[arg-type]
    assert not ActivityStart.objects.filter(grant=room.grant).exists()
    return caught.value


def test_a_partner_begins_and_ends_an_activity(room: Room) -> None:
    room.start("visit")
    with pytest.raises(Refused) as again:
        room.start("visit")
    assert (again.value.code, again.value.status) == ("begun_already", 409)
    operations.end_activity(room.actor("bo"), room.grant.id, room.ids["visit"], date(2025, 11, 3))
    found = starts(room.grant.id)[room.ids["visit"]]
    assert (found.started_on, found.ended_on, found.override) == (date(2025, 9, 2), date(2025, 11, 3), "")
    plan = doing(room.grant.id)
    assert plan is not None and found.version_id == plan.version.id


@pytest.mark.clause("MIC-8")
@pytest.mark.expects("FLD-5")
def test_without_a_baseline_it_does_not_begin_and_every_indicator_is_named(early: Room) -> None:
    no = refused(early, name="visit")
    assert no.code == "baseline_missing"
    assert [problem.where for problem in no.problems] == [f"indicator/{early.ids['rising']}"]
    assert no.problems[0].values["indicator"] == "Households that sort their waste"
    assert "plan" in str(no.remedy)
    early.start("meetings")  # serves the other outcome, whose indicator has its baseline


@pytest.mark.clause("MIC-8")
def test_an_officer_lets_it_begin_with_a_written_reason_that_stays_on_record(early: Room) -> None:
    no = refused(early, name="visit", who="ana", override="  ")
    assert (no.code, no.problems[0].where) == ("reason_missing", "override")
    early.start("visit", who="ana", override="The count is under way and ends on Friday")
    row = starts(early.grant.id)[early.ids["visit"]]
    assert row.override == "The count is under way and ends on Friday"
    act = ActDetail.objects.select_related("act").get(act__verb="delivery.activity_begun")
    assert act.payload["without_baseline"] == [str(early.ids["rising"])] and act.payload["reason"] == row.override
    assert act.act.actor_id == early.cast.ana.id


@pytest.mark.clause("MIC-8")
def test_it_begins_once_the_baseline_is_in_a_frozen_version_of_the_plan(early: Room) -> None:
    plan = Plan.objects.get(grant=early.grant)
    dee = early.actor("dee")
    plans.revise(dee, plan.id, "We have counted")
    found = {"baseline": "790", "baseline_on": "2025-08-28"}
    plans.put(dee, plan.id, "indicator", found, identity=early.ids["rising"], locale="plain")
    assert refused(early, name="visit").code == "baseline_missing"  # a draft may still change
    plans.propose(dee, plan.id)
    assert early.start("visit").override == ""


def test_where_nothing_is_missing_an_officer_does_not_begin_for_the_partners(room: Room) -> None:
    assert refused(room, who="ana", override="Because").code == "nothing_in_the_way"


@pytest.mark.parametrize("step", [GrantStep.FIRM, GrantStep.CONDITIONAL])
def test_nothing_begins_before_the_agreement(room: Room, step: GrantStep) -> None:
    Grant.objects.filter(id=room.grant.id).update(step=step)
    no = refused(room)
    assert (no.code, no.status) == ("not_agreed", 409)
    assert "agreement" in str(no.remedy)


def test_nothing_begins_after_closure(room: Room) -> None:
    Grant.objects.filter(id=room.grant.id).update(step=GrantStep.CLOSED)
    no = refused(room)
    assert (no.code, no.status) == ("grant_closed", 409)


@pytest.mark.parametrize(("on", "code"), [
    (date(2025, 11, 21), "in_the_future"), (date(2024, 12, 31), "outside_period"),
])
def test_the_day_lies_within_the_grant_and_not_ahead(room: Room, on: date, code: str) -> None:
    assert [problem.code for problem in refused(room, on=on).problems] == [code]


def test_who_may_not(room: Room) -> None:
    for who, status in (("kim", 403), ("other_bo", 404), ("nobody", 404)):
        assert refused(room, who=who).status == status
    with pytest.raises(Refused) as unknown:
        operations.start_activity(room.actor("dee"), room.grant.id, new_id(), date(2025, 9, 2))
    assert unknown.value.status == 404


def test_it_ends_after_it_began(room: Room) -> None:
    def end(on: date) -> str:
        with pytest.raises(Refused) as caught:
            operations.end_activity(room.actor("dee"), room.grant.id, room.ids["visit"], on)
        return caught.value.problems[0].code if caught.value.problems else caught.value.code

    assert end(date(2025, 9, 3)) == "not_begun"
    room.start()
    assert end(date(2025, 9, 1)) == "before_start"
    assert end(date(2025, 12, 1)) == "in_the_future"
