"""What anchors an application at home is asked at appraisal; a programme without scores decides on interviews."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tandem.applications.models import Application
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.reviews import operations
from tandem.reviews.models import Evidence, Interview
from tandem.reviews.queries.counting import evidence_kinds
from tests.reviews.conftest import enter

pytestmark = [pytest.mark.django_db]


@pytest.mark.clause("MIC-4")
def test_the_papers_are_asked_at_appraisal_and_what_was_seen_is_recorded(world: Any) -> None:
    application = world.made[0]
    assert set(evidence_kinds(world.component)) == {"council_decision", "international_strategy"}
    client, base = enter(world.cast.ana), f"/samband/reviews/applications/{application.id}/"
    assert client.post(f"{base}ask/").status_code == 302
    mails = {mail.to: mail for mail in Mail.objects.filter(about_id=application.id, message_id__contains="evidence")}
    assert set(mails) == {world.cast.bo.email, world.cast.dee.email}
    assert mails[world.cast.dee.email].language == "es" and "concejo" in mails[world.cast.dee.email].text
    shows = Duty.objects.filter(kind="reviews.show_evidence", done_at=None)
    assert {duty.organisation_id for duty in shows} == {world.cast.fjordvik.id, world.cast.san_telmo.id}
    posted = {"side": "abroad", "kind": "council_decision", "seen": "yes", "note": ""}
    refused = client.post(f"{base}evidence/", posted)
    assert refused.status_code == 422 and not Evidence.objects.exists()
    assert client.post(f"{base}evidence/", {**posted, "note": "Acta 14-2024 of 3 May"}).status_code == 302
    assert shows.count() == 2  # one paper of that party is not recorded yet
    operations.record_evidence(world.officer, application.id, "abroad", "international_strategy", False, "none made")
    assert [duty.organisation_id for duty in shows.all()] == [world.cast.fjordvik.id]
    for kind in evidence_kinds(world.component):
        operations.record_evidence(world.officer, application.id, "home", kind, True, "Vedtak 24/118")
    assert not Duty.objects.filter(kind__in=["reviews.show_evidence", "reviews.record_evidence"], done_at=None).exists()
    panel = client.get(f"/samband/applications/{application.id}/read/").content.decode()
    page = client.get(base).content.decode()
    assert "Acta 14-2024 of 3 May" in page and "not seen" in page and "What anchors it at home" in panel


@pytest.mark.clause("MIC-4")
def test_a_new_record_keeps_the_old_and_strangers_record_nothing(world: Any) -> None:
    application = world.made[0]
    operations.record_evidence(world.officer, application.id, "home", "council_decision", False)
    operations.record_evidence(world.officer, application.id, "home", "council_decision", True, "Vedtak 24/118")
    operations.record_evidence(world.officer, application.id, "home", "council_decision", True, "Vedtak 24/118")
    assert [row.seen for row in Evidence.objects.order_by("recorded_at", "id")] == [False, True]
    for side, kind in (("third", "council_decision"), ("home", "harm")):
        with pytest.raises(Refused) as refused:
            operations.record_evidence(world.officer, application.id, side, kind, True, "x")
        assert refused.value.status == 404
    with pytest.raises(Refused, match="officers_only"):
        operations.record_evidence(world.actor(world.cast.cy), application.id, "home", "council_decision", True, "x")


def test_no_interview_where_the_workflow_has_none(world: Any) -> None:
    with pytest.raises(Refused, match="step_left_out"):
        operations.record_interview(world.officer, world.made[0].id, True, "They convinced us")
    with pytest.raises(Refused, match="not_its_turn"):
        operations.shortlist(world.officer, world.made[0].id)


@pytest.fixture
def harbour(cast: Any, at: Any) -> Any:
    """The second rulebook: no scores, a short list and an interview; one application found eligible."""
    from tandem.foundation import clock
    from tandem.partnerships.operations import found
    from tandem.plans.operations import start
    from tests.factories import calls, organisations

    with cast.scope():
        call = calls.call(cast.actor("ana"), calls.HARBOUR, publish=False, starts_on=date(2025, 3, 1))
        type(call).objects.filter(id=call.id).update(status="published", published_at=clock.now())
        call.refresh_from_db()
        sides = {side: organisations.make(f"{side} port", "CL", sign=cast.bo).id for side in call.component.parties}
        partnership = found(cast.actor("bo"), "Three harbours", sides)
        at("2024-11-04T10:00")
        cast.application = Application.objects.create(
            call=call, partnership=partnership, plan=start(partnership.id), title="Three harbours", step="eligible",
            founded_at=clock.now(), submitted_at=clock.now(), reference="HARBOUR-1",
        )
        cast.call = call
        yield cast


def test_a_programme_without_scores_is_decided_on_the_interview(harbour: Any) -> None:
    ana, cy, application = harbour.actor("ana"), harbour.actor("cy"), harbour.application
    with pytest.raises(Refused, match="not_waiting"):
        operations.assign(ana, harbour.call, [harbour.cy.id], [application.id])
    assert enter(harbour.ana).post(f"/samband/reviews/applications/{application.id}/shortlist/").status_code == 302
    work = operations.assign(ana, harbour.call, [harbour.cy.id], [application.id])[0]
    with pytest.raises(Refused, match="not_declared"):
        operations.record_interview(cy, application.id, True, "They convinced me")
    operations.declare(cy, harbour.call, {application.id: None})
    page = enter(harbour.cy).get(f"/samband/reviews/assess/{work.id}/")
    assert page.status_code == 200 and "Do you recommend it?" in page.content.decode()
    with pytest.raises(Refused, match="reason_missing"):
        operations.record_interview(cy, application.id, True, " ")
    url = f"/samband/reviews/applications/{application.id}/interview/"
    assert enter(harbour.cy).post(url, {"reason": "x"}).status_code == 422
    assert enter(harbour.cy).post(url, {"recommended": "no", "reason": "Two of three came"}).status_code == 302
    application.refresh_from_db()
    assert application.step == "interviewed" and application.score is None
    operations.record_interview(ana, application.id, True, "The third came later")
    assert [row.recommended for row in Interview.objects.order_by("recorded_at", "id")] == [False, True]
    page = enter(harbour.ana).get(f"/samband/reviews/applications/{application.id}/").content.decode()
    assert "The third came later" in page


def test_the_calls_page_shows_how_far_the_assessors_are(world: Any) -> None:
    client, url = enter(world.cast.ana), f"/samband/calls/{world.call.slug}/manage/"
    assert "Nothing has been given to assessors yet" in client.get(url).content.decode()
    world.give(world.cast.cy, world.liv)
    world.free(world.cast.cy)
    page = client.get(url).content.decode()
    assert "0 of 2 assignments locked, 1 declared" in page and f"/calls/{world.call.slug}/assessors/" in page
