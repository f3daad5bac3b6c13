"""The yearly meeting: agenda, minutes, decisions, and the amendment that follows from one (MIC-9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.agreements.events import AgreementSigned
from tandem.delivery import jobs, operations
from tandem.delivery.models import Meeting, MeetingDecision
from tandem.delivery.operations import DecisionInput, MeetingInput
from tandem.delivery.queries import meetings
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tests.delivery.conftest import Room
from tests.files.samples import pdf

pytestmark = pytest.mark.django_db
AGENDA = {"progress": "The routes are drawn", "budget": "As planned", "made_up": "No such item"}


def meet(room: Room, who: str = "dee", minutes: Any = None, **changed: Any) -> Meeting:
    usual = {"year": 2025, "held_on": date(2025, 11, 3), "place": "Fjordvik", "agenda": AGENDA}
    given: dict[str, Any] = {**usual, **changed}
    return operations.record_meeting(room.actor(who), room.grant.id, MeetingInput(**given), minutes)


def codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        work()
    assert not Meeting.objects.exists()
    return [problem.code for problem in caught.value.problems] or [caught.value.code]


def duties(kind: str, **which: Any) -> list[Duty]:
    return list(Duty.objects.filter(kind=kind, done_at=None, **which).order_by("part", "holder"))


@pytest.mark.clause("MIC-9")
def test_a_meeting_has_agenda_minutes_and_decisions(room: Room) -> None:
    decided = (DecisionInput("Count twice a year", "abroad", date(2026, 2, 1)), DecisionInput("  "))
    made = meet(room, minutes=SimpleUploadedFile("Acta 2025.pdf", pdf()), decisions=decided)
    found = meetings(room.grant.id)[0]
    assert found == made and found.agenda == {"progress": "The routes are drawn", "budget": "As planned"}
    assert found.minutes is not None and found.minutes.name == "Acta 2025.pdf"
    assert [(one.text, one.side) for one in found.decided] == [("Count twice a year", "abroad")]  # type: ignore[attr-defined]


@pytest.mark.clause("MIC-9")
def test_what_a_meeting_cannot_be(room: Room) -> None:
    assert codes(lambda: meet(room, held_on=date(2025, 11, 21))) == ["in_the_future"]
    assert codes(lambda: meet(room, held_on=date(2024, 11, 3))) == ["before_grant"]
    assert codes(lambda: meet(room, year=2028)) == ["year_outside"]
    assert codes(lambda: meet(room, agenda={"made_up": "No such item"})) == ["agenda_empty"]
    assert codes(lambda: meet(room, decisions=(DecisionInput("Who?", "moon"),))) == ["side_unknown"]
    fake = SimpleUploadedFile("Acta.pdf", b"MZ\x90\x00 not a pdf")
    assert codes(lambda: meet(room, minutes=fake))[0].startswith("file_")
    assert codes(lambda: meet(room, who="ana")) == ["not_a_party"]
    Grant.objects.filter(id=room.grant.id).update(step=GrantStep.FIRM)
    assert codes(lambda: meet(room)) == ["not_agreed"]


@pytest.mark.clause("MIC-9")
def test_every_year_asks_both_parties_for_a_meeting_and_for_its_values(room: Room) -> None:
    event = AgreementSigned(str(room.grant.id), "", "grant")
    jobs.ask_for_the_years(event)
    jobs.ask_for_the_years(event)
    asked = duties(jobs.MEET)
    assert [duty.part for duty in asked] == ["2025", "2025", "2026", "2026", "2027", "2027"]
    assert asked[0].due_at == datetime(2025, 12, 31, 22, 59, tzinfo=UTC)
    values = duties(jobs.VALUES, part="2025")
    assert len(values) == 2 and values[0].due_at is not None
    assert values[0].due_at.date() == date(2026, 3, 16)  # a month before the donor's date, 15 April
    meet(room)
    assert [duty.part for duty in duties(jobs.MEET)] == ["2026", "2026", "2027", "2027"]
    jobs.ask_for_the_years(event)  # an amendment is signed: what is done stays done
    assert duties(jobs.MEET, part="2025") == []


@pytest.mark.clause("MIC-9")
def test_a_year_without_a_meeting_reaches_the_officers_once(room: Room, at: Callable[..., datetime]) -> None:
    now = at("2027-01-04T08:00")
    meet(room)
    for _again in range(2):
        jobs.look_for_missed_meetings(now)
    told = duties(jobs.MISSED)
    assert [(duty.part, duty.role) for duty in told] == [("2026", "officer")]
    meet(room, year=2026, held_on=date(2026, 12, 1))
    assert duties(jobs.MISSED) == []
    jobs.look_for_missed_meetings(now)
    assert duties(jobs.MISSED) == []


def test_a_decision_is_somebodys_duty_until_it_is_carried_out(room: Room) -> None:
    decided = (DecisionInput("Count twice a year", "abroad", date(2026, 2, 1)), DecisionInput("Meet in May"))
    meet(room, decisions=decided)
    one, both = MeetingDecision.objects.order_by("place")
    assert len(duties(jobs.DECIDED, subject_id=one.id)) == 1 and len(duties(jobs.DECIDED, subject_id=both.id)) == 2
    with pytest.raises(Refused) as ahead:
        operations.settle_decision(room.actor("dee"), one.id, date(2026, 1, 1))
    assert ahead.value.problems[0].code == "in_the_future"
    operations.settle_decision(room.actor("dee"), one.id, date(2025, 11, 20))
    assert duties(jobs.DECIDED, subject_id=one.id) == []
    with pytest.raises(Refused) as again:
        operations.settle_decision(room.actor("dee"), one.id, date(2025, 11, 20))
    assert again.value.status == 409


@pytest.mark.clause("MIC-9")
def test_a_decision_may_ask_for_the_amendment_it_needs(room: Room) -> None:
    meet(room, decisions=(DecisionInput("Move the second depot"), DecisionInput("And its budget")))
    first, second = MeetingDecision.objects.order_by("place")
    amendment = operations.amend(room.actor("dee"), first.id).amendment
    assert amendment is not None and amendment.reason == "Move the second depot"
    assert operations.amend(room.actor("bo"), second.id).amendment == amendment  # it is open: both go into it
    with pytest.raises(Refused) as again:
        operations.amend(room.actor("dee"), first.id)
    assert (again.value.code, again.value.status) == ("asked_already", 409)


def test_sent_values_are_an_officers_duty_and_questions_the_parties(room: Room) -> None:
    jobs.ask_for_the_years(AgreementSigned(str(room.grant.id), "", "grant"))
    room.all_values()
    operations.send_actuals(room.actor("dee"), room.grant.id, 2025)
    assert [duty.role for duty in duties(jobs.READ)] == ["officer"] and duties(jobs.VALUES, part="2025") == []
    operations.return_actuals(room.actor("ana"), room.grant.id, 2025, {room.ids["rising"]: "When?"})
    assert duties(jobs.READ) == [] and len(duties(jobs.ANSWER)) == 2
    room.value("rising", value="1101")
    operations.send_actuals(room.actor("dee"), room.grant.id, 2025)
    operations.approve_actuals(room.actor("ana"), room.grant.id, 2025)
    assert duties(jobs.READ) == duties(jobs.ANSWER) == []
