"""Signing, sending and the receipt: once, whole, and never without being stored."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tandem.applications import access
from tandem.applications.models import Application, Signature, Submission
from tandem.applications.operations import decide_eligibility, sign, standing
from tandem.applications.states import Step
from tandem.foundation.access import Refused
from tandem.foundation.audit.chain import verify
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Job, Mail
from tandem.foundation.outbox.worker import run_until_empty
from tandem.plans.models import Stage, Version
from tests.factories import applications, calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """Everything is answered; Bo has signed, Dee has not."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.filled(cast.actors, cast.call, cast.sides)
        cast.sha256 = standing(access.hold(cast.actors["home"], cast.application.id)).content.sha256
        assert sign(cast.actors["home"], cast.application.id, cast.sha256).waiting_for == ("abroad",)
        yield cast


class Stop(DatabaseError):
    """The plug is pulled."""


def state(world: Any) -> dict[str, Any]:
    """Everything that a submission writes."""
    application = Application.objects.get(id=world.application.id)
    return {
        "step": application.step,
        "reference": application.reference,
        "submissions": Submission.objects.count(),
        "signatures": Signature.objects.filter(voided_at=None).count(),
        "acts": Act.objects.count(),
        "jobs": Job.objects.count(),
        "mails": Mail.objects.count(),
        "plan": Version.objects.get(plan=application.plan_id).stage,
        "duties": Duty.objects.filter(done_at=None, subject_id=application.id).count(),
    }


@pytest.mark.expects("REL-2", "REL-4")
def test_a_failure_at_any_statement_leaves_everything_before_or_after_never_between(world: Any) -> None:
    before = state(world)
    statements = 0
    for stop_at in range(1, 500):
        count = 0

        def fail(execute: Any, sql: str, params: Any, many: bool, context: Any, stop_at: int = stop_at) -> Any:
            nonlocal count
            count += 1
            if count == stop_at:
                raise Stop(sql)
            return execute(sql, params, many, context)

        try:
            with ExitStack() as stack:
                stack.enter_context(connection.execute_wrapper(fail))
                result = sign(world.actors["abroad"], world.application.id, world.sha256)
        except Stop:
            connection.needs_rollback = False
            assert state(world) == before, f"statement {stop_at} left something behind"
            continue
        assert result.submission is not None
        statements = stop_at - 1
        break
    after = state(world)
    assert statements > 20 and after["submissions"] == 1 and after["step"] == Step.SUBMITTED
    assert after["plan"] == Stage.PROPOSED and after["acts"] > before["acts"] and after["jobs"] > before["jobs"]


@pytest.mark.expects("UX-16", "FLD-3")
def test_sending_twice_gives_one_submission_and_the_same_receipt(world: Any) -> None:
    first = sign(world.actors["abroad"], world.application.id, world.sha256).submission
    again = sign(world.actors["abroad"], world.application.id, "something else").submission
    by_bo = sign(world.actors["home"], world.application.id, world.sha256).submission
    assert first is not None and first == again == by_bo
    assert Submission.objects.count() == 1
    assert [act.verb for act in Act.objects.filter(verb="application.submitted")] == ["application.submitted"]
    assert verify(str(world.samband.id)) == ()


@pytest.mark.expects("UX-17", "FLD-3")
def test_the_checksum_can_be_recomputed_by_anybody_from_the_downloaded_content(world: Any) -> None:
    submission = sign(world.actors["abroad"], world.application.id, world.sha256).submission
    client = Client()
    client.force_login(world.dee, backend="django.contrib.auth.backends.ModelBackend")
    content = client.get(f"/samband/applications/{world.application.id}/receipt/content.json").content
    assert hashlib.sha256(content).hexdigest() == submission.sha256
    body = json.loads(content)
    assert body["parties"]["home"]["name"] == "Fjordvik kommune" and body["answers"]["purposes"]
    public = Client()
    good = public.get(
        "/samband/receipts/", {"reference": submission.reference, "checksum": submission.sha256}
    ).content.decode()
    assert "belongs to this submission" in good and "Waste is sorted" not in good
    bad = public.get("/samband/receipts/", {"reference": submission.reference, "checksum": "0" * 64}).content.decode()
    assert "do not belong together" in bad


