"""The municipal partnership programme: what its rules see of the partnership around an application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tandem.answers.queries import values
from tandem.applications import access
from tandem.applications.facts import facts_of
from tandem.applications.models import Application
from tandem.applications.operations import found, sign, standing
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.partnerships import operations as partnerships
from tandem.partnerships.models import RecordedDay
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tests.factories import icld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Iterator[Any]:
    """Lövhamn and Makambira in an open spring round."""
    at(icld.NOW)
    with cast.scope():
        cast.sides = icld.pair(cast)
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.within = icld.partnership(cast.actors["home"], cast.sides)
        yield cast


def drafted(world: Any, component: str, **changed: Any) -> Application:
    call = icld.call(world.actor("ana"), component)
    return icld.draft(world.actors, call, world.sides, within=world.within, **changed)


def refusals(world: Any, application: Application) -> set[str]:
    where = standing(access.hold(world.actors["home"], application.id))
    return {verdict.rule for verdict in where.verdicts if verdict.refuses}


def facts(world: Any, application: Application) -> dict[str, Any]:
    held = access.hold(world.actors["home"], application.id)
    return facts_of(held, values(application.id))


@pytest.mark.clause("ICLD-1")
def test_a_good_preparation_may_be_signed_and_a_spoilt_team_may_not(world: Any) -> None:
    made = drafted(world, "preparation")
    assert refusals(world, made) == set()
    assert icld.signed(world.actors, made).application_id == made.id


@pytest.mark.clause("ICLD-2")
def test_a_project_waits_for_the_tool_and_its_steering_group(world: Any) -> None:
    project = drafted(world, "project")
    assert refusals(world, project) == {"tool_came_before", "exchange_shown", "steering_group_alongside"}
    with pytest.raises(Refused) as refused:
        sign(world.actors["home"], project.id, "x")
    assert {verdict.rule for verdict in refused.value.verdicts} >= {"tool_came_before"}
    icld.tool(world.actors, world.within)
    assert refusals(world, project) == {"steering_group_alongside"}
    group = drafted(world, "steering_group")
    assert refusals(world, project) == {"steering_group_alongside"}, "a draft is not on its way"
    icld.signed(world.actors, group)
    assert refusals(world, project) == set()
    assert facts(world, project)["grants"] == [
        {"component": "steering_group", "from": "2025-07-01", "to": "2027-06-30", "active": False, "applied": True}
    ]
    Application.objects.filter(id=group.id).update(outcome="refused", step="decided")
    assert refusals(world, project) == {"steering_group_alongside"}


@pytest.mark.clause("ICLD-2")
def test_a_steering_group_that_ends_before_the_project_does_not_do(world: Any) -> None:
    project = drafted(world, "project")
    icld.tool(world.actors, world.within)
    group = drafted(world, "steering_group")
    icld.signed(world.actors, group)
    grant = icld.granted(group, starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 29))
    Application.objects.filter(id=group.id).update(outcome="awarded", step="decided")
    assert refusals(world, project) == {"steering_group_alongside"}
    type(grant).objects.filter(id=grant.id).update(ends_on=date(2027, 6, 30))
    assert refusals(world, project) == set()
    partnerships.move(grant.id, GrantStep.CANCELLED, after=(GrantStep.AGREED,))
    assert refusals(world, project) == {"steering_group_alongside"}


@pytest.mark.clause("ICLD-4")
def test_a_broadening_needs_a_steering_group_at_work(world: Any) -> None:
    group = drafted(world, "steering_group")
    icld.signed(world.actors, group)
    broadening = drafted(world, "broadening")
    assert refusals(world, broadening) == {"steering_group_runs"}, "one that is applied for does not run"
    grant = icld.granted(group, starts_on=date(2025, 3, 4), ends_on=date(2027, 6, 30))
    assert refusals(world, broadening) == {"steering_group_runs"}, "it begins tomorrow"
    type(grant).objects.filter(id=grant.id).update(starts_on=date(2025, 3, 3))
    assert refusals(world, broadening) == set()
    type(grant).objects.filter(id=grant.id).update(step=GrantStep.CONDITIONAL)
    assert refusals(world, broadening) == {"steering_group_runs"}


@pytest.mark.clause("ICLD-5")
def test_dissemination_waits_for_the_recorded_talk(world: Any, at: Any) -> None:
    made = drafted(world, "dissemination")
    assert refusals(world, made) == {"talked_first"}
    programme = made.call.programme
    ana = world.actor("ana")
    row = partnerships.record_day(ana, world.within.id, programme, "dialogue", date(2025, 2, 3), "Om vilka vi når")
    assert refusals(world, made) == set()
    assert Act.objects.filter(verb="partnership.day_recorded", object_id=str(world.within.id)).count() == 1
    assert facts(world, made)["recorded"] == {"dialogue": "2025-02-03"}
    partnerships.record_day(ana, world.within.id, programme, "dialogue", date(2025, 3, 3))
    assert facts(world, made)["recorded"] == {"dialogue": "2025-03-03"}, "the newest row counts"
    assert RecordedDay.objects.get(id=row.id).happened_on == date(2025, 2, 3), "the first one stays readable"
    sent = icld.signed(world.actors, made)
    made.refresh_from_db()
    assert facts(world, made)["workflow"] == {"step": "submitted", "submitted_at": sent.received_at.isoformat()}
    at("2025-03-10T10:00")
    partnerships.record_day(ana, world.within.id, programme, "dialogue", date(2025, 3, 9))
    assert refusals(world, made) == {"talked_first"}, "a talk after the application was sent comes too late"


def test_only_officers_record_days_that_have_come_and_that_are_asked_for(world: Any) -> None:
    programme = icld.call(world.actor("ana")).programme
    refused = []
    for who, what, on in (
        ("bo", "dialogue", date(2025, 2, 3)), ("other_bo", "dialogue", date(2025, 2, 3)),
        ("ana", "dinner", date(2025, 2, 3)), ("ana", "dialogue", date(2025, 3, 4)), ("ana", "dialogue", None),
    ):
        with pytest.raises(Refused) as told:
            partnerships.record_day(world.actor(who), world.within.id, programme, what, on)
        refused.append((told.value.code, told.value.status))
    assert refused == [
        ("officers_only", 403), ("no_such_partnership", 404), ("not_asked_for", 404), ("day_ahead", 422),
        ("day_missing", 422),
    ]
    assert not RecordedDay.objects.exists()


@pytest.mark.clause("ICLD-1", "ICLD-4")
def test_a_partnership_goes_on_with_what_it_has(world: Any) -> None:
    first = drafted(world, "preparation")
    assert first.partnership_id == world.within.id
    with pytest.raises(Refused) as again:
        found(world.actors["abroad"], first.call_id, "Once more", {}, world.within.id)
    assert (again.value.code, again.value.status) == ("applied_already", 409)
    call = icld.call(world.actor("ana"), "steering_group")
    with pytest.raises(Refused) as strangers:
        found(world.actor("other_bo"), call.id, "Ours now", {}, world.within.id)
    assert strangers.value.status == 404
    with pytest.raises(Refused) as officer:
        found(world.actor("ana"), call.id, "For them", {}, world.within.id)
    assert (officer.value.code, officer.value.status) == ("not_yours", 403)
    second = found(world.actors["abroad"], call.id, "Styrgrupp", {}, world.within.id)
    assert second.partnership_id == first.partnership_id and second.plan_id != first.plan_id


def test_a_programme_that_asks_for_none_costs_no_query(cast: Any, at: Any, django_assert_num_queries: Any) -> None:
    from tests.factories import applications, calls

    at("2024-09-12T12:00")
    with cast.scope():
        call = calls.call(cast.actor("ana"))
        made = applications.draft(cast.actor("bo"), call, {"home": cast.fjordvik, "abroad": cast.san_telmo})
        held = access.hold(cast.actor("bo"), made.id)
        assert held.records
        facts_of(held, {})
        with django_assert_num_queries(0):
            found_ = facts_of(held, {})
    assert not {"grants", "tools", "recorded"} & set(found_)


@pytest.mark.clause("ICLD-1")
def test_a_round_of_the_tool_is_begun_once_and_again_when_it_is_full(world: Any) -> None:
    icld.call(world.actor("ana"))
    begun = plans.begin_tool(world.actors["home"], world.within.id, "planning_tool")
    assert begun.filled == []
    with pytest.raises(Refused) as open_:
        plans.begin_tool(world.actors["abroad"], world.within.id, "planning_tool")
    assert (open_.value.code, open_.value.status) == ("round_open", 409)
    for who, key, status in (("ana", "planning_tool", 403), ("other_bo", "planning_tool", 404), ("bo", "spade", 404)):
        with pytest.raises(Refused) as refused:
            plans.begin_tool(world.actor(who), world.within.id, key)
        assert refused.value.status == status
    icld.fill_tool(world.actors, begun)
    assert begun.filled == ["problems", "objectives", "exchange", "activities", "indicators", "risks"]
    assert plans.begin_tool(world.actors["abroad"], world.within.id, "planning_tool").number == 2
