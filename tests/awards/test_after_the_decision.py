"""After the decision: complaints answered by others, awards that fall away, the next of the published reserve list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.applications.models import Application
from tandem.awards import operations
from tandem.awards.models import Complaint, LaterDecision, Letter
from tandem.awards.operations.later import checksum
from tandem.awards.queries.later import reserve_of
from tandem.awards.queries.proposals import latest
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.access.grants import give, granted
from tandem.foundation.access.models import Grant as Access
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships.models import Grant
from tandem.programmes.models import Donor
from tandem.reviews import operations as reviews
from tandem.reviews.access import own_work
from tandem.reviews.models import Assignment, Scoring
from tests.awards.test_pages import with_submission
from tests.files.samples import pdf

pytestmark = pytest.mark.django_db
At = Callable[..., datetime]


def third(world: Any) -> Any:
    """Tor, an officer who had no hand in anything."""
    person, _ = Person.objects.get_or_create(email="tor@tandem.example", defaults={"name": "Tor Vik"})
    Membership.objects.get_or_create(organiser=world.cast.samband, person=person, role="officer")
    return world.cast.actor("ana").__class__(person.id, person.name, roles=frozenset({"officer"}))


def client(person: Any) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


def decided(world: Any) -> list[Application]:
    """Four applications: three are funded, the fourth is on the reserve list."""
    rows = world.four()
    third(world)
    world.decided()
    for row in rows:
        row.refresh_from_db()
    return list(rows)


def refused(operation: Any, *arguments: Any, **named: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        operation(*arguments, **named)
    return caught.value


@pytest.mark.expects("UX-19", "SEC-9")
def test_a_complaint_is_answered_by_somebody_who_had_no_hand_in_it(world: Any) -> None:
    *_, last = decided(world)
    complaint = operations.complain(world.actor("bo"), last.id, "The budget was misread.")
    assert Duty.objects.filter(kind="awards.complaint", person=third(world).person_id, done_at=None).count() == 1
    for who, code in (("ana", "own_decision"), ("omar", "own_decision"), ("bo", "officers_only")):
        assert refused(operations.answer_complaint, world.actor(who), complaint.id, "dismissed", "No.").status in (
            403,
            404,
        ), code
    mails = Mail.objects.count()
    done = operations.answer_complaint(third(world), complaint.id, "dismissed", "The sums were read as typed.")
    last.refresh_from_db()
    assert (done.outcome, last.outcome, last.step) == ("dismissed", "reserve", "decided")
    assert Mail.objects.count() > mails and not Duty.objects.filter(kind="awards.complaint", done_at=None).exists()
    assert refused(operations.answer_complaint, third(world), complaint.id, "upheld", "Yes.").status == 409


@pytest.mark.parametrize("outcome", ["upheld", "partly"])
def test_what_is_upheld_is_opened_again_and_decided_anew_with_trace(world: Any, outcome: str) -> None:
    *_, last = decided(world)
    complaint = operations.complain(world.actor("bo"), last.id, "The budget was misread.")
    operations.answer_complaint(third(world), complaint.id, outcome, "One sum was read wrongly.")
    last.refresh_from_db()
    assert (last.outcome, last.step) == ("", "scored")
    act = Act.objects.get(verb="awards.complaint_answered")
    assert act.object_id == str(last.id)
    donor = Donor.objects.order_by("key").first()
    fund = refused(operations.propose_later, world.actor("ana"), last.id, "Now right.", lot="fund", donor=donor.id)
    assert fund.code == "not_enough"
    later = operations.propose_later(world.actor("ana"), last.id, "Read again: still behind the others.", lot="reserve")
    assert (
        refused(operations.decide_later, world.actor("ana"), later.id, checksum(later), "approve").code
        == "own_proposal"
    )
    assert refused(operations.decide_later, third(world), later.id, checksum(later), "approve").code == "own_proposal"
    operations.decide_later(world.actor("omar"), later.id, checksum(later), "approve")
    last.refresh_from_db()
    assert last.outcome == "reserve" and "Read again" in Letter.objects.filter(later=later).first().text


def assessor(world: Any, row: Application) -> tuple[Any, Assignment]:
    """Cy, who scored it, and what was given to Cy, open until the decision."""
    work = Assignment.objects.get(application=row, assessor=world.cast.cy)
    give(work.assessor_id, "application", row.id, "assess", allows=True, reason="assigned", now=clock.now())
    return world.actor("cy"), work


@pytest.mark.expects("SEC-13")
@pytest.mark.parametrize("outcome", ["upheld", "partly", "dismissed"])
def test_the_assessors_read_again_what_a_complaint_opened_until_it_is_decided_anew(world: Any, outcome: str) -> None:
    rows = world.four()
    for row in rows:
        cy, work = assessor(world, row)
    last = rows[-1]
    gone = Person.objects.create_user("gone@tandem.example", "Gro Borte")
    Assignment.objects.create(
        application=last, assessor=gone, assigned_at=clock.now(), opened_at=clock.now(), ended_at=clock.now(),
        ended="conflict",
    )
    third(world)
    world.decided()
    with pytest.raises(Refused):
        own_work(cy, work.id, clock.now())
    complaint = operations.complain(world.actor("bo"), last.id, "The budget was misread.")
    operations.answer_complaint(third(world), complaint.id, outcome, "One sum was read wrongly.")
    acts = Act.objects.filter(verb="assessors.access_given_again")
    if outcome == "dismissed":
        assert not acts.exists() and granted(work.assessor_id, "application", last.id, "assess", clock.now()) is None
        return
    assert own_work(cy, work.id, clock.now()).application_id == last.id
    assert acts.get().object_id == str(last.id)
    reason = Access.objects.get(person=work.assessor_id, object_id=last.id, until_at=None).reason
    assert str(complaint.id) in reason
    for other, person in ((rows[0], work.assessor_id), (last, gone.id)):
        assert granted(person, "application", other.id, "assess", clock.now()) is None
    reviews.reopen(world.actor("ana"), work.id, "The budget was misread.")
    waits = refused(operations.propose_later, world.actor("ana"), last.id, "Again", lot="reserve")
    assert (waits.code, waits.status) == ("not_scored", 409)
    for scoring in Scoring.objects.filter(assignment=work):
        reviews.score(cy, work.id, scoring.criterion, 3, "Read with the right sum", "answer 3")
    reviews.lock(cy, work.id)
    later = operations.propose_later(world.actor("ana"), last.id, "Judged again.", lot="reserve")
    operations.decide_later(world.actor("omar"), later.id, checksum(later), "approve")
    assert granted(work.assessor_id, "application", last.id, "assess", clock.now()) is None


def test_an_interest_stays_closed_when_a_complaint_opens_an_application(world: Any) -> None:
    *_, last = world.four()
    cy, work = assessor(world, last)
    third(world)
    world.decided()
    give(work.assessor_id, "application", last.id, "assess", allows=False, reason="interest", now=clock.now())
    complaint = operations.complain(world.actor("bo"), last.id, "The budget was misread.")
    operations.answer_complaint(third(world), complaint.id, "upheld", "One sum was read wrongly.")
    assert granted(work.assessor_id, "application", last.id, "assess", clock.now()) is False
    with pytest.raises(Refused, match="conflict"):
        own_work(cy, work.id, clock.now())


@pytest.mark.parametrize(
    ("grounds", "code"), [("", "grounds_missing"), (" \n", "grounds_missing"), ("x" * 8001, "text_too_long")]
)
def test_a_complaint_without_grounds_is_refused(world: Any, grounds: str, code: str) -> None:
    *_, last = decided(world)
    assert refused(operations.complain, world.actor("bo"), last.id, grounds).code == code
    assert not Complaint.objects.exists()


def test_who_may_complain_and_when(world: Any, at: At) -> None:
    rows = world.four()
    assert refused(operations.complain, world.actor("bo"), rows[0].id, "Early").code == "not_decided"
    third(world)
    world.decided()
    assert refused(operations.complain, world.actor("cy"), rows[0].id, "Mine").status == 404
    at("2024-12-22T23:59")
    operations.complain(world.actor("bo"), rows[3].id, "In the last minute")
    assert refused(operations.complain, world.actor("bo"), rows[3].id, "Again").code == "complaint_open"
    at("2024-12-23T00:00")
    late = refused(operations.complain, world.actor("bo"), rows[2].id, "Too late")
    assert late.status == 410 and "22 December 2024" in str(late.reason).replace("\xa0", " ")


def test_the_page_takes_grounds_and_papers_and_keeps_what_was_typed(world: Any) -> None:
    *_, last = decided(world)
    with_submission(last)
    url = f"/samband/applications/{last.id}/complain/"
    bo = client(world.cast.bo)
    assert "22 December 2024" in bo.get(url).content.decode().replace("\xa0", " ")
    answered = bo.post(url, {"grounds": "  "})
    assert answered.status_code == 422
    paper = SimpleUploadedFile("sum.pdf", pdf(), content_type="application/pdf")
    assert bo.post(url, {"grounds": "The sum is another one.", "papers": paper}).status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.files.count() == 1
    said = bo.get(f"/samband/applications/{last.id}/").content.decode()
    assert "Your complaint of" in said
    again = bo.post(url, {"grounds": "Typed once more"})
    assert again.status_code == 409 and "Typed once more" in again.content.decode()
    officer = client(Person.objects.get(email="tor@tandem.example"))
    shown = officer.get(f"/samband/complaints/{complaint.id}/").content.decode()
    assert "The sum is another one." in shown and "sum.pdf" in shown
    assert officer.post(f"/samband/complaints/{complaint.id}/answer/", {"reasons": "So"}).status_code == 422
    sent = {"outcome": "dismissed", "reasons": "It was read as typed."}
    assert officer.post(f"/samband/complaints/{complaint.id}/answer/", sent).status_code == 302
    assert "It was read as typed." in bo.get(f"/samband/applications/{last.id}/").content.decode()


@pytest.mark.expects("SEC-9")
def test_the_next_of_the_published_list_takes_the_place_of_an_award_that_falls_away(world: Any) -> None:
    first, *_, last = decided(world)
    state = reserve_of(world.call, latest(world.call.id))
    assert state.next.id == "" and state.next.reason == "does_not_fit"
    donor = Donor.objects.order_by("key").first()
    assert refused(operations.propose_later, world.actor("ana"), last.id, "Next", donor=donor.id).code == "not_next"
    operations.fall_away(world.actor("ana"), first.id, "withdrawn", "The council said no.")
    first.refresh_from_db()
    assert first.outcome == "withdrawn" and Grant.objects.get(reference=first.reference).step == "cancelled"
    state = reserve_of(world.call, latest(world.call.id))
    assert state.next.id == str(last.id)
    later = operations.propose_later(world.actor("ana"), last.id, "You are next on the list.", donor=donor.id)
    page = client(world.cast.omar).get(f"/samband/calls/{world.call.slug}/reserve/").content.decode()
    assert checksum(later) in page and "You are next on the list." in page
    assert refused(operations.decide_later, world.actor("ana"), later.id, checksum(later), "approve").status == 403
    assert refused(operations.decide_later, world.actor("omar"), later.id, "0" * 64, "approve").code == "not_as_seen"
    operations.decide_later(world.actor("omar"), later.id, checksum(later), "approve")
    last.refresh_from_db()
    assert last.outcome == "awarded" and Grant.objects.get(reference=last.reference).awarded_minor == last.asked_minor
    letter = Letter.objects.filter(application=last).order_by("-made_at", "-id").first()
    assert letter.later_id == later.id and letter.mails.exists()


def test_nobody_gets_a_part_of_what_they_asked_for(world: Any) -> None:
    rows = [
        world.scored("Large", 4_000_000, 5, 5),
        world.scored("Small", 1_000_000, 4, 4),
        world.scored("Wide", 2_000_000, 3, 3),
    ]
    third(world)
    world.decided()
    operations.fall_away(world.actor("ana"), rows[1].id, "refused", "The donor said no.")
    state = reserve_of(world.call, latest(world.call.id))
    assert state.next.id == "" and state.next.reason == "does_not_fit"
    assert state.next.numbers["short"] == "1000000.00"


def test_what_falls_away_needs_words_an_award_and_a_decided_call(world: Any) -> None:
    rows = world.four()
    assert refused(operations.fall_away, world.actor("ana"), rows[0].id, "withdrawn", "x").code == "not_decided"
    third(world)
    world.decided()
    assert refused(operations.fall_away, world.actor("ana"), rows[0].id, "withdrawn", " ").code == "words_missing"
    assert refused(operations.fall_away, world.actor("ana"), rows[0].id, "eaten", "x").code == "unknown_kind"
    assert refused(operations.fall_away, world.actor("ana"), rows[3].id, "withdrawn", "x").code == "not_awarded"
    assert refused(operations.fall_away, world.actor("bo"), rows[0].id, "withdrawn", "x").status in (403, 404)
    assert not LaterDecision.objects.exists()