@pytest.mark.expects("UX-18", "FLD-4", "REL-5")
def test_after_the_deadline_the_servers_clock_refuses_and_the_draft_stays_readable(world: Any, at: Any) -> None:
    at("2024-10-01T23:59:00")
    at("2024-10-02T00:00:01")
    with pytest.raises(Refused) as refused:
        sign(world.actors["abroad"], world.application.id, world.sha256)
    assert refused.value.status == 410
    client = Client()
    client.force_login(world.dee, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/samband/applications/{world.application.id}/sections/about/").status_code == 200
    not_sent = client.get(f"/samband/applications/{world.application.id}/receipt/").content.decode()
    assert "enviad" in not_sent or "not been sent" in not_sent.lower() or "Not sent" in not_sent


@pytest.mark.expects("FLD-4")
def test_in_the_last_second_it_is_taken(world: Any, at: Any) -> None:
    at("2024-10-01T23:58:59")
    assert sign(world.actors["abroad"], world.application.id, world.sha256).submission is not None


def test_who_may_only_write_does_not_sign(world: Any) -> None:
    from tandem.organisations.models import Member

    Member.objects.filter(person=world.dee).update(role="edit")
    with pytest.raises(Refused) as refused:
        sign(world.actors["abroad"], world.application.id, world.sha256)
    assert refused.value.code == "no_signer" and refused.value.status == 403


@pytest.mark.expects("UX-5")
def test_receipts_go_to_everybody_of_both_parties_in_their_own_language(world: Any) -> None:
    sign(world.actors["abroad"], world.application.id, world.sha256)
    run_until_empty()
    receipts = {mail.to: mail for mail in Mail.objects.filter(message_id__contains="receipt-")}
    assert set(receipts) == {world.bo.email, world.dee.email}
    assert world.sha256 in receipts[world.dee.email].text
    assert receipts[world.dee.email].language == "es"
    run_until_empty()
    assert Mail.objects.filter(message_id__contains="receipt-").count() == 2


def test_eligibility_needs_an_officer_and_a_no_needs_its_reason(world: Any) -> None:
    sign(world.actors["abroad"], world.application.id, world.sha256)
    with pytest.raises(Refused):
        decide_eligibility(world.actor("cy"), world.application.id, True, "")
    with pytest.raises(Refused) as refused:
        decide_eligibility(world.actor("ana"), world.application.id, False, " ")
    assert refused.value.code == "reason_missing"
    assert decide_eligibility(world.actor("ana"), world.application.id, True, "").step == Step.ELIGIBLE


def test_an_officer_reads_no_draft(world: Any) -> None:
    client = Client()
    client.force_login(world.ana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/samband/applications/{world.application.id}/read/").status_code == 404
    sign(world.actors["abroad"], world.application.id, world.sha256)
    assert client.get(f"/samband/applications/{world.application.id}/read/").status_code == 200


@pytest.mark.expects("FLD-5", "UX-19")
def test_a_no_reaches_everybody_with_its_reason_and_stands_on_the_status_page(world: Any) -> None:
    sign(world.actors["abroad"], world.application.id, world.sha256)
    decide_eligibility(
        world.actor("ana"), world.application.id, False, "San Telmo stopped being a municipality in May."
    )
    run_until_empty()
    told = Mail.objects.filter(message_id__contains="ineligible-")
    assert {mail.to for mail in told} == {world.bo.email, world.dee.email}
    assert all("stopped being a municipality" in mail.text and "post@samband.example" in mail.text for mail in told)
    client = Client()
    client.force_login(world.bo, backend="django.contrib.auth.backends.ModelBackend")
    assert (
        "stopped being a municipality" in client.get(f"/samband/applications/{world.application.id}/").content.decode()
    )
