"""Taking back what was sent, sending it again, and what stays on record."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client

from tandem.applications import access
from tandem.applications.models import Application, Signature, Submission
from tandem.applications.operations import decide_eligibility, sign, standing, withdraw
from tandem.applications.queries import submission_of, submissions_of
from tandem.applications.states import Outcome, Step
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.foundation.outbox.worker import run_until_empty
from tandem.organisations.models import Member
from tandem.plans.models import Stage, Version
from tandem.reviews import operations as reviews
from tests.factories import applications, calls

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """Bo's and Dee's application has been sent; the call is open."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.submission = applications.submitted(cast.actors, cast.call, cast.sides)
        cast.application = Application.objects.get(id=cast.submission.application_id)
        yield cast


def sent_again(world: Any) -> Submission:
    """Both parties sign what stands there now."""
    result = None
    for actor in world.actors.values():
        held = access.hold(actor, world.application.id)
        result = sign(actor, world.application.id, standing(held).content.sha256)
    assert result is not None and result.submission is not None
    return result.submission


@pytest.mark.expects("UX-16", "FLD-3")
def test_before_the_deadline_it_is_changed_and_sent_again_with_a_receipt_of_its_own(world: Any, at: Any) -> None:
    first = world.submission
    made = withdraw(world.actors["abroad"], world.application.id, "The budget was wrong")
    assert made.step == Step.DRAFT and made.submitted_at is None and made.outcome == Outcome.NONE
    assert Signature.objects.filter(application=made, voided_at=None).count() == 0
    assert Version.objects.filter(plan=made.plan_id).latest("number").stage == Stage.DRAFT
    at("2024-09-20T12:00")
    edit = applications.edits(made.id, {("title", ""): "Waste, and the budget mended"})
    from tandem.answers.operations import save

    result = save(world.actors["home"], "application", made.id, edit, locale="en")
    assert not result.refusal and not result.conflicts
    second = sent_again(world)
    assert second.number == 2 and second.reference == f"{first.reference}-2" and second.sha256 != first.sha256
    first.refresh_from_db()
    assert first.withdrawn_at and first.superseded_at and first.withdrawn_because == "The budget was wrong"
    assert hashlib.sha256(first.content.encode()).hexdigest() == first.sha256  # what was sent first is untouched
    assert [one.number for one in submissions_of(made.id)] == [1, 2]
    assert submission_of(made.id) == second
    made.refresh_from_db()
    assert made.reference == first.reference and made.step == Step.SUBMITTED
    assert sign(world.actors["home"], made.id, "whatever").submission == second  # sending twice: the same receipt
    versions = Version.objects.filter(plan=made.plan_id).order_by("number")
    assert [version.stage for version in versions] == [Stage.PROPOSED, Stage.PROPOSED]


@pytest.mark.expects("UX-17", "UX-19")
def test_both_receipts_stay_readable_and_verifiable(world: Any) -> None:
    withdraw(world.actors["home"], world.application.id)
    second = sent_again(world)
    client = Client()
    client.force_login(world.dee, backend=BACKEND)
    home = f"/samband/applications/{world.application.id}/"
    first_page = client.get(f"{home}receipts/1/").content.decode()
    assert world.submission.reference in first_page and second.reference in first_page
    assert client.get(f"{home}receipts/3/").status_code == 404
    content = client.get(f"{home}receipts/1/content.json").content
    assert hashlib.sha256(content).hexdigest() == world.submission.sha256
    for one in (world.submission, second):
        asked = {"reference": one.reference, "checksum": one.sha256}
        assert one.reference.encode() in Client().get("/samband/receipts/", asked).content
        assert b"hat no ha cambiado" in Client().get("/samband/receipts/", asked).content or (
            b"has not changed since" in Client().get("/samband/receipts/", asked).content
        )
    status = client.get(home).content.decode()
    assert "receipts/1/" in status and "receipts/2/" in status


