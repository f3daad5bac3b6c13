"""Values: a zero is a value, what is not reported says why, and nobody approves what they wrote (REL-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tandem.core import planning
from tandem.delivery import operations
from tandem.delivery.models import Actual
from tandem.delivery.operations.values import ActualInput, read
from tandem.delivery.queries import actuals, actuals_of_many, reached
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import ActDetail
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.models import Membership
from tandem.organisations.models import Member
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tests.delivery.conftest import Room, plan_of
from tests.files.samples import pdf

SHARE = planning.Indicator(new_id(), None, "Share", kind="percentage", across="average")
COUNT = planning.Indicator(new_id(), None, "Count")
amounts = st.decimals(min_value=-10**9, max_value=10**9, allow_nan=False, allow_infinity=False, places=3)


def codes(indicator: planning.Indicator, locale: str = "plain", **typed: str) -> list[tuple[str, str]]:
    _found, problems = read(indicator, ActualInput(**typed), locale)  # type: ignore[arg-type]
    return [(problem.where, problem.code) for problem in problems]


@given(amounts)
def test_a_number_typed_is_the_number_stored(value: Decimal) -> None:
    found, problems = read(COUNT, ActualInput(value=format(value, "f")), "plain")
    assert problems == [] and Decimal(found.value) == value and found.says


@pytest.mark.expects("REL-14")
@pytest.mark.parametrize("typed", ["0", "0,0", "0.0", " 0 ", "-0", "00"])
def test_a_zero_is_a_zero_however_it_is_typed(typed: str) -> None:
    found, problems = read(COUNT, ActualInput(value=typed), "es")
    assert (problems, found.value, found.empty) == ([], "0", False)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_worked_out_from_its_two_numbers(above: int, below: int) -> None:
    found, problems = read(SHARE, ActualInput(numerator=str(above), denominator=str(below)), "plain")
    if above > below:
        assert [problem.code for problem in problems] == ["percent_out_of_range"]
    else:
        assert problems == [] and abs(Decimal(found.value) - Decimal(above) * 100 / below) <= Decimal("0.000001")


def test_what_does_not_hold_in_a_share() -> None:
    assert codes(SHARE, numerator="3") == [("denominator", "half_missing")]
    assert codes(SHARE, numerator="3", denominator="0") == [("denominator", "denominator_not_positive")]
    assert codes(SHARE, numerator="1", denominator="4", value="24") == [("value", "share_differs")]
    assert codes(SHARE, numerator="1", denominator="4", value="25 %") == []
    assert codes(SHARE, value="101") == [("value", "percent_out_of_range")]
    ratio = planning.Indicator(new_id(), None, "Share", kind="percentage", across="ratio")
    assert codes(ratio, value="25") == [("numerator", "parts_needed")]


@pytest.mark.expects("UX-14")
def test_numbers_are_read_as_people_write_them_and_the_ambiguous_is_asked() -> None:
    assert read(COUNT, ActualInput(value="1.234,5"), "es")[0].value == "1234.5"
    assert read(COUNT, ActualInput(value="1,234.5"), "en")[0].value == "1234.5"
    assert codes(COUNT, "es", value="1.234") == [("value", "number_ambiguous")]
    assert codes(COUNT, "es", value="unos mil") == [("value", "number_unreadable")]
    assert codes(COUNT, value="9" * 41) == [("value", "number_too_long")]
    milestone = planning.Indicator(new_id(), None, "Done", kind="milestone")
    assert read(milestone, ActualInput(value="no"), "en")[0].value == "0"
    assert codes(milestone, value="2") == [("value", "yes_no_unreadable")]
    told = planning.Indicator(new_id(), None, "Told", kind="qualitative")
    assert codes(told, value="3") == [("value", "no_number_here")]
    assert codes(COUNT, value="0", reason="Nobody counted") == [("reason", "value_and_reason")]


pytestmark = pytest.mark.django_db


def refused(work: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


@pytest.mark.expects("REL-14")
def test_zero_nothing_yet_and_not_reported_are_three_things(room: Room) -> None:
    room.value("rising", value="0")
    room.value("milestone", reason="The record begins in March")
    found = actuals(room.grant.id, 2025)
    zero, why = found[room.ids["rising"], 2025], found[room.ids["milestone"], 2025]
    assert (zero.value, zero.number, zero.reason) == ("0", Decimal(0), "")
    assert (why.value, why.number, why.reason) == ("", None, "The record begins in March")
    assert (room.ids["falling"], 2025) not in found
    indicator = plan_of(room).indicator(room.ids["rising"])
    way = reached(indicator, {2025: zero}, 2025).progress
    assert way is not None and way.ratio == Decimal("-2")  # from 800 to 0, with 1200 aimed at
    assert reached(indicator, {2025: why}, 2025).progress is None


def test_rising_and_falling_indicators_go_the_same_way(room: Room) -> None:
    rising = room.value("rising", value="1000")
    falling = room.value("falling", value="34")
    plan = plan_of(room)
    ways = [
        reached(plan.indicator(room.ids[name]), {2025: row}, 2025).progress.ratio  # type: ignore[union-attr]
        for name, row in (("rising", rising), ("falling", falling))
    ]
    assert ways == [Decimal("0.5"), Decimal("0.5")]


@pytest.mark.expects("REL-14")
def test_increments_are_added_up_and_a_zero_leaves_the_sum_where_it_was() -> None:
    one = planning.Indicator(
        new_id(), None, "Trained", entry="increment", over_periods="sum", baseline=Decimal(0),
        targets=(planning.Target(2026, Decimal(40)),),
    )
    rows: dict[int, Any] = {2025: Actual(value="10"), 2026: Actual(value="0")}
    found = reached(one, rows, 2026)
    assert found.value == 10 and found.progress is not None and found.progress.ratio == Decimal("0.25")
    assert reached(one, {2025: rows[2025]}, 2026).value is None  # 2026 is not reported, which is not zero


@pytest.mark.expects("FLD-5")
def test_a_year_that_has_not_begun_or_is_none_of_the_grant(room: Room) -> None:
    later = refused(lambda: room.value(year=2026, value="1"))
    assert (later.code, later.values["actual"]) == ("year_not_begun", 2026)
    outside = refused(lambda: room.value(year=2024, value="1"))
    assert outside.code == "year_outside" and "2025" in str(outside.reason)
    assert not Actual.objects.filter(grant=room.grant).exists()


def test_somebody_elses_value_is_not_overwritten_unseen(room: Room) -> None:
    first = room.value(value="900", base_revision=0)
    room.value(value="950", who="bo", base_revision=first.revision)
    lost = refused(lambda: room.value(value="1000", base_revision=first.revision))
    assert (lost.code, lost.status, lost.values["theirs"]) == ("changed_since", 409, {"value": "950"})
    assert Actual.objects.get(grant=room.grant).value == "950"


def test_emptying_a_value_takes_it_away_and_history_stays(room: Room) -> None:
    room.value(value="900")
    assert room.value() is None and not Actual.objects.filter(grant=room.grant).exists()
    acts = ActDetail.objects.filter(act__verb="delivery.values_recorded").order_by("act__number")
    said = [(act.payload["before"], act.payload["values"]) for act in acts]
    key = str(room.ids["rising"])
    assert said == [({key: {}}, {key: {"value": "900"}}), ({key: {"value": "900"}}, {key: {}})]


def test_saving_the_same_again_changes_nothing(room: Room) -> None:
    before = room.value(value="900").revision
    assert room.value(value="900.0").revision == before
    assert ActDetail.objects.filter(act__verb="delivery.values_recorded").count() == 1


def test_sending_wants_a_value_or_a_reason_for_every_indicator(room: Room) -> None:
    room.value("rising", value="0")
    no = refused(lambda: operations.send_actuals(room.actor("dee"), room.grant.id, 2025))
    assert no.code == "values_missing"
    assert {problem.where for problem in no.problems} == {
        f"{room.ids[name]}/value" for name in ("falling", "milestone")
    }
    room.all_values()
    assert operations.send_actuals(room.actor("dee"), room.grant.id, 2025) == 3
    again = refused(lambda: operations.send_actuals(room.actor("dee"), room.grant.id, 2025))
    assert (again.code, again.status) == ("nothing_to_send", 409)
    late = refused(lambda: room.value(value="1"))
    assert (late.code, late.status) == ("sent_already", 409) and "return" in str(late.remedy)


def test_an_officer_asks_then_approves_and_only_approved_values_go_out(room: Room) -> None:
    room.all_values()
    operations.send_actuals(room.actor("dee"), room.grant.id, 2025)
    assert actuals_of_many([room.grant.id]) == []
    ana = room.actor("ana")
    assert operations.return_actuals(ana, room.grant.id, 2025, {room.ids["rising"]: "Counted when?"}) == 1
    row = actuals(room.grant.id)[room.ids["rising"], 2025]
    assert (row.state, row.question) == ("returned", "Counted when?")
    assert operations.approve_actuals(ana, room.grant.id, 2025) == 2
    room.value("rising", value="1100", text="In November")
    assert operations.send_actuals(room.actor("dee"), room.grant.id, 2025) == 1
    assert operations.approve_actuals(ana, room.grant.id, 2025) == 1
    assert operations.approve_actuals(ana, room.grant.id, 2025) == 0
    out = actuals_of_many([room.grant.id], 2025)
    assert {row.value for row in out} == {"1100", "0", ""} and all(row.approved_by_id == ana.person_id for row in out)
    operations.return_actuals(ana, room.grant.id, 2025, {room.ids["falling"]: "Is it really none?"})
    assert len(actuals_of_many([room.grant.id], 2025)) == 2


def test_questions_are_about_what_lies_with_the_officer(room: Room) -> None:
    room.value("rising", value="1")
    ana = room.actor("ana")
    draft = refused(lambda: operations.return_actuals(ana, room.grant.id, 2025, {room.ids["rising"]: "Why?"}))
    assert [problem.code for problem in draft.problems] == ["not_sent"]
    empty = refused(lambda: operations.return_actuals(ana, room.grant.id, 2025, {room.ids["rising"]: " "}))
    assert [problem.code for problem in empty.problems] == ["question_missing"]


@pytest.mark.expects("SEC-9")
def test_nobody_writes_and_approves(room: Room) -> None:
    room.all_values()
    operations.send_actuals(room.actor("dee"), room.grant.id, 2025)
    Membership.objects.create(organiser=room.cast.samband, person=room.cast.dee, role="officer")
    own = refused(lambda: operations.approve_actuals(room.actor("dee"), room.grant.id, 2025))
    assert (own.code, own.status) == ("own_partnership", 403)
    Member.objects.filter(person=room.cast.dee).update(ended_at=datetime.fromisoformat("2025-11-01T00:00:00+00:00"))
    wrote = refused(lambda: operations.approve_actuals(room.actor("dee"), room.grant.id, 2025))
    assert (wrote.code, wrote.status) == ("own_value", 403)
    for who in ("bo", "kim"):
        no = refused(lambda who=who: operations.approve_actuals(room.actor(who), room.grant.id, 2025))  # type: ignore[misc]
        assert no.status == 403
    assert operations.approve_actuals(room.actor("ana"), room.grant.id, 2025) == 3


def test_an_officer_writes_no_values_and_nobody_after_closure(room: Room) -> None:
    assert refused(lambda: room.value(who="ana", value="1")).status == 403
    assert refused(lambda: room.value(who="other_bo", value="1")).status == 404
    Grant.objects.filter(id=room.grant.id).update(step=GrantStep.CLOSED)
    assert refused(lambda: room.value(value="1")).code == "grant_closed"


def test_evidence_is_a_file_of_this_grant(room: Room) -> None:
    file = operations.keep_evidence(room.actor("dee"), room.grant.id, SimpleUploadedFile("Recuento.pdf", pdf()))
    assert room.value(value="900", evidence=file.id).evidence_id == file.id
    assert room.value(value="901").evidence_id == file.id  # stays when nothing new is chosen
    other = refused(lambda: room.value(value="902", evidence=new_id()))
    assert [problem.code for problem in other.problems] == ["unknown_evidence"]
    fake = refused(lambda: operations.keep_evidence(
        room.actor("dee"), room.grant.id, SimpleUploadedFile("Recuento.pdf", b"MZ\x90\x00 not a pdf")))
    assert fake.code.startswith("file_")
