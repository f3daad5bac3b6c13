"""Late admission: two officers, one reason, the same time for everybody with a draft."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tandem.applications import access
from tandem.applications.models import Application, LateAdmission
from tandem.applications.operations import (
    Late,
    ask_late,
    confirm_late,
    found,
    propose_late,
    refuse_late,
    sign,
    standing,
)
from tandem.applications.states import Step
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.foundation.outbox.worker import run_until_empty
from tandem.organisations.models import Member
from tests.factories import applications, calls, organisations

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
REASON = {"en": "The power was out in two regions.", "es": "Hubo un apagón en dos regiones."}


def local(text: str) -> datetime:
    """A local time without zone."""
    return datetime.fromisoformat(text)


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """Two partnerships have drafts that were not sent; the call has closed."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.filled(cast.actors, cast.call, cast.sides)
        brisas = organisations.make("Municipalidad de Las Brisas", "GT", sign=cast.other_bo)
        cast.other_draft = applications.draft(cast.actor("other_bo"), cast.call, {"home": cast.other, "abroad": brisas})
        at("2024-10-02T09:00")
        cast.reason = {language: REASON.get(language, REASON["en"]) for language in cast.call.languages}
        yield cast


@pytest.mark.expects("UX-18", "REL-5")
def test_one_asks_and_everybody_with_a_draft_gets_the_same_time(world: Any, at: Any) -> None:
    bo, call = world.actors["home"], world.call
    held = access.hold(bo, world.application.id)
    with pytest.raises(Refused):
        sign(bo, world.application.id, standing(held).content.sha256)
    asked = ask_late(bo, world.application.id, "The lights went out at 22.")
    assert Duty.objects.filter(kind="application.late", role="officer", done_at=None).exists()
    late = Late(local("2024-10-04T12:00"), world.reason)
    propose_late(world.actor("ana"), call.id, late, asked.id)
    call.refresh_from_db()
    assert call.late_until_at is None  # nothing counts before the second officer
    with pytest.raises(Refused) as same:
        confirm_late(world.actor("ana"), asked.id)
    assert same.value.code == "same_person" and same.value.status == 403
    confirm_late(world.actor("omar"), asked.id)
    run_until_empty()
    told = set(Mail.objects.filter(subject__contains="draft").values_list("to", flat=True))
    told |= set(Mail.objects.filter(language="es", text__contains="apagón").values_list("to", flat=True))
    assert {world.bo.email, world.dee.email, world.other_bo.email} <= told
    page = Client().get(f"/samband/calls/{call.slug}/").content.decode()
    assert REASON["en"] in page and "Fjordvik" not in page and "lights went out" not in page
    for actor, id in ((bo, world.application.id), (world.actor("other_bo"), world.other_draft.id)):
        assert access.may_write(access.hold(actor, id), clock.now())
    with pytest.raises(Refused) as closed:  # nobody begins a new one
        found(bo, call.id, "New", {"home": world.fjordvik.id, "abroad": world.other.id})
    assert closed.value.status == 410
    for actor in world.actors.values():
        result = sign(actor, world.application.id, standing(access.hold(actor, world.application.id)).content.sha256)
    assert result.submission is not None and result.submission.received_at > call.closes_at
    at("2024-10-04T12:01")
    other = world.actor("other_bo")
    assert access.may_write(access.hold(other, world.other_draft.id), clock.now()).code == "closed"
    assert [act.verb for act in Act.objects.filter(verb__startswith="late.").order_by("number")] == [
        "late.asked", "late.proposed", "late.admitted"
    ]


