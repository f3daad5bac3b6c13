"""Professional equals meet; one without a counterpart is shown (MIC-17)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tandem.delivery import operations
from tandem.delivery.models import Participant, Visit
from tandem.delivery.queries import both_ways, team, unmatched, visits
from tandem.foundation.access import Refused
from tandem.foundation.ids import new_id
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tests.delivery.conftest import Room

pytestmark = pytest.mark.django_db
KARI, OLE, IXCHEL, MATEO = "Kari Nes", "Ole Vik", "Ixchel Ajanel", "Mateo Sic"


def problems(room: Room, *names: str, **changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        room.visit(*names, **changed)
    assert not Visit.objects.filter(grant=room.grant).exists()
    return [(problem.where, problem.code) for problem in caught.value.problems]


def people(visit: Visit) -> dict[str, Participant]:
    return {one.name: one for one in Participant.objects.filter(visit=visit).select_related("counterpart")}


def test_the_team_is_who_the_application_names(travel: Room) -> None:
    found = {one.name: one for one in team(travel.grant)}
    assert set(found) == {KARI, OLE, IXCHEL, MATEO}
    assert (found[KARI].side, found[KARI].profession) == ("home", "engineer")
    assert found[KARI].post == "Leads the waste department"


@pytest.mark.clause("MIC-17")
def test_people_of_one_profession_are_paired_and_one_without_a_counterpart_is_named(travel: Room) -> None:
    visit = travel.visit(KARI, OLE, IXCHEL, MATEO)
    found = people(visit)
    assert found[KARI].counterpart == found[IXCHEL] and found[IXCHEL].counterpart == found[KARI]
    shown = visits(travel.grant.id)[0]
    assert {one.name for one in unmatched(shown.people)} == {OLE, MATEO}  # type: ignore[attr-defined]


@pytest.mark.clause("MIC-17")
def test_partners_pair_others_and_part_them_again(travel: Room) -> None:
    visit = travel.visit(KARI, OLE, IXCHEL, MATEO)
    ids = {name: one.id for name, one in people(visit).items()}
    operations.pair(travel.actor("dee"), visit.id, {ids[KARI]: ids[MATEO], ids[OLE]: None})
    found = people(visit)
    assert found[KARI].counterpart == found[MATEO] and found[MATEO].counterpart == found[KARI]
    assert {name for name, one in found.items() if one.counterpart is None} == {OLE, IXCHEL}
    operations.pair(travel.actor("dee"), visit.id, {})
    assert all(one.counterpart is None for one in people(visit).values())


@pytest.mark.clause("MIC-17")
@pytest.mark.parametrize(("pairs", "code"), [
    ([(KARI, OLE)], "same_side"), ([(KARI, IXCHEL), (OLE, IXCHEL)], "two_counterparts"), ([(KARI, "")], "not_at_visit"),
])
def test_pairs_that_are_none(travel: Room, pairs: list[tuple[str, str]], code: str) -> None:
    visit = travel.visit(KARI, OLE, IXCHEL)
    ids = {name: one.id for name, one in people(visit).items()}
    with pytest.raises(Refused) as caught:
        operations.pair(travel.actor("bo"), visit.id, {ids[one]: ids.get(two, new_id()) for one, two in pairs})
    assert {problem.code for problem in caught.value.problems} == {code}
    assert people(visit)[KARI].counterpart == people(visit)[IXCHEL]  # nothing was parted either


@pytest.mark.clause("MIC-17")
@pytest.mark.expects("FLD-5")
def test_what_is_refused_names_the_place(travel: Room) -> None:
    assert problems(travel, KARI, "somebody else") == [("people", "not_in_team")]
    assert problems(travel, KARI, KARI) == [("people", "twice")]
    assert problems(travel, IXCHEL) == [("people", "nobody_travels")]
    assert problems(travel, KARI, to_on=date(2025, 10, 5)) == [("to_on", "ends_before_start")]
    assert problems(travel, KARI, from_on=date(2024, 12, 30)) == [("from_on", "outside_period")]
    assert problems(travel, KARI, to_on=date(2028, 1, 1)) == [("to_on", "outside_period")]
    assert problems(travel, KARI, host="moon") == [("host", "host_missing")]
    assert problems(travel, KARI, activity=new_id()) == [("activity", "unknown_activity")]
    assert problems(travel, KARI, place=" ", purpose="") == [("place", "missing"), ("purpose", "missing")]


def test_a_visit_counts_once_somebody_can_read_what_was_learnt(travel: Room) -> None:
    visit = travel.visit(KARI, IXCHEL)
    with pytest.raises(Refused) as empty:
        operations.hold_visit(travel.actor("bo"), visit.id, "  ")
    assert [problem.code for problem in empty.value.problems] == ["account_missing"]
    operations.hold_visit(travel.actor("bo"), visit.id, "Kari draws routes with the co-operative now")
    with pytest.raises(Refused) as again:
        operations.hold_visit(travel.actor("bo"), visit.id, "Twice")
    assert (again.value.code, again.value.status) == ("not_planned", 409)
    ahead = travel.visit(OLE, from_on=date(2026, 3, 2), to_on=date(2026, 3, 6))
    with pytest.raises(Refused) as early:
        operations.hold_visit(travel.actor("bo"), ahead.id, "We shall learn")
    assert [problem.code for problem in early.value.problems] == ["not_begun"]


def test_both_directions_are_counted(travel: Room) -> None:
    for host, name in (("abroad", KARI), ("abroad", OLE), ("home", IXCHEL)):
        operations.hold_visit(travel.actor("bo"), travel.visit(name, host=host).id, "What we saw")
    travel.visit(MATEO, host="home")  # planned, not held
    assert both_ways(visits(travel.grant.id), ("home", "abroad")) == {"home": 1, "abroad": 2}


def test_calling_off_needs_a_reason(travel: Room) -> None:
    visit = travel.visit(KARI)
    with pytest.raises(Refused):
        operations.cancel_visit(travel.actor("bo"), visit.id, "")
    assert operations.cancel_visit(travel.actor("bo"), visit.id, "The road is closed").state == "cancelled"
    with pytest.raises(Refused) as late:
        operations.pair(travel.actor("bo"), visit.id, {})
    assert late.value.status == 409


def test_who_may_not(travel: Room) -> None:
    visit = travel.visit(KARI)
    for who, status in (("ana", 403), ("kim", 403), ("other_bo", 404)):
        with pytest.raises(Refused) as caught:
            operations.hold_visit(travel.actor(who), visit.id, "Mine")
        assert caught.value.status == status
    Grant.objects.filter(id=travel.grant.id).update(step=GrantStep.CLOSED)
    with pytest.raises(Refused) as closed:
        operations.hold_visit(travel.actor("bo"), visit.id, "Too late")
    assert (closed.value.code, closed.value.status) == ("grant_closed", 409)