@pytest.mark.expects("UX-19")
def test_after_the_deadline_it_is_final_and_everybody_is_told(world: Any, at: Any) -> None:
    at("2024-10-02T12:00")
    with pytest.raises(Refused, match="reason_missing"):
        withdraw(world.actors["home"], world.application.id, "  ")
    made = withdraw(world.actors["home"], world.application.id, "Our council said no")
    assert made.step == Step.DECIDED and made.outcome == Outcome.WITHDRAWN and made.submitted_at
    assert not Duty.objects.filter(subject_id=made.id, kind="application.check", done_at=None).exists()
    run_until_empty()
    told = Mail.objects.filter(text__contains="Our council said no")
    assert {mail.to for mail in told} == {world.bo.email, world.dee.email}
    assert Act.objects.filter(verb="application.withdrawn").exists()
    with pytest.raises(Refused) as caught:
        withdraw(world.actors["home"], world.application.id, "again")
    assert caught.value.status == 409
    held = access.hold(world.actors["home"], made.id)
    assert not access.may_write(held, made.withdrawn_at)
    client = Client()
    client.force_login(world.bo, backend=BACKEND)
    home = f"/samband/applications/{made.id}/"
    page = client.get(home).content.decode()
    assert "Withdrawn" in page and "Taken back by Bo Fjellstad" in page and "withdraw/" not in page.split("<main")[1]


@pytest.mark.expects("SEC-13")
def test_what_is_withdrawn_for_good_is_judged_no_more(world: Any, at: Any) -> None:
    at("2024-10-02T12:00")
    ana = world.actor("ana")
    decide_eligibility(ana, world.application.id, True, "")
    work = reviews.assign(ana, world.call, [world.cy.id], [world.application.id])[0]
    reviews.declare(world.actor("cy"), world.call, {world.application.id: None})
    client = Client()
    client.force_login(world.cy, backend=BACKEND)
    page = f"/samband/reviews/assess/{work.id}/"
    assert client.get(page).status_code == 200
    assert Duty.objects.filter(kind="reviews.score", subject_id=work.id, done_at=None).exists()
    withdraw(world.actors["home"], world.application.id, "Our council said no")
    assert not Duty.objects.filter(kind="reviews.score", subject_id=work.id, done_at=None).exists()
    assert client.get(page).status_code == 404
    assert world.application.title not in client.get("/samband/reviews/").content.decode()


def test_only_a_signer_takes_back_and_strangers_find_nothing(world: Any) -> None:
    Member.objects.filter(person=world.bo).update(role="edit")
    with pytest.raises(Refused) as caught:
        withdraw(world.actors["home"], world.application.id)
    assert caught.value.status == 403
    with pytest.raises(Refused) as caught:
        withdraw(world.actor("other_bo"), world.application.id)
    assert caught.value.status == 404
    with pytest.raises(Refused, match="text_too_long"):
        withdraw(world.actors["abroad"], world.application.id, "x" * 4001)
    assert Submission.objects.get().withdrawn_at is None


@pytest.mark.parametrize("step", [Step.PROPOSED, Step.DECIDED])
def test_what_is_being_decided_is_not_taken_back_by_a_click(world: Any, step: str) -> None:
    Application.objects.filter(id=world.application.id).update(step=step)
    with pytest.raises(Refused) as caught:
        withdraw(world.actors["home"], world.application.id, "too late")
    assert caught.value.status == 409


@pytest.mark.expects("UX-12")
def test_the_page_keeps_the_reason_that_was_refused(world: Any, at: Any) -> None:
    at("2024-10-02T12:00")
    client = Client()
    client.force_login(world.bo, backend=BACKEND)
    home = f"/samband/applications/{world.application.id}/"
    assert client.get(f"{home}withdraw/").status_code == 200
    refused = client.post(f"{home}withdraw/", {"reason": "y" * 4100})
    assert refused.status_code == 422 and "y" * 4100 in refused.content.decode()
    assert "Shorten it by 100" in refused.content.decode()
    done = client.post(f"{home}withdraw/", {"reason": "No"})
    assert done.status_code == 302
    assert Application.objects.get().outcome == Outcome.WITHDRAWN