@pytest.mark.expects("REL-5")
@pytest.mark.parametrize(
    ("year", "now", "until", "code"),
    [
        (2026, "2026-10-20T09:00", "2026-10-25T02:30", "time_exists_twice"),
        (2026, "2027-03-20T09:00", "2027-03-28T02:30", "time_does_not_exist"),
    ],
)
def test_instants_that_do_not_exist_or_exist_twice_are_refused(
    world: Any, at: Any, year: int, now: str, until: str, code: str
) -> None:
    at(f"{year}-09-12T12:00")
    call = calls.call(
        world.actor("ana"), year=year, slug="clock", opens=local(f"{year}-08-01T09:00"),
        closes=local(f"{year}-10-01T12:00"),
    )
    Call.objects.filter(id=call.id).update(decision_on="2027-06-01")
    applications.draft(world.actors["home"], call, world.sides)
    at(now)
    with pytest.raises(Refused) as caught:
        propose_late(world.actor("ana"), call.id, Late(local(until), dict.fromkeys(call.languages, "Outage")))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert not LateAdmission.objects.filter(call=call).exists()


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        ("2024-10-02T08:00", ["late_past"]),
        ("2024-10-01T23:59", ["late_past"]),
        ("2024-12-20T09:00", ["late_after_decision"]),
    ],
)
def test_a_later_time_lies_between_now_and_the_decision(world: Any, until: str, codes: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        propose_late(world.actor("ana"), world.call.id, Late(local(until), world.reason))
    assert [problem.code for problem in caught.value.problems] == codes


def test_every_language_of_the_call_gets_the_reason(world: Any) -> None:
    with pytest.raises(Refused) as caught:
        propose_late(world.actor("ana"), world.call.id, Late(local("2024-10-04T12:00"), {"en": "Outage"}))
    missing = [problem.where for problem in caught.value.problems]
    assert missing == [f"reason_{language}" for language in world.call.languages if language != "en"]


def test_nobody_is_admitted_late_while_open_or_once_somebody_is_judged(world: Any, at: Any) -> None:
    late = Late(local("2024-10-04T12:00"), world.reason)
    Application.objects.filter(id=world.other_draft.id).update(step=Step.SCORED, submitted_at=clock.now())
    with pytest.raises(Refused) as judged:
        propose_late(world.actor("ana"), world.call.id, late)
    assert judged.value.code == "judging"
    at("2024-09-20T09:00")
    with pytest.raises(Refused) as still_open:
        propose_late(world.actor("ana"), world.call.id, late)
    assert still_open.value.code == "not_closed"
    with pytest.raises(Refused, match="open"):
        ask_late(world.actors["home"], world.application.id, "please")


@pytest.mark.expects("SEC-9")
def test_an_officer_who_acts_for_one_of_the_parties_does_not_decide(world: Any) -> None:
    now = clock.now()
    Member.objects.create(organisation=world.fjordvik, person=world.omar, role="read", invited_at=now, accepted_at=now)
    row = propose_late(world.actor("ana"), world.call.id, Late(local("2024-10-04T12:00"), world.reason))
    with pytest.raises(Refused) as caught:
        confirm_late(world.actor("omar"), row.id)
    assert caught.value.code == "own_interest"
    for who in ("bo", "cy", "kim"):
        with pytest.raises(Refused):
            propose_late(world.actor(who), world.call.id, Late(local("2024-10-04T12:00"), world.reason))


def test_a_refusal_needs_its_reason_and_is_told(world: Any) -> None:
    asked = ask_late(world.actors["home"], world.application.id, "We forgot.")
    with pytest.raises(Refused, match="asked_already"):
        ask_late(world.actors["abroad"], world.application.id, "Please.")
    with pytest.raises(Refused, match="reason_missing"):
        refuse_late(world.actor("ana"), asked.id, " ")
    refuse_late(world.actor("ana"), asked.id, "Nothing kept you from it.")
    run_until_empty()
    assert Mail.objects.filter(to=world.bo.email, text__contains="Nothing kept you from it.").exists()
    with pytest.raises(Refused, match="decided_already"):
        confirm_late(world.actor("omar"), asked.id)


@pytest.mark.expects("UX-12")
def test_the_pages_ask_decide_and_keep_what_was_typed(world: Any) -> None:
    bo, ana, omar = Client(), Client(), Client()
    for client, person in ((bo, world.bo), (ana, world.ana), (omar, world.omar)):
        client.force_login(person, backend=BACKEND)
    home = f"/samband/applications/{world.application.id}/"
    assert f"{home}late/" in bo.get(home).content.decode()
    empty = bo.post(f"{home}late/", {"words": ""})
    assert empty.status_code == 422
    assert bo.post(f"{home}late/", {"words": "The lights went out."}).status_code == 302
    page = "/samband/calls/project-2024/late/"
    shown = ana.get(page).content.decode()
    assert "The lights went out." in shown and "Late admission" in shown
    assert "<dt>Closed</dt>" in shown and not re.search(r"Reason, in \w+\s*<span", shown), "each reason is needed"
    row = LateAdmission.objects.get()
    wrong = ana.post(page, {"until": "2024-10-27T02:30", "reason_en": "Outage <b>", "admission": str(row.id)})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "shows this time twice" in text and "Outage &lt;b&gt;" in text and 'value="2024-10-27T02:30"' in text
    reasons = {f"reason_{language}": reason for language, reason in world.reason.items()}
    assert ana.post(page, {"until": "2024-10-04T12:00", "admission": str(row.id), **reasons}).status_code == 302
    assert ana.post(f"{page}{row.id}/", {"act": "confirm"}).status_code == 403
    assert omar.post(f"{page}{row.id}/", {"act": "confirm"}).status_code == 302
    assert "More time for drafts" in bo.get(home).content.decode()
    assert bo.get(page).status_code in (403, 404)
    assert omar.post(f"{page}{row.id}/", {"act": "confirm"}).status_code == 409
